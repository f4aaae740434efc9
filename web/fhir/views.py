"""`GET /fhir/…`: a hospital's inbound patients. Every answer is made anew from the record; nothing is kept for it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.identity import Role
from dispatch.boards.inbound import Inbound, find_inbound, inbound_of
from dispatch.care.forms import Form, handover
from dispatch.care.record import CareRecord
from dispatch.care.wording import Speech, spoken
from dispatch.exporting import note_reading
from dispatch.fhir.parts import Json, Telling
from dispatch.fhir.parts import ident as ident_of
from dispatch.tables.areas import get_region
from hospitals.feeds.fhir import locations
from hospitals.tables.board import read_board
from web.current import actor, system
from web.fhir.answers import FHIR_JSON, answered, asked_for, may, require, searchset, telling
from web.fhir.capability import KINDS, statement
from web.forms import gives
from web.guard import for_anyone, for_roles, takes_machines
from web.i18n import catalogue
from web.problems import Refused

fhir_api = APIBlueprint("fhir_api", __name__, url_prefix="/fhir")


@fhir_api.get("/metadata")
@gives(FHIR_JSON)
@for_anyone
def read_metadata() -> Response:
    """What this server can do (CapabilityStatement)."""
    return answered(statement(telling().base))


@fhir_api.get("/<kind>")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def search(kind: str) -> Response:
    """A search among the hospital's inbound patients: `_id`, `encounter`, `patient`; for runs also `identifier` and
    `status`. Only kinds for which the token has a scope."""
    hospital_id = _known(kind, "s")
    more = ("identifier", "status") if kind == "Encounter" else ("encounter", "patient")
    asked = asked_for("_id", *more)
    found = [(each, one) for each in _all(hospital_id) for one in each.resources if one["resourceType"] == kind]
    shown = [(each, one) for each, one in found if _matches(one, asked)]
    _note(each for each, _ in shown)
    return searchset(one for _, one in shown)


@fhir_api.get("/<kind>/<ident>")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def read(kind: str, ident: str) -> Response:
    """One resource: of an inbound patient, or of the hospital's own house, whose capacity is news."""
    hospital_id = _known(kind, "r")
    for each in _all(hospital_id):
        for one in each.resources:
            if (one["resourceType"], one["id"]) == (kind, ident):
                _note([each])
                return answered(one)
    for one in _house(hospital_id) if kind == "Location" else ():
        if one["id"] == ident:
            return answered(one)
    raise NotFoundError(kind, ident)


@fhir_api.get("/Encounter/<ident>/$everything")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def everything(ident: str) -> Response:
    """Everything of one run that the token has scopes for, what was entered in error included."""
    found = _one(require("Encounter", "r"), ident)
    _note([found])
    shown = [one for one in found.resources if may(one["resourceType"], "r")]
    return searchset(
        [one for one in shown if one["resourceType"] == "Encounter"],
        included=[one for one in shown if one["resourceType"] != "Encounter"],
    )


@fhir_api.get("/Composition/<ident>/$document")
@gives(FHIR_JSON)
@for_roles(Role.HOSPITAL)
@takes_machines
def document(ident: str) -> Response:
    """The handover document. It is one whole: the token needs a scope for every kind that is in it."""
    hospital_id = require("Composition", "r")
    for each in _all(hospital_id):
        if each.document is not None and each.document["entry"][0]["resource"]["id"] == ident:
            for kind in sorted({entry["resource"]["resourceType"] for entry in each.document["entry"]}):
                require(kind, "r")
            _note([each])
            return answered(each.document)
    raise NotFoundError("Composition", ident)


def _note(read: Iterable[Inbound]) -> None:
    """Whoever reads a patient leaves a trace, as on the page and on paper."""
    if of := {each.request.incident_id: each.request.region for each in read}:
        note_reading(system(), actor(), of)


def _known(kind: str, deed: str) -> str:
    if kind not in KINDS:
        raise Refused(404, "not_found", f"no {kind[:40]} here")
    return require(kind, deed)


def _all(hospital_id: str) -> list[Inbound]:
    now = system().clock.now()
    with system().db.read() as session:
        return inbound_of(session, hospital_id, telling(), _in_words, now=now)


def _house(hospital_id: str) -> list[Json]:
    """The hospital itself and its types of bed, as its news name them."""
    now = system().clock.now()
    with system().db.read() as session:
        board = read_board(session, hospital_ids=(hospital_id,), now=now)
    return [one | {"id": ident_of(one["id"])} for house in board for one in locations(house, now=now)]


def _one(hospital_id: str, encounter_id: str) -> Inbound:
    now = system().clock.now()
    with system().db.read() as session:
        return find_inbound(session, hospital_id, encounter_id, telling(), _in_words, now=now)


def _in_words(session: Session, told: Telling, record: CareRecord) -> Telling:
    """With words for codes and the spoken handover, on the clock of the patient's region. An arrival is told as an
    instant: minutes from now would be another document every minute."""
    words = catalogue(told.language)
    words = {**words, "told.eta": words["told.eta_at"]}
    speech = Speech(told.language, words, get_region(session, record.region).timezone)
    return replace(
        told,
        handover=spoken(handover(replace(record, name=None), Form.ATMIST), speech),
    )


def _matches(one: Json, asked: dict[str, str]) -> bool:
    checks: dict[str, Callable[[], bool]] = {
        "_id": lambda: asked["_id"] == one["id"],
        "encounter": lambda: _refers(one, ("encounter", "context"), "Encounter", asked["encounter"]),
        "patient": lambda: _refers(one, ("subject", "patient", "for"), "Patient", asked["patient"]),
        "identifier": lambda: asked["identifier"].rsplit("|", 1)[-1] in _values(one),
        "status": lambda: one.get("status") in asked["status"].split(","),
    }
    return all(checks[name]() for name in asked if name in checks)


def _refers(one: Json, names: Iterable[str], kind: str, wanted: str) -> bool:
    bare = wanted.removeprefix(f"{kind}/")
    if one["resourceType"] == kind:
        return bool(one["id"] == bare)
    return any(one.get(name, {}).get("reference") == f"{kind}/{bare}" for name in names)


def _values(one: Json) -> set[str]:
    return {identifier["value"] for identifier in one.get("identifier", [])}
