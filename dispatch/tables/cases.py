"""Calls, incidents, assignments and their time stamps."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon
from dispatch.legs import LEGS, Leg, Running, leg_of
from dispatch.model import Gate, Incident, Location, LocationSource, Patient, Priority, Ruling, Tri, Verification
from dispatch.premises import Spot
from dispatch.states import OPEN_INCIDENT, AssignmentState, IncidentState, shown_state


class IncidentRow(Base):
    """One event that may need units. `state` is the stored one; assigned and active are derived."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_region_state", "region", "state"),
        Index("ix_incidents_region_received_at", "region", "received_at"),
        Index("uq_incidents_region_paper_card", "region", "paper_card", unique=True),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"))
    number: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[datetime] = mapped_column(Instant)
    priority: Mapped[int | None] = mapped_column(Integer)
    complaint: Mapped[str | None] = mapped_column(String(48))
    determinant: Mapped[str | None] = mapped_column(String(48))
    bundle: Mapped[str | None] = mapped_column(String(48))
    gate: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    interview: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # value, by, name, at by `card.question`
    ruling: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # the priority a person set
    place_lat: Mapped[float | None] = mapped_column(Float)
    place_lon: Mapped[float | None] = mapped_column(Float)
    place_source: Mapped[str | None] = mapped_column(String(16))
    place_text: Mapped[str | None] = mapped_column(String(200))
    place_radius_m: Mapped[float | None] = mapped_column(Float)
    place_detail: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")  # entrance, floor, …
    pin_lat: Mapped[float | None] = mapped_column(Float)  # where crews stop for it and routes end; None: at the place
    pin_lon: Mapped[float | None] = mapped_column(Float)
    verification: Mapped[str] = mapped_column(String(16), default=Verification.UNVERIFIED)
    decision_id: Mapped[str | None] = mapped_column(String(64))
    hospital_id: Mapped[str | None] = mapped_column(String(64))
    outside: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # a hospital not in the system
    onward_opened_at: Mapped[datetime | None] = mapped_column(Instant)  # the hospital will only stabilise
    onward_id: Mapped[str | None] = mapped_column(String(64))  # the transfer that was begun
    transfer_of: Mapped[str | None] = mapped_column(String(64))  # of a transfer: the incident it goes on from,
    transfer_from: Mapped[str | None] = mapped_column(String(64))  # and the hospital that stabilised
    merged_into: Mapped[str | None] = mapped_column(String(64), index=True)
    merged_from: Mapped[str | None] = mapped_column(String(16))  # the state it comes back to when taken apart again
    disposition: Mapped[str | None] = mapped_column(String(48))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    simulated: Mapped[bool] = mapped_column(Boolean, default=False)
    edits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # who wrote each part last, by part
    paper_card: Mapped[str | None] = mapped_column(String(24))  # the card it was taken on while nothing else worked
    mass_level: Mapped[int | None] = mapped_column(Integer)  # 1–3 while it is a mass-casualty incident
    entered_at: Mapped[datetime | None] = mapped_column(Instant)  # when the card was entered; None for a live call
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class CallRow(Base):
    """A call as it came in: every hypothesis and every word kept."""

    __tablename__ = "calls"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"), index=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(16))
    caller_number: Mapped[str | None] = mapped_column(String(32), index=True)
    text: Mapped[str | None] = mapped_column(Text)
    complaint: Mapped[str | None] = mapped_column(String(48))
    hypotheses: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    gate: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    language: Mapped[str] = mapped_column(String(8), default="ko")
    says: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)  # what a device or an agency said
    link_fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    link_expires: Mapped[datetime | None] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column(String(64))
    simulated: Mapped[bool] = mapped_column(Boolean, default=False)


class AssignmentRow(Base):
    """A unit on an incident. At most one assignment of a unit runs; further ones are `proposed` behind it."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "uq_assignments_one_running",
            "unit_id",
            unique=True,
            sqlite_where=text("open AND state != 'proposed'"),
            postgresql_where=text("open AND state != 'proposed'"),
        ),
        Index("ix_assignments_open", "region", "open"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))  # the incident's
    unit_region: Mapped[str] = mapped_column(String(32), index=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(32))
    open: Mapped[bool] = mapped_column(Boolean, default=True)
    rank: Mapped[int | None] = mapped_column(Integer)  # in the decision it came from; None = not ranked there
    decision_id: Mapped[str | None] = mapped_column(String(64))
    override_reason: Mapped[str | None] = mapped_column(String(96))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(String(64))
    leg_since: Mapped[datetime | None] = mapped_column(Instant)  # when the running leg began; None: with made_at
    eta: Mapped[datetime | None] = mapped_column(Instant)
    eta_p90: Mapped[datetime | None] = mapped_column(Instant)
    eta_promised: Mapped[datetime | None] = mapped_column(Instant)  # as told when the way began; eta follows the unit
    route: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)  # long; few readers draw it
    diverts: Mapped[int] = mapped_column(Integer, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class StampRow(Base):
    """A time stamp: the server's time rules, the device's is kept. Never changed, only annotated."""

    __tablename__ = "stamps"
    __table_args__ = (Index("ix_stamps_incident", "incident_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    assignment_id: Mapped[str | None] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    entered_at: Mapped[datetime | None] = mapped_column(Instant)  # of an import: the server's time, `at` is the paper's
    source: Mapped[str] = mapped_column(String(16))  # human, geofence, device, import
    actor: Mapped[str] = mapped_column(String(64))
    skipped: Mapped[list[str]] = mapped_column(JSON, default=list)  # stamps jumped over to get here
    seems_at: Mapped[datetime | None] = mapped_column(Instant)  # when the unit's positions say it was
    away_m: Mapped[int | None] = mapped_column(Integer)  # how far the unit lay from where the step says it is


def get_incident(session: Session, incident_id: str, *, region: str | None = None) -> IncidentRow:
    """The incident; raises NotFoundError also when it belongs to another region than `region`."""
    row = session.get(IncidentRow, incident_id, populate_existing=True)
    if row is None or (region is not None and row.region != region):
        raise NotFoundError("incident", incident_id)
    return row


def get_assignment(session: Session, assignment_id: str, *, lock: bool = False) -> AssignmentRow:
    """The assignment, `lock`ed until the transaction ends where asked; raises NotFoundError."""
    row = session.get(AssignmentRow, assignment_id, populate_existing=True, with_for_update=True if lock else None)
    if row is None:
        raise NotFoundError("assignment", assignment_id)
    return row


def find_still_in(session: Session, assignment_id: str, state: str) -> AssignmentRow | None:
    """The assignment, locked, if it is open and in `state` still; None where it has moved on since it was looked at."""
    row = session.get(AssignmentRow, assignment_id, populate_existing=True, with_for_update=True)
    return row if row is not None and row.open and row.state == state else None


def enter(job: AssignmentRow, state: AssignmentState, *, at: datetime) -> None:
    """Bring an assignment into `state`; its clock starts anew where another leg begins."""
    if LEGS.get(AssignmentState(job.state)) is not LEGS.get(state):
        job.leg_since = at
    job.state = state


def expect(job: AssignmentRow, eta: datetime | None, eta_p90: datetime | None) -> None:
    """A new way: what is expected of it now is its promise, from which everything later is early or late."""
    job.eta, job.eta_p90, job.eta_promised = eta, eta_p90, eta


def running_leg(row: IncidentRow, assignments: Iterable[AssignmentRow]) -> Leg | None:
    """The clock that runs for an incident; None once it is over, or served and only to be closed."""
    listed = list(assignments)
    shown = shown_state(IncidentState(row.state), tuple(AssignmentState(a.state) for a in listed))
    if IncidentState(row.state) not in OPEN_INCIDENT or shown is IncidentState.SERVED:
        return None
    jobs = [_running(a) for a in listed if a.open]
    priority = Priority(row.priority) if row.priority else None
    return leg_of(row.received_at, gated=gate_of(row.gate).answered, priority=priority, running=jobs)


def _running(job: AssignmentRow) -> Running:
    """Its clock runs against what was promised: an arrival that slips does not move its own target."""
    return Running(AssignmentState(job.state), job.leg_since or job.made_at, job.eta_promised or job.eta)


def incident_snapshot(row: IncidentRow, patient: Patient | None = None) -> Incident:
    """The frozen incident of a row, with its patient where the caller has read one."""
    return Incident(
        id=row.id,
        region=row.region,
        number=row.number,
        state=IncidentState(row.state),
        received_at=row.received_at,
        location=location_of(row),
        priority=Priority(row.priority) if row.priority else None,
        complaint=row.complaint,
        determinant=row.determinant,
        bundle=row.bundle,
        gate=gate_of(row.gate),
        patient=patient,
        simulated=row.simulated,
        version=row.version,
        sent_on_by=row.transfer_from,
        answers={name: answer["value"] for name, answer in row.interview.items()},
        ruling=ruling_of(row.ruling),
    )


def location_of(row: IncidentRow) -> Location | None:
    """The place dispatch works with; None until one is known."""
    if row.place_lat is None or row.place_lon is None or row.place_source is None:
        return None
    return Location(
        place=LatLon(row.place_lat, row.place_lon),
        source=LocationSource(row.place_source),
        verification=Verification(row.verification),
        text=row.place_text,
        radius_m=row.place_radius_m,
    )


def scene_of(row: IncidentRow) -> LatLon | None:
    """Where units drive to: the entrance pin where one is sure enough, else the place; None until one is known."""
    if row.place_lat is None or row.place_lon is None:
        return None
    if row.pin_lat is None or row.pin_lon is None:
        return LatLon(row.place_lat, row.place_lon)
    return LatLon(row.pin_lat, row.pin_lon)


def spot_of(session: Session, row: IncidentRow) -> Spot:
    """Where the incident is and who called first: what premise notes are looked up by."""
    numbers = select(CallRow.caller_number).where(CallRow.incident_id == row.id, CallRow.caller_number.is_not(None))
    location = location_of(row)
    return Spot(
        place=location.place if location is not None else None,
        vague_m=row.place_radius_m or 0.0,
        number=session.scalars(numbers.order_by(CallRow.received_at, CallRow.id).limit(1)).first(),
    )


def ruling_of(stored: dict[str, Any] | None) -> Ruling | None:
    """The priority a person set, from its stored form."""
    if stored is None:
        return None
    return Ruling(
        Priority(stored["priority"]), Priority(stored["seen"]), stored["reason"], tuple(stored.get("fired", ()))
    )


def gate_of(stored: dict[str, Any]) -> Gate:
    """The gate from its stored form; what is missing is unknown."""
    return Gate(
        conscious=Tri(stored.get("conscious", Tri.UNKNOWN)),
        breathing=Tri(stored.get("breathing", Tri.UNKNOWN)),
        happened=stored.get("happened"),
    )


def gate_row(gate: Gate) -> dict[str, Any]:
    """The stored form of the gate."""
    return {"conscious": gate.conscious.value, "breathing": gate.breathing.value, "happened": gate.happened}


def assignments_of(session: Session, incident_ids: Sequence[str]) -> dict[str, list[AssignmentRow]]:
    """The assignments of each incident, in the order they were made."""
    rows = session.scalars(
        select(AssignmentRow)
        .where(AssignmentRow.incident_id.in_(incident_ids))
        .order_by(AssignmentRow.made_at, AssignmentRow.id)
    )
    found: dict[str, list[AssignmentRow]] = {}
    for row in rows:
        found.setdefault(row.incident_id, []).append(row)
    return found
