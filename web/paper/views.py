"""/board.pdf: the board now, or, when the database is away, the newest one on disk with its age."""

from apiflask import APIBlueprint
from flask import Response, g

from chassis.identity import Role
from web.current import actor, system
from web.guard import for_roles
from web.paper.keeping import Printed, find_board, print_board
from web.problems import STORAGE_AWAY, Refused

paper_board = APIBlueprint("paper_board", __name__, enable_openapi=False)


@paper_board.get("/board.pdf")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, even_without_storage=True)
def board() -> Response:
    """The board as a PDF. `Age` and `Last-Modified` say how old it is; it says so itself in its head line."""
    return _answer(_fresh() or _kept())


@paper_board.get("/board/kept.pdf")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, even_without_storage=True)
def kept() -> Response:
    """The newest board on disk, whatever the database says: what there would be if it failed now."""
    return _answer(_kept())


def _fresh() -> Printed | None:
    """The board as it stands; None when the database is away."""
    if g.get("without_storage"):
        return None
    try:
        return print_board(system(), actor().region)
    except STORAGE_AWAY:
        return None


def _kept() -> Printed:
    settings = system().settings
    found = find_board(settings.instance) if actor().region == settings.city else None
    if found is None:
        raise Refused(503, "no_board", "no board has been printed yet")
    return found


def _answer(printed: Printed) -> Response:
    age = max(0, int((system().clock.now() - printed.made_at).total_seconds()))
    response = Response(printed.body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{printed.name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Age"] = str(age)
    response.last_modified = printed.made_at
    return response
