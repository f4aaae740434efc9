"""An order as an entry of the patient's record: the one it would make, and the one it makes when it is given."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.work import Work
from dispatch.care.entry import CareEntry, CareKind, CareSource, standing_entries
from dispatch.care.quicklists import find_item, read_routes, read_units
from dispatch.crew.treating import Said, write_entry
from dispatch.orders.model import OrderKind
from dispatch.orders.path import Dose, OrderStep
from dispatch.orders.plausible import Known, Warned, warnings_of
from dispatch.system import System
from dispatch.tables.care import read_entries
from dispatch.tables.cases import IncidentRow
from dispatch.tables.orders import OrderRow, open_orders
from dispatch.tables.patients import find_patient

KINDS = {OrderKind.DRUG: CareKind.DRUG, OrderKind.PROCEDURE: CareKind.PROCEDURE}  # advice is no treatment


def weigh(
    session: Session, incident: IncidentRow, kind: OrderKind, code: str | None, dose: Dose | None, *, now: datetime
) -> tuple[Warned, ...]:
    """What speaks for a second look at an order, from what is on record; nothing does against advice."""
    entry = KINDS.get(kind)
    if entry is None:
        return ()
    wanted = CareEntry("", entry, code, now, "", "")
    if dose is not None:
        wanted = CareEntry("", entry, code, now, "", "", None, dose.amount, dose.unit, dose.route)
    return warnings_of(wanted, known_of(session, incident))


def known_of(session: Session, incident: IncidentRow) -> Known:
    """What is on record about the patient."""
    patient = find_patient(session, incident.id)
    wanted = frozenset(row.code for row in open_orders(session, incident.id) if row.code is not None)
    standing = standing_entries(read_entries(session, incident.id))
    return Known(standing, patient.age_years if patient else None, wanted)


def record_given(work: Work, system: System, incident: IncidentRow, row: OrderRow, step: OrderStep) -> None:
    """Write the entry of an order that has just been carried out: one, whatever is told again.

    What speaks against it was shown to the physician and stands beside it.
    """
    kind = KINDS.get(OrderKind(row.kind))
    if kind is None:
        return
    said = Said(
        kind,
        row.code,
        row.text,
        row.dose,
        row.unit,
        row.route,
        device_at=step.device_at,
        source=CareSource.ORDER,
        order_id=row.id,
    )
    write_entry(work, system, incident, said, sure=True)


def check_listed(kind: OrderKind, code: str | None, dose: Dose | None) -> None:
    """Raises InvalidInputError for what the record could not hold: codes, units and routes of no list."""
    entry = KINDS.get(kind)
    if code is not None and (entry is None or find_item(entry, code) is None):
        raise InvalidInputError("code", "is not on the list")
    if dose is not None and dose.unit not in read_units():
        raise InvalidInputError("unit", "is not on the list")
    if dose is not None and dose.route is not None and dose.route not in read_routes():
        raise InvalidInputError("route", "is not on the list")
