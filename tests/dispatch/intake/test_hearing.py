"""Messages and calls that come close together: a place finds its call, and one event is one incident."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from chassis.travel import Travel
from dispatch.desk.closing import cancel_incident
from dispatch.desk.hearing import Outcome, hear_message
from dispatch.desk.kept import make_call_of
from dispatch.intake.ecall import write_msd
from dispatch.intake.meaning import Format
from dispatch.intake.unreadable import UnreadableError
from dispatch.lines.claiming import claim_line
from dispatch.lines.returning import call_back
from dispatch.lines.ringing import Heard, hear_line
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.intake import IntakeRow
from dispatch.tables.patients import NoteRow
from dispatch.tables.records import AlertRow
from tests.dispatch.intake.test_ecall import CRASH
from tests.dispatch.intake.test_json import ALARM
from tests.dispatch.town import Holder, StraightRoads, Town

NUMBER, PLAIN = "+821012345678", "821012345678"
AML = b'A"ML=1;lt=+36.48010;lg=+127.28900;rd=20;top=20261125030405;lc=90;pm=G;ml=1'
RELAY = Actor("relay", "relay", Role.RELAY, "sejong")


def rows(town: Town, kind: Any) -> list[Any]:
    with town.system.db.read() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def says(system: System, said_as: Format, body: Any, number: str | None = None) -> Outcome:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return hear_message(system, RELAY, said_as, raw, sender="test", number=number)


def ring(town: Town, name: str = "CA1", status: str = "ringing") -> str:
    return hear_line(town.system, Heard(name, NUMBER, None, status))


def sources(town: Town) -> list[list[str]]:
    return [[one["source"] for one in call.hypotheses] for call in rows(town, CallRow)]


@pytest.mark.parametrize("claim_s", [2, 70, 400])
@pytest.mark.parametrize(("heard_s", "belongs"), [(-61, False), (-60, True), (3, True), (300, True), (301, False)])
def test_a_place_belongs_to_the_call_round_whose_ringing_it_came(
    town: Town, claim_s: int, heard_s: int, belongs: bool
) -> None:
    begin, line = town.clock.now() + timedelta(seconds=100), ""
    for at, what in sorted([(0, "ring"), (heard_s, "hear"), (claim_s, "claim")]):
        town.clock.move_to(begin + timedelta(seconds=at))
        if what == "ring":
            line = ring(town)
        elif what == "hear":
            says(town.system, Format.AML, AML, PLAIN)
        else:
            claim_line(town.system, town.kim, line)
    assert sources(town) == [["aml"] if belongs else []]
    (message,) = rows(town, IntakeRow)
    assert message.state == ("linked" if belongs else "waiting")


def test_a_place_told_at_an_abandoned_call_is_there_when_its_person_is_reached(town: Town) -> None:
    line = ring(town)
    says(town.system, Format.AML, AML, PLAIN)
    ring(town, status="completed")
    town.clock.advance(timedelta(minutes=20))
    call_back(town.system, town.kim, line)
    claim_line(town.system, town.kim, line)
    assert sources(town) == [["aml"]]


def test_a_place_told_at_an_abandoned_call_is_there_when_its_person_rings_again(town: Town) -> None:
    ring(town)
    says(town.system, Format.AML, AML, PLAIN)
    ring(town, status="completed")
    town.clock.advance(timedelta(minutes=4))
    claim_line(town.system, town.kim, ring(town, "CA2"))
    assert sources(town) == [["aml"]]


@dataclass
class Between:
    """A database in which somebody acts as soon as something has been read."""

    db: Any
    act: Callable[[], object]
    done: bool = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.db.read() as session:
            yield session
        if not self.done:
            self.done = True
            self.act()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.db, name)


def test_a_place_never_falls_between_its_call_and_its_wait(town: Town) -> None:
    line = ring(town)
    between: Any = Between(town.system.db, lambda: claim_line(town.system, town.kim, line))
    says(replace(town.system, db=between), Format.AML, AML, PLAIN)
    assert between.done
    assert sources(town) == [["aml"]] and [one.state for one in rows(town, IntakeRow)] == ["linked"]


class Interrupted(StraightRoads):
    """Roads on which something else happens while they are asked for the first time."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act, self.times = act, 0

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]:
        self.times += 1
        if self.times == 1:
            self._act()
        return super().to_one(origins, target)


def test_a_second_message_while_the_first_is_decided_about_is_the_same_incident(town: Town) -> None:
    later = ALARM | {"vitals": {"heart_rate_bpm": 30}}
    roads = Interrupted(lambda: says(town.system, Format.ALARM, later))
    says(replace(town.system, roads=Holder(roads)), Format.ALARM, ALARM)
    (incident,) = rows(town, IncidentRow)
    assert roads.times > 0
    told = {(one.state, one.incident_id) for one in rows(town, IntakeRow)}
    assert told == {("taken", incident.id), ("linked", incident.id)}


def test_a_car_that_crashes_after_its_false_alarm_was_ended_is_a_new_call(town: Town) -> None:
    first = says(town.system, Format.ECALL, write_msd(CRASH))
    cancel_incident(town.system, town.kim, first.incident_id or "", "false_alarm")
    town.clock.advance(timedelta(hours=9))
    second = says(town.system, Format.ECALL, write_msd(replace(CRASH, number=2)))
    assert (second.state, second.incident_id is not None) == ("taken", True)
    assert second.incident_id != first.incident_id
    third = says(town.system, Format.ECALL, write_msd(replace(CRASH, number=3)))
    assert (third.state, third.incident_id) == ("linked", second.incident_id)


def test_a_kept_message_of_which_no_call_could_be_made_is_still_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnreadableError):
        says(town.system, Format.ALARM, b'{"alarm": "fall", "text": "cut of')
    (message,) = rows(town, IntakeRow)
    monkeypatch.setattr("dispatch.desk.taking.check_call", _refuses)
    with pytest.raises(InvalidInputError):
        make_call_of(town.system, town.kim, message.id)
    (message,) = rows(town, IntakeRow)
    assert message.state == "kept_for_person"
    assert [one.kind for one in rows(town, AlertRow) if one.open] == ["message_kept"]


def wrapped(kind: str | None, status: str | None = "Actual") -> dict[str, Any]:
    said = {"createCaseHealth": {"caseId": "fr.health.samu009.1", "freetext": "douleur"}}
    content = [{"jsonContent": {"embeddedJsonContent": {"message": said}}}]
    head = {"distributionID": f"d-{kind}-{status}", "distributionKind": kind, "distributionStatus": status}
    return {name: value for name, value in head.items() if value is not None} | {"content": content}


@pytest.mark.parametrize("kind", ["Cancel", "Ack", "Error"])
def test_an_envelope_that_takes_a_case_back_opens_no_call(town: Town, kind: str) -> None:
    unknown = says(town.system, Format.HUB, wrapped(kind))
    assert (unknown.state, unknown.reason) == ("kept_for_person", "unknown_case")
    case = says(town.system, Format.HUB, wrapped("Report"))
    known = says(town.system, Format.HUB, wrapped(kind) | {"distributionID": "later"})
    assert (case.state, known.state, known.incident_id) == ("taken", "linked", case.incident_id)
    assert [one.text for one in rows(town, NoteRow)] == [f"{kind} · douleur"]


@pytest.mark.parametrize(
    ("status", "state"), [(None, "taken"), ("Actual", "taken"), ("Test", "ignored"), ("Système", "ignored")]
)
def test_only_an_actual_envelope_opens_a_call(town: Town, status: str | None, state: str) -> None:
    assert says(town.system, Format.HUB, wrapped("Report", status)).state == state


def _refuses(*_: object) -> None:
    raise InvalidInputError("complaint", "no such complaint")
