"""A day's runs by NEMSIS's names as a spreadsheet: nothing that tells who or where a patient was."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from dispatch.care.record import CareRecord
from dispatch.nemsis.elements import NAMES, run_elements
from dispatch.review.reading import received_on
from dispatch.tables.areas import get_region
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import IncidentRow

COLUMNS = tuple(name for name in NAMES if name != "eDisposition.01")  # its code says the same


def nemsis_rows(session: Session, region: str, day: date, *, now: datetime, simulated: bool) -> Iterator[Sequence[str]]:
    """Elements, their names, then a line a call of the day: no number, no place, no name, no sign, times to the
    minute."""
    zone = get_region(session, region).timezone
    wanted = received_on(region, day, day, zone).where(IncidentRow.simulated.is_(simulated))
    ids = session.scalars(wanted.with_only_columns(IncidentRow.id).order_by(IncidentRow.received_at, IncidentRow.id))
    yield COLUMNS
    yield [NAMES[one] for one in COLUMNS]
    for incident_id in ids.all():
        yield _row(read_record(session, incident_id, now=now))


def _row(record: CareRecord) -> list[str]:
    told = run_elements(record)
    return [_cell(told[one]["value"], told[one]["not"]) for one in COLUMNS]


def _cell(value: object, missing: str) -> str:
    """The value, else the code of the NOT value."""
    if value is None:
        return missing
    try:
        return datetime.fromisoformat(str(value)).replace(second=0, microsecond=0).isoformat(timespec="minutes")
    except ValueError:
        return str(value)
