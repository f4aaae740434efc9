"""A crew at a scene is asked whether it is all right; silence is the desk's to answer, at once."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.work import Work, record_change
from dispatch.alarm import ACT_NOW
from dispatch.desk.alerting import clear_alert, raise_alert
from dispatch.desk.telling import tell_assignment
from dispatch.policies.force import in_force
from dispatch.premises import PremisePolicy, find_applying
from dispatch.safety import AskedFor, ask_at, asked_for
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_assignment, get_incident, spot_of
from dispatch.tables.premises import read_premises
from dispatch.tables.safety import CheckInRow

ASK, MISSED = "check_in", "check_in_missed"  # the deadlines
SILENT = "crew_silent"
AT_SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.AT_PATIENT})


def begin_check_ins(work: Work, system: System, job: AssignmentRow, incident: IncidentRow) -> None:
    """The crew is there: from now on it is asked, sooner where something warns. Once an assignment."""
    if work.actor.simulated or work.session.get(CheckInRow, job.id) is not None:
        return
    cause = _cause(work, incident)
    row = CheckInRow(assignment_id=job.id, region=job.region, cause=cause, there_since=work.now, asked=0, missed=0)
    work.session.add(row)
    _ask_later(work, system, row)


def resume_check_ins(work: Work, system: System, job: AssignmentRow, incident: IncidentRow) -> None:
    """The crew has not left after all: it is asked as if it had not said so, at once where that is overdue."""
    row = work.session.get(CheckInRow, job.id)
    if row is None:
        begin_check_ins(work, system, job, incident)
        return
    row.asked_at = None
    _ask_later(work, system, row)


def forget_check_ins(work: Work, job: AssignmentRow) -> None:
    """The crew is not there after all: nobody asks, and its arrival will begin anew."""
    for deadline in (ASK, MISSED):
        clear_deadline(work.session, deadline, job.id)
    clear_alert(work, SILENT, job.id)
    row = work.session.get(CheckInRow, job.id)
    if row is not None:
        work.session.delete(row)


def ask_crew(work: Work, system: System, deadline: Deadline) -> None:
    """It is time: the crew's page asks, and silence has a limit."""
    job, row = get_assignment(work.session, deadline.subject), work.session.get(CheckInRow, deadline.subject)
    if row is None or not job.open or AssignmentState(job.state) not in AT_SCENE:
        return
    row.asked_at, row.asked = work.now, row.asked + 1
    within = in_force(work.session, system, job.region).safety.answer_within
    set_deadline(work.session, Deadline(job.region, MISSED, job.id, work.now + within, {}))
    tell_assignment(work, job, get_incident(work.session, job.incident_id), "check_in")


def crew_is_silent(work: Work, system: System, deadline: Deadline) -> None:
    """Nobody has answered: somebody has to find out. The question stays on the crew's page."""
    job, row = get_assignment(work.session, deadline.subject), work.session.get(CheckInRow, deadline.subject)
    if row is None or row.asked_at is None or not job.open or AssignmentState(job.state) not in AT_SCENE:
        return
    row.missed += 1
    data = {"unit_id": job.unit_id, "cause": row.cause, "asked_at": row.asked_at.isoformat()}
    about = {"region": job.region, "incident_id": job.incident_id}
    raise_alert(work, system, SILENT, job.id, level=ACT_NOW, data=data, **about)


def answer_check_in(work: Work, system: System, job: AssignmentRow) -> None:
    """All right: the alert is off, and the next question is set. Unasked it counts as well."""
    row = work.session.get(CheckInRow, job.id)
    if row is None:
        return
    old = {"asked_at": row.asked_at.isoformat() if row.asked_at else None}
    row.asked_at, row.answered_at = None, work.now
    clear_deadline(work.session, MISSED, job.id)
    clear_alert(work, SILENT, job.id)
    record_change(work, "check_in", job.id, old, None, region=job.region)
    if job.open and AssignmentState(job.state) in AT_SCENE:
        _ask_later(work, system, row)
    tell_assignment(work, job, get_incident(work.session, job.incident_id), "check_in")


def check_in_view(session: Session, system: System, job: AssignmentRow) -> dict[str, Any] | None:
    """What the crew is asked now, and until when; None while it is not."""
    row = session.get(CheckInRow, job.id)
    if row is None or row.asked_at is None or AssignmentState(job.state) not in AT_SCENE:
        return None
    within = in_force(session, system, job.region).safety.answer_within
    return {"cause": row.cause, "asked_at": row.asked_at.isoformat(), "until": (row.asked_at + within).isoformat()}


def _ask_later(work: Work, system: System, row: CheckInRow) -> None:
    policy = in_force(work.session, system, row.region).safety
    cause = AskedFor(row.cause)
    due_at = ask_at(cause, there_since=row.there_since, answered_at=row.answered_at, policy=policy)
    set_deadline(work.session, Deadline(row.region, ASK, row.assignment_id, due_at, {}))


def _cause(work: Work, incident: IncidentRow) -> AskedFor:
    policy, spot = PremisePolicy(), spot_of(work.session, incident)
    notes = read_premises(work.session, incident.region, spot, now=work.now, policy=policy)
    holding = find_applying(notes, spot, now=work.now, policy=policy)
    return asked_for({hit.note.kind for hit in holding}, incident.complaint)
