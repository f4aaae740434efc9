"""Messages of another agency's centre in the words of the French hub of emergency services (SAMU-Hub-Modeles). Pure.

A message comes by itself or inside its EDXL-DE envelope. RS-EDA and RC-EDA share a case: they become calls. RS-EDA-MAJ
and whatever else names a case we know is written to it. Other kinds are kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from chassis.geo import LatLon
from dispatch.intake.unreadable import UnreadableError, Wrong, read_json
from dispatch.intake.values import instant_of, place_of, text_of

RADIUS_M = {"EXACTE": 10.0, "ADRESSE": 50.0, "RUE": 300.0, "VILLE": 5_000.0}
LONGEST_TEXT = 2_000
AGE = re.compile(r"P(\d{1,3})([YMWD])", re.ASCII)
SEX = {"M": "male", "F": "female"}


class Kind(StrEnum):
    """The kinds of the hub, by the name that its messages carry."""

    RC_EDA = "createCase"
    RS_EDA = "createCaseHealth"
    RS_EDA_MAJ = "createCaseHealthUpdate"
    RC_REF = "reference"
    RC_RI = "resourcesInfoCisu"
    RS_RI = "resourcesInfo"
    RS_SR = "resourcesStatus"
    RS_DR = "resourcesRequest"
    RS_RR = "resourcesResponse"
    RS_ER = "resourcesEngagement"
    RS_BPV = "interventionReport"
    RS_RPIS = "rpis"
    RS_URL = "documentLink"
    RS_SAS_RDV = "appointment"
    RS_ERROR = "error"
    EMSI = "emsi"
    GEO_POS = "geoPositionsUpdate"
    GEO_REQ = "geoResourcesRequest"
    GEO_RES = "geoResourcesDetails"
    RC_DE = "message"
    MANY = "messages"  # a list of whole messages, as the hub gives one out


CASES = frozenset({Kind.RC_EDA, Kind.RS_EDA})
NEEDS_A_PERSON = frozenset({Kind.RS_DR, Kind.RS_ERROR})  # somebody asks for something, or has not understood us
WITHDRAWN = frozenset({"Cancel", "Ack", "Error"})  # kinds of EDXL-DE that are about an earlier message


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands round a message. What is not `actual` is never an emergency. `withdrawn` is the kind of one that
    takes back, acknowledges or complains of an earlier message, whatever it is wrapped round."""

    sender: str | None = None
    identifier: str | None = None
    sent: datetime | None = None
    actual: bool = True
    withdrawn: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a case says, as far as dispatch uses it."""

    number: str | None
    text: str | None
    place: LatLon | None
    radius_m: float | None
    address: str | None
    placed_at: datetime | None
    age_years: int | None
    sex: str | None
    language: str | None
    priority: str | None
    victims: str | None


@dataclass(frozen=True, slots=True)
class Relayed:
    """One message. `cases` are the ids of the cases it names, its own first."""

    kind: Kind
    envelope: Envelope
    cases: tuple[str, ...]
    case: Case | None
    said: str | None


def read_hub(body: bytes) -> Relayed:
    """A message, bare or in its envelope; raises UnreadableError."""
    whole = read_json(body)
    envelope, inside = _opened(whole)
    kind = next((one for one in Kind if one.value in inside), None)
    if kind is None:
        raise UnreadableError(Wrong.OTHER_FORMAT)
    found = inside[kind.value]
    if not isinstance(found, dict | list):
        raise UnreadableError(Wrong.IMPOSSIBLE, kind.value)
    about = found if isinstance(found, dict) else {}
    cases = tuple(dict.fromkeys(_case_ids(found)))
    if kind in CASES | {Kind.RS_EDA_MAJ} and not cases:
        raise UnreadableError(Wrong.MISSING, "caseId")
    telling = kind in CASES | {Kind.RS_EDA_MAJ}
    return Relayed(kind, envelope, cases, _case(about) if telling else None, _words(about))


def _opened(whole: dict[str, Any]) -> tuple[Envelope, dict[str, Any]]:
    """The envelope, and the message in it; without one the whole is the message."""
    if "distributionID" not in whole:
        return Envelope(), whole
    content = whole.get("content")
    first = _dict(content[0]) if isinstance(content, list) and content else {}
    inside = _dict(_dict(_dict(first.get("jsonContent")).get("embeddedJsonContent")).get("message"))
    if not inside:
        raise UnreadableError(Wrong.MISSING, "content")
    envelope = Envelope(
        sender=text_of(whole.get("senderID"), 96),
        identifier=text_of(whole.get("distributionID"), 160),
        sent=instant_of(whole.get("dateTimeSent")),
        actual=whole.get("distributionStatus", "Actual") == "Actual",
        withdrawn=kind if (kind := text_of(whole.get("distributionKind"), 16)) in WITHDRAWN else None,
    )
    return envelope, inside


def _dict(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _walk(raw: object) -> Iterator[Mapping[str, Any]]:
    """Every object in a document, outside first. Its depth was looked at before it was read."""
    if isinstance(raw, dict):
        yield raw
        for value in raw.values():
            yield from _walk(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _walk(value)


def _case_ids(found: object) -> Iterator[str]:
    for one in _walk(found):
        name = text_of(one.get("caseId"), 120)
        if name is not None:
            yield name


def _case(about: dict[str, Any]) -> Case:
    alert, location = _dict(about.get("initialAlert")), _dict(about.get("location"))
    caller, place = _dict(alert.get("caller")), location or _dict(alert.get("location"))
    point = _dict(_dict(_dict(place.get("geometry")).get("point")).get("coord"))
    patients = about.get("patient")
    patient = _dict(_dict(patients[0]).get("detail")) if isinstance(patients, list) and patients else {}
    qualification = _dict(about.get("qualification"))
    return Case(
        number=_number(caller),
        text=_words(about),
        place=place_of(point.get("lat"), point.get("lon")),
        radius_m=RADIUS_M.get(str(point.get("precision"))),
        address=_address(place),
        placed_at=instant_of(_dict(place.get("geometry")).get("datetime")),
        age_years=_age(patient.get("age")),
        sex=SEX.get(str(patient.get("sex"))),
        language=text_of(caller.get("language"), 8),
        priority=text_of(_dict(qualification.get("details")).get("priority"), 8),
        victims=text_of(_dict(qualification.get("victims")).get("count"), 24),
    )


def _number(caller: dict[str, Any]) -> str | None:
    for which in ("callbackContact", "callerContact"):
        contact = _dict(caller.get(which))
        if contact.get("type") == "TEL" and (number := text_of(contact.get("detail"), 32)):
            return number
    return None


def _address(place: dict[str, Any]) -> str | None:
    detail, city = _dict(place.get("detailedAddress")), _dict(place.get("city"))
    number, street = text_of(detail.get("number"), 16), text_of(detail.get("complete"), 120)
    street = street if street is None or number is None or street.startswith(number) else f"{number} {street}"
    parts = [street, text_of(city.get("name"), 60), text_of(place.get("name"), 80), text_of(place.get("freetext"), 200)]
    return text_of(", ".join(part for part in parts if part), 200)


def _age(raw: object) -> int | None:
    found = AGE.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        return None
    years = int(found[1]) if found[2] == "Y" else 0
    return years if years <= 130 else None


def _words(about: dict[str, Any]) -> str | None:
    """What happened, the health motive, and every free text, each once and in the order of the document."""
    qualification = _dict(about.get("qualification"))
    named = [_dict(qualification.get(name)).get("label") for name in ("healthMotive", "whatsHappen", "locationKind")]
    dangers = qualification.get("riskThreat")
    named += [_dict(one).get("label") for one in (dangers if isinstance(dangers, list) else ())]
    said = [one.get("freetext") for one in _walk(about)]
    words = dict.fromkeys(text for text in (text_of(one, 600) for one in [*named, *said]) if text)
    return text_of(" · ".join(words), LONGEST_TEXT)
