"""What the rules make of an incident: its own answers, the calls merged into it, what a person wants and accepted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from dispatch.merged import Merged, together
from dispatch.phrases import MessageKind, Side
from dispatch.scores.raising import raised
from dispatch.tables.assessments import accepted_raises
from dispatch.tables.cases import IncidentRow, get_incident, incident_snapshot
from dispatch.tables.family import calls_of, family_of
from dispatch.tables.messages import messages_of
from dispatch.triage import Rules, Triage, ruled, triage_of


@dataclass(frozen=True, slots=True)
class Judged:
    """`alone` is what its own answers and words make of it; `by_rules` with the calls merged into it; `wanted` with the
    priority a person set; `triage` with what people accepted besides."""

    alone: Triage
    by_rules: Triage
    wanted: Triage
    triage: Triage


def judge(session: Session, row: IncidentRow, rules: Rules) -> Judged:
    """The triage of an incident. Each call merged into it is judged by its own answers and words; the gravest leads."""
    incident, said = incident_snapshot(row), spoken_of(session, row)
    alone = triage_of(replace(incident, ruling=None), said, rules)
    by_rules = together(alone, list(_merged(session, row, rules)), rules)
    wanted = ruled(by_rules, incident.ruling, rules) if incident.ruling else by_rules
    return Judged(alone, by_rules, wanted, raised(wanted, accepted_raises(session, row)))


def spoken_of(session: Session, row: IncidentRow) -> str | None:
    """What the callers of an incident said and wrote since, oldest first; None for nothing. Those of a merged one
    speak for that."""
    calls = calls_of(session, row.id)
    lines = messages_of(session, [call.id for call in calls])
    since = [
        one.text for call in calls for one in lines[call.id] if one.side == Side.CALLER and one.kind == MessageKind.TALK
    ]
    return " ".join(text for text in (*(call.text for call in calls), *since) if text) or None


def _merged(session: Session, row: IncidentRow, rules: Rules) -> Iterator[Merged]:
    for ident in family_of(session, row.id)[1:]:
        one = get_incident(session, ident)
        own = triage_of(incident_snapshot(one), spoken_of(session, one), rules)
        yield Merged(one.number, raised(own, accepted_raises(session, one)))
