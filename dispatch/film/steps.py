"""What every command on a film is made of."""

from collections.abc import Mapping

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import NotFoundError
from chassis.work import Work, record_change
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.films import FILM, LOOK_EVERY, FilmAction, FilmEnd, FilmState, ViewerEnd
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.films import FilmRow, FilmViewerRow, open_film, viewers_of
from dispatch.tables.videos import forget_signals

LOOK = "film_look"


def running_film(work: Work, incident_id: str) -> FilmRow:
    """The one of an incident that is shown now; raises NotFoundError."""
    film = open_film(work.session, incident_id)
    if film is None or film.state != FilmState.RUNNING:
        raise NotFoundError("film", incident_id)
    return film


def opened(work: Work, system: System, incident: IncidentRow) -> FilmRow:
    """A new one, nobody in it yet."""
    about = {"id": system.ids.new("flm"), "region": incident.region, "incident_id": incident.id}
    film = FilmRow(**about, state=FILM.start, opened_at=work.now, picture=True)
    work.session.add(film)
    work.session.flush()
    look_again(work, film)
    return film


def look_again(work: Work, film: FilmRow) -> None:
    """In a moment it is looked again who may watch, and whether anybody still does."""
    set_deadline(work.session, Deadline(film.region, LOOK, film.id, work.now + LOOK_EVERY, {}))


def end(work: Work, film: FilmRow, reason: FilmEnd) -> None:
    """Over for everybody."""
    film.state = FILM.after(FilmState(film.state), FilmAction.END)
    film.ended_at, film.ended_by, film.ended_reason, film.crew_page = work.now, work.actor.name, reason, None
    for viewer in viewers_of(work.session, film.id, present=True):
        leave(work, film, viewer, ViewerEnd.FILM_ENDED)
    clear_deadline(work.session, LOOK, film.id)
    note(work, film, "end_film", {"reason": reason})


def leave(work: Work, film: FilmRow, viewer: FilmViewerRow, reason: ViewerEnd) -> None:
    """Somebody watches no longer. Who is lost has watched until their page was last heard of."""
    viewer.left_at = viewer.heard_at if reason is ViewerEnd.LOST else work.now
    viewer.left_reason = reason
    forget_signals(work.session, viewer.id)
    watched = {"viewer": viewer.name, "from": viewer.joined_at.isoformat(), "to": viewer.left_at.isoformat()}
    note(work, film, "leave_film", watched | {"reason": reason})


def note(work: Work, film: FilmRow, action: str, after: Mapping[str, object]) -> None:
    """On record, and everybody whom the patient concerns looks again. Nothing of the film travels with it."""
    record_change(work, action, film.incident_id, None, {"film": film.id, **after}, region=film.region)
    tell(work, film)


def tell(work: Work, film: FilmRow) -> None:
    """Crew, hospital and desk look again."""
    incident = get_incident(work.session, film.incident_id)
    data = {"state": film.state}
    tell_carers(work, incident, "film_changed", data)
    tell_desk(work, incident, "film_changed", data)
