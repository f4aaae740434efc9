"""The next step of an assignment, in one tap."""

from datetime import datetime
from typing import NamedTuple

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.geo import LatLon, distance_m
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_assignment
from dispatch.crew.fencing import take_suggestion
from dispatch.crew.transfers import note_transfer
from dispatch.desk.alerting import clear_alert
from dispatch.desk.assigning import finish
from dispatch.desk.carrying import MEANS, carry_on, lock_carried
from dispatch.desk.destination import (
    arrived_at_hospital,
    confirm_destination,
    destination_of,
    handed_over,
    plan_transport,
)
from dispatch.desk.relieving import ask_whether_needed
from dispatch.desk.safety import ASK, AT_SCENE, MISSED, SILENT, begin_check_ins, forget_check_ins, resume_check_ins
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import tell_assignment, tell_incident
from dispatch.events import to_destination
from dispatch.legs import TARGETS
from dispatch.minutes.trips import ROLLS, Ahead, begin_trip, end_trip, look_ahead
from dispatch.states import ASSIGNMENT, CHAIN, FINISHED, AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, enter, expect, get_assignment, get_incident
from dispatch.tables.fleet import UnitRow
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import lock_patient

STARTS = {  # the alarm that a state sets, and after how long it rings
    AssignmentState.ACKED: ("turnout", TARGETS.turnout.late),
    AssignmentState.ON_SCENE: ("scene_time", TARGETS.scene.late),
    AssignmentState.AT_HOSPITAL: ("offload", TARGETS.offload.goal),
}
MOVED = (
    (None, "eta_later"),
    (None, "eta_earlier"),
    (None, "road_blocked"),
)  # these have no timer: dispatch.arrivals and dispatch.traffic look
ENDS = {  # the timer that leaving a state takes off, and the alert it may have raised
    AssignmentState.DISPATCHED: (("ack_realert", "no_ack_realert"), ("ack_alarm", "no_ack")),
    AssignmentState.ACKED: (("turnout", "late_turnout"),),
    AssignmentState.EN_ROUTE: ((None, "divert_advised"), (None, "not_needed"), *MOVED),
    AssignmentState.AT_PATIENT: (("scene_time", "long_on_scene"), (ASK, SILENT), (MISSED, SILENT)),
    AssignmentState.ON_SCENE: (),
    AssignmentState.DEPART_SCENE: MOVED,
    AssignmentState.AT_HOSPITAL: (("offload", "long_offload"), ("offload_late", "very_long_offload")),
}


class Told(NamedTuple):
    """Where a stamp comes from: the device's clock, who said it, and what the positions say."""

    device_at: datetime | None
    source: str
    seems_at: datetime | None


TO_HOSPITAL = frozenset({AssignmentAction.DEPART, AssignmentAction.AT_HOSPITAL, AssignmentAction.HAND_OVER})


def step(
    system: System,
    actor: Actor,
    assignment_id: str,
    action: AssignmentAction,
    *,
    device_at: datetime | None = None,
    reason: str | None = None,
    suggested: bool = False,
    respond: bool = False,
) -> str:
    """Move an assignment on; returns the new state. Skipped stamps stay empty and are named on the new one.

    `respond` acknowledges with the same tap where that is still open: both stamps are left.
    `suggested` says that the person agreed to what the positions suggest: the stamp says so.
    Raises IllegalMoveError with what is allowed, ForbiddenError for another unit's crew.
    """
    ahead = look_ahead(system, assignment_id, action)
    with working(system, actor) as work:
        job = lock_job(work, assignment_id, action)
        confine_to_assignment(actor, job)
        if respond and action is AssignmentAction.EN_ROUTE and job.state == AssignmentState.DISPATCHED:
            take_step(work, system, job, AssignmentAction.ACK, device_at=device_at)
        take_step(work, system, job, action, device_at=device_at, reason=reason, suggested=suggested, ahead=ahead)
        return job.state


def lock_job(work: Work, assignment_id: str, action: AssignmentAction) -> AssignmentRow:
    """The assignment; before it the requests that the step may move, as whoever chooses a hospital locks them."""
    if action in TO_HOSPITAL:
        lock_patient(work.session, get_assignment(work.session, assignment_id).incident_id)
    if action in MEANS:
        lock_carried(work, assignment_id)
    return get_assignment(work.session, assignment_id)


def take_step(
    work: Work,
    system: System,
    job: AssignmentRow,
    action: AssignmentAction,
    *,
    device_at: datetime | None = None,
    reason: str | None = None,
    suggested: bool = False,
    ahead: Ahead | None = None,
) -> None:
    """The step inside the caller's transaction; `ahead` is what the roads said before it, of a step that rolls."""
    incident, old = get_incident(work.session, job.incident_id), AssignmentState(job.state)
    ends, told = ASSIGNMENT.after(old, action) in FINISHED, _told(work, job, action, device_at, suggested)
    if ends:
        finish(work, system, job, incident, action, reason=reason, **told._asdict())
    else:
        _advance(work, system, job, incident, action, told)
        if action in ROLLS:
            begin_trip(work, system, job, incident, ahead)
        end_trip(work, system, job, incident, action, left=old, device_at=device_at)
        carry_on(work, system, job, incident, action)
        if action is AssignmentAction.HAND_OVER:
            note_transfer(work, system, job, incident, reason)
    tell_incident(work, incident)


def _told(
    work: Work, job: AssignmentRow, action: AssignmentAction, device_at: datetime | None, suggested: bool
) -> Told:
    """What stands on the stamp beside the server's time. What positions said is kept even if nobody was asked by it."""
    seen = take_suggestion(work, job, action)
    source = "geofence" if suggested and seen is not None else "human"
    return Told(device_at, source, seen.seems_at if seen is not None else None)


def skipped_between(old: AssignmentState, new: AssignmentState) -> tuple[str, ...]:
    """The stamps jumped over; staging is optional and never counts as skipped."""
    order = [state for state, _ in CHAIN]
    jumped = CHAIN[order.index(old) + 1 : order.index(new)]
    return tuple(action.value for _, action in jumped if action is not AssignmentAction.STAGE)


def _advance(
    work: Work,
    system: System,
    job: AssignmentRow,
    incident: IncidentRow,
    action: AssignmentAction,
    told: Told,
) -> None:
    old = AssignmentState(job.state)
    new = ASSIGNMENT.after(old, action)
    enter(job, new, at=work.now)
    away = _away_m(work, job, incident, action)
    jumped = skipped_between(old, new)
    stamp(work, incident, action, assignment=job, skipped=jumped, away_m=away, **told._asdict())
    now = {"state": new} | ({"away_m": away} if away is not None else {})
    record_change(work, action, job.id, {"state": old}, now, region=job.region)
    _timers(work, job, old, new)
    _at_places(work, system, job, incident, action)
    tell_assignment(work, job, incident, action)
    data = {"state": new, "unit_id": job.unit_id, "eta": job.eta.isoformat() if job.eta else None}
    work.told.extend(to_destination(incident, destination_of(work, incident), "crew_step", data, at=work.now))


def _away_m(work: Work, job: AssignmentRow, incident: IncidentRow, action: AssignmentAction) -> int | None:
    """How far the unit's newest position lies from where it says it is; None where that is no place or not known.

    Nobody is held up by it: a position can be old or wrong. It stands on record beside the step.
    """
    unit = work.session.get(UnitRow, job.unit_id)
    there = _place_of(work, incident, action)
    if unit is None or unit.lat is None or unit.lon is None or there is None:
        return None
    return round(distance_m(LatLon(unit.lat, unit.lon), there))


def _place_of(work: Work, incident: IncidentRow, action: AssignmentAction) -> LatLon | None:
    if action is AssignmentAction.ON_SCENE and incident.place_lat is not None and incident.place_lon is not None:
        return LatLon(incident.place_lat, incident.place_lon)
    if action is AssignmentAction.AT_HOSPITAL and incident.hospital_id is not None:
        hospital = get_hospital_row(work.session, incident.hospital_id)
        return LatLon(hospital.lat, hospital.lon)
    return None


def _timers(work: Work, job: AssignmentRow, old: AssignmentState, new: AssignmentState) -> None:
    """Whatever was left behind, jumped-over states included, rings no more."""
    order = [state for state, _ in CHAIN]
    for left in order[order.index(old) : order.index(new)]:
        for timer, alert in ENDS.get(left, ()):
            if timer is not None:
                clear_deadline(work.session, timer, job.id)
            clear_alert(work, alert, job.id)
    if new in STARTS:
        timer, limit = STARTS[new]
        set_deadline(work.session, Deadline(job.region, timer, job.id, work.now + limit, {}))


def put_timers_back(
    work: Work, system: System, job: AssignmentRow, incident: IncidentRow, *, left: AssignmentState
) -> None:
    """After a correction the alarms of the state it went back to count anew, those of the wrong one are off."""
    old, back = left, AssignmentState(job.state)
    _check_ins_back(work, system, job, incident, old, back)
    if old in STARTS:
        clear_deadline(work.session, STARTS[old][0], job.id)
    running = AssignmentState.ON_SCENE if back is AssignmentState.AT_PATIENT else back  # one alarm for both
    if running in STARTS and not (old is AssignmentState.AT_PATIENT and back is AssignmentState.ON_SCENE):
        timer, limit = STARTS[running]
        set_deadline(work.session, Deadline(job.region, timer, job.id, work.now + limit, {}))


def _check_ins_back(
    work: Work, system: System, job: AssignmentRow, incident: IncidentRow, old: AssignmentState, back: AssignmentState
) -> None:
    """A crew that is at the scene after all is asked again; one that has not arrived is asked when it has."""
    if back in AT_SCENE and old not in AT_SCENE:
        resume_check_ins(work, system, job, incident)
    elif old in AT_SCENE and back not in AT_SCENE:
        forget_check_ins(work, job)


def _at_places(work: Work, system: System, job: AssignmentRow, incident: IncidentRow, action: AssignmentAction) -> None:
    """What a step means beyond itself: the way to the hospital, the arrival there, the transfer of care."""
    if action is AssignmentAction.DEPART:
        confirm_destination(work, incident)
        ask_whether_needed(work, system, incident)
        plan_transport(work.session, system, job, incident, work.now)
    elif action is AssignmentAction.AT_HOSPITAL:
        arrived_at_hospital(work, system, incident)
    elif action is AssignmentAction.HAND_OVER:
        handed_over(work, system, incident)
    if AssignmentState(job.state) in AT_SCENE:
        begin_check_ins(work, system, job, incident)
    if action in {AssignmentAction.ON_SCENE, AssignmentAction.AT_HOSPITAL}:
        expect(job, None, None)
