"""The handover of one patient as pages show it: the texts as they stand, who may sign, who has signed."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.identity import Actor, Role
from dispatch.care.disclosure import reading_of
from dispatch.care.forms import Form, handover
from dispatch.care.record import CareRecord, as_hospital_reads
from dispatch.care.short import short, ucs2_length
from dispatch.care.transfer import Phrases
from dispatch.care.wording import Speech, shown
from dispatch.crew.transfers import transfer_view
from dispatch.crew.treating import confine_to_case
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import get_incident
from dispatch.tables.transfers import transfers_of
from hospitals.tables.staff import staff_names


def handover_view(
    session: Session, system: System, actor: Actor, incident_id: str, form: Form, phrases: Phrases
) -> dict[str, Any]:
    """The texts of one form in every language, with the short one; raises NotFoundError, ForbiddenError."""
    record = readable_record(session, system, actor, incident_id)
    zone = get_region(session, record.region).timezone
    parts = handover(record, form)
    speeches = [Speech(language, words, zone) for language, words in phrases.items()]
    sms = {speech.language: short(parts, speech) for speech in speeches}
    house = record.hospital
    return {
        "form": form.value,
        "as_of": record.as_of.isoformat(),
        "parts": {speech.language: shown(parts, speech) for speech in speeches},
        "sms": {language: {"text": text, "length": ucs2_length(text)} for language, text in sms.items()},
        "hospital": {"id": house.id, "ko": house.ko, "en": house.en} if house else None,
        "names": _names(session, house.id) if house else [],
        "transfers": [transfer_view(row) for row in transfers_of(session, incident_id)],
    }


def readable_record(session: Session, system: System, actor: Actor, incident_id: str) -> CareRecord:
    """The record, for whoever may read the whole of it now; raises NotFoundError, ForbiddenError."""
    incident = get_incident(session, incident_id)
    record = read_record(session, incident_id, now=system.clock.now())
    if actor.role is Role.HOSPITAL:
        if reading_of(record.requests, actor.facility, now=record.as_of) is None:
            raise NotFoundError("incident", incident_id)
        return as_hospital_reads(record)
    confine_to_case(session, actor, incident, reading=record.as_of)
    return record


def _names(session: Session, hospital_id: str) -> list[dict[str, Any]]:
    return [{"id": row.id, "name": row.name, "duty": row.duty} for row in staff_names(session, hospital_id)]
