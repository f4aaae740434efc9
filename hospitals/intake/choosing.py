"""Which hospital gets the patient: hold, confirm, designate, release, divert, arrive, offload.

For dispatch, inside its own transactions. Every function locks all requests of the patient, so that of two at the
same instant exactly one wins. A bed is promised by the state of a request and by nothing else: taken once, and free
again the moment the request leaves that state.
"""

from collections.abc import Sequence
from datetime import timedelta

from chassis.errors import TakenError
from chassis.work import Work
from hospitals.intake.moves import HOLD, check_version, move, set_alarm
from hospitals.merit import best_accept
from hospitals.request import AGREED, BOUND, CHOSEN, REQUEST, ReleaseReason, Request, RequestAction, RequestState
from hospitals.rungs import LadderPolicy
from hospitals.tables.requests import RequestRow, as_request, get_request, lock_patient

POLICY = LadderPolicy()


def hold(work: Work, request_id: str, *, policy: LadderPolicy = POLICY) -> Request:
    """This yes wins: its bed is promised for `policy.hold`; the others are released and told why.

    Raises TakenError, naming the hospital, when another one is chosen already.
    """
    row, others = _lock(work, request_id)
    return _hold(work, row, others, policy)


def confirm(work: Work, request_id: str, *, version: int | None = None, policy: LadderPolicy = POLICY) -> Request:
    """The crew goes there. A yes that is not held yet is held first, so the race is the same as for `hold`.

    `version` is what the asker saw; raises OutrunError when the request has moved since.
    """
    row, others = _lock(work, request_id)
    check_version(row, version)
    if RequestState(row.state) in AGREED:
        _hold(work, row, others, policy)
    return move(work, row, RequestAction.CONFIRM)


def confirm_held(work: Work, patient_id: str) -> Request | None:
    """The crew has left for the hospital that holds a bed for this patient: its going confirms. None without a hold."""
    rows = lock_patient(work.session, patient_id)
    held = next((row for row in rows if row.state == RequestState.HELD), None)
    return move(work, held, RequestAction.CONFIRM) if held is not None else None


def designate(work: Work, request_id: str) -> Request:
    """By authority: this hospital takes the patient, whatever it answered; the others are released."""
    row, others = _lock(work, request_id)
    row.designated = True
    return choose(work, row, others, RequestAction.DESIGNATE)


def settle(work: Work, patient_id: str, *, policy: LadderPolicy = POLICY) -> Request | None:
    """The offer window is over: hold the best yes. None when nobody said yes, or a hospital is chosen already."""
    rows = lock_patient(work.session, patient_id)
    best = best_accept([as_request(row) for row in rows], policy=policy)
    if best is None or _bound(rows) is not None:
        return None
    row, others = _split(rows, best.id)
    return _hold(work, row, others, policy)


def release(work: Work, request_id: str, *, reason: ReleaseReason) -> Request:
    """One hospital is no longer asked or held."""
    row, _ = _lock(work, request_id)
    return _release(work, row, reason)


def release_all(work: Work, patient_id: str, *, reason: ReleaseReason) -> tuple[Request, ...]:
    """No hospital is needed any more: every request that can be released is. One already reached stays as it is."""
    return _release_open(work, lock_patient(work.session, patient_id), reason)


def divert(work: Work, patient_id: str) -> Request | None:
    """The patient goes elsewhere after all: the chosen hospital is let go, its bed free. None when none is chosen."""
    bound = _bound(lock_patient(work.session, patient_id))
    return _let_go(work, bound) if bound is not None else None


def offload(work: Work, patient_id: str, *, read_for: timedelta) -> Request | None:
    """The hospital has taken the patient over, and reads on for `read_for`. None when the crew stands at no hospital's
    door."""
    rows = lock_patient(work.session, patient_id)
    at_door = next((row for row in rows if row.state == RequestState.ARRIVED), None)
    if at_door is None:
        return None
    at_door.reads_until = work.now + read_for
    return move(work, at_door, RequestAction.OFFLOAD)


def end_reading(work: Work, patient_id: str, *, read_for: timedelta) -> None:
    """The case is closed: a hospital whose handover nobody stamped reads on for `read_for` only."""
    for row in lock_patient(work.session, patient_id):
        if RequestState(row.state) in CHOSEN and row.reads_until is None:
            row.reads_until = work.now + read_for


def arrive_at(work: Work, row: RequestRow, others: Sequence[RequestRow]) -> Request:
    """The crew stands at this door, whatever the request's state; every other hospital is let go. Twice is once."""
    elsewhere = _bound(others)
    if elsewhere is not None:
        _let_go(work, elsewhere)
    _release_open(work, others, ReleaseReason.DIVERTED)
    return as_request(row) if row.state == RequestState.ARRIVED else move(work, row, RequestAction.ARRIVE)


def choose(work: Work, row: RequestRow, others: Sequence[RequestRow], action: RequestAction) -> Request:
    """Choose `row` among the locked requests of its patient, the rest being released first; raises TakenError."""
    taken = _bound(others)
    if taken is not None:
        at = (taken.arrived_at or taken.held_at or taken.asked_at).isoformat()
        raise TakenError("patient", row.patient_id, by=taken.hospital_id, at=at, why=taken.state)
    _release_open(work, others, ReleaseReason.LOST_RACE)
    return move(work, row, action)


def _hold(work: Work, row: RequestRow, others: Sequence[RequestRow], policy: LadderPolicy) -> Request:
    row.held_until = work.now + policy.of(row.bundle, row.acuity).hold
    held = choose(work, row, others, RequestAction.HOLD)
    set_alarm(work, row, HOLD, row.held_until)
    return held


def _release(work: Work, row: RequestRow, reason: ReleaseReason) -> Request:
    row.release_reason = reason.value
    return move(work, row, RequestAction.RELEASE, detail=reason.value)


def _release_open(work: Work, rows: Sequence[RequestRow], reason: ReleaseReason) -> tuple[Request, ...]:
    still_open = [row for row in rows if RequestAction.RELEASE in REQUEST.allowed(RequestState(row.state))]
    return tuple(_release(work, row, reason) for row in still_open)


def _let_go(work: Work, row: RequestRow) -> Request:
    """A promise is taken back before it was confirmed, or the confirmed way leads elsewhere."""
    if row.state == RequestState.HELD:
        return _release(work, row, ReleaseReason.DIVERTED)
    row.release_reason = ReleaseReason.DIVERTED.value
    return move(work, row, RequestAction.REDIRECT, detail=row.release_reason)


def _bound(rows: Sequence[RequestRow]) -> RequestRow | None:
    return next((row for row in rows if RequestState(row.state) in BOUND), None)


def _lock(work: Work, request_id: str) -> tuple[RequestRow, list[RequestRow]]:
    patient_id = get_request(work.session, request_id).patient_id
    return _split(lock_patient(work.session, patient_id), request_id)


def _split(rows: Sequence[RequestRow], request_id: str) -> tuple[RequestRow, list[RequestRow]]:
    return next(row for row in rows if row.id == request_id), [row for row in rows if row.id != request_id]
