"""Whose text message came in: the requests that the owner of a telephone number may answer."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hospitals.request import UNANSWERED, Request
from hospitals.tables.contacts import ContactsRow
from hospitals.tables.facts import HospitalRow
from hospitals.tables.requests import RequestRow, as_request

PHONES = (HospitalRow.alert_phone, ContactsRow.charge_phone, ContactsRow.doctor_phone)


def is_hospitals(session: Session, number: str) -> bool:
    """Whether a telephone for texts of any hospital has this number."""
    owners = select(HospitalRow.id).outerjoin(ContactsRow, ContactsRow.hospital_id == HospitalRow.id)
    return session.scalars(owners.where(or_(*(phone == number for phone in PHONES))).limit(1)).first() is not None


def waiting_for_number(session: Session, number: str) -> tuple[Request, ...]:
    """The unanswered requests of the hospital one of whose telephones for texts has this number, oldest first."""
    unanswered = [state.value for state in UNANSWERED]
    wanted = (
        select(RequestRow)
        .join(HospitalRow, HospitalRow.id == RequestRow.hospital_id)
        .outerjoin(ContactsRow, ContactsRow.hospital_id == HospitalRow.id)
        .where(or_(*(phone == number for phone in PHONES)), RequestRow.state.in_(unanswered))
        .order_by(RequestRow.asked_at, RequestRow.id)
    )
    return tuple(as_request(row) for row in session.scalars(wanted))
