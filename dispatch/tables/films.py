"""Films from ambulances: who asked, on what ground the patient was shown, who watched from when to when.

Never what is seen or heard: that goes from page to page and is kept nowhere.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from dispatch.films import FilmState


class FilmRow(Base):
    """One film of an incident. `crew_page` is the load of the page that has the camera; `asked_by` None: the crew
    began it."""

    __tablename__ = "films"
    __table_args__ = (Index("ix_films_incident", "incident_id", "opened_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("assignments.id"))
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    asked_by: Mapped[str | None] = mapped_column(String(64))
    asked_for: Mapped[str | None] = mapped_column(String(64))  # the hospital's id; None: the medical director
    picture: Mapped[bool] = mapped_column(Boolean)  # False: sound alone
    begun_at: Mapped[datetime | None] = mapped_column(Instant)
    consent: Mapped[str | None] = mapped_column(String(16))
    consent_by: Mapped[str | None] = mapped_column(String(64))
    consent_language: Mapped[str | None] = mapped_column(String(8))
    crew_page: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    ended_reason: Mapped[str | None] = mapped_column(String(24))


class FilmViewerRow(Base):
    """Somebody who watches, from `joined_at` to `left_at`; the line to them bears this id. A page that is loaded anew
    goes on under it with another `page`."""

    __tablename__ = "film_viewers"
    __table_args__ = (Index("ix_film_viewers_film", "film_id", "joined_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    film_id: Mapped[str] = mapped_column(ForeignKey("films.id"))
    actor: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    hospital_id: Mapped[str | None] = mapped_column(String(64))  # None: the medical director
    page: Mapped[str] = mapped_column(String(32))
    joined_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)  # the first frame, or sound
    heard_at: Mapped[datetime] = mapped_column(Instant)  # the page's last word that it shows the film
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    left_reason: Mapped[str | None] = mapped_column(String(24))


def newest_film(session: Session, incident_id: str) -> FilmRow | None:
    """The last one of an incident, also when it has ended."""
    mine = select(FilmRow).where(FilmRow.incident_id == incident_id)
    return session.scalars(mine.order_by(FilmRow.opened_at.desc(), FilmRow.id.desc()).limit(1)).first()


def open_film(session: Session, incident_id: str) -> FilmRow | None:
    """The one of an incident that is asked for or running."""
    found = newest_film(session, incident_id)
    return found if found is not None and found.state != FilmState.ENDED else None


def viewers_of(session: Session, film_id: str, *, present: bool) -> Sequence[FilmViewerRow]:
    """Who has watched, in the order they came; only who still does where `present`."""
    mine = select(FilmViewerRow).where(FilmViewerRow.film_id == film_id)
    mine = mine.where(FilmViewerRow.left_at.is_(None)) if present else mine
    return session.scalars(mine.order_by(FilmViewerRow.joined_at, FilmViewerRow.id)).all()
