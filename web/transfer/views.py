"""The handover's JSON: what is told, and the receiver's signature."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g

from chassis.identity import Role
from dispatch import exporting
from dispatch.boards.transfer import handover_view
from dispatch.care.forms import Form
from dispatch.care.wording import Speech
from dispatch.crew import signing
from dispatch.hl7.adt import Address, adt_a04
from dispatch.nemsis.elements import nemsis
from dispatch.tables.areas import get_region
from web.current import actor, language, system
from web.forms import gives
from web.guard import for_roles
from web.i18n import LANGUAGES, catalogue
from web.paper.record import record_pdf
from web.transfer import schemas

transfer_api = APIBlueprint("transfer_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
CARERS = (Role.PARAMEDIC, Role.HOSPITAL, Role.DISPATCHER, Role.SUPERVISOR)


def phrases() -> dict[str, dict[str, str]]:
    """The words of every language that a handover is told in."""
    return {language: dict(catalogue(language)) for language in LANGUAGES}


@transfer_api.get("/incidents/<incident_id>/handover")
@transfer_api.input(schemas.FormIn, location="query", arg_name="asked")
@for_roles(*CARERS)
def read_handover(incident_id: str, asked: schemas.FormIn) -> Json:
    """What is told at the door as it stands now, in both languages, and within a text message; who has signed."""
    with system().db.read() as session:
        return handover_view(session, system(), actor(), incident_id, Form(asked.form), phrases())


@transfer_api.post("/assignments/<assignment_id>/signature")
@transfer_api.input(schemas.SignatureIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def sign_on_crew(assignment_id: str, body: schemas.SignatureIn) -> Json:
    """The receiver signs on the crew's device: the transfer of care. 409 `taken` names who has signed before."""
    return {"digest": signing.sign_on_crew(system(), actor(), assignment_id, body.signature(), phrases())}


@transfer_api.post("/assignments/<assignment_id>/unsigned")
@transfer_api.input(schemas.UnsignedIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def say_why_unsigned(assignment_id: str, body: schemas.UnsignedIn) -> tuple[str, int]:
    """Why the patient was handed over without a signature, said afterwards with one key."""
    signing.say_why_unsigned(system(), actor(), assignment_id, body.reason)
    return "", 204


@transfer_api.post("/requests/<request_id>/signature")
@transfer_api.input(schemas.OwnSignatureIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def sign_at_hospital(request_id: str, body: schemas.OwnSignatureIn) -> Json:
    """The receiver signs on the hospital's own page, also afterwards. 409 `taken` names who has signed before."""
    return {"digest": signing.sign_at_hospital(system(), actor(), request_id, body.signature(), phrases())}


@transfer_api.get("/incidents/<incident_id>/record.pdf")
@gives("application/pdf")
@for_roles(Role.PARAMEDIC, Role.HOSPITAL, Role.SUPERVISOR)
def print_record(incident_id: str) -> Response:
    """The patient's record on paper, in the language of the page; that it was printed stands in the audit."""
    record, transfers, zone = exporting.print_record(system(), actor(), incident_id)
    body = record_pdf(record, transfers, language(), zone)
    headers = {"Content-Disposition": f'inline; filename="{record.number}.pdf"', "Cache-Control": "no-store"}
    return Response(body, content_type="application/pdf", headers=headers)


@transfer_api.get("/incidents/<incident_id>/adt")
@gives("application/hl7-v2")
@for_roles(Role.HOSPITAL, Role.SUPERVISOR)
def read_adt(incident_id: str) -> Response:
    """The patient as an HL7 2.5.1 ADT^A04 for the receiving hospital's own system: pseudonymous, in UTF-8."""
    record = exporting.take_out(system(), actor(), incident_id, "adt")
    speech = Speech(language(), catalogue(language()), _zone(record.region))
    body = adt_a04(record, Address("", record.hospital.id if record.hospital else ""), speech, control_id=g.request_id)
    return Response(body, content_type="application/hl7-v2; charset=utf-8", headers={"Cache-Control": "no-store"})


@transfer_api.get("/incidents/<incident_id>/nemsis.json")
@for_roles(Role.SUPERVISOR, Role.HOSPITAL)
def read_nemsis(incident_id: str) -> Json:
    """The record by the names of NEMSIS 3.5; an unknown says with a NOT value why."""
    return nemsis(exporting.take_out(system(), actor(), incident_id, "nemsis"))


def _zone(region: str) -> str:
    with system().db.read() as session:
        return get_region(session, region).timezone
