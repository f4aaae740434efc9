"""Recorded incidents, parted in two: what was known when the call came, and how it went on.

The decision gets `Announced` and nothing else; `Outcome` is read only to play out what the decision led to. Times in
the record are local whatever its header says; they are carried as if UTC, for only differences count.
"""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chassis.geo import LatLon
from dispatch.model import Priority

AMBULANCES = frozenset({"MEDIC", "PRIVATE"})
LONGEST = timedelta(hours=4)  # a longer stay is a slip of the record
# What the call taker keyed in: 3 is lights and siren, 2 is not; letters are determinant levels, E the gravest.
KNOWN = {
    "E": Priority.P1,
    "3": Priority.P1,
    "D": Priority.P1,
    "C": Priority.P2,
    "B": Priority.P3,
    "2": Priority.P3,
    "A": Priority.P4,
}


@dataclass(frozen=True, slots=True)
class Announced:
    """What was known when the call came in."""

    id: str
    received_at: datetime
    place: LatLon
    priority: Priority


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went on. `response` is received → first ambulance on scene, None where none arrived.

    `final_priority` is the one the record ends with (3 or 2); `transported` None where nobody came.
    """

    final_priority: str
    response: timedelta | None
    on_scene: timedelta
    at_hospital: timedelta
    transported: bool
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded incident."""

    announced: Announced
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit was active from its first to its last stamp of a day."""

    unit: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record, in the order the calls came. `skipped` counts rows that say too little, by reason."""

    incidents: tuple[Recorded, ...]
    shifts: tuple[Shift, ...]
    skipped: Mapping[str, int]


def read_record(path: Path) -> Record:
    """Read a DataSF dispatch record (.csv or .csv.gz); raises ValueError when it is none."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8"))))
    if not rows or "received_timestamp" not in rows[0]:
        raise ValueError(f"{path}: not a record of dispatches")
    calls: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if row["call_type"] == "Medical Incident":
            calls[row["call_number"]].append(row)
    usual, skipped = _usual(rows), dict[str, int]()
    found = []
    for number, told in calls.items():
        if not told[0]["latitude"] or not told[0]["longitude"]:
            skipped["no_place"] = skipped.get("no_place", 0) + 1
            continue
        found.append(Recorded(_announced(number, told), _outcome(told, usual)))
    found.sort(key=lambda one: (one.announced.received_at, one.announced.id))
    return Record(tuple(found), tuple(_shifts(rows)), skipped)


def _announced(number: str, rows: list[dict[str, str]]) -> Announced:
    """From the call's own columns; no unit's stamp is looked at."""
    first = min(rows, key=lambda row: row["received_timestamp"])
    place = LatLon(float(first["latitude"]), float(first["longitude"]))
    priority = KNOWN.get(first["original_priority"], Priority.P3)
    return Announced(number, _required(first["received_timestamp"]), place, priority)


def _outcome(rows: list[dict[str, str]], usual: Mapping[str, timedelta]) -> Outcome:
    crews = [row for row in rows if row["unit_type"] in AMBULANCES]
    came = [(at, row) for row in crews if (at := _instant(row["on_scene_timestamp"])) is not None]
    arrived = sorted(came, key=lambda one: one[0])
    received = _required(min(row["received_timestamp"] for row in rows))
    transport = next((row for _, row in arrived if row["transport_timestamp"]), None)
    told = transport or (arrived[0][1] if arrived else None)
    leaves = "transport_timestamp" if transport is not None else "available_timestamp"
    on_scene = _between(told["on_scene_timestamp"], told[leaves]) if told is not None else None
    offload = _between(transport["hospital_timestamp"], transport["available_timestamp"]) if transport else None
    return Outcome(
        final_priority=rows[0]["final_priority"],
        response=arrived[0][0] - received if arrived else None,
        on_scene=on_scene or usual["on_scene"],
        at_hospital=offload or usual["at_hospital"],
        transported=transport is not None,
        estimated=on_scene is None or (transport is not None and offload is None),
    )


def _usual(rows: Iterable[Mapping[str, str]]) -> dict[str, timedelta]:
    """Medians of the whole record, for where a stamp is missing or cannot be true."""
    crews = [row for row in rows if row["unit_type"] in AMBULANCES]
    scene = [t for row in crews if (t := _between(row["on_scene_timestamp"], row["transport_timestamp"]))]
    door = [t for row in crews if (t := _between(row["hospital_timestamp"], row["available_timestamp"]))]
    return {"on_scene": _middle(scene), "at_hospital": _middle(door)}


def _middle(times: list[timedelta]) -> timedelta:
    return sorted(times)[len(times) // 2] if times else timedelta(minutes=20)


def _shifts(rows: Iterable[Mapping[str, str]]) -> list[Shift]:
    """Who worked when: from the first to the last stamp of each unit and day."""
    seen: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for row in rows:
        if row["unit_type"] in AMBULANCES:
            for name in ("dispatch_timestamp", "available_timestamp"):
                at = _instant(row[name])
                if at is not None:
                    seen[row["unit_id"], row["watch_date"]].append(at)
    return [Shift(unit, min(stamps), max(stamps)) for (unit, _), stamps in sorted(seen.items())]


def _instant(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) if text else None


def _required(text: str) -> datetime:
    at = _instant(text)
    if at is None:
        raise ValueError("a call without the time it came in")
    return at


def _between(start: str, end: str) -> timedelta | None:
    """The time from one stamp to another; None where one is missing or it cannot be true."""
    a, b = _instant(start), _instant(end)
    return b - a if a is not None and b is not None and timedelta(0) < b - a <= LONGEST else None
