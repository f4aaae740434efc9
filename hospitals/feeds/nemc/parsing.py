"""A row of each operation as a report. Pure; a row that cannot be anything makes the whole answer a FeedError."""

from collections.abc import Callable, Mapping
from typing import Any

from hospitals.feeds.keys import CAPABILITIES
from hospitals.feeds.nemc.operations import TABLES, Operation
from hospitals.feeds.nemc.values import Row
from hospitals.feeds.persons import without_persons
from hospitals.feeds.reports import Basics, BedReport, Institution, Message, Scope, SevereReport
from hospitals.model import Capability

LEGACY = ("hv5", "hv7", "hv10", "hv11")  # flags of an older form: ventilators, incubators; meanings no longer certain
Item = Mapping[str, str]


def read_beds(item: Item) -> BedReport:
    """Operation 1."""
    row = Row(item)
    return BedReport(
        hospital_id=row.must("hpid"),
        former_id=row.take("phpid"),
        name=row.take("dutyname"),
        er_phone=row.take("dutytel3"),
        source_time=row.instant("hvidate"),
        ambulance=row.flag("hvamyn"),
        legacy=tuple((name, row.flag(name)) for name in LEGACY if name in item),
        figures=row.figures(),
        unread=row.unread(),
        odd=tuple(row.odd),
    )


def read_severe(item: Item) -> SevereReport:
    """Operation 2, by the current table."""
    row, table = Row(item), TABLES[Operation.SEVERE]
    return SevereReport(
        hospital_id=row.must("hpid"),
        name=row.take("dutyname"),
        answers=row.answers(table),
        er_open=row.says(f"mkioskty{table.er_open}"),
        limits=_limits(row),
        unread=row.unread(),
        odd=tuple(row.odd),
    )


def _limits(row: Row) -> tuple[tuple[Capability, str], ...]:
    told = ((of[0], row.take(f"mkioskty{number}msg")) for number, of in TABLES[Operation.SEVERE].severe.items())
    return tuple(sorted((capability, without_persons(text)) for capability, text in told if text))


def read_institution(item: Item) -> Institution:
    """Operations 3, 4, 6 and 7."""
    return _institution(Row(item))


def _institution(row: Row) -> Institution:
    told: dict[str, Any] = {
        "hospital_id": row.must("hpid"),
        "name": row.take("dutyname"),
        "address": row.take("dutyaddr"),
        "main_phone": row.take("dutytel1"),
        "er_phone": row.take("dutytel3"),
        "place": row.place(),
        "level": row.level(),
    }
    return Institution(**told, unread=row.unread(), odd=tuple(row.odd))


def read_basics(operation: Operation) -> Callable[[Item], Basics]:
    """Operation 5 or 8, each by its own table."""
    table = TABLES[operation]

    def read(item: Item) -> Basics:
        row = Row(item)
        figures, answers = row.figures(), row.answers(table)
        er_open, departments = row.says(f"mkioskty{table.er_open}"), row.take("dgididname") or ""
        listed = tuple(one.strip() for one in departments.split(",") if one.strip())
        return Basics(_institution(row), figures, answers, er_open, listed)

    return read


def read_message(item: Item) -> Message:
    """Operation 9. Only a message with the code of a condition speaks of that condition."""
    row = Row(item)
    code, kind = row.take("symtypcod"), row.take("symblkmsgtyp") or ""
    capability = CAPABILITIES.get((code or "").lower())
    if capability is None and "응급" not in kind and code != "Y000":
        row.odd.append(f"symtypcod={code} {kind}"[:40])
    return Message(
        hospital_id=row.must("hpid"),
        name=row.take("dutyname"),
        text=without_persons(row.take("symblkmsg") or ""),
        scope=Scope.CONDITION if capability is not None else Scope.EMERGENCY_ROOM,
        code=code,
        capability=capability,
        starts_at=row.instant("symblksttdtm"),
        ends_at=row.instant("symblkenddtm"),
        shown=row.take("symoutdspyon"),
        method=row.take("symoutdspmth"),
        unread=row.unread(),
        odd=tuple(row.odd),
    )
