"""A run ends without transport: what was said goes on record, the assignment ends with its stamp, the desk is told."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.strokes import is_signature
from chassis.work import Work, record_change, working
from dispatch.alarm import ACT_SOON
from dispatch.crew.confining import confine_to_assignment
from dispatch.desk.alerting import raise_alert
from dispatch.desk.assigning import finish
from dispatch.desk.carrying import lock_carried
from dispatch.desk.telling import jobs_of, tell_incident
from dispatch.model import Priority
from dispatch.scores.course import course, together
from dispatch.scores.score import NotFor
from dispatch.states import ASSIGNMENT, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_assignment, get_incident
from dispatch.tables.patients import find_patient, read_sets
from dispatch.tables.untransported import UntransportedRow, leaving_row
from dispatch.untransported import DISPOSITIONS, ENDS, STAYS_ALIVE, Capacity, Flag, Leaving, flags_of, missing_of

TEXT_LENGTH = 500


def end_without_transport(
    system: System, actor: Actor, assignment_id: str, said: Leaving, *, device_at: datetime | None = None
) -> str:
    """End the run as it was said; returns its state. Sent twice it is kept once; sent late, when the desk has ended the
    run already, it is kept and moves nothing.

    Raises InvalidInputError for what still has to be said, IllegalMoveError where the run cannot end like this.
    """
    with working(system, actor) as work:
        lock_carried(work, assignment_id)
        job = get_assignment(work.session, assignment_id, lock=True)
        confine_to_assignment(actor, job)
        if work.session.get(UntransportedRow, job.id) is not None:
            return job.state
        incident = get_incident(work.session, job.incident_id)
        _check(work.session, incident, said)
        if job.open:
            ASSIGNMENT.after(AssignmentState(job.state), ENDS[said.outcome])  # refused before anything is written
        flags = leaving_flags(work.session, incident, capacity=said.capacity) if said.outcome in STAYS_ALIVE else ()
        _keep(work, job, said, flags, device_at)
        if job.open:
            finish(work, system, job, incident, ENDS[said.outcome], reason=said.why, device_at=device_at)
        _propose(work, incident, said)
        if flags:
            _advise(work, system, job, {"outcome": said.outcome, "flags": list(flags), "ended": True})
        tell_incident(work, incident)
        return job.state


def ask_second_look(system: System, actor: Actor, assignment_id: str) -> None:
    """The crew would like the desk to look as well before somebody stays behind. Nothing waits for it."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        confine_to_assignment(actor, job)
        flags = leaving_flags(work.session, get_incident(work.session, job.incident_id))
        record_change(work, "second_look", job.id, None, {"flags": list(flags)}, region=job.region)
        _advise(work, system, job, {"flags": list(flags), "ended": False})


def leaving_flags(session: Session, incident: IncidentRow, *, capacity: Capacity | None = None) -> tuple[Flag, ...]:
    """What speaks against leaving this patient behind, by everything on record."""
    patient, sets = find_patient(session, incident.id), read_sets(session, incident.id)
    age = patient.age_years if patient else None
    scale = (patient.spo2_scale if patient else None) or 1
    moments = course(sets, age_years=age, spo2_scale=scale)
    newest = None if isinstance(moments, NotFor) or not moments else moments[-1].score
    return flags_of(
        together(sets, at=sets[-1].at) if sets else None,
        newest,
        age_years=age,
        critical=incident.priority == Priority.P1 or incident.bundle is not None,
        capacity=capacity,
    )


def leaving_view(session: Session, incident: IncidentRow) -> dict[str, Any]:
    """For the crew's page: what speaks against it, and whether anybody has measured anything."""
    flags = leaving_flags(session, incident)
    return {"flags": list(flags), "measured": Flag.NOT_MEASURED not in flags}


def _check(session: Session, incident: IncidentRow, said: Leaving) -> None:
    missing = missing_of(said, measured=bool(read_sets(session, incident.id)))
    if missing:
        raise InvalidInputError(missing[0], "has to be said")
    if said.signature and not is_signature(said.signature):
        raise InvalidInputError("signature", "is not the strokes of a signature")
    if said.text is not None and len(said.text) > TEXT_LENGTH:
        raise InvalidInputError("text", f"at most {TEXT_LENGTH} characters")


def _keep(work: Work, job: AssignmentRow, said: Leaving, flags: tuple[Flag, ...], device_at: datetime | None) -> None:
    about = {"assignment_id": job.id, "region": job.region, "incident_id": job.incident_id}
    by = {"actor": work.actor.id, "actor_name": work.actor.name, "at": work.now, "device_at": device_at}
    work.session.add(UntransportedRow(**about, **by, **leaving_row(said), flags=[flag.value for flag in flags]))
    told = {"outcome": said.outcome, "signed": bool(said.signature), "flags": list(flags)}
    record_change(work, "end_untransported", job.id, None, told, region=job.region, reason=said.why)


def _propose(work: Work, incident: IncidentRow, said: Leaving) -> None:
    """What the desk may close it with; a person closes it, and only once nobody is on it."""
    if said.outcome in DISPOSITIONS and incident.closed_at is None and not any(j.open for j in jobs_of(work, incident)):
        incident.disposition = DISPOSITIONS[said.outcome]


def _advise(work: Work, system: System, job: AssignmentRow, data: dict[str, Any]) -> None:
    told = {"unit_id": job.unit_id, **data}
    about = {"region": job.region, "incident_id": job.incident_id}
    raise_alert(work, system, "second_look", job.id, level=ACT_SOON, data=told, **about)
