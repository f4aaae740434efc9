"""Who goes where in a mass-casualty incident: the suggestion for a person, and what that person decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError, MisfitError, StaleError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.asking import confine
from dispatch.desk.carriers import SCENE, carrier_of, job_of, jobs_of, read_carriers
from dispatch.desk.carrying import case_of_casualty, free, keep_step
from dispatch.desk.declaring import notify, tell_mass, text_hospital
from dispatch.desk.doors import drives_to, read_doors, receiver
from dispatch.mass.distribute import Casualty, Distribution, believed, distribute
from dispatch.mass.fitting import Misfit, Wanted, misfits
from dispatch.mass.model import CASUALTY, ENDS, HERE, CasualtyAction, CasualtyState, Colour
from dispatch.mass.policy import MassPolicy
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_incident
from dispatch.tables.mass import CasualtyRow, casualties_of, colours_of, get_casualty, get_mass, lock_mass, steps_of
from hospitals.intake import asking
from hospitals.ladder import Ask, How
from hospitals.request import ReleaseReason
from hospitals.tables.board import read_board
from hospitals.tables.requests import lock_patient


@dataclass(frozen=True, slots=True)
class Choice:
    """One casualty's hospital and unit, as a person confirms them; without a unit the place is still looked for."""

    casualty_id: str
    hospital_id: str
    unit_id: str | None = None
    seen: int | None = None  # the casualty's version that was looked at


def suggest_places(system: System, actor: Actor, incident_id: str) -> Distribution:
    """Hospital and unit for everybody at the scene who has none yet; who has a hospital keeps it and gets a unit.

    Asks the roads, so never inside a transaction. Raises InvalidInputError while no place is known, NotFoundError
    where nothing was declared.
    """
    now = system.clock.now()
    with system.db.read() as session:
        incident = get_incident(session, incident_id)
        confine(session, actor, incident)
        get_mass(session, incident_id)
        policy = in_force(session, system, incident.region).mass
        waiting = tuple(_casualty(row) for row in casualties_of(session, incident_id) if _waits(row))
        chosen = {one.hospital_id for one in waiting if one.hospital_id is not None}
        board, bound = read_doors(session, incident, now=now, also=chosen)
        carriers = read_carriers(session, incident, policy, now)
    drives = drives_to(system, incident, board)
    near = [receiver(one, drives[one.id], bound[one.id]) for one in board if one.id in drives]
    closed = {one.id for one in board if one.diverts(now, None)}
    receivers = [replace(one, diverts=one.id in closed) for one in near]
    return distribute(waiting, receivers, carriers, now=now, policy=policy)


def assign_casualties(
    system: System, actor: Actor, incident_id: str, choices: Sequence[Choice], *, anyway: bool = False
) -> None:
    """As a person confirmed it: each hospital chosen by authority, one text and one list for all it gets.

    All or none. Raises IllegalMoveError for a casualty that has left or a unit that cannot take anybody along any more,
    StaleError for one that changed since it was looked at, MisfitError where unit or hospital have no place any more;
    `anyway` places them all the same, but never one unit for two doors.
    """
    if len({one.casualty_id for one in choices}) != len(choices):
        raise InvalidInputError("choices", "nobody goes to two hospitals")
    drives = _drives_for(system, incident_id, {one.hospital_id for one in choices})
    with working(system, actor) as work:
        for one in sorted(choices, key=lambda one: one.casualty_id):
            lock_patient(work.session, one.casualty_id)  # before the rest, always in this order
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        lock_mass(work.session, incident.id)  # of two at once, the second sees what the first chose
        jobs = {job.unit_id: job for job in jobs_of(work.session, incident) if job.open}
        policy = in_force(work.session, system, incident.region).mass
        rows = {row.id: row for row in casualties_of(work.session, incident.id)}
        for one in choices:
            _check_fresh(work.session, rows.get(one.casualty_id), one)
        _check_fit(work.session, incident, choices, policy, work.now, anyway=anyway)
        touched: set[str] = set()
        texted: set[str] = set()
        for one in choices:
            row = rows[one.casualty_id]
            texted |= {one.hospital_id} if row.hospital_id != one.hospital_id else set()
            touched |= {one.hospital_id, *([row.hospital_id] if row.hospital_id else [])}
            job = job_of(jobs, one.unit_id) if one.unit_id is not None else None
            _assign(work, system, row, one, job, _eta(job, drives.get(one.hospital_id), policy, work.now))
        _tell(work, incident, touched, texted=texted)


def _check_fresh(session: Session, row: CasualtyRow | None, one: Choice) -> None:
    if row is None:
        raise InvalidInputError("casualty_id", "is none of this incident")
    if one.seen is not None and one.seen != row.version:
        last = steps_of(session, (row.id,))[-1]
        raise StaleError("casualty", row.id, part="place", by=last.actor_name, at=last.at.isoformat())


def _check_fit(
    session: Session,
    incident: IncidentRow,
    choices: Sequence[Choice],
    policy: MassPolicy,
    now: datetime,
    *,
    anyway: bool,
) -> None:
    """Raises MisfitError: together, and with what is chosen already, they do not fit."""
    chosen = {one.casualty_id: one for one in choices}
    wanted, aboard = [], dict[str, list[CasualtyRow]]()
    for row in casualties_of(session, incident.id):
        if (one := chosen.get(row.id)) is not None:
            new = row.hospital_id != one.hospital_id
            wanted.append(Wanted(row.id, Colour(row.colour), one.hospital_id, one.unit_id, new))
        elif row.assignment_id is not None and row.state not in ENDS:
            aboard.setdefault(row.assignment_id, []).append(row)
    units = {one.unit_id for one in choices if one.unit_id is not None}
    jobs = {job.unit_id: job for job in jobs_of(session, incident) if job.open}
    carriers = [carrier_of(job_of(jobs, unit_id), aboard, now, policy) for unit_id in sorted(units)]
    found = misfits(wanted, carriers, _room_left(session, incident, chosen.values(), policy, now))
    final = any(why is Misfit.TWO_DOORS for _, why in found)
    if found and (final or not anyway):
        raise MisfitError(found, final=final)


def _room_left(
    session: Session, incident: IncidentRow, choices: Iterable[Choice], policy: MassPolicy, now: datetime
) -> dict[tuple[str, Colour], int]:
    doors = {one.hospital_id for one in choices}
    board, bound = read_doors(session, incident, now=now, also=doors)
    near = [receiver(one, timedelta(0), bound[one.id]) for one in board if one.id in doors]
    slots = (Colour.RED, Colour.YELLOW, Colour.GREEN)
    return {(one.id, slot): believed(one, slot, now=now, policy=policy)[0] for one in near for slot in slots}


def unassign_casualty(system: System, actor: Actor, casualty_id: str, reason: str) -> None:
    """Not there after all: the hospital is let go and told, the casualty waits again."""
    with working(system, actor) as work:
        lock_patient(work.session, casualty_id)
        row = get_casualty(work.session, casualty_id)
        incident = get_incident(work.session, row.incident_id)
        confine(work.session, actor, incident)
        row.state = CASUALTY.after(CasualtyState(row.state), CasualtyAction.UNPLAN)
        old = row.hospital_id
        free(work, row, ReleaseReason.CANCELLED)
        keep_step(work, row, "unplan", {"hospital_id": old}, reason=reason)
        record_change(work, "unassign_casualty", row.id, {"hospital_id": old}, None, region=row.region, reason=reason)
        touched = {old} if old else set()
        _tell(work, incident, touched, texted=touched)


def _waits(row: CasualtyRow) -> bool:
    """At the scene, and no unit is to take it: it never had one, or was left behind."""
    return row.state in HERE and row.assignment_id is None


def _drives_for(system: System, incident_id: str, hospital_ids: set[str]) -> dict[str, timedelta]:
    with system.db.read() as session:
        incident = get_incident(session, incident_id)
        board = read_board(session, hospital_ids=hospital_ids, now=system.clock.now())
    return drives_to(system, incident, board)


def _casualty(row: CasualtyRow) -> Casualty:
    return Casualty(row.id, row.tag, Colour(row.colour), row.tagged_at, row.wants(), row.hospital_id, row.version)


def _eta(job: AssignmentRow | None, drive: timedelta | None, policy: MassPolicy, now: datetime) -> datetime | None:
    if job is None or drive is None:
        return None
    ready = now if job.state in SCENE else job.eta
    return max(ready, now) + policy.loading + drive if ready is not None else None


def _assign(
    work: Work, system: System, row: CasualtyRow, one: Choice, job: AssignmentRow | None, eta: datetime | None
) -> None:
    row.state = CASUALTY.after(CasualtyState(row.state), CasualtyAction.PLAN)
    if row.hospital_id is not None and row.hospital_id != one.hospital_id:
        free(work, row, ReleaseReason.DIVERTED)
    etas = {one.hospital_id: eta} if eta is not None else {}
    asks = (Ask(one.hospital_id, How.DESIGNATE),)
    [request] = asking.ask(work, case_of_casualty(row), asks=asks, etas=etas, ids=system.ids)
    row.hospital_id, row.request_id, row.eta, row.planned_at = one.hospital_id, request.id, eta, work.now
    row.assignment_id, row.unit_id = (job.id, job.unit_id) if job else (None, None)
    told = {"hospital_id": one.hospital_id, "unit_id": row.unit_id}
    keep_step(work, row, "plan", told)
    record_change(work, "assign_casualty", row.id, None, told, region=row.region)


def _tell(work: Work, incident: IncidentRow, hospital_ids: Iterable[str], *, texted: Collection[str]) -> None:
    """Each hospital's list has changed: it reads it again, and says so. One text for those where somebody is new."""
    touched = sorted(hospital_ids)
    rows = casualties_of(work.session, incident.id)
    for hospital_id in touched:
        notify(work, incident, hospital_id).changed_at = work.now
        coming = colours_of([row for row in rows if row.hospital_id == hospital_id and row.state in HERE])
        if hospital_id in texted and any(coming.values()):
            numbers = {colour.value: number for colour, number in coming.items() if colour is not Colour.BLACK}
            text_hospital(work, incident, hospital_id, "mass_list", numbers)
    tell_mass(work, incident, hospital_ids=touched)
