"""The crew's side of a film: it begins or allows it, goes on after a reload, and ends it."""

from chassis.db import wait_turn
from chassis.errors import IllegalMoveError, NotFoundError
from chassis.identity import Actor
from chassis.work import Work, working
from dispatch.crew.confining import confine_to_assignment
from dispatch.film.lines import put_signal
from dispatch.film.steps import end, note, opened, running_film, tell
from dispatch.films import CARES, FILM, FilmAction, FilmConsent, FilmEnd, FilmState
from dispatch.seeing import Signalled
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, get_assignment, get_incident
from dispatch.tables.films import FilmRow, FilmViewerRow, open_film, viewers_of
from dispatch.tables.videos import forget_signals


def begin_film(
    system: System,
    actor: Actor,
    assignment_id: str,
    page: str,
    *,
    consent: FilmConsent,
    picture: bool = True,
    language: str,
) -> None:
    """Show the patient, asked or not, on the ground of `consent`. From another device of the crew it goes on there.

    Raises IllegalMoveError before the crew is at the scene, after the handover, and while another crew shows.
    """
    with working(system, actor) as work:
        job = _own(work, assignment_id)
        wait_turn(work.session, f"film.{job.incident_id}")
        if AssignmentState(job.state) not in CARES or not job.open:
            raise IllegalMoveError("film", job.state, "begin", ())
        film = open_film(work.session, job.incident_id)
        film = film if film is not None else opened(work, system, get_incident(work.session, job.incident_id))
        if film.assignment_id not in (None, job.id):
            raise IllegalMoveError("film", "elsewhere", "begin", ())
        film.state = FILM.after(FilmState(film.state), FilmAction.ALLOW) if film.begun_at is None else film.state
        film.assignment_id, film.begun_at = job.id, film.begun_at or work.now
        film.consent, film.consent_by, film.consent_language = consent, actor.name, language
        film.picture = picture
        _sit_down(work, film, page)
        note(work, film, "begin_film", {"consent": consent, "language": language, "picture": picture})


def rejoin_film(system: System, actor: Actor, assignment_id: str, page: str) -> None:
    """The page with the camera was loaded anew; what was agreed stands. Raises NotFoundError when nothing runs."""
    with working(system, actor) as work:
        film = _shown_by(work, assignment_id)
        _sit_down(work, film, page)
        tell(work, film)


def end_film(system: System, actor: Actor, assignment_id: str) -> None:
    """The crew shows no longer, or not at all; ending twice is ending once."""
    with working(system, actor) as work:
        film = open_film(work.session, _own(work, assignment_id).incident_id)
        if film is not None and film.assignment_id in (None, assignment_id):
            end(work, film, FilmEnd.DECLINED if film.state == FilmState.ASKED else FilmEnd.CREW)


def signal_viewer(
    system: System, actor: Actor, assignment_id: str, page: str, viewer_id: str, kind: Signalled, body: str
) -> None:
    """From the page with the camera to one viewer's. Raises IllegalMoveError for a page that another has replaced."""
    with working(system, actor) as work:
        film = _shown_by(work, assignment_id)
        if film.crew_page != page:
            raise IllegalMoveError("film", "elsewhere", "signal", ("join",))
        viewer = work.session.get(FilmViewerRow, viewer_id)
        if viewer is None or viewer.film_id != film.id or viewer.left_at is not None:
            raise NotFoundError("viewer", viewer_id)
        put_signal(work, viewer, viewer.page, kind, body)


def _sit_down(work: Work, film: FilmRow, page: str) -> None:
    """Every line to a viewer begins anew with another page."""
    film.crew_page = page
    for viewer in viewers_of(work.session, film.id, present=True):
        forget_signals(work.session, viewer.id)


def _own(work: Work, assignment_id: str) -> AssignmentRow:
    job = get_assignment(work.session, assignment_id)
    confine_to_assignment(work.actor, job)
    return job


def _shown_by(work: Work, assignment_id: str) -> FilmRow:
    film = running_film(work, _own(work, assignment_id).incident_id)
    if film.assignment_id != assignment_id:
        raise NotFoundError("film", assignment_id)
    return film
