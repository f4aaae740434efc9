"""Messages of machines: each format at its own address, the body as its standard has it. And incidents as CAP, out."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import Field, StringConstraints, model_validator
from sqlalchemy import func, select

from chassis.identity import Role, system_actor
from dispatch.boards.mass import facts_of
from dispatch.desk.hearing import hear_message
from dispatch.intake.aml import is_signed
from dispatch.intake.capout import Told, write_incident
from dispatch.intake.meaning import Format
from dispatch.intake.numbers import plain_number
from dispatch.intake.unreadable import LARGEST
from dispatch.lines.transcribing import Piece, Speaker, hear_piece
from dispatch.record import plain
from dispatch.tables.cases import StampRow, get_incident, incident_snapshot
from web.current import actor, language, system
from web.desk.schemas import Body
from web.forms import gives, takes_raw
from web.guard import for_roles, for_signed_requests
from web.i18n import say
from web.problems import Refused

intake_api = APIBlueprint("intake_api", __name__)
Json = dict[str, Any]
TAGS = {"ko": "ko-KR", "en": "en-US"}
Hex = Annotated[str, StringConstraints(pattern=r"^(?:[0-9A-Fa-f]{2}){1,140}$")]


class AmlTextIn(Body):
    """A text message about a telephone's place as a gateway has it: its words, or the octets of a data message."""

    number: Annotated[str, Field(min_length=3, max_length=20)]
    text: Annotated[str | None, Field(max_length=LARGEST)] = None
    data: Hex | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "AmlTextIn":
        if (self.text is None) == (self.data is None):
            raise ValueError("exactly one of text and data")
        return self


@intake_api.post("/intake/aml")
@takes_raw("application/x-www-form-urlencoded")
@for_signed_requests
def take_aml_form() -> tuple[Json, int]:
    """AML over HTTPS: the form of a telephone's location service, signed with HMAC-SHA1 over what stands before it."""
    body = request.get_data()
    if not is_signed(body, system().settings.aml_key):
        raise Refused(403, "signature", "the signature does not fit")
    region = system().settings.city
    heard = hear_message(system(), system_actor(region, "aml"), Format.AML_FORM, body, sender="aml")
    return plain(heard), 201


@intake_api.post("/api/v1/intake/aml")
@intake_api.input(AmlTextIn, arg_name="body")
@for_roles(Role.RELAY)
def take_aml(body: AmlTextIn) -> tuple[Json, int]:
    """An AML text or data message, from a gateway."""
    number = plain_number(body.number)
    if body.data is not None:
        return _heard(Format.AML_DATA, bytes.fromhex(body.data), number)
    return _heard(Format.AML, (body.text or "").encode("utf-8", "replace"), number)


@intake_api.post("/api/v1/intake/pidf-lo")
@takes_raw("application/pidf+xml")
@for_roles(Role.RELAY)
def take_pidf() -> tuple[Json, int]:
    """Where a network knows a caller to be (PIDF-LO)."""
    return _heard(Format.PIDF_LO, request.get_data())


@intake_api.post("/api/v1/intake/ecall")
@takes_raw("application/octet-stream")
@for_roles(Role.RELAY)
def take_ecall() -> tuple[Json, int]:
    """The minimum set of data of a crashed car (EN 15722), as its octets."""
    return _heard(Format.ECALL, request.get_data())


@intake_api.post("/api/v1/intake/cap")
@takes_raw("application/cap+xml")
@for_roles(Role.RELAY)
def take_cap() -> tuple[Json, int]:
    """A warning of others (CAP 1.2)."""
    return _heard(Format.CAP, request.get_data())


@intake_api.post("/api/v1/intake/samu")
@takes_raw("application/json")
@for_roles(Role.RELAY)
def take_hub() -> tuple[Json, int]:
    """A message of another agency's centre, bare or in its EDXL-DE envelope (SAMU-Hub-Modeles)."""
    return _heard(Format.HUB, request.get_data())


@intake_api.post("/api/v1/intake/alarm")
@takes_raw("application/json")
@for_roles(Role.RELAY)
def take_alarm() -> tuple[Json, int]:
    """An alarm of something worn or fixed: docs/intake.md tells its members."""
    return _heard(Format.ALARM, request.get_data())


@intake_api.post("/api/v1/intake/fhir")
@takes_raw("application/fhir+json")
@for_roles(Role.RELAY)
def take_fhir() -> tuple[Json, int]:
    """A patient of another service as a FHIR R4 bundle: an incident with signs and entries, marked as imported."""
    return _heard(Format.FHIR, request.get_data())


class SpeechIn(Body):
    """A finished piece of speech on a line, as a listening machine on our own premises wrote it down."""

    call: Annotated[str, Field(min_length=1, max_length=64)]
    """What the telephone provider calls the call (`CallSid`)."""
    sequence: Annotated[int, Field(ge=0, le=1_000_000)]
    speaker: Speaker = Speaker.UNKNOWN
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    confidence: Annotated[float | None, Field(ge=0, le=1)] = None

    def piece(self) -> Piece:
        """As dispatch knows it."""
        return Piece(self.call, self.sequence, self.speaker, self.text, self.confidence)


@intake_api.post("/api/v1/intake/speech")
@intake_api.input(SpeechIn, arg_name="body")
@for_roles(Role.RELAY)
def take_speech(body: SpeechIn) -> tuple[Json, int]:
    """Words spoken on a call. They stand beside it and suggest; nothing of them enters the incident by itself."""
    return {"new": hear_piece(system(), actor(), body.piece())}, 201


def _heard(said_as: Format, body: bytes, number: str | None = None) -> tuple[Json, int]:
    heard = hear_message(system(), actor(), said_as, body, sender=actor().name, number=number)
    return plain(heard), 201


@intake_api.get("/api/v1/incidents/<incident_id>/cap")
@gives("application/cap+xml")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
def read_cap(incident_id: str) -> Response:
    """The incident as CAP 1.2: its alert, an update, or its cancel. Nothing of a patient or a caller is in it."""
    with system().db.read() as session:
        row = get_incident(session, incident_id, region=actor().region)
        stamps = select(func.count(), func.max(StampRow.at)).where(StampRow.incident_id == row.id)
        steps, last_at = session.execute(stamps).one()
        incident = incident_snapshot(row)
        mass = facts_of(session, system(), row.id)
    event = say(f"complaint.{incident.complaint}") if incident.complaint else say("cap.event")
    newest = max(last_at or incident.received_at, mass.at if mass else incident.received_at)
    told = Told(steps, newest, say("mass.title") if mass else event, TAGS[language()], mass)
    sender = f"dispatch@{urlsplit(system().settings.public_url).hostname}"
    return Response(write_incident(incident, told, sender=sender), content_type="application/cap+xml; charset=utf-8")
