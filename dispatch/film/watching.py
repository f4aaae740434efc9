"""The viewers' side of a film: the receiving hospital and the medical director ask, watch, speak and leave."""

from collections.abc import Sequence

from chassis.db import wait_turn
from chassis.deadlines import Deadline
from chassis.errors import FullError, IllegalMoveError, NotFoundError
from chassis.identity import Actor
from chassis.work import Work, working
from dispatch.film.addressing import is_over, may_watch, still_may
from dispatch.film.lines import put_signal
from dispatch.film.steps import end, leave, look_again, note, opened, running_film, tell
from dispatch.films import ANSWER_WITHIN, LONGEST, MOST_VIEWERS, SILENT_AFTER, FilmEnd, FilmState, ViewerEnd
from dispatch.seeing import Signalled
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.films import FilmRow, FilmViewerRow, open_film, viewers_of
from dispatch.tables.videos import forget_signals


def ask_film(system: System, actor: Actor, incident_id: str) -> None:
    """Ask the crew to show its patient; asked twice is asked once. Raises NotFoundError for whom it is not for."""
    with working(system, actor) as work:
        incident = _addressed(work, incident_id)
        wait_turn(work.session, f"film.{incident.id}")
        if open_film(work.session, incident.id) is None:
            film = opened(work, system, incident)
            film.asked_by, film.asked_for = actor.name, actor.facility
            note(work, film, "ask_film", {"asked_by": actor.name})


def watch_film(system: System, actor: Actor, incident_id: str, page: str, *, was: str | None = None) -> str:
    """This page watches from now on; `was` is the load before, whose place it takes. Returns the id of its line.

    Raises FullError for the fourth who would watch.
    """
    with working(system, actor) as work:
        film = running_film(work, _addressed(work, incident_id).id)
        wait_turn(work.session, f"film.{incident_id}")
        present = viewers_of(work.session, film.id, present=True)
        viewer = next((one for one in present if one.actor == actor.id and one.page in {page, was}), None)
        if viewer is None:
            _check_room(present)
            viewer = _seated(work, system, film, page)
        viewer.page, viewer.heard_at = page, work.now
        forget_signals(work.session, viewer.id)
        tell(work, film)
        return viewer.id


def still_watching(system: System, actor: Actor, incident_id: str, page: str) -> None:
    """The page shows frames, or sounds; said again every few seconds while it does."""
    with working(system, actor) as work:
        film, viewer = _present(work, incident_id, page)
        viewer.heard_at = work.now
        if viewer.seen_at is None:
            viewer.seen_at = work.now
            tell(work, film)


def signal_crew(system: System, actor: Actor, incident_id: str, page: str, kind: Signalled, body: str) -> None:
    """From a viewer's page to the one with the camera. Raises IllegalMoveError while that is being loaded."""
    with working(system, actor) as work:
        film, viewer = _present(work, incident_id, page)
        if film.crew_page is None:
            raise IllegalMoveError("film", film.state, "signal", ())
        put_signal(work, viewer, film.crew_page, kind, body)


def leave_film(system: System, actor: Actor, incident_id: str, page: str) -> None:
    """This page watches no longer; leaving twice is leaving once."""
    with working(system, actor) as work:
        film = open_film(work.session, _addressed(work, incident_id).id)
        for viewer in viewers_of(work.session, film.id, present=True) if film is not None else ():
            if film is not None and (viewer.actor, viewer.page) == (actor.id, page):
                leave(work, film, viewer, ViewerEnd.LEFT)


def stop_film(system: System, actor: Actor, incident_id: str) -> None:
    """Over for everybody, or the question taken back."""
    with working(system, actor) as work:
        film = open_film(work.session, _addressed(work, incident_id).id)
        if film is not None:
            end(work, film, FilmEnd.VIEWER)


def look_at_film(work: Work, _: System, deadline: Deadline) -> None:
    """What time brings: nobody answered, nothing is left to show, somebody may watch no longer or has gone silent."""
    film = work.session.get(FilmRow, deadline.subject)
    if film is None or film.state == FilmState.ENDED:
        return
    incident = get_incident(work.session, film.incident_id)
    limit = ANSWER_WITHIN if film.state == FilmState.ASKED else LONGEST
    if is_over(work.session, film, incident):
        end(work, film, FilmEnd.OVER)
    elif work.now - (film.begun_at or film.opened_at) >= limit:
        end(work, film, FilmEnd.TIMED_OUT)
    else:
        _see_off(work, film, incident)
        look_again(work, film)


def _see_off(work: Work, film: FilmRow, incident: IncidentRow) -> None:
    for viewer in viewers_of(work.session, film.id, present=True):
        if not still_may(work.session, viewer, incident):
            leave(work, film, viewer, ViewerEnd.ADDRESSED_NO_MORE)
        elif work.now - viewer.heard_at > SILENT_AFTER:
            leave(work, film, viewer, ViewerEnd.LOST)


def _addressed(work: Work, incident_id: str) -> IncidentRow:
    incident = get_incident(work.session, incident_id)
    if not may_watch(work.session, work.actor, incident):
        raise NotFoundError("incident", incident_id)
    return incident


def _present(work: Work, incident_id: str, page: str) -> tuple[FilmRow, FilmViewerRow]:
    film = running_film(work, _addressed(work, incident_id).id)
    for viewer in viewers_of(work.session, film.id, present=True):
        if (viewer.actor, viewer.page) == (work.actor.id, page):
            return film, viewer
    raise IllegalMoveError("film", "elsewhere", "signal", ("watch",))


def _check_room(present: Sequence[FilmViewerRow]) -> None:
    if len(present) >= MOST_VIEWERS:
        raise FullError("film", most=MOST_VIEWERS, by=", ".join(one.name for one in present))


def _seated(work: Work, system: System, film: FilmRow, page: str) -> FilmViewerRow:
    who = {"actor": work.actor.id, "name": work.actor.name, "role": work.actor.role}
    about = {"id": system.ids.new("vwr"), "region": film.region, "film_id": film.id, "hospital_id": work.actor.facility}
    viewer = FilmViewerRow(**about, **who, page=page, joined_at=work.now, heard_at=work.now)
    work.session.add(viewer)
    work.session.flush()
    note(work, film, "watch_film", {"viewer": work.actor.name})
    return viewer
