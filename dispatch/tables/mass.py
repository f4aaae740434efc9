"""Mass-casualty incidents: the report, the casualties with everything that happened to each, and which hospitals know.

Casualties stand beside the incident's one described patient and leave that one alone (docs/decisions, mass casualty).
Read only by the desk, the crews on the incident and, each its own, the hospitals.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import IllegalMoveError, NotFoundError
from dispatch.mass.model import Colour, MassKind, Methane
from hospitals.model import Capability


class MassRow(Base):
    """That an incident is one with many casualties: its METHANE report, who declared it, who ended it."""

    __tablename__ = "mass_incidents"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str | None] = mapped_column(String(16))
    location: Mapped[str | None] = mapped_column(String(200))
    hazards: Mapped[str | None] = mapped_column(Text)
    access: Mapped[str | None] = mapped_column(Text)
    estimated: Mapped[int | None] = mapped_column(Integer)
    services: Mapped[str | None] = mapped_column(Text)
    declared_at: Mapped[datetime] = mapped_column(Instant)
    reported_at: Mapped[datetime | None] = mapped_column(Instant)  # when the report was last told
    declared_by: Mapped[str] = mapped_column(String(64))
    declared_name: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    ended_name: Mapped[str | None] = mapped_column(String(64))
    ended_reason: Mapped[str | None] = mapped_column(String(96))
    numbered: Mapped[int] = mapped_column(Integer, default=0)  # the last number given to a casualty without a tag
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    def report(self) -> Methane:
        """As it was last told."""
        kind = MassKind(self.kind) if self.kind else None
        return Methane(kind, self.location, self.hazards, self.access, self.estimated, self.services)


class CasualtyRow(Base):
    """One casualty. `tag` is what is printed on the tag it wears, or the number the incident gave it."""

    __tablename__ = "casualties"
    __table_args__ = (
        Index("uq_casualties_incident_tag", "incident_id", "tag", unique=True),
        Index("ix_casualties_hospital", "hospital_id", "state"),
        Index("ix_casualties_assignment", "assignment_id"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("mass_incidents.incident_id"))
    tag: Mapped[str] = mapped_column(String(24))
    colour: Mapped[str] = mapped_column(String(8))
    scale: Mapped[str | None] = mapped_column(String(16))  # the sieve the colour came from; None: a person's judgement
    state: Mapped[str] = mapped_column(String(16))
    age_band: Mapped[str | None] = mapped_column(String(16))
    sex: Mapped[str | None] = mapped_column(String(8))
    place: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(200))
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    tagged_at: Mapped[datetime] = mapped_column(Instant)
    sorted_at: Mapped[datetime] = mapped_column(Instant)  # when the colour was last judged
    hospital_id: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str | None] = mapped_column(String(64))
    assignment_id: Mapped[str | None] = mapped_column(String(64))
    unit_id: Mapped[str | None] = mapped_column(String(64))
    eta: Mapped[datetime | None] = mapped_column(Instant)
    planned_at: Mapped[datetime | None] = mapped_column(Instant)
    loaded_at: Mapped[datetime | None] = mapped_column(Instant)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    def wants(self) -> frozenset[Capability]:
        """What it needs of a hospital."""
        return frozenset(Capability(one) for one in self.needs)


class CasualtyStepRow(Base):
    """One thing that happened to a casualty, append only: who, when, the colour from then on, and why."""

    __tablename__ = "casualty_steps"
    __table_args__ = (Index("ix_casualty_steps_casualty", "casualty_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    casualty_id: Mapped[str] = mapped_column(ForeignKey("casualties.id"))
    incident_id: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    device_at: Mapped[datetime | None] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    colour: Mapped[str] = mapped_column(String(8))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str | None] = mapped_column(String(96))


class MassNoticeRow(Base):
    """That a hospital knows: told of the incident, sent a list of who comes, and who there has read it."""

    __tablename__ = "mass_notices"
    incident_id: Mapped[str] = mapped_column(ForeignKey("mass_incidents.incident_id"), primary_key=True)
    hospital_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    hospital_region: Mapped[str] = mapped_column(String(32))
    told_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime | None] = mapped_column(Instant)  # when its list last changed; None: nobody comes
    acked_at: Mapped[datetime | None] = mapped_column(Instant)  # before `changed_at`: the change is not yet read
    acked_by: Mapped[str | None] = mapped_column(String(64))
    acked_name: Mapped[str | None] = mapped_column(String(64))


def find_mass(session: Session, incident_id: str) -> MassRow | None:
    """The report, ended ones included; None where nobody declared one."""
    return session.get(MassRow, incident_id, populate_existing=True)


def lock_mass(session: Session, incident_id: str) -> MassRow:
    """Ours until the end of the transaction, ended or not: tags and places are given by one at a time."""
    row = session.get(MassRow, incident_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError("mass-casualty incident", incident_id)
    return row


def get_mass(session: Session, incident_id: str) -> MassRow:
    """The running one; raises NotFoundError where none was declared, IllegalMoveError after its end."""
    row = find_mass(session, incident_id)
    if row is None:
        raise NotFoundError("mass-casualty incident", incident_id)
    return running(row)


def running(row: MassRow) -> MassRow:
    """Itself; raises IllegalMoveError after its end."""
    if row.ended_at is not None:
        raise IllegalMoveError("mass_incident", "ended", "change", ("declare",))
    return row


def get_casualty(session: Session, casualty_id: str) -> CasualtyRow:
    """Raises NotFoundError."""
    row = session.get(CasualtyRow, casualty_id, populate_existing=True)
    if row is None:
        raise NotFoundError("casualty", casualty_id)
    return row


def casualties_of(session: Session, incident_id: str) -> Sequence[CasualtyRow]:
    """All of an incident, in the order they were tagged."""
    wanted = select(CasualtyRow).where(CasualtyRow.incident_id == incident_id)
    return session.scalars(
        wanted.order_by(CasualtyRow.tagged_at, CasualtyRow.id).execution_options(populate_existing=True)
    ).all()


def carried_by(session: Session, assignment_id: str) -> Sequence[CasualtyRow]:
    """Whom a unit on this assignment carries or is to carry."""
    wanted = select(CasualtyRow).where(CasualtyRow.assignment_id == assignment_id)
    return session.scalars(wanted.order_by(CasualtyRow.id)).all()


def colours_of(rows: Sequence[CasualtyRow]) -> dict[Colour, int]:
    """How many of each colour."""
    return {colour: sum(row.colour == colour for row in rows) for colour in Colour}


def notices_of(session: Session, incident_id: str) -> Sequence[MassNoticeRow]:
    """The hospitals that know of an incident, by id."""
    wanted = select(MassNoticeRow).where(MassNoticeRow.incident_id == incident_id)
    return session.scalars(wanted.order_by(MassNoticeRow.hospital_id)).all()


def last_sorted(session: Session, row: CasualtyRow) -> str:
    """The colour it was given by whoever sorted it last; a death is none of these."""
    wanted = select(CasualtyStepRow.colour).where(CasualtyStepRow.casualty_id == row.id)
    sorts = wanted.where(CasualtyStepRow.kind.in_(("tag", "sort"))).order_by(CasualtyStepRow.id.desc())
    return session.scalars(sorts.limit(1)).first() or row.colour


def steps_of(session: Session, casualty_ids: Collection[str]) -> Sequence[CasualtyStepRow]:
    """What happened to them, oldest first."""
    wanted = select(CasualtyStepRow).where(CasualtyStepRow.casualty_id.in_(casualty_ids))
    return session.scalars(wanted.order_by(CasualtyStepRow.id)).all()
