"""Films from ambulances: pages post small messages and ask for news; nothing that is seen passes here."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.boards.film import news_for_crew, news_for_viewer
from dispatch.film import showing, watching
from web.caller.schemas import NewsIn, PageIn, SignalIn
from web.current import actor, language, system
from web.film.schemas import BeginIn, ToViewerIn, WatchIn
from web.guard import for_roles, leaves_no_copy

crew_film = APIBlueprint("crew_film", __name__, url_prefix="/api/v1/assignments/<assignment_id>/film", tag="crew")
film_api = APIBlueprint("film_api", __name__, url_prefix="/api/v1/incidents/<incident_id>/film", tag="receiving")
VIEWERS = (Role.HOSPITAL, Role.SUPERVISOR)  # the receiving hospital, and the medical director
DONE = ("", 204)


@crew_film.get("")
@crew_film.input(NewsIn, location="query", arg_name="asked")
@for_roles(Role.PARAMEDIC)
def crew_news(assignment_id: str, asked: NewsIn) -> dict[str, Any]:
    """How it stands, who watches, and what their pages have said to this one."""
    with system().db.read() as session:
        return dict(news_for_crew(session, system(), actor(), assignment_id, asked.page, asked.since))


@crew_film.post("")
@crew_film.input(BeginIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def begin(assignment_id: str, body: BeginIn) -> tuple[str, int]:
    """Show the patient, asked or not."""
    said = body.consent
    showing.begin_film(
        system(), actor(), assignment_id, body.page, consent=said, picture=body.picture, language=language()
    )
    return DONE


@crew_film.post("/join")
@crew_film.input(PageIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def rejoin(assignment_id: str, body: PageIn) -> tuple[str, int]:
    """The page with the camera was loaded anew and goes on."""
    showing.rejoin_film(system(), actor(), assignment_id, body.page)
    return DONE


@crew_film.post("/signals")
@crew_film.input(ToViewerIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
@leaves_no_copy
def signal_viewer(assignment_id: str, body: ToViewerIn) -> tuple[str, int]:
    """To one viewer's page."""
    showing.signal_viewer(system(), actor(), assignment_id, body.page, body.viewer, body.kind, body.body)
    return DONE


@crew_film.post("/end")
@for_roles(Role.PARAMEDIC)
def crew_ends(assignment_id: str) -> tuple[str, int]:
    """No more, or not at all."""
    showing.end_film(system(), actor(), assignment_id)
    return DONE


@film_api.get("")
@film_api.input(NewsIn, location="query", arg_name="asked")
@for_roles(*VIEWERS)
def viewer_news(incident_id: str, asked: NewsIn) -> dict[str, Any]:
    """How it stands, and what the page with the camera has said to this one."""
    with system().db.read() as session:
        return dict(news_for_viewer(session, system(), actor(), incident_id, asked.page, asked.since))


@film_api.post("")
@for_roles(*VIEWERS)
def ask(incident_id: str) -> tuple[str, int]:
    """Ask the crew to show its patient."""
    watching.ask_film(system(), actor(), incident_id)
    return DONE


@film_api.post("/watch")
@film_api.input(WatchIn, arg_name="body")
@for_roles(*VIEWERS)
def watch(incident_id: str, body: WatchIn) -> dict[str, Any]:
    """This page watches from now on. 409 `full` for the fourth."""
    return {"viewer": watching.watch_film(system(), actor(), incident_id, body.page, was=body.was)}


@film_api.post("/seen")
@film_api.input(PageIn, arg_name="body")
@for_roles(*VIEWERS)
def seen(incident_id: str, body: PageIn) -> tuple[str, int]:
    """The page shows frames, and still does."""
    watching.still_watching(system(), actor(), incident_id, body.page)
    return DONE


@film_api.post("/signals")
@film_api.input(SignalIn, arg_name="body")
@for_roles(*VIEWERS)
@leaves_no_copy
def signal_crew(incident_id: str, body: SignalIn) -> tuple[str, int]:
    """To the page with the camera."""
    watching.signal_crew(system(), actor(), incident_id, body.page, body.kind, body.body)
    return DONE


@film_api.post("/leave")
@film_api.input(PageIn, arg_name="body")
@for_roles(*VIEWERS)
def leave(incident_id: str, body: PageIn) -> tuple[str, int]:
    """This page watches no longer."""
    watching.leave_film(system(), actor(), incident_id, body.page)
    return DONE


@film_api.post("/end")
@for_roles(*VIEWERS)
def viewer_ends(incident_id: str) -> tuple[str, int]:
    """Over for everybody."""
    watching.stop_film(system(), actor(), incident_id)
    return DONE
