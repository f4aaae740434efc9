"""Calls taken on paper, entered again: JSON, and a form that needs no script and reads times as people write them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import render_template, request
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, Field, ValidationError
from sqlalchemy import select

from chassis.errors import InvalidInputError
from chassis.identity import Role
from dispatch.desk.reentering import PaperCall, enter_paper_call
from dispatch.events import incident_summary
from dispatch.model import Priority
from dispatch.states import CHAIN, AssignmentAction
from dispatch.tables.areas import LandmarkRow, get_region
from dispatch.tables.cases import assignments_of, get_incident
from dispatch.tables.fleet import read_units
from hospitals.tables.board import read_board
from web.current import actor, language, system
from web.desk.schemas import CallIn
from web.guard import for_roles
from web.i18n import catalogue
from web.paper.keeping import find_board
from web.paper.words import Words

paper_api = APIBlueprint("paper_api", __name__, url_prefix="/api/v1")
paper_pages = APIBlueprint("paper_pages", __name__, url_prefix="/desk/paper", enable_openapi=False)
DESK = (Role.DISPATCHER, Role.SUPERVISOR)
STEPS = tuple(action for _, action in CHAIN if action not in {AssignmentAction.ACK, AssignmentAction.STAGE})
Json = dict[str, Any]


class PaperCallIn(CallIn):
    """A paper card with the times that stand on it. `send` is not known here."""

    card: Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[0-9A-Za-z-]+$")]
    received_at: AwareDatetime
    priority: Priority | None = None
    unit_id: Annotated[str | None, Field(max_length=64)] = None
    steps: Annotated[dict[AssignmentAction, AwareDatetime], Field(default_factory=dict)]
    hospital_id: Annotated[str | None, Field(max_length=64)] = None
    disposition: Annotated[str | None, Field(max_length=48)] = None
    note: Annotated[str | None, Field(max_length=2000)] = None

    def paper(self, region: str) -> PaperCall:
        """As dispatch knows it."""
        return PaperCall(
            card=self.card,
            received_at=self.received_at,
            call=self.call(region),
            priority=self.priority,
            unit_id=self.unit_id,
            steps=self.steps,
            hospital_id=self.hospital_id,
            disposition=self.disposition,
            note=self.note,
        )


@paper_api.post("/paper-calls")
@paper_api.input(PaperCallIn, arg_name="body")
@for_roles(*DESK)
def enter(body: PaperCallIn) -> tuple[Json, int]:
    """Enter a call that was taken on paper, with times of the past; every stamp says that it came from paper."""
    return {"incident": _entered(body)}, 201


@paper_pages.get("")
@for_roles(*DESK)
def show() -> str:
    """The age of the printed board, and the form for a paper card."""
    return _form({}, None)


@paper_pages.post("")
@for_roles(*DESK)
def submit() -> ResponseReturnValue:
    """Enter the card; what is wrong with it is said beside the form, and nothing typed is lost."""
    told = {name: value.strip() for name, value in request.form.items() if value.strip()}
    try:
        entered = _entered(_body(told))
    except InvalidInputError as error:
        return _form(told, (error.field, error.reason)), 422
    return _form({}, None, entered=entered)


def times_of(day: str, received: str, steps: Mapping[str, str], timezone: str) -> dict[str, datetime]:
    """Instants from a day and clock times as people write them; a time before the one above it is past midnight.

    Raises InvalidInputError naming the field.
    """
    try:
        at = datetime.combine(date.fromisoformat(day), _clock("received_at", received), ZoneInfo(timezone))
    except ValueError as error:
        raise InvalidInputError("day", str(error)) from error
    found = {"received_at": at}
    for name, told in steps.items():
        next_at = datetime.combine(at.date(), _clock(name, told), ZoneInfo(timezone))
        at = next_at if next_at >= at else next_at + timedelta(days=1)
        found[name] = at
    return found


def _clock(field: str, told: str) -> time:
    digits = told.replace(":", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in {3, 4, 6}):
        raise InvalidInputError(field, "a time is hh:mm")
    padded = digits.zfill(4) if len(digits) < 6 else digits
    try:
        return time.fromisoformat(":".join(padded[i : i + 2] for i in range(0, len(padded), 2)))
    except ValueError as error:
        raise InvalidInputError(field, "a time is hh:mm") from error


def _entered(body: PaperCallIn) -> Json:
    incident_id = enter_paper_call(system(), actor(), body.paper(actor().region))
    with system().db.read() as session:
        row = get_incident(session, incident_id, region=actor().region)
        return incident_summary(row, assignments_of(session, [row.id]).get(row.id, []))


def _body(told: Mapping[str, str]) -> PaperCallIn:
    """The form as the API takes it."""
    steps = {action.value: told[action.value] for action in STEPS if action.value in told}
    times = times_of(told.get("day", ""), told.get("received_at", ""), steps, _timezone())
    plain = {name: told[name] for name in PLAIN if name in told}
    place = _place(told.get("place", ""))
    gate = {name: told.get(name, "unknown") for name in ("conscious", "breathing")}
    stamped = {"received_at": times.pop("received_at"), "steps": times}
    try:
        return PaperCallIn.model_validate(plain | stamped | {"gate": gate, "locations": place})
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInputError(str(first["loc"][0]) if first["loc"] else "card", first["msg"]) from error


PLAIN = ("card", "caller_number", "text", "complaint", "priority", "unit_id", "hospital_id", "disposition", "note")


def _place(told: str) -> list[Json]:
    """A landmark's name, `lat, lon`, or words alone."""
    if not told:
        return []
    parts = told.split(",")
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        return [{"source": "typed", "text": told[:200]} | _landmark(told)]
    return [{"source": "typed", "text": told, "lat": lat, "lon": lon}]


def _landmark(name: str) -> Json:
    either = (LandmarkRow.name_ko == name) | (LandmarkRow.name_en == name)
    with system().db.read() as session:
        known = select(LandmarkRow).where(LandmarkRow.region == actor().region, either)
        row = session.scalars(known.order_by(LandmarkRow.id)).first()
    return {"lat": row.lat, "lon": row.lon} if row is not None else {}


def _timezone() -> str:
    with system().db.read() as session:
        return get_region(session, actor().region).timezone


def _form(told: Mapping[str, str], wrong: tuple[str, str] | None, *, entered: Json | None = None) -> str:
    now, printed = system().clock.now(), find_board(system().settings.instance)
    with system().db.read() as session:
        area = get_region(session, actor().region)
        units = [(unit.id, unit.callsign) for unit in read_units(session, (area.id, *area.neighbours))]
        hospitals = [
            (h.id, h.name_ko if language() == "ko" else h.name_en)
            for h in read_board(session, now=now, hospital_ids=area.catchment)
        ]
        marks = session.scalars(select(LandmarkRow).where(LandmarkRow.region == area.id).order_by(LandmarkRow.id))
        places = [mark.name_ko if language() == "ko" else mark.name_en for mark in marks]
    words = Words(area.timezone, (language(),), on_page=True)
    return render_template(
        "paper_call.html",
        told={"day": f"{words.local(now.isoformat()):%Y-%m-%d}"} | dict(told),
        wrong=wrong,
        entered=entered,
        units=units,
        hospitals=hospitals,
        places=places,
        steps=[action.value for action in STEPS],
        complaints=_codes("complaint"),
        dispositions=_codes("disposition"),
        printed_at=printed.made_at.isoformat() if printed is not None and area.id == system().settings.city else None,
        now=now.isoformat(),
        w=words,
    )


def _codes(family: str) -> list[tuple[str, str]]:
    spoken = catalogue(language())
    return [(key.split(".", 1)[1], said) for key, said in spoken.items() if key.startswith(f"{family}.")]
