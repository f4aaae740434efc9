"""The trips of a recorded dispatch file (DataSF): engines that left their own stations, driven again on our roads.

An engine is taken to be at home when it has been available for a quarter of an hour; where ambulances start is not on
record. Times are local whatever the header says. The trip is `response` (wheels rolling) to `on_scene`; the turnout
before it is none of the road's business.
"""

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from chassis.geo import LatLon
from routing.calibrate import Trip, is_night
from routing.model import RoadNetwork
from routing.roads import build_roads
from routing.speeds import SpeedPolicy, metric

HOME_AFTER = timedelta(minutes=15)
SHORTEST, LONGEST = timedelta(seconds=20), timedelta(hours=1)  # outside, a stamp was pressed late or forgotten
ENGINE = re.compile(r"E0*(\d+)")
SIREN = frozenset({"3", "E"})  # the priority the engine went with; 2 is without
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ride:
    """One recorded trip between two places; `departed_at` is aware."""

    departed_at: datetime
    origin: LatLon
    target: LatLon
    took: timedelta
    siren: bool


@dataclass(frozen=True, slots=True)
class Driven:
    """A ride with what the roads say of it."""

    departed_at: datetime
    distance_m: float
    trip: Trip


def read_rides(calls: Path, stations: Path, *, zone: str) -> list[Ride]:
    """The engines' trips in a record, oldest first; raises ValueError when it is none."""
    rows = _rows(calls)
    if not rows or "response_timestamp" not in rows[0]:
        raise ValueError(f"{calls}: not a record of dispatches")
    homes = {row["station"]: LatLon(float(row["lat"]), float(row["lon"])) for row in _rows(stations)}
    engines = sorted((row for row in rows if ENGINE.fullmatch(row["unit_id"])), key=_by_unit)
    found = [
        ride
        for unit, mine in groupby(engines, key=lambda row: row["unit_id"])
        if (home := homes.get(_number(unit))) is not None
        for ride in _rides(mine, home, ZoneInfo(zone))
    ]
    return sorted(found, key=lambda ride: (ride.departed_at, ride.origin.lat, ride.target.lat))


def drive(rides: Iterable[Ride], network: RoadNetwork, policy: SpeedPolicy) -> list[Driven]:
    """What the roads say of each ride at its own hour; rides to where no road leads are left out."""
    roads, told = None, list[Driven]()
    for hour, group in groupby(rides, key=lambda ride: ride.departed_at.replace(minute=0, second=0)):
        weights = metric(network, policy=policy, at=hour)
        roads = build_roads(network, weights) if roads is None else roads.reweighted(weights)
        for ride in group:
            (way,) = roads.to_one((ride.origin,), ride.target)
            if way is not None and way.driven is not None:
                night = is_night(ride.departed_at, policy.zone)
                trip = Trip(_ms(way.driven), _ms(ride.took), siren=ride.siren, night=night)
                told.append(Driven(ride.departed_at, way.distance_m, trip))
    return told


def _rides(rows: Iterable[Row], home: LatLon, zone: ZoneInfo) -> Iterator[Ride]:
    """The trips of one engine, its rows in the order it was sent."""
    free_at = None
    for row in rows:
        sent, left, there, free = (
            _instant(row[f"{name}_timestamp"], zone) for name in ("dispatch", "response", "on_scene", "available")
        )
        at_home = free_at is None or (sent is not None and sent - free_at >= HOME_AFTER)
        free_at = max((one for one in (free_at, free) if one is not None), default=None)
        if at_home and left and there and row["latitude"] and SHORTEST <= there - left <= LONGEST:
            place = LatLon(float(row["latitude"]), float(row["longitude"]))
            yield Ride(left, home, place, there - left, row["priority"] in SIREN)


def _rows(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def _by_unit(row: Row) -> tuple[str, str]:
    return row["unit_id"], row["dispatch_timestamp"]


def _number(unit: str) -> str:
    found = ENGINE.fullmatch(unit)
    return found[1] if found else ""


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone) if text else None


def _ms(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))
