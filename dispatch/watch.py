"""What time brings: silence, lateness and age. `tick` looks at what is due.

A missed tick delays, a double tick does nothing. Each due deadline is claimed by one worker and handled in one
short transaction of its own.
"""

from collections.abc import Callable, Mapping

import structlog
from sqlalchemy.orm import Session

from chassis.claims import claim_deadlines
from chassis.deadlines import Deadline, clear_deadline, set_deadline, still_due
from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.caller.filming import ENDS as VIDEO_ENDS
from dispatch.caller.filming import video_ends
from dispatch.crew.transfers import REMIND as UNSIGNED
from dispatch.crew.transfers import remind_to_sign
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, ESCALATE, KNOW, SHELF, clear_alert, escalate, raise_alert
from dispatch.desk.climbing import climb_on
from dispatch.desk.destination import close_window, forget_destination
from dispatch.desk.dropped import FETCHED, nobody_fetched
from dispatch.desk.ordered import EXPIRY, LATE
from dispatch.desk.paging import page_crew
from dispatch.desk.relieving import advise_relief
from dispatch.desk.safety import ASK, MISSED, ask_crew, crew_is_silent
from dispatch.desk.shelving import back_from_shelf
from dispatch.desk.underway import watch_drops, watch_failed
from dispatch.film.steps import LOOK as FILM_LOOK
from dispatch.film.watching import look_at_film
from dispatch.guidance.lateness import order_expires, order_is_late
from dispatch.legs import TARGETS
from dispatch.lines.ringing import CALL_BACK, UNANSWERED, nobody_called_back, rings_too_long
from dispatch.policies.force import in_force
from dispatch.registering.passing import FORM, NOTICE, form_ends, tell_owner
from dispatch.states import AssignmentState
from dispatch.sweep import sweep
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, get_assignment, get_incident
from dispatch.tables.fleet import get_unit
from dispatch.tables.orders import hold_order
from dispatch.traffic.closing import ENDS, FOLLOW, REMIND, closure_ends, follow_late, remind_of
from drones import pad
from hospitals.intake import asking
from hospitals.intake.moves import LADDER

log = structlog.get_logger("goldentime.watch")
Handler = Callable[[Work, System, Deadline], None]
# Locked before its deadline, in the order of everybody who moves it: neither waits for the other.
HELD_FIRST: Mapping[str, Callable[[Session, str], object]] = {LATE: hold_order, EXPIRY: hold_order}


def tick(system: System, worker: str) -> int:
    """Handle everything that is due; returns how many deadlines were. Safe with any number of workers."""
    now = system.clock.now()
    with system.db.write() as session:
        due = claim_deadlines(session, worker, now=now)
    for deadline in due:
        _handle_safely(system, deadline)
    for look in (sweep, watch_drops, watch_failed):
        _look_safely(system, look)
    return len(due)


def _look_safely(system: System, look: Callable[[System], object]) -> None:
    """One look that fails is on record; the other goes on, and the next tick looks again."""
    try:
        look(system)
    except Exception:
        log.exception("look_failed", look=look.__name__)


def _handle_safely(system: System, deadline: Deadline) -> None:
    """One poisoned deadline is logged and tried again after its lease; the others go on."""
    try:
        if deadline.kind == LADDER:
            climb_on(system, deadline)
            return
        if deadline.kind == FOLLOW:
            follow_late(system, deadline)
            return
        with working(system, system_actor(deadline.region, "watch")) as work:
            if deadline.kind in HELD_FIRST:
                HELD_FIRST[deadline.kind](work.session, deadline.subject)
            if still_due(work.session, deadline):
                clear_deadline(work.session, deadline.kind, deadline.subject)
                HANDLERS[deadline.kind](work, system, deadline)
    except Exception:
        log.exception("deadline_failed", kind=deadline.kind, subject=deadline.subject)


def _ack_realert(work: Work, system: System, deadline: Deadline) -> None:
    job = get_assignment(work.session, deadline.subject)
    if job.state != AssignmentState.DISPATCHED:
        return
    incident, unit = get_incident(work.session, job.incident_id), get_unit(work.session, job.unit_id)
    page_crew(work, system, unit, incident, job, again=1)
    alarm_at = deadline.due_at + TARGETS.ack_alarm - TARGETS.ack.late
    set_deadline(work.session, Deadline(job.region, "ack_alarm", job.id, alarm_at, {}))
    _alert(work, system, job, "no_ack_realert", KNOW)


def _ack_alarm(work: Work, system: System, deadline: Deadline) -> None:
    job = get_assignment(work.session, deadline.subject)
    if job.state == AssignmentState.DISPATCHED:
        clear_alert(work, "no_ack_realert", job.id)
        _alert(work, system, job, "no_ack", ACT_NOW)


def _late(kind: str, states: frozenset[AssignmentState]) -> Handler:
    """An alarm when the assignment still stands in one of `states` at its limit."""

    def handle(work: Work, system: System, deadline: Deadline) -> None:
        job = get_assignment(work.session, deadline.subject)
        if job.open and AssignmentState(job.state) in states:
            _alert(work, system, job, kind, ACT_SOON)

    return handle


def _offload(work: Work, system: System, deadline: Deadline) -> None:
    """The crew still waits at the hospital's door: a warning now, and a person when it goes on."""
    job = get_assignment(work.session, deadline.subject)
    if job.open and job.state == AssignmentState.AT_HOSPITAL:
        late_at = deadline.due_at + TARGETS.offload.late - TARGETS.offload.goal
        set_deadline(work.session, Deadline(job.region, "offload_late", job.id, late_at, {}))
        _alert(work, system, job, "long_offload", ACT_SOON, _hospital(work, job))


def _offload_late(work: Work, system: System, deadline: Deadline) -> None:
    job = get_assignment(work.session, deadline.subject)
    if job.open and job.state == AssignmentState.AT_HOSPITAL:
        clear_alert(work, "long_offload", job.id)
        _alert(work, system, job, "very_long_offload", ACT_NOW, _hospital(work, job))


def _hospital(work: Work, job: AssignmentRow) -> dict[str, str | None]:
    return {"hospital_id": get_incident(work.session, job.incident_id).hospital_id}


def _alert(
    work: Work, system: System, job: AssignmentRow, kind: str, level: int, more: Mapping[str, object] | None = None
) -> None:
    data = {"unit_id": job.unit_id, **(more or {})}
    raise_alert(work, system, kind, job.id, region=job.region, level=level, incident_id=job.incident_id, data=data)


def _request(work: Work, system: System, deadline: Deadline) -> None:
    """A hospital request has been silent: alarm again, let it expire, give a held bed back."""
    request = asking.overdue(work, deadline, policy=in_force(work.session, system, deadline.region).ladder)
    if deadline.kind == "request_hold":
        forget_destination(work, system, request)


def _window(work: Work, system: System, deadline: Deadline) -> None:
    close_window(work, system, str(deadline.data["patient_id"]))


def _sortie(work: Work, system: System, deadline: Deadline) -> None:
    pad.overdue(work.session, system, deadline, now=work.now)


def _relief(work: Work, system: System, deadline: Deadline) -> None:
    advise_relief(work, system, deadline.subject)


_AT_SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.AT_PATIENT})
HANDLERS: Mapping[str, Handler] = {
    "ack_realert": _ack_realert,
    "ack_alarm": _ack_alarm,
    "turnout": _late("late_turnout", frozenset({AssignmentState.ACKED})),
    "scene_time": _late("long_on_scene", _AT_SCENE),
    ASK: ask_crew,
    MISSED: crew_is_silent,
    "offload": _offload,
    "offload_late": _offload_late,
    "request_realert": _request,
    "request_phone": _request,
    "request_doctor": _request,
    "request_expiry": _request,
    "request_hold": _request,
    "request_window": _window,
    "sortie_second": _sortie,
    "sortie_timeout": _sortie,
    "relief": _relief,
    FETCHED: nobody_fetched,
    UNANSWERED: rings_too_long,
    CALL_BACK: nobody_called_back,
    ENDS: closure_ends,
    REMIND: remind_of,
    ESCALATE: escalate,
    SHELF: back_from_shelf,
    FORM: form_ends,
    NOTICE: tell_owner,
    VIDEO_ENDS: video_ends,
    UNSIGNED: remind_to_sign,
    LATE: order_is_late,
    EXPIRY: order_expires,
    FILM_LOOK: look_at_film,
}
