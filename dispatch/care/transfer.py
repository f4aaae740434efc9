"""The transfer of care: who took the patient over, by which hand, and why nobody signed where nobody did. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import InvalidInputError
from chassis.strokes import is_signature
from dispatch.care.forms import Form, handover
from dispatch.care.record import CareRecord
from dispatch.care.wording import Speech, spoken
from dispatch.handover import canonical

SIGN_WITHIN = timedelta(minutes=10)  # assumption: a receiver who was busy at the door has a hand free by then
LONGEST_NAME = 64
HANDED = (Form.ATMIST, Form.IMIST_AMBO, Form.ISBAR)
Phrases = Mapping[str, Mapping[str, str]]  # the words of each language by key


class NotSigned(StrEnum):
    """Why a patient was handed over without a signature."""

    RECEIVER_BUSY = "receiver_busy"
    NOBODY_THERE = "nobody_there"
    NOT_WILLING = "not_willing"
    DEVICE = "device"  # the crew's own did not work
    BY_RADIO = "by_radio"  # somebody else wrote the step down


class SignedOn(StrEnum):
    """Where the receiver signed."""

    CREW = "crew"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True)
class Signature:
    """A name tapped from the hospital's list, or one that is typed with a drawn signature beside it."""

    name_id: str | None = None
    name: str | None = None
    duty: str | None = None
    drawing: str | None = None
    device_at: datetime | None = None


def checked(signature: Signature) -> Signature:
    """The signature as given, if it says who signs; raises InvalidInputError."""
    if signature.drawing is not None and not is_signature(signature.drawing):
        raise InvalidInputError("drawing", "strokes of a signature as SVG path data")
    if signature.name_id is not None:
        return signature
    name = " ".join((signature.name or "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInputError("name", f"a name has 1 to {LONGEST_NAME} characters")
    if signature.drawing is None:
        raise InvalidInputError("drawing", "a name that is not on the hospital's list is signed by hand")
    return Signature(None, name, signature.duty, signature.drawing, signature.device_at)


def unsigned_reason(said: str | None) -> NotSigned | None:
    """The code among the reasons; None for none and for words of somebody's own, which stay in the audit."""
    return NotSigned(said) if said in set(NotSigned) else None


def document_of(record: CareRecord, phrases: Phrases, zone: str) -> str:
    """What was handed over, word by word in every language: the text that the signature freezes."""
    texts = {
        language: {form.value: spoken(handover(record, form), Speech(language, words, zone)) for form in HANDED}
        for language, words in phrases.items()
    }
    about = {"incident": record.incident_id, "number": record.number, "at": record.as_of.isoformat()}
    where = {"hospital": record.hospital.id if record.hospital else None, "outside": record.outside}
    return canonical({**about, **where, "texts": texts})
