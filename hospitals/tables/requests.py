"""Hospital requests in the database, and every step each of them took."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from hospitals.frozen import Frozen
from hospitals.model import Capability
from hospitals.request import LIVE, AgeBand, DeclineCode, Minimum, ReleaseReason, Request, RequestState, Sex, Via

ONE_HOSPITAL = text("state IN ('held', 'confirmed', 'designated', 'arrived')")
ONE_LIVE = text("state NOT IN ('declined', 'expired', 'offloaded', 'released', 'redirected')")


class RequestRow(Base):
    """One request to one hospital for one patient.

    The unique indexes are the last guard of "exactly one hospital" and of "nobody is asked twice at once".
    """

    __tablename__ = "hospital_requests"
    __table_args__ = (
        Index("ix_hospital_requests_patient_id", "patient_id"),
        Index("ix_hospital_requests_hospital_id_state", "hospital_id", "state"),
        Index("ix_hospital_requests_hospital_id_asked_at", "hospital_id", "asked_at"),
        Index("ix_hospital_requests_region_asked_at", "region", "asked_at"),
        Index(
            "uq_hospital_requests_one_hospital",
            "patient_id",
            unique=True,
            sqlite_where=ONE_HOSPITAL,
            postgresql_where=ONE_HOSPITAL,
        ),
        Index(
            "uq_hospital_requests_one_live",
            "patient_id",
            "hospital_id",
            unique=True,
            sqlite_where=ONE_LIVE,
            postgresql_where=ONE_LIVE,
        ),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(String(64), index=True)
    patient_id: Mapped[str] = mapped_column(String(64))
    hospital_id: Mapped[str] = mapped_column(ForeignKey("hospitals.id"))
    hospital_region: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(Integer, default=0)
    acuity: Mapped[int] = mapped_column(Integer)
    bundle: Mapped[str | None] = mapped_column(String(48))
    age_band: Mapped[str | None] = mapped_column(String(16))
    sex: Mapped[str | None] = mapped_column(String(16))
    eta: Mapped[datetime | None] = mapped_column(Instant)
    capabilities: Mapped[tuple[Capability, ...]] = mapped_column(Frozen(tuple[Capability, ...]))
    expected_s: Mapped[int | None] = mapped_column(Integer)
    p_accept: Mapped[float | None] = mapped_column(Float)
    phone_first: Mapped[bool] = mapped_column(Boolean, default=False)
    designated: Mapped[bool] = mapped_column(Boolean, default=False)
    alerts: Mapped[int] = mapped_column(Integer, default=0)
    doctor_called_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    offer_until: Mapped[datetime | None] = mapped_column(Instant)  # by the ladder in force when it was asked
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(64))
    answered_via: Mapped[str | None] = mapped_column(String(16))
    answered_name: Mapped[str | None] = mapped_column(String(64))
    answered_duty: Mapped[str | None] = mapped_column(String(24))
    condition: Mapped[str | None] = mapped_column(String(120))
    decline_code: Mapped[str | None] = mapped_column(String(32))
    decline_text: Mapped[str | None] = mapped_column(String(200))
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    held_until: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    offloaded_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    reads_until: Mapped[datetime | None] = mapped_column(Instant)
    release_reason: Mapped[str | None] = mapped_column(String(24))


class RequestStepRow(Base):
    """One step of a request, append only: what the ladder and the statistics are replayed from."""

    __tablename__ = "hospital_request_steps"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("hospital_requests.id"), index=True)
    region: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(Integer)
    detail: Mapped[str | None] = mapped_column(String(200))


def read_requests(
    session: Session,
    *,
    region: str | None = None,
    incident_ids: Collection[str] | None = None,
    patient_id: str | None = None,
    hospital_id: str | None = None,
    states: Collection[RequestState] | None = None,
    live_or_since: datetime | None = None,
    read_at: datetime | None = None,
    listed: bool = True,
) -> tuple[Request, ...]:
    """The requests that match everything given, oldest first. An empty collection matches none.

    With `live_or_since` what is over counts only when it was asked since then, or is still read at `read_at`; without
    `listed` those of the many casualties of one incident are left out.
    """
    wanted = select(RequestRow).order_by(RequestRow.asked_at, RequestRow.id)
    given = {
        RequestRow.region: region,
        RequestRow.patient_id: patient_id,
        RequestRow.hospital_id: hospital_id,
    }
    for column, value in given.items():
        wanted = wanted.where(column == value) if value is not None else wanted
    if not listed:
        wanted = wanted.where(RequestRow.patient_id == RequestRow.incident_id)
    if incident_ids is not None:
        wanted = wanted.where(RequestRow.incident_id.in_(incident_ids))
    if states is not None:
        wanted = wanted.where(RequestRow.state.in_([state.value for state in states]))
    if live_or_since is not None:
        live = RequestRow.state.in_([state.value for state in LIVE])
        open_ = [RequestRow.reads_until > read_at] if read_at is not None else []
        wanted = wanted.where(or_(live, RequestRow.asked_at > live_or_since, *open_))
    return tuple(as_request(row) for row in session.scalars(wanted))


@dataclass(frozen=True, slots=True)
class Replies:
    """How many requests were answered of those that were, or ran out; withdrawn and waiting ones count nowhere."""

    replied: int
    due: int


def read_replies(session: Session, hospital_ids: Collection[str], *, since: datetime) -> dict[str, Replies]:
    """How each of these hospitals answered what it was asked since then; designations were never questions."""
    answered = RequestRow.answered_at.is_not(None)
    due = or_(answered, RequestRow.state == RequestState.EXPIRED)
    wanted = (
        select(RequestRow.hospital_id, func.count(RequestRow.answered_at), func.count())
        .where(RequestRow.hospital_id.in_(hospital_ids), RequestRow.asked_at >= since, due)
        .where(RequestRow.designated.is_(False))
        .group_by(RequestRow.hospital_id)
    )
    return {hospital: Replies(replied, total) for hospital, replied, total in session.execute(wanted)}


def get_request(session: Session, request_id: str) -> Request:
    """One request; raises NotFoundError."""
    row = session.get(RequestRow, request_id)
    if row is None:
        raise NotFoundError("hospital request", request_id)
    return as_request(row)


def lock_request(session: Session, request_id: str) -> RequestRow:
    """The row, fresh and ours until the transaction ends; raises NotFoundError."""
    found = select(RequestRow).where(RequestRow.id == request_id)
    row = session.scalar(found.with_for_update(), execution_options={"populate_existing": True})
    if row is None:
        raise NotFoundError("hospital request", request_id)
    return row


def lock_patient(session: Session, patient_id: str) -> list[RequestRow]:
    """Every request of one patient, fresh and ours until the transaction ends; by id, so that two never deadlock."""
    found = select(RequestRow).where(RequestRow.patient_id == patient_id).order_by(RequestRow.id)
    return list(session.scalars(found.with_for_update(), execution_options={"populate_existing": True}))


def as_request(row: RequestRow) -> Request:
    """The row as a frozen value."""
    return Request(
        id=row.id,
        region=row.region,
        incident_id=row.incident_id,
        patient_id=row.patient_id,
        hospital_id=row.hospital_id,
        hospital_region=row.hospital_region,
        state=RequestState(row.state),
        version=row.version,
        minimum=_minimum(row),
        capabilities=row.capabilities,
        expected=timedelta(seconds=row.expected_s) if row.expected_s is not None else None,
        p_accept=row.p_accept,
        phone_first=row.phone_first,
        designated=row.designated,
        alerts=row.alerts,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        delivered_at=row.delivered_at,
        seen_at=row.seen_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        answered_via=Via(row.answered_via) if row.answered_via else None,
        answered_name=row.answered_name,
        answered_duty=row.answered_duty,
        condition=row.condition,
        decline_code=DeclineCode(row.decline_code) if row.decline_code else None,
        decline_text=row.decline_text,
        held_until=row.held_until,
        confirmed_at=row.confirmed_at,
        arrived_at=row.arrived_at,
        offloaded_at=row.offloaded_at,
        release_reason=ReleaseReason(row.release_reason) if row.release_reason else None,
        doctor_called_at=row.doctor_called_at,
        reads_until=row.reads_until,
    )


def _minimum(row: RequestRow) -> Minimum:
    return Minimum(
        acuity=row.acuity,
        bundle=row.bundle,
        age_band=AgeBand(row.age_band) if row.age_band else None,
        sex=Sex(row.sex) if row.sex else None,
        eta=row.eta,
    )
