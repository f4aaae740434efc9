"""What dispatch says in the event log, and to whom. Safe for everybody who reads the topic.

The desk of the incident's region sees all; a unit sees its own job; a hospital sees the patient's course only once
it is the destination; the caller sees that help is coming.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chassis import topics
from chassis.events import Event, LiveValue
from dispatch.legs import Leg
from dispatch.premises import PremiseKind, PremiseNote, state_of
from dispatch.states import AssignmentState, IncidentState, shown_state
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow, running_leg


def incident_summary(row: IncidentRow, assignments: Iterable[AssignmentRow]) -> dict[str, Any]:
    """One line of the desk's queue. Times are ISO 8601 UTC."""
    listed = list(assignments)
    states = tuple(AssignmentState(a.state) for a in listed)
    return {
        "id": row.id,
        "number": row.number,
        "state": shown_state(IncidentState(row.state), states),
        "stored_state": row.state,
        "priority": row.priority,
        "complaint": row.complaint,
        "determinant": row.determinant,
        "bundle": row.bundle,
        "gate": row.gate,
        "received_at": _iso(row.received_at),
        "place": _place(row),
        "place_detail": row.place_detail or {},
        "verification": row.verification,
        "decision_id": row.decision_id,
        "hospital_id": row.hospital_id,
        "outside": row.outside,
        "onward_opened_at": _iso(row.onward_opened_at),
        "onward_id": row.onward_id,
        "transfer_of": row.transfer_of,
        "transfer_from": row.transfer_from,
        "merged_into": row.merged_into,
        "disposition": row.disposition,
        "closed_at": _iso(row.closed_at),
        "simulated": row.simulated,
        "mass_level": row.mass_level,
        "paper_card": row.paper_card,
        "entered_at": _iso(row.entered_at),
        "version": row.version,
        "leg": _leg(running_leg(row, listed)),
        "assignments": [assignment_summary(a) for a in listed],
    }


def assignment_summary(row: AssignmentRow) -> dict[str, Any]:
    """A unit on an incident, as the desk and the crew see it; the route is fetched apart."""
    return {
        "id": row.id,
        "incident_id": row.incident_id,
        "unit_id": row.unit_id,
        "state": row.state,
        "open": row.open,
        "rank": row.rank,
        "override_reason": row.override_reason,
        "made_at": _iso(row.made_at),
        "made_by": row.made_by,
        "eta": _iso(row.eta),
        "eta_p90": _iso(row.eta_p90),
        "version": row.version,
    }


def incident_changed(
    row: IncidentRow, assignments: Iterable[AssignmentRow], *, at: datetime, kind: str = "incident_changed"
) -> Event:
    """The queue line of an incident, anew; for the desk."""
    return Event(row.region, topics.desk(row.region), kind, row.id, incident_summary(row, assignments), at)


def assignment_changed(row: AssignmentRow, incident: IncidentRow, *, at: datetime, action: str) -> list[Event]:
    """An assignment moved; for the desk and the crew. The crew's event carries the job."""
    data = assignment_summary(row) | {"action": action, "stamped_at": _iso(at)}
    job = {"incident": crew_view(incident)}
    return [
        Event(row.region, topics.desk(row.region), "assignment_changed", row.id, data, at),
        Event(row.unit_region, topics.unit(row.unit_region, row.unit_id), "assignment_changed", row.id, data | job, at),
    ]


def crew_view(row: IncidentRow) -> dict[str, Any]:
    """What the crew needs of the incident."""
    return {
        "id": row.id,
        "number": row.number,
        "priority": row.priority,
        "complaint": row.complaint,
        "determinant": row.determinant,
        "bundle": row.bundle,
        "gate": row.gate,
        "place": _place(row),
        "place_detail": row.place_detail or {},
        "verification": row.verification,
        "hospital_id": row.hospital_id,
        "outside": row.outside,
        "mass_level": row.mass_level,
        "simulated": row.simulated,
    }


def premise_summary(note: PremiseNote, *, now: datetime, away_m: float | None = None) -> dict[str, Any]:
    """A premise note as the desk lists it and a crew reads it. A personal medical text is never in it."""
    locked = note.kind is PremiseKind.MEDICAL
    return {
        "id": note.id,
        "kind": note.kind,
        "scope": note.scope,
        "state": state_of(note, now=now),
        "text": None if locked else note.text,
        "locked": locked,
        "label": note.label,
        "number": note.number,
        "place": {"lat": note.place.lat, "lon": note.place.lon} if note.place is not None else None,
        "radius_m": note.radius_m,
        "away_m": round(away_m) if away_m is not None else None,
        "source": note.source,
        "author": note.author,
        "written_at": _iso(note.written_at),
        "expires_at": _iso(note.expires_at),
        "ended_at": _iso(note.ended_at),
        "ended_by": note.ended_by,
        "ended_reason": note.ended_reason,
        "replaces": note.replaces,
    }


def to_destination(
    incident: IncidentRow, hospital: tuple[str, str] | None, kind: str, data: Mapping[str, Any], *, at: datetime
) -> list[Event]:
    """The same news for the receiving hospital `(region, id)`; nobody when there is none."""
    if hospital is None:
        return []
    region, hospital_id = hospital
    body = {"incident_id": incident.id, "number": incident.number, **data}
    return [Event(region, topics.hospital(region, hospital_id), kind, incident.id, body, at)]


def caller_told(call: CallRow, kind: str, data: Mapping[str, Any], *, at: datetime) -> Event:
    """News for the person who called: that somebody is coming, and when."""
    return Event(call.region, topics.caller(call.region, call.id), kind, call.incident_id, dict(data), at)


def unit_position(
    unit_region: str, unit_id: str, data: Mapping[str, Any], *, at: datetime, also: Iterable[tuple[str, str]] = ()
) -> list[LiveValue]:
    """A unit's newest position for its desk, its crew and the `(region, topic)` pairs in `also`."""
    pairs = [
        (unit_region, topics.desk(unit_region)),
        (unit_region, topics.unit(unit_region, unit_id)),
        *also,
    ]
    return [LiveValue(region, topic, "position", unit_id, dict(data), at) for region, topic in dict.fromkeys(pairs)]


def _leg(leg: Leg | None) -> dict[str, Any] | None:
    """The running clock: since when, and the seconds at which it is at its goal, needs an eye, needs a person."""
    if leg is None:
        return None
    target = leg.target
    seconds = {f"{n}_s": getattr(target, n).total_seconds() if target else None for n in ("goal", "warn", "late")}
    return {"name": leg.name, "since": leg.since.isoformat()} | seconds


def _place(row: IncidentRow) -> dict[str, Any] | None:
    if row.place_lat is None:
        return None
    return {
        "lat": row.place_lat,
        "lon": row.place_lon,
        "text": row.place_text,
        "radius_m": row.place_radius_m,
        "source": row.place_source,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
