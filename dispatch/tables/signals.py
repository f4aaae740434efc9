"""Requests for green lights, one a junction and leg of a job, and everything that was said about them."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.outbox import PIECE
from routing.priority.messages import PriorityRequest
from routing.priority.states import ASKED, RequestState

STEPS_KEPT = timedelta(days=90)  # word by word; what became of each request is kept with it


class SignalRequestRow(Base):
    """What was asked of one junction for one leg. `open` while the junction may be working for it.

    `approach` and `exit` are edges of the network with the digest `network`. `number` is the vehicle's requestID.
    """

    __tablename__ = "signal_requests"
    __table_args__ = (
        Index("ix_signal_requests_open", "open", "region"),
        Index("ix_signal_requests_unit_id_made_at", "unit_id", "made_at"),
        Index("ix_signal_requests_region_made_at", "region", "made_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    job_id: Mapped[str] = mapped_column(ForeignKey("assignments.id"), index=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(64))
    unit_region: Mapped[str] = mapped_column(String(32))
    leg: Mapped[str] = mapped_column(String(32))  # the state of the job that the way belongs to
    simulated: Mapped[bool] = mapped_column(Boolean)  # asked of the simulated centre, for a vehicle of a simulated day
    number: Mapped[int] = mapped_column(Integer)
    junction: Mapped[str] = mapped_column(String(48))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    network: Mapped[str] = mapped_column(String(64))
    approach: Mapped[int] = mapped_column(Integer)
    exit: Mapped[int | None] = mapped_column(Integer)
    severity: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(24))
    open: Mapped[bool] = mapped_column(Boolean, default=True)
    eta: Mapped[datetime] = mapped_column(Instant)
    duration_s: Mapped[float] = mapped_column(Float)
    made_at: Mapped[datetime] = mapped_column(Instant)
    said_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)  # by the centre's clock
    heard_at: Mapped[datetime | None] = mapped_column(Instant)  # by ours
    granted_at: Mapped[datetime | None] = mapped_column(Instant)  # the first time
    passed_at: Mapped[datetime | None] = mapped_column(Instant)
    passed_granted: Mapped[bool | None] = mapped_column(Boolean)  # whether it stood at granted just then
    others_delay_s: Mapped[float | None] = mapped_column(Float)  # cost to others, where a centre or simulator knows
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class SignalStepRow(Base):
    """One thing said or heard about a request; append only."""

    __tablename__ = "signal_steps"
    __table_args__ = (Index("ix_signal_steps_request_id_id", "request_id", "id"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("signal_requests.id"))
    region: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    said: Mapped[str] = mapped_column(String(32))  # the message's kind, an answer's status, or what time did
    why: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(24))
    sequence: Mapped[int] = mapped_column(Integer)
    eta: Mapped[datetime] = mapped_column(Instant)


def request_of(row: SignalRequestRow) -> PriorityRequest:
    """The frozen request of a row."""
    return PriorityRequest(
        vehicle=row.unit_id,
        number=row.number,
        junction=row.junction,
        approach=row.approach,
        exit=row.exit,
        eta=row.eta,
        severity=row.severity,
        made_at=row.made_at,
        sequence=row.sequence,
        duration=timedelta(seconds=row.duration_s),
        state=RequestState(row.state),
        said_at=row.said_at,
        answered_at=row.answered_at,
        heard_at=row.heard_at,
    )


def put_request(row: SignalRequestRow, request: PriorityRequest, *, at: datetime) -> None:
    """Write down how a request stands now, and the instants that are asked for later."""
    if request.state is RequestState.PASSED and row.passed_at is None:
        row.passed_at, row.passed_granted = at, row.state == RequestState.GRANTED
    if request.state is RequestState.GRANTED and row.granted_at is None:
        row.granted_at = request.answered_at or at
    row.eta, row.sequence, row.state = request.eta, request.sequence, request.state
    row.said_at, row.answered_at = request.said_at or row.said_at, request.answered_at
    row.heard_at = request.heard_at
    row.open = request.state in ASKED
    if not row.open and row.closed_at is None:
        row.closed_at = at


def note_step(session: Session, row: SignalRequestRow, said: str, *, at: datetime, why: str | None = None) -> None:
    """One line more in the log of a request, as it stands now."""
    session.add(
        SignalStepRow(
            request_id=row.id,
            region=row.region,
            at=at,
            said=said,
            why=why,
            state=row.state,
            sequence=row.sequence,
            eta=row.eta,
        )
    )


def open_requests(session: Session) -> list[SignalRequestRow]:
    """Everything a junction may be working for."""
    wanted = select(SignalRequestRow).where(SignalRequestRow.open.is_(True))
    return list(session.scalars(wanted.order_by(SignalRequestRow.made_at, SignalRequestRow.id)))


def requests_of(session: Session, job_ids: Collection[str]) -> list[SignalRequestRow]:
    """All requests of some jobs, oldest first."""
    wanted = select(SignalRequestRow).where(SignalRequestRow.job_id.in_(job_ids))
    return list(session.scalars(wanted.order_by(SignalRequestRow.made_at, SignalRequestRow.id)))


def last_numbers(session: Session, unit_ids: Collection[str], *, of: int) -> dict[str, int]:
    """The number each unit used last, 0 before its first; numbers go round after `of`."""
    made = select(SignalRequestRow.unit_id, func.count()).where(SignalRequestRow.unit_id.in_(unit_ids))
    counted = dict(session.execute(made.group_by(SignalRequestRow.unit_id)).all())
    return {unit: counted.get(unit, 0) % of for unit in unit_ids}


def find_asked(
    session: Session, unit_id: str, number: int, junction: str, *, simulated: bool
) -> SignalRequestRow | None:
    """The newest request of a vehicle with this number at this junction."""
    wanted = select(SignalRequestRow).where(
        SignalRequestRow.unit_id == unit_id,
        SignalRequestRow.number == number,
        SignalRequestRow.junction == junction,
        SignalRequestRow.simulated.is_(simulated),
    )
    newest = wanted.order_by(SignalRequestRow.made_at.desc(), SignalRequestRow.id.desc())
    return session.scalars(newest.limit(1).with_for_update()).first()


def steps_of_requests(session: Session, request_ids: Iterable[str]) -> list[SignalStepRow]:
    """The log of some requests, oldest first."""
    wanted = select(SignalStepRow).where(SignalStepRow.request_id.in_(list(request_ids)))
    return list(session.scalars(wanted.order_by(SignalStepRow.id)))


def purge_steps(session: Session, *, now: datetime) -> int:
    """Delete one piece of the words older than STEPS_KEPT; the requests themselves stay. 0 when none is left."""
    oldest = session.execute(select(SignalStepRow.id, SignalStepRow.at).order_by(SignalStepRow.id).limit(PIECE))
    ids = [ident for ident, at in oldest if at < now - STEPS_KEPT]  # they are numbered as time goes
    session.execute(delete(SignalStepRow).where(SignalStepRow.id.in_(ids)))
    return len(ids)
