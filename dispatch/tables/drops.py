"""How far desk and caller have been told of each kit from the air, so that every stage is told once."""

from collections.abc import Sequence

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base
from dispatch.dropscript import Unfetched
from dispatch.states import BEFORE_SCENE, BUSY, SERVED
from dispatch.tables.cases import AssignmentRow, StampRow
from drones.kitstage import KitStage
from drones.model import KitKind
from drones.sortie import Sortie
from drones.tables.sorties import SortieRow, as_sortie, kits_down_for

RUNNING = text("running")


class DropNewsRow(Base):
    """The stage last told, and the sortie's version it was read from.

    It runs from the order until a sortie that is over was told: the others are not looked at any more.
    """

    __tablename__ = "drop_news"
    __table_args__ = (Index("ix_drop_news_running", "running", sqlite_where=RUNNING, postgresql_where=RUNNING),)
    sortie_id: Mapped[str] = mapped_column(ForeignKey("sorties.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(16), default=KitStage.OFFERED)
    version: Mapped[int] = mapped_column(Integer, default=-1)
    running: Mapped[bool] = mapped_column(Boolean, default=True)


def begin_news(session: Session, sortie_id: str) -> None:
    """A sortie is ordered: from now on whatever becomes of it is told."""
    session.add(DropNewsRow(sortie_id=sortie_id))


def kits_there(session: Session, incident_id: str) -> tuple[KitKind, ...]:
    """The kits that lie beside the patient; none once somebody has said that nobody can get at what came."""
    said = [why.stamp for why in (Unfetched.NOT_FOUND, Unfetched.OUT_OF_REACH)]
    lost = select(StampRow.id).where(StampRow.incident_id == incident_id, StampRow.name.in_(said))
    return kits_down_for(session, incident_id) if session.scalars(lost.limit(1)).first() is None else ()


def untold(session: Session) -> list[tuple[str, str]]:
    """The sorties that have moved since they were last told of, each with its region, oldest first."""
    joined = select(SortieRow.id, SortieRow.region).join(DropNewsRow, DropNewsRow.sortie_id == SortieRow.id)
    moved = joined.where(DropNewsRow.running, DropNewsRow.version != SortieRow.version)
    return [(sortie_id, region) for sortie_id, region in session.execute(moved.order_by(SortieRow.id))]


def crew_was_there(session: Session, incident_id: str) -> bool:
    """Whether a crew is with the patient or has been: from then on nobody at the call is told to fetch anything."""
    there = [state.value for state in (BUSY - BEFORE_SCENE) | SERVED]
    wanted = select(AssignmentRow.id).where(AssignmentRow.incident_id == incident_id, AssignmentRow.state.in_(there))
    return session.scalars(wanted.limit(1)).first() is not None


def drops_of(session: Session, incident_id: str) -> tuple[Sortie, ...]:
    """Every sortie for an incident, over or not, oldest first."""
    wanted = select(SortieRow).where(SortieRow.incident_id == incident_id).order_by(SortieRow.id)
    return tuple(as_sortie(row) for row in session.scalars(wanted))


def newest_drop(session: Session, incident_id: str) -> Sortie | None:
    """The last one: a drop that was called off gives way to the next. None when there was none."""
    found: Sequence[Sortie] = drops_of(session, incident_id)
    return found[-1] if found else None
