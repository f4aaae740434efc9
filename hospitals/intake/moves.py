"""The one way a request moves: state, version, stamp, step, audit and event together.

A request's own deadlines are left alone: one that comes when the request has moved on does nothing. The ladder's is
hurried by a no, always with the patient's requests locked first, so that nobody stands in a circle with the worker.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from chassis.deadlines import Deadline, hurry_deadline, set_deadline
from chassis.errors import OutrunError
from chassis.work import Work, record_change
from hospitals.events import request_changed
from hospitals.experience import Record, with_outcome, with_proof
from hospitals.intake.lighting import light_lamp
from hospitals.proving import proved
from hospitals.request import AGREED, REQUEST, UNANSWERED, DeclineCode, Reach, Request, RequestAction, RequestState
from hospitals.tables.board import get_hospital
from hospitals.tables.capacity import CapacityRow, lock_capacity
from hospitals.tables.requests import RequestRow, RequestStepRow, as_request

REALERT, PHONE, DOCTOR, EXPIRY = "request_realert", "request_phone", "request_doctor", "request_expiry"
HOLD, WINDOW = "request_hold", "request_window"
LADDER = "ladder"  # one a patient: the next rung, see dispatch.desk.climbing

DISAPPOINTING = frozenset({RequestState.DECLINED, RequestState.EXPIRED})
ANSWERS = frozenset({RequestAction.ACCEPT, RequestAction.ACCEPT_CONDITIONALLY, RequestAction.DECLINE})
STAMPS = {
    RequestState.DELIVERED: "delivered_at",
    RequestState.SEEN: "seen_at",
    RequestState.ACCEPTED: "answered_at",
    RequestState.ACCEPTED_CONDITIONAL: "answered_at",
    RequestState.PHONE_ANSWERED: "answered_at",
    RequestState.DECLINED: "answered_at",
    RequestState.HELD: "held_at",
    RequestState.DESIGNATED: "held_at",
    RequestState.CONFIRMED: "confirmed_at",
    RequestState.ARRIVED: "arrived_at",
    RequestState.OFFLOADED: "offloaded_at",
    RequestState.RELEASED: "ended_at",
    RequestState.REDIRECTED: "ended_at",
}


def move(work: Work, row: RequestRow, action: RequestAction, *, detail: str | None = None) -> Request:
    """Take one step. The row must be locked, and what belongs to the step (a code, a condition) be set on it before.

    Raises IllegalMoveError with what is allowed, OutrunError when another request stands in its place.
    """
    old = RequestState(row.state)
    new = REQUEST.after(old, action)
    row.state, row.version = new.value, row.version + 1
    if new in STAMPS:
        setattr(row, STAMPS[new], work.now)
    _put_on_record(work, row, action, old, detail)
    if old in UNANSWERED and new not in UNANSWERED:
        _count(work, row, new)
    if new in DISAPPOINTING:
        hurry_deadline(work.session, LADDER, row.patient_id, work.now)
    guarded_flush(work, row)
    if (old in UNANSWERED) != (new in UNANSWERED):
        light_lamp(work, row)
    request = as_request(row)
    work.told.extend(request_changed(request, action, at=work.now))
    return request


def check_version(row: RequestRow, version: int | None) -> None:
    """Raises OutrunError when the asker looked at another version; None is not checked."""
    if version is not None and version != row.version:
        raise OutrunError(f"request {row.id} is at version {row.version}, not {version}")


def guarded_flush(work: Work, row: RequestRow) -> None:
    """Let the unique indexes speak now: whoever lost a race that no lock could prevent is told to look again."""
    ident = row.id  # after a failed flush the row can no longer be read
    try:
        work.session.flush()
    except IntegrityError as error:
        raise OutrunError(f"request {ident}: another request of this patient stands in its place") from error


def set_alarm(work: Work, row: RequestRow, kind: str, due_at: datetime) -> None:
    """Have `kind` looked at for this request at `due_at`."""
    data = {"incident_id": row.incident_id, "patient_id": row.patient_id, "hospital_id": row.hospital_id}
    set_deadline(work.session, Deadline(row.region, kind, row.id, due_at, data))


def note_reach(work: Work, row: RequestRow, reach: Reach) -> None:
    """Write into the request's log how its hospital was reached for; the request itself does not move."""
    _keep_step(work, row, reach.value, None)
    record_change(work, f"request_{reach}", row.id, None, {"alerts": row.alerts}, region=row.region)


def _put_on_record(work: Work, row: RequestRow, action: RequestAction, old: RequestState, detail: str | None) -> None:
    """The step for replay and statistics, the audit for whoever asks later."""
    _keep_step(work, row, action.value, detail)
    said_by = {"answered_name": row.answered_name} if action in ANSWERS and row.answered_name else {}
    states = {"state": old.value}, {"state": row.state, **said_by}
    record_change(work, f"request_{action}", row.id, *states, region=row.region, reason=detail)


def _keep_step(work: Work, row: RequestRow, action: str, detail: str | None) -> None:
    step = RequestStepRow(
        request_id=row.id,
        region=row.region,
        at=work.now,
        actor=work.actor.id,
        action=action,
        state=row.state,
        version=row.version,
        detail=detail,
    )
    work.session.add(step)


def _count(work: Work, row: RequestRow, new: RequestState) -> None:
    """Remember how a request that was waiting for an answer ended: what the chance of a yes is learned from."""
    declined = new is RequestState.DECLINED and row.decline_code != DeclineCode.DUPLICATE
    outcome = Record(None, int(new in AGREED), int(declined), int(new is RequestState.EXPIRED))
    if outcome.asked:
        capacity = lock_capacity(work.session, row.hospital_id)
        capacity.records = with_outcome(capacity.records, row.capabilities, outcome, at=work.now)
        if new is not RequestState.EXPIRED:
            _prove(work, row, capacity, declined=declined)


def _prove(work: Work, row: RequestRow, capacity: CapacityRow, *, declined: bool) -> None:
    """Remember what the answer tells of what was posted when it was asked: what its reliability is learned from."""
    hospital = get_hospital(work.session, row.hospital_id, now=work.now)
    code = DeclineCode(row.decline_code or DeclineCode.OTHER) if declined else None
    for about, right in proved(hospital, row.capabilities, asked_at=row.asked_at, declined=code):
        capacity.proofs = with_proof(capacity.proofs, about, right=right, at=work.now)
