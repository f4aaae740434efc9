"""What the hospitals' room says in the event log, and to whom. Safe for everybody who reads the topic.

The desk of the patient's region sees the whole request. A hospital sees the minimum, and whose patient it is only
once it is chosen; a hospital that was not chosen learns that it is released, and nothing more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis import topics
from chassis.events import Event
from hospitals.capacity import Capacity
from hospitals.disclosure import may_read
from hospitals.model import Diversion, Hospital
from hospitals.request import Request, RequestAction


def request_changed(request: Request, action: RequestAction, *, at: datetime) -> list[Event]:
    """A request moved; for the desk of its region and for the hospital."""
    return _both(request, "request_changed", {"action": action.value}, at)


def request_alerted(request: Request, *, at: datetime) -> list[Event]:
    """A request is still unanswered: the alarm again, and the desk sees that it rang."""
    return _both(request, "request_alerted", {"alerts": request.alerts}, at)


def capacity_posted(hospital: Hospital, post: Capacity, *, at: datetime) -> list[Event]:
    """What was just posted, for the hospital's own pages and its desk."""
    body = {"hospital_id": hospital.id, **post.figures(), "reported_at": _iso(post.newest())}
    return _hospital_and_desk(hospital, "capacity_posted", body, at)


def diversion_changed(hospital: Hospital, notice: Diversion, *, at: datetime) -> list[Event]:
    """A notice was declared or lifted (then it ends now)."""
    body = {
        "hospital_id": hospital.id,
        "diversion_id": notice.id,
        "capability": notice.capability.value if notice.capability else None,
        "reason": notice.reason,
        "text": notice.text,
        "advisory": notice.advisory,
        "source": notice.source.value,
        "starts_at": _iso(notice.starts_at),
        "ends_at": _iso(notice.ends_at),
    }
    return _hospital_and_desk(hospital, "diversion_changed", body, at)


def for_hospital(request: Request, *, now: datetime) -> dict[str, Any]:
    """The request as its hospital may see it at `now`; for the event and for the page."""
    return _shown(request) | ({"incident_id": request.incident_id} if may_read(request, now=now) else {})


def _shown(request: Request) -> dict[str, Any]:
    """What it was asked and what it answered."""
    minimum = request.minimum
    return {
        "request_id": request.id,
        "hospital_id": request.hospital_id,
        "listed": request.listed,
        "state": request.state.value,
        "version": request.version,
        "acuity": minimum.acuity,
        "bundle": minimum.bundle,
        "capabilities": [capability.value for capability in request.capabilities],
        "age_band": minimum.age_band,
        "sex": minimum.sex,
        "eta": _iso(minimum.eta),
        "designated": request.designated,
        "alerts": request.alerts,
        "doctor_called_at": _iso(request.doctor_called_at),
        "asked_at": _iso(request.asked_at),
        "expires_at": _iso(request.expires_at),
        "answered_at": _iso(request.answered_at),
        "answered_name": request.answered_name,
        "answered_duty": request.answered_duty,
        "answered_via": request.answered_via,
        "condition": request.condition,
        "decline_code": request.decline_code,
        "held_until": _iso(request.held_until),
        "arrived_at": _iso(request.arrived_at),
        "offloaded_at": _iso(request.offloaded_at),
        "release_reason": request.release_reason,
    }


def for_desk(request: Request) -> dict[str, Any]:
    """The request as the desk of its region sees it: all of it."""
    return _shown(request) | {
        "incident_id": request.incident_id,
        "patient_id": request.patient_id,
        "expected_s": request.expected.total_seconds() if request.expected is not None else None,
        "p_accept": request.p_accept,
        "phone_first": request.phone_first,
        "asked_by": request.asked_by,
        "delivered_at": _iso(request.delivered_at),
        "seen_at": _iso(request.seen_at),
        "answered_by": request.answered_by,
        "decline_text": request.decline_text,
        "confirmed_at": _iso(request.confirmed_at),
    }


def _both(request: Request, kind: str, extra: Mapping[str, Any], at: datetime) -> list[Event]:
    desk = topics.desk(request.region)
    own = topics.hospital(request.hospital_region, request.hospital_id)
    return [
        Event(request.region, desk, kind, request.id, {**for_desk(request), **extra}, at),
        Event(request.hospital_region, own, kind, request.id, {**for_hospital(request, now=at), **extra}, at),
    ]


def _hospital_and_desk(hospital: Hospital, kind: str, body: Mapping[str, Any], at: datetime) -> list[Event]:
    own, desk = topics.hospital(hospital.region, hospital.id), topics.desk(hospital.region)
    return [Event(hospital.region, topic, kind, hospital.id, body, at) for topic in (own, desk)]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
