"""The audit: who changed what, when, why, old and new. Append only; the database itself refuses changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, BigInteger, Index, Integer, String, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.identity import Actor


class AuditRow(Base):
    """One change. Patient data stays out: `old` and `new` hold states, choices and references."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(24))
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(64))
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(200))


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    at: datetime,
    region: str | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write one line of the record inside the caller's transaction. `region` defaults to the actor's."""
    session.add(
        AuditRow(
            region=region or actor.region,
            at=at,
            actor=actor.id,
            role=actor.role,
            action=action,
            subject=subject,
            old=dict(old) if old is not None else None,
            new=dict(new) if new is not None else None,
            reason=reason,
        )
    )


def count_since(session: Session, actor: Actor, action: str, since: datetime) -> int:
    """How often an actor has done something, of what is recorded with the actor itself as its subject."""
    mine = select(func.count()).where(AuditRow.subject == actor.id, AuditRow.action == action, AuditRow.at > since)
    return session.scalar(mine) or 0


SQLITE_GUARDS = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)
POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'audit is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
)

for _statement in SQLITE_GUARDS:
    event.listen(AuditRow.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
for _statement in POSTGRES_GUARDS:
    event.listen(AuditRow.__table__, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]
