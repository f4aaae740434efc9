"""A film as the crew, the receiving hospital and the medical director read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, NotFoundError
from chassis.identity import Actor
from chassis.turn import ice_servers
from dispatch.film.addressing import is_over, may_watch, still_may
from dispatch.films import MOST_VIEWERS, FilmEnd, FilmState
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_assignment, get_incident
from dispatch.tables.films import FilmRow, FilmViewerRow, newest_film, viewers_of
from dispatch.tables.videos import signals_for
from hospitals.tables.facts import get_hospital_row

NOBODY: Mapping[str, Any] = {"mine": False, "viewers": [], "other": None, "signals": [], "ice": []}


def film_view(session: Session, incident: IncidentRow) -> dict[str, Any] | None:
    """The newest of an incident, None where there never was one. It is over as soon as nothing may be shown."""
    film = newest_film(session, incident.id)
    if film is None:
        return None
    over = film.state != FilmState.ENDED and is_over(session, film, incident)
    return {
        "id": film.id,
        "state": FilmState.ENDED if over else film.state,
        "picture": film.picture,
        "assignment_id": film.assignment_id,
        "asked_by": film.asked_by,
        "asked_for": _house(session, film.asked_for),
        "opened_at": film.opened_at.isoformat(),
        "begun_at": _iso(film.begun_at),
        "consent": film.consent,
        "consent_by": film.consent_by,
        "ended_at": _iso(film.ended_at),
        "ended_by": film.ended_by,
        "ended_reason": FilmEnd.OVER if over else film.ended_reason,
        "viewers": [_viewer(session, one) for one in _present(session, film, incident, over=over)],
        "most_viewers": MOST_VIEWERS,
    }


def news_for_crew(
    session: Session, system: System, actor: Actor, assignment_id: str, page: str, since: int
) -> Mapping[str, Any]:
    """How it stands for one load of the crew's page: who watches, and what their pages have said to it since."""
    job = get_assignment(session, assignment_id)
    if actor.facility != job.unit_id:
        raise ForbiddenError("this is another unit's assignment")
    incident = get_incident(session, job.incident_id)
    shown, film = film_view(session, incident), newest_film(session, incident.id)
    if film is None or shown is None or shown["state"] != FilmState.RUNNING or film.crew_page != page:
        return {"film": shown, **NOBODY}
    viewers = _present(session, film, incident)
    lines = [{"id": one.id, "page": one.page, "name": one.name} for one in viewers]
    signals = [said for one in viewers for said in _signals(session, one, page, since)]
    return {"film": shown, "mine": True, "viewers": lines, "other": None, "signals": signals, "ice": _ice(system, film)}


def news_for_viewer(
    session: Session, system: System, actor: Actor, incident_id: str, page: str, since: int
) -> Mapping[str, Any]:
    """The same for a viewer's page; `other` is the page with the camera. Raises NotFoundError for strangers."""
    incident = get_incident(session, incident_id)
    if not may_watch(session, actor, incident):
        raise NotFoundError("incident", incident_id)
    shown, film = film_view(session, incident), newest_film(session, incident.id)
    if film is None or shown is None or shown["state"] != FilmState.RUNNING:
        return {"film": shown, **NOBODY}
    here = (one for one in _present(session, film, incident) if (one.actor, one.page) == (actor.id, page))
    mine = next(here, None)
    if mine is None:
        return {"film": shown, **NOBODY}
    signals = _signals(session, mine, page, since)
    told = {"mine": True, "viewers": [], "other": film.crew_page, "signals": signals, "ice": _ice(system, film)}
    return {"film": shown, **told}


def _present(session: Session, film: FilmRow, incident: IncidentRow, *, over: bool = False) -> Sequence[FilmViewerRow]:
    """Who watches and still may: the page with the camera closes the line to everybody else."""
    found = [] if over else viewers_of(session, film.id, present=True)
    return [one for one in found if still_may(session, one, incident)]


def _viewer(session: Session, row: FilmViewerRow) -> dict[str, Any]:
    house = _house(session, row.hospital_id)
    return {"id": row.id, "name": row.name, "hospital": house, "joined_at": row.joined_at.isoformat()} | {
        "seen_at": _iso(row.seen_at)
    }


def _signals(session: Session, viewer: FilmViewerRow, page: str, since: int) -> list[dict[str, Any]]:
    told = signals_for(session, viewer.id, page, since=since)
    return [{"id": one.id, "viewer": viewer.id, "kind": one.kind, "body": one.body} for one in told]


def _ice(system: System, film: FilmRow) -> list[dict[str, Any]]:
    return ice_servers(system.settings.turn_urls, system.settings.turn_secret, film.id, now=system.clock.now())


def _house(session: Session, hospital_id: str | None) -> dict[str, Any] | None:
    if hospital_id is None:
        return None
    row = get_hospital_row(session, hospital_id)
    return {"id": row.id, "ko": row.name_ko, "en": row.name_en}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
