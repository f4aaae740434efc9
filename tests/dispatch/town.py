"""A small town for stories: four units, three hospitals, straight roads, everything near enough to check by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from chassis.bell.local import LocalBell
from chassis.clock import StillClock
from chassis.db import Database
from chassis.errors import NotFoundError
from chassis.geo import LatLon, distance_m
from chassis.identity import Actor, Role
from chassis.ids import CountedIds
from chassis.settings import Settings
from chassis.travel import Travel
from dispatch.calls import NewCall
from dispatch.lamps.fake import FakeLamps
from dispatch.model import Gate, Hypothesis, LocationSource, Tri
from dispatch.paging.fake import FakePaging
from dispatch.plan import RoadAnswers
from dispatch.protocols import read_rules
from dispatch.roadfile import RoadsInForce, TrafficMark
from dispatch.subscriptions.fake import FakeHooks
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, RegionRow, StationRow
from dispatch.tables.fleet import UnitRow
from dispatch.tilefile import TileFile
from dispatch.vendors.fake import FakeVendors
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source
from hospitals.tables.board import put_hospital
from routing.model import Route, Step, Turn

CITY_HALL = LatLon(36.4800, 127.2890)
SPEED_MPS = 12.0
STREETS = 1.3  # how much longer a street is than the straight line


class StraightRoads:
    """Roads as the crow flies, 1.3 times longer, at 43 km/h: answers that can be checked by hand."""

    digest = "straight"

    def _travel(self, a: LatLon, b: LatLon) -> Travel:
        metres = distance_m(a, b) * STREETS
        p50 = timedelta(seconds=round(metres / SPEED_MPS))
        return Travel(p50, p50 * 1.5, metres, driven=p50)

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]:
        return tuple(self._travel(origin, target) for origin in origins)

    def from_one(self, origin: LatLon, targets: Sequence[LatLon]) -> tuple[Travel | None, ...]:
        return tuple(self._travel(origin, target) for target in targets)

    def route(self, origin: LatLon, target: LatLon) -> Route | None:
        travel = self._travel(origin, target)
        steps = (Step("한누리대로", travel.distance_m, Turn.DEPART), Step(None, 0.0, Turn.ARRIVE))
        return Route((origin, target), travel, steps, (), generated=True)


@dataclass(frozen=True)
class Holder:
    """Holds one set of roads for good."""

    roads: RoadAnswers

    def current(self) -> RoadAnswers:
        return self.roads

    def held(self) -> RoadsInForce:
        raise NotFoundError("roads", "straight")  # there is no network to close anything on

    refresh = held

    def mark_of(self, digest: str) -> TrafficMark | None:
        return None


@dataclass(frozen=True)
class Town:
    """The system of the story and the people in it."""

    system: System
    clock: StillClock
    paging: FakePaging
    lamps: FakeLamps
    hooks: FakeHooks = field(default_factory=FakeHooks)
    vendors: FakeVendors = field(default_factory=FakeVendors)

    @property
    def kim(self) -> Actor:
        """A dispatcher."""
        return Actor("usr_kim", "김상황", Role.DISPATCHER, "sejong")

    @property
    def lee(self) -> Actor:
        """Another dispatcher."""
        return Actor("usr_lee", "이상황", Role.DISPATCHER, "sejong")

    def crew(self, unit_id: str) -> Actor:
        """The crew of a unit."""
        return Actor(f"usr_{unit_id}", f"{unit_id} 대원", Role.PARAMEDIC, "sejong", unit_id)

    def nurse(self, hospital_id: str) -> Actor:
        """A nurse of a hospital."""
        return Actor(f"usr_{hospital_id}", "박간호", Role.HOSPITAL, "sejong", hospital_id)


def build_town(database: Database, clock: StillClock, ids: CountedIds, folder: Path) -> Town:
    """A fresh town in an empty database."""
    paging, lamps, hooks, vendors = FakePaging(), FakeLamps(), FakeHooks(), FakeVendors()
    system = System(
        settings=Settings(instance=folder, database_url=database.url, secret_key="x" * 40),
        db=database,
        clock=clock,
        ids=ids,
        bell=LocalBell(),
        roads=Holder(StraightRoads()),
        tiles=TileFile(folder / "sejong.pmtiles", lambda: None),
        paging=paging,
        lamps=lamps,
        hooks=hooks,
        vendors=vendors,
        rules=read_rules(),
    )
    with database.write() as session:
        _area(session)
        for number, (skill, north_m) in enumerate([("als", 800), ("bls", 1500), ("als", 4000), ("bls", 6000)], start=1):
            session.add(_unit(f"s{number}", [*{"bls", skill}], north_m))
        for hospital in _hospitals(clock):
            put_hospital(session, hospital, alert_phone="+821012345678")
    return Town(system, clock, paging, lamps, hooks, vendors)


def call(
    place: LatLon | None = CITY_HALL,
    *,
    complaint: str | None = "chest_pain",
    gate: Gate | None = None,
    text: str | None = None,
) -> NewCall:
    """A voice call from `place`."""
    known = (Hypothesis(LocationSource.TYPED, place, "세종시청"),) if place else ()
    answered = gate or Gate(Tri.YES, Tri.YES)
    return NewCall(
        "sejong", caller_number="+821099990000", complaint=complaint, text=text, hypotheses=known, gate=answered
    )


def north_of(place: LatLon, metres: float) -> LatLon:
    """The point `metres` north of `place`."""
    return LatLon(place.lat + metres / 111_195, place.lon)


def _area(session: Session) -> None:
    session.add(
        RegionRow(
            id="sejong",
            name_ko="세종",
            name_en="Sejong",
            box=[36.2, 127.0, 36.8, 127.6],
            centre=[36.48, 127.289],
            neighbours=[],
            catchment=["h_near", "h_far", "h_silent"],
            roads="sejong",
        )
    )
    session.flush()
    session.add(StationRow(id="st1", region="sejong", name_ko="보람", name_en="Boram", lat=36.48, lon=127.289))
    for number, north_m in enumerate((500, 4200), start=1):
        place = north_of(CITY_HALL, north_m)
        session.add(DemandZoneRow(id=f"z{number}", region="sejong", lat=place.lat, lon=place.lon, weight=1.0))
    session.flush()


def _unit(unit_id: str, skills: list[str], north_m: float) -> UnitRow:
    place = north_of(CITY_HALL, north_m)
    return UnitRow(
        id=unit_id,
        region="sejong",
        callsign=f"세종{unit_id}",
        callsign_en=f"Sejong {unit_id}",
        skills=sorted(skills),
        station_id="st1",
        post_lat=place.lat,
        post_lon=place.lon,
        lat=place.lat,
        lon=place.lon,
        at_post=True,
        phone="+821011112222",
    )


def _hospitals(clock: StillClock) -> list[Hospital]:
    said = {"h_near": Says.UNKNOWN, "h_far": Says.YES, "h_silent": Says.YES}
    away = {"h_near": 1000.0, "h_far": 9000.0, "h_silent": 12000.0}
    return [
        Hospital(
            id=ident,
            region="sejong",
            name_ko=ident,
            name_en=ident,
            place=north_of(CITY_HALL, away[ident]),
            level=Level.LOCAL_CENTRE,
            answers=tuple(Answer(c, says, clock.now(), Source.HOSPITAL) for c in (Capability.STEMI, Capability.TRAUMA)),
            beds=(BedCount(BedType.ER_GENERAL, 5, 20, clock.now(), Source.HOSPITAL),),
        )
        for ident, says in said.items()
    ]
