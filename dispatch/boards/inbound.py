"""What a receiving hospital reads in FHIR: its own inbound patients, each as far as `hospitals.disclosure` lets it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from dispatch.care.record import CareRecord, Named, as_hospital_reads
from dispatch.fhir.case import asked
from dispatch.fhir.document import document, everything
from dispatch.fhir.parts import Json, Telling, ident
from dispatch.tables.carerecord import read_record
from hospitals.disclosure import Disclosure, disclosed
from hospitals.request import Request
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests

SHOWN = timedelta(hours=48)  # how far back requests are looked for, beside what is still read: the disclosure's to say
Teller = Callable[[Session, Telling, CareRecord], Telling]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One patient for one hospital: every resource it may read now, and the document where it may read all."""

    request: Request
    resources: tuple[Json, ...]
    document: Json | None

    @property
    def encounter_id(self) -> str:
        """By what the hospital names the run."""
        return ident(self.request.id)


def inbound_of(session: Session, hospital_id: str, telling: Telling, tell: Teller, *, now: datetime) -> list[Inbound]:
    """Every patient of whom the hospital may read anything, in the order it was asked. `tell` gives the telling its
    words, which need the record."""
    house = get_hospital_row(session, hospital_id)
    named = Named(house.id, house.name_ko, house.name_en)
    asks = read_requests(session, hospital_id=hospital_id, live_or_since=now - SHOWN, read_at=now, listed=False)
    found = (_inbound(session, ask, named, replace(telling, root=ask.id), tell, now) for ask in asks)
    return [one for one in found if one is not None]


def find_inbound(
    session: Session, hospital_id: str, encounter_id: str, telling: Telling, tell: Teller, *, now: datetime
) -> Inbound:
    """The one that the hospital knows as `encounter_id`; raises NotFoundError for every other, whosever it is."""
    for one in inbound_of(session, hospital_id, telling, tell, now=now):
        if one.encounter_id == encounter_id:
            return one
    raise NotFoundError("Encounter", encounter_id)


def _inbound(
    session: Session, ask: Request, house: Named, telling: Telling, tell: Teller, now: datetime
) -> Inbound | None:
    reads = disclosed(ask, now=now)
    if reads is Disclosure.NOTHING:
        return None
    if reads is Disclosure.MINIMUM:
        return Inbound(ask, tuple(asked(ask, house, telling)), None)
    record = as_hospital_reads(read_record(session, ask.incident_id, now=now))
    told = tell(session, telling, record)
    return Inbound(ask, tuple(everything(record, told, ask)), document(record, told, ask))
