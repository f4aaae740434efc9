"""The versions of a region's policy. Rows are only ever added; the highest number is in force."""

from datetime import datetime

from sqlalchemy import DDL, Integer, String, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant

LONGEST_NOTE = 200


class PolicyVersionRow(Base):
    """One text that came into force. `base` is the version it was written from: 0 is what the code has."""

    __tablename__ = "policy_versions"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    base: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    author: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER policy_versions_no_{change.lower()} BEFORE {change} ON policy_versions "
    "BEGIN SELECT RAISE(ABORT, 'policy versions are never changed'); END"
    for change in ("UPDATE", "DELETE")
)
POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION policy_versions_stay() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'policy versions are never changed'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER policy_versions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions "
    "FOR EACH STATEMENT EXECUTE FUNCTION policy_versions_stay()",
)

for _statement in SQLITE_GUARDS:
    event.listen(PolicyVersionRow.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
for _statement in POSTGRES_GUARDS:
    event.listen(PolicyVersionRow.__table__, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]


def newest_version(session: Session, region: str) -> tuple[int, str] | None:
    """Number and hash of the version in force; None while the region has never changed what the code has."""
    columns = select(PolicyVersionRow.number, PolicyVersionRow.hash).where(PolicyVersionRow.region == region)
    found = session.execute(columns.order_by(PolicyVersionRow.number.desc()).limit(1)).first()
    return (found.number, found.hash) if found is not None else None


def read_versions(session: Session, region: str) -> list[PolicyVersionRow]:
    """Every version, the newest first."""
    wanted = select(PolicyVersionRow).where(PolicyVersionRow.region == region)
    return list(session.scalars(wanted.order_by(PolicyVersionRow.number.desc())))
