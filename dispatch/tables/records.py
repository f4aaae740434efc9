"""Decisions as they were made, alerts that somebody has to answer, and the switch of the simulated day."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Base, Instant


class DecisionRow(Base):
    """One decision with everything it was made from; compressed JSON, replayable bit by bit."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_for: Mapped[str] = mapped_column(String(64))
    policy: Mapped[str] = mapped_column(String(32))
    rules: Mapped[str] = mapped_column(String(32))
    roads: Mapped[str] = mapped_column(String(160))
    traffic: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what lay over the profile
    because: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what made it necessary anew
    took_ms: Mapped[float] = mapped_column(Float)
    inputs: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes] = mapped_column(LargeBinary)


class AlertRow(Base):
    """Something a person has to answer. One row per kind and subject while it stands."""

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_region_open", "region", "open"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(64))
    incident_id: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[int] = mapped_column(Integer)  # 1 act now, 2 act soon, 3 know
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    open: Mapped[bool] = mapped_column(Boolean, default=True)
    acked_by: Mapped[str | None] = mapped_column(String(64))
    acked_at: Mapped[datetime | None] = mapped_column(Instant)
    cleared_at: Mapped[datetime | None] = mapped_column(Instant)
    shelved_by: Mapped[str | None] = mapped_column(String(64))
    shelved_until: Mapped[datetime | None] = mapped_column(Instant)
    shelved_reason: Mapped[str | None] = mapped_column(String(48))
    escalated_at: Mapped[datetime | None] = mapped_column(Instant)


class SimulationRow(Base):
    """The switch of the simulated day, one row per region."""

    __tablename__ = "simulation"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    on: Mapped[bool] = mapped_column("is_on", Boolean, default=False)
    speed: Mapped[float] = mapped_column(Float, default=1.0)
    seed: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime] = mapped_column(Instant)
