"""One flight as it was flown, for whoever has to keep or look at it: a table, a document, a map. Pure.

Nothing here tells who the kit was for: neither the incident nor the call is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from chassis.geo import LatLon
from chassis.markup import ILLEGAL
from drones.mission import Telemetry
from drones.sortie import Sortie
from drones.vehicle import Note

HEAD = ("at", "what", "lat", "lon", "altitude_m", "speed_mps", "battery_share", "code", "text")


@dataclass(frozen=True, slots=True)
class FlightLog:
    """A sortie, the thinned way of its drone, oldest point first, and what was noted of it."""

    sortie: Sortie
    drone: str
    track: tuple[Telemetry, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a step of the order, a position, or a note."""

    at: datetime
    what: str
    position: Telemetry | None = None
    code: str = ""
    text: str = ""


def entries(log: FlightLog) -> list[Entry]:
    """Everything on record, oldest first; a step before the position at the same instant."""
    steps = [Entry(at, "step", code=state.value) for state, at in log.sortie.entered.items()]
    if log.sortie.let_go_at is not None:
        steps.append(Entry(log.sortie.let_go_at, "step", code="let_go"))
    if log.sortie.kit_in_hand_at is not None:
        steps.append(Entry(log.sortie.kit_in_hand_at, "step", code="kit_in_hand"))
    places = [Entry(point.at, "position", point) for point in log.track]
    notes = [Entry(note.at, note.severity.value, code=note.code, text=note.text) for note in log.notes]
    return sorted([*steps, *places, *notes], key=lambda entry: entry.at)


def as_rows(log: FlightLog) -> Iterator[Sequence[object]]:
    """Lines of a spreadsheet, the first one their names. Unknown is empty."""
    yield HEAD
    for entry in entries(log):
        point = entry.position
        place = (point.place.lat, point.place.lon) if point is not None else (None, None)
        rest = (point.altitude_m, point.speed_mps, point.battery_share) if point is not None else (None, None, None)
        yield (entry.at.isoformat(), entry.what, *place, *rest, entry.code, entry.text)


def as_document(log: FlightLog) -> dict[str, Any]:
    """The same as JSON, with the order and the plan's fingerprint."""
    sortie = log.sortie
    return {
        "sortie": sortie.id,
        "drone": log.drone,
        "drone_id": sortie.drone_id,
        "station_id": sortie.station_id,
        "kit": sortie.kit.value,
        "kit_id": sortie.kit_id,
        "operator": sortie.operator,
        "state": sortie.state.value,
        "reason": sortie.reason.value if sortie.reason is not None else None,
        "target": _place(sortie.target),
        "plan_hash": sortie.plan_hash,
        "planned": [_place(place) for place in sortie.flight.way.points],
        "entered": {state.value: at.isoformat() for state, at in sortie.entered.items()},
        "let_go_at": sortie.let_go_at.isoformat() if sortie.let_go_at is not None else None,
        "kit_in_hand_at": sortie.kit_in_hand_at.isoformat() if sortie.kit_in_hand_at is not None else None,
        "battery": {"wh": sortie.battery_wh, "share_at_order": sortie.battery_share},
        "track": [_point(point) for point in log.track],
        "notes": [
            {"at": note.at.isoformat(), "severity": note.severity.value, "code": note.code, "text": note.text}
            for note in log.notes
        ],
    }


def as_kml(log: FlightLog) -> str:
    """The planned and the flown way and every step where it happened, as KML 2.2 (OGC 07-147r2): longitude first,
    heights above ground. What was flown at a height nobody knows is left out."""
    cruise_m = max((stage.end_altitude_m for stage in log.sortie.flight.stages), default=0.0)
    plan = [(place, cruise_m) for place in log.sortie.flight.way.points]
    flown = [(point.place, point.altitude_m) for point in log.track if point.altitude_m is not None]
    parts = [_line("planned", "7f8c959f", plan), *([_line("flown", "ff5e5d0b", flown)] if flown else []), *_marks(log)]
    name = written(f"{log.drone} {log.sortie.id}")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>{name}</name>',
            *parts,
            "</Document></kml>",
        ]
    )


def _line(name: str, colour: str, points: Sequence[tuple[LatLon, float]]) -> str:
    """`colour` is aabbggrr, as KML has it."""
    listed = " ".join(f"{place.lon:.6f},{place.lat:.6f},{height_m:.1f}" for place, height_m in points)
    style = f"<Style><LineStyle><color>{colour}</color><width>3</width></LineStyle></Style>"
    line = f"<LineString><altitudeMode>relativeToGround</altitudeMode><coordinates>{listed}</coordinates></LineString>"
    return f"<Placemark><name>{name}</name>{style}{line}</Placemark>"


def _marks(log: FlightLog) -> Iterator[str]:
    """Each step and note at the position heard last before it; those before the first stand at the station."""
    here = log.sortie.flight.start
    for entry in entries(log):
        if entry.position is not None:
            here = entry.position.place
            continue
        when = f"<TimeStamp><when>{entry.at.isoformat()}</when></TimeStamp>"
        text = f"<description>{written(entry.text)}</description>" if entry.text else ""
        point = f"<Point><coordinates>{here.lon:.6f},{here.lat:.6f}</coordinates></Point>"
        yield f"<Placemark><name>{written(entry.code)}</name>{text}{when}{point}</Placemark>"


def written(text: str) -> str:
    """A text as XML may hold it: what a vehicle said may have characters that none may."""
    return escape(ILLEGAL.sub(" ", text))


def _place(place: LatLon) -> dict[str, float]:
    return {"lat": place.lat, "lon": place.lon}


def _point(point: Telemetry) -> dict[str, Any]:
    return {
        "at": point.at.isoformat(),
        **_place(point.place),
        "altitude_m": point.altitude_m,
        "speed_mps": point.speed_mps,
        "battery_share": point.battery_share,
    }
