"""Writing the patient's record: what was done, found and learnt. Nothing is taken out; it is amended or struck."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError
from chassis.identity import DESK, Actor, Role
from chassis.work import Work, record_change, working
from dispatch.care.doubts import DoubtfulError, doubt_code, doubts_about
from dispatch.care.entry import CareEntry, CareKind, CareSource, standing_entries
from dispatch.care.quicklists import find_item, read_routes, read_units
from dispatch.care.view import entry_view
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.system import System
from dispatch.tables.attending import READ_FOR, attended
from dispatch.tables.care import CareEntryRow, as_entry, get_entry, read_entries
from dispatch.tables.cases import IncidentRow, get_incident

TOO_LATE_TO_ASK = timedelta(minutes=10)  # done so long ago: it is kept, and what speaks against it stands beside it
DOSED = frozenset({CareKind.DRUG, CareKind.PROCEDURE, CareKind.MEDICATION})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody writes. `device_at` is when it was done, by the device's clock; None is now."""

    kind: CareKind
    code: str | None = None
    text: str | None = None
    dose: float | None = None
    unit: str | None = None
    route: str | None = None
    device_at: datetime | None = None
    source: CareSource = CareSource.HUMAN
    order_id: str | None = None


def add_entry(system: System, actor: Actor, incident_id: str, said: Said, *, sure: bool = False) -> str:
    """Write an entry; returns its id. Raises InvalidInputError, ForbiddenError, and DoubtfulError while something
    speaks against it and the writer is not `sure`; what comes too late to be asked about is kept with its doubts."""
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine_to_case(work.session, actor, incident)
        return write_entry(work, system, incident, said, sure=sure).id


def amend_entry(system: System, actor: Actor, entry_id: str, said: Said, *, reason: str, sure: bool = False) -> str:
    """Put another entry in the place of one that stands; the original stays on record.

    Raises NotFoundError, InvalidInputError, ForbiddenError, DoubtfulError, IllegalMoveError where it no longer stands.
    """
    with working(system, actor) as work:
        incident, old = _standing(work, actor, entry_id)
        if said.kind != old.kind:
            raise InvalidInputError("kind", "an amendment is of the same kind")
        return write_entry(work, system, incident, said, sure=sure, amends=old.id, reason=reason).id


def strike_entry(system: System, actor: Actor, entry_id: str, *, reason: str, device_at: datetime | None = None) -> str:
    """Say that an entry was wrong, and put nothing in its place. Raises as `amend_entry`."""
    with working(system, actor) as work:
        incident, old = _standing(work, actor, entry_id)
        row = _row(system, work, incident, Said(CareKind(old.kind), old.code, old.text, device_at=device_at))
        row.amends, row.reason, row.struck = old.id, reason, True
        _put(work, incident, row, "strike_care")
        return row.id


def write_entry(
    work: Work,
    system: System,
    incident: IncidentRow,
    said: Said,
    *,
    sure: bool = False,
    amends: str | None = None,
    reason: str | None = None,
) -> CareEntry:
    """The step of a command that writes an entry, tells it and keeps it in the audit; see `add_entry`."""
    _check(said)
    row = _row(system, work, incident, said)
    row.amends, row.reason = amends, reason
    row.despite = _despite(row, read_entries(work.session, incident.id), sure=sure)
    _put(work, incident, row, "amend_care" if amends else "add_care")
    return as_entry(row)


def confine_to_case(session: Session, actor: Actor, incident: IncidentRow, *, reading: datetime | None = None) -> None:
    """The crews that are on it or were there, however late; the region's desk, which writes nothing once it is closed
    but for its supervisor. `reading` is now, of whoever only reads: a crew does no more after READ_FOR.

    Raises ForbiddenError.
    """
    if actor.role is Role.PARAMEDIC:
        since = reading - READ_FOR if reading is not None else None
        if actor.facility is None or not attended(session, actor.facility, incident.id, since=since):
            raise ForbiddenError("your unit was not on this incident")
    elif actor.role not in DESK or actor.region != incident.region:
        raise ForbiddenError("not your incident")
    elif incident.closed_at is not None and actor.role is not Role.SUPERVISOR and reading is None:
        raise ForbiddenError("a closed record is amended by its crew or a supervisor")


def _standing(work: Work, actor: Actor, entry_id: str) -> tuple[IncidentRow, CareEntryRow]:
    """The entry, locked, while it stands: of two amendments at once the second finds it gone."""
    row = get_entry(work.session, entry_id, lock=True)
    incident = get_incident(work.session, row.incident_id)
    confine_to_case(work.session, actor, incident)
    if row.id not in {one.id for one in standing_entries(read_entries(work.session, incident.id))}:
        raise IllegalMoveError("care_entry", "amended", "amend", ())
    return incident, row


def _row(system: System, work: Work, incident: IncidentRow, said: Said) -> CareEntryRow:
    return CareEntryRow(
        id=system.ids.new("care"),
        region=incident.region,
        incident_id=incident.id,
        kind=said.kind,
        code=said.code,
        text=said.text,
        dose=said.dose,
        unit=said.unit,
        route=said.route,
        at=work.now,
        device_at=said.device_at,
        actor=work.actor.id,
        actor_name=work.actor.name,
        source=said.source,
        order_id=said.order_id,
        struck=False,
        despite=[],
    )


def _despite(row: CareEntryRow, entries: Sequence[CareEntry], *, sure: bool) -> list[str]:
    entry = as_entry(row)
    others = [one for one in standing_entries(entries) if one.id != row.amends]
    doubts = doubts_about(entry, others)
    if doubts and not sure and entry.at - entry.done_at < TOO_LATE_TO_ASK:
        raise DoubtfulError(doubts)
    return [doubt_code(one) for one in doubts]


def _put(work: Work, incident: IncidentRow, row: CareEntryRow, action: str) -> None:
    work.session.add(row)
    told = {"kind": row.kind, "entry": row.id}
    record_change(
        work,
        action,
        incident.id,
        {"entry": row.amends} if row.amends else None,
        told | {"despite": row.despite},
        region=incident.region,
        reason=row.reason,
    )
    tell_carers(work, incident, "care", entry_view(as_entry(row)))
    tell_desk(work, incident, "care", told)


def _check(said: Said) -> None:
    if said.code is None and not said.text:
        raise InvalidInputError("code", "a code of the list or own words are needed")
    if said.code is not None and find_item(said.kind, said.code) is None:
        raise InvalidInputError("code", "is not on the list")
    _check_dose(said)


def _check_dose(said: Said) -> None:
    known: dict[str, tuple[Any, Any]] = {"unit": (said.unit, read_units()), "route": (said.route, read_routes())}
    for field, (value, allowed) in known.items():
        if value is not None and value not in allowed:
            raise InvalidInputError(field, "is not on the list")
    if said.dose is None:
        return
    if said.kind not in DOSED or not said.dose > 0:
        raise InvalidInputError("dose", "is more than nothing, of a drug or a procedure")
    if said.unit is None:
        raise InvalidInputError("unit", "a dose has a unit")
