"""Shift handover: JSON, and a page that needs no script, because it is read and signed on the worst of days."""

from collections.abc import Sequence
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup
from pydantic import Field

from chassis.identity import Role
from dispatch import handing
from dispatch.tables.areas import get_region
from dispatch.tables.handovers import HandoverRow, get_handover, list_handovers, open_notes
from web.current import actor, language, system
from web.desk.schemas import Body
from web.guard import for_roles
from web.paper.handover import handover_pdf
from web.paper.sheet import sheet_parts
from web.paper.words import Words

handover_api = APIBlueprint("handover_api", __name__, url_prefix="/api/v1")
handover_pages = APIBlueprint("handover_pages", __name__, url_prefix="/desk/handover", enable_openapi=False)
DESK = (Role.DISPATCHER, Role.SUPERVISOR)
Json = dict[str, Any]


class RemarkIn(Body):
    """What the one who goes adds to the sheet."""

    remark: Annotated[str, Field(max_length=2000)] = ""


class ShiftNoteIn(Body):
    """A line for the next shift."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]


@handover_api.get("/handovers")
@for_roles(*DESK)
def list_all() -> Json:
    """The newest handovers, newest first."""
    with system().db.read() as session:
        rows = list_handovers(session, actor().region)
        return {"handovers": [handing.handover_summary(row) for row in rows]}


@handover_api.post("/handovers")
@for_roles(*DESK)
def make() -> tuple[Json, int]:
    """Make a sheet of how the region stands now; exactly this is what will be signed."""
    return _told(handing.make_sheet(system(), actor())), 201


@handover_api.get("/handovers/<handover_id>")
@for_roles(*DESK)
def read(handover_id: str) -> Json:
    """A handover with the exact text of its sheet."""
    return _told(handover_id)


@handover_api.post("/handovers/<handover_id>/sign-out")
@handover_api.input(RemarkIn, arg_name="body")
@for_roles(*DESK)
def sign_out(handover_id: str, body: RemarkIn) -> Json:
    """The one who goes signs."""
    handing.sign_out(system(), actor(), handover_id, body.remark)
    return _told(handover_id)


@handover_api.post("/handovers/<handover_id>/sign-in")
@for_roles(*DESK)
def sign_in(handover_id: str) -> Json:
    """The one who comes signs; from now on nothing of it changes."""
    handing.sign_in(system(), actor(), handover_id)
    return _told(handover_id)


@handover_api.post("/shift-notes")
@handover_api.input(ShiftNoteIn, arg_name="body")
@for_roles(*DESK)
def leave_note(body: ShiftNoteIn) -> tuple[Json, int]:
    """Leave a line for the next shift; it stands on every sheet until one with it has been taken over."""
    return {"id": handing.leave_note(system(), actor(), body.text)}, 201


@handover_pages.get("")
@for_roles(*DESK)
def show_list() -> str:
    """Make a sheet, leave a line, read what was signed."""
    with system().db.read() as session:
        region = get_region(session, actor().region)
        rows, notes = list_handovers(session, region.id), open_notes(session, region.id)
    words = Words(region.timezone, (language(),), on_page=True)
    return render_template("handover.html", handovers=[handing.handover_summary(r) for r in rows], notes=notes, w=words)


@handover_pages.post("")
@for_roles(*DESK)
def make_page() -> Response:
    """Make a sheet and show it."""
    return _to(handing.make_sheet(system(), actor()))


@handover_pages.post("/notes")
@for_roles(*DESK)
def leave_note_page() -> Response:
    """Leave a line for the next shift."""
    handing.leave_note(system(), actor(), request.form.get("text", ""))
    return redirect(url_for("handover_pages.show_list"))  # type: ignore[return-value]


@handover_pages.get("/<handover_id>")
@for_roles(*DESK)
def show(handover_id: str) -> str:
    """One sheet, to be read and signed."""
    row = _row(handover_id)
    words = Words(_timezone(row), (language(),), on_page=True)
    parts = [(part, [_cells(cells) for cells in part.rows]) for part in sheet_parts(row.sheet, words)]
    told = handing.handover_summary(row)
    return render_template("handover_sheet.html", handover=told, parts=parts, w=words, mine=row.outgoing == actor().id)


@handover_pages.post("/<handover_id>/sign-out")
@for_roles(*DESK)
def sign_out_page(handover_id: str) -> Response:
    """The one who goes signs, with what stands in the form."""
    handing.sign_out(system(), actor(), handover_id, request.form.get("remark", ""))
    return _to(handover_id)


@handover_pages.post("/<handover_id>/sign-in")
@for_roles(*DESK)
def sign_in_page(handover_id: str) -> Response:
    """The one who comes signs."""
    handing.sign_in(system(), actor(), handover_id)
    return _to(handover_id)


@handover_pages.get("/<handover_id>.pdf")
@for_roles(*DESK)
def print_sheet(handover_id: str) -> Response:
    """The sheet as a PDF in the language of the page."""
    row = _row(handover_id)
    headers = {"Content-Disposition": f'inline; filename="handover-{row.made_at:%Y%m%dT%H%M%SZ}.pdf"'}
    headers["Cache-Control"] = "no-store"
    return Response(handover_pdf(row, language()), content_type="application/pdf", headers=headers)


def _cells(row: Sequence[str]) -> list[Markup]:
    """The cells as markup: whoever made them has escaped every word in them."""
    return [Markup(cell) for cell in row]  # noqa: S704


def _told(handover_id: str) -> Json:
    row = _row(handover_id)
    return {"handover": handing.handover_summary(row) | {"sheet": row.sheet}}


def _row(handover_id: str) -> HandoverRow:
    with system().db.read() as session:
        return get_handover(session, handover_id, region=actor().region)


def _timezone(row: HandoverRow) -> str:
    with system().db.read() as session:
        return get_region(session, row.region).timezone


def _to(handover_id: str) -> Response:
    return redirect(url_for("handover_pages.show", handover_id=handover_id))  # type: ignore[return-value]
