"""How a hospital's people are reached: telephones and the lamp. Kept by those who may, and on record."""

from collections.abc import Mapping

from chassis import topics
from chassis.errors import NotFoundError
from chassis.events import Event
from chassis.ids import Ids
from chassis.outbox import Delivery, enqueue
from chassis.outside import checked_address
from chassis.work import Work, record_change
from hospitals.intake.lighting import LAMP
from hospitals.tables.contacts import ContactsRow, LampRow
from hospitals.tables.facts import get_hospital_row


def put_contacts(
    work: Work,
    hospital_id: str,
    *,
    alert_phone: str | None,
    charge_phone: str | None,
    doctor_phone: str | None,
) -> None:
    """Who is called when nobody answers; None takes a telephone off. Raises NotFoundError."""
    hospital = get_hospital_row(work.session, hospital_id)
    row = work.session.get(ContactsRow, hospital_id, with_for_update=True)
    if row is None:
        row = ContactsRow(hospital_id=hospital_id, region=hospital.region)
        work.session.add(row)
    old = _phones(hospital.alert_phone, row)
    hospital.alert_phone, row.charge_phone, row.doctor_phone = alert_phone, charge_phone, doctor_phone
    row.changed_by, row.changed_at = work.actor.id, work.now
    new = _phones(alert_phone, row)
    if old != new:
        record_change(work, "set_contacts", hospital_id, _masked(old), _masked(new), region=hospital.region)
        _tell(work, hospital.region, hospital_id)


def put_lamp(work: Work, ids: Ids, hospital_id: str, url: str) -> LampRow:
    """The hospital's lamp stands at `url` from now on, with a new secret; raises InvalidInputError, NotFoundError."""
    url = checked_address(url)
    hospital = get_hospital_row(work.session, hospital_id)
    row = work.session.get(LampRow, hospital_id, with_for_update=True)
    old = {"url": row.url} if row is not None else None
    if row is None:
        row = LampRow(hospital_id=hospital_id, region=hospital.region)
        work.session.add(row)
    row.stand_at(url, issue=ids.new("lmp"), by=work.actor.id, at=work.now)
    record_change(work, "set_lamp", hospital_id, old, {"url": url}, region=hospital.region)
    _tell(work, hospital.region, hospital_id)
    return row


def remove_lamp(work: Work, hospital_id: str) -> None:
    """The hospital has no lamp any more; raises NotFoundError where it had none."""
    row = _lamp(work, hospital_id)
    record_change(work, "remove_lamp", hospital_id, {"url": row.url}, None, region=row.region)
    work.session.delete(row)
    _tell(work, row.region, hospital_id)


def try_lamp(work: Work, ids: Ids, hospital_id: str) -> None:
    """Tell the lamp once more what it shows, to see whether it answers."""
    row = _lamp(work, hospital_id)
    payload = {"hospital_id": hospital_id, "request_id": None}
    enqueue(work.session, Delivery(f"lamp:{ids.new('try')}", row.region, LAMP, payload, work.now))
    record_change(work, "try_lamp", hospital_id, None, {"url": row.url}, region=row.region)


def _lamp(work: Work, hospital_id: str) -> LampRow:
    row = work.session.get(LampRow, hospital_id, with_for_update=True)
    if row is None:
        raise NotFoundError("lamp", hospital_id)
    return row


def _phones(alert_phone: str | None, row: ContactsRow) -> dict[str, str | None]:
    return {"alert_phone": alert_phone, "charge_phone": row.charge_phone, "doctor_phone": row.doctor_phone}


def _masked(phones: Mapping[str, str | None]) -> dict[str, str | None]:
    """The audit says which telephone changed; the number itself belongs to a person."""
    return {name: f"…{number[-4:]}" if number else None for name, number in phones.items()}


def _tell(work: Work, region: str, hospital_id: str) -> None:
    topic, data = topics.hospital(region, hospital_id), {"hospital_id": hospital_id}
    work.told.append(Event(region, topic, "contacts_changed", hospital_id, data, work.now))
