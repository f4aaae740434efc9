"""Reaching for the people of a hospital: texts, calls and the lamp, louder each time, every one in the request's log.

Only the minimum goes out, never who the patient is. Whoever is reached answers with the keys of the telephone.
"""

from chassis.outbox import Delivery, enqueue
from chassis.work import Work
from hospitals.intake.lighting import light_lamp
from hospitals.intake.moves import note_reach
from hospitals.request import Reach
from hospitals.tables.contacts import ContactsRow
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import RequestRow


def text(work: Work, row: RequestRow) -> None:
    """A text message to the hospital's alarm telephone, if it has one."""
    to = get_hospital_row(work.session, row.hospital_id).alert_phone
    if to is not None:
        _text(work, row, to, f"hospital_request:{row.id}:{row.alerts}", "hospital_request")


def alarm_again(work: Work, row: RequestRow) -> None:
    """The page, the lamp and the alarm telephone once more."""
    row.alerts += 1
    text(work, row)
    note_reach(work, row, Reach.ALARM_AGAIN)
    light_lamp(work, row)


def call_charge(work: Work, row: RequestRow) -> None:
    """A text to the charge nurse, where the hospital has named one."""
    contacts = work.session.get(ContactsRow, row.hospital_id)
    if contacts is not None and contacts.charge_phone:
        _text(work, row, contacts.charge_phone, f"hospital_charge:{row.id}", "hospital_request")
        note_reach(work, row, Reach.CALL_CHARGE)


def ring(work: Work, row: RequestRow) -> None:
    """A call to the emergency room's telephone: whoever picks up hears the minimum and answers by keypad."""
    hospital = get_hospital_row(work.session, row.hospital_id)
    to = hospital.er_phone or hospital.alert_phone
    if to is not None:
        _ring(work, row, to, f"hospital_call:{row.id}")
        note_reach(work, row, Reach.RING)


def call_doctor(work: Work, row: RequestRow) -> None:
    """A text to the duty doctor and a call, where the hospital has named one; the desk sees that it was made."""
    contacts = work.session.get(ContactsRow, row.hospital_id)
    if contacts is None or not contacts.doctor_phone:
        return
    _text(work, row, contacts.doctor_phone, f"hospital_doctor_text:{row.id}", "hospital_doctor")
    _ring(work, row, contacts.doctor_phone, f"hospital_doctor:{row.id}")
    row.doctor_called_at = work.now
    note_reach(work, row, Reach.CALL_DOCTOR)


def _text(work: Work, row: RequestRow, to: str, key: str, template: str) -> None:
    params = {
        "request_id": row.id,
        "acuity": row.acuity,
        "bundle": row.bundle,
        "eta": row.eta.isoformat() if row.eta else None,
        "designated": row.designated,
    }
    payload = {"to": to, "template": template, "language": "ko", "params": params}
    enqueue(work.session, Delivery(key, row.region, "sms", payload, work.now))


def _ring(work: Work, row: RequestRow, to: str, key: str) -> None:
    enqueue(work.session, Delivery(key, row.region, "voice", {"to": to, "request_id": row.id}, work.now))
