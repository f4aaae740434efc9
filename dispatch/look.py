"""Looking at the world: one read of all tables into a frozen `Situation`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial

from sqlalchemy.orm import Session

from chassis.geo import LatLon
from dispatch.model import DemandZone, Unit
from dispatch.plan import Policy, RoadAnswers, Situation
from dispatch.tables.areas import RegionRow, get_region, read_zones
from dispatch.tables.fleet import read_units
from drones.tables.squadron import read_squadron, read_traffic
from hospitals.tables.board import read_board


@dataclass(frozen=True, slots=True)
class _Question:
    """Hashable arguments of one reach question, so that a unit that stands still costs nothing."""

    place: LatLon
    within: timedelta
    zones: tuple[DemandZone, ...]

    def __hash__(self) -> int:
        return hash((self.place, self.within, len(self.zones)))


@lru_cache(maxsize=4)  # of the newest snapshots only: one that is out of force has to be let go
def _masks(roads: RoadAnswers) -> Callable[[_Question], int]:
    return lru_cache(maxsize=4096)(partial(_mask, roads))


def _mask(roads: RoadAnswers, question: _Question) -> int:
    ways = roads.from_one(question.place, [zone.place for zone in question.zones])
    return sum(1 << bit for bit, way in enumerate(ways) if way is not None and way.p50 <= question.within)


def reach_of(
    units: Sequence[Unit], zones: tuple[DemandZone, ...], roads: RoadAnswers, *, within: timedelta
) -> dict[str, int]:
    """Which zones each free unit reaches within the standard, as bit masks."""
    mask = _masks(roads)  # type: ignore[arg-type]  # every snapshot is hashed by identity
    return {unit.id: mask(_Question(unit.place, within, zones)) for unit in at_hand(units) if unit.place is not None}


def at_hand(units: Sequence[Unit]) -> list[Unit]:
    """The units that could leave for somebody now, from a place that is known."""
    known = (unit for unit in units if unit.place is not None and not unit.commitments)
    return [unit for unit in known if unit.on_duty and not unit.out_of_service]


def look(
    session: Session,
    region: str,
    *,
    roads: RoadAnswers,
    policy: Policy,
    now: datetime,
    kit: bool = True,
    near: LatLon | None = None,
    simulated: bool = False,
    wide: bool = False,
) -> Situation:
    """The situation of `region` with what its neighbours can lend and the hospitals of its catchment, or all that are
    known where `wide`; squadron and flights only where a `kit` is asked for, and what stands `near` where it comes
    down; for a `simulated` call with the drones that are real, and not for it."""
    area: RegionRow = get_region(session, region)
    units = read_units(session, (region, *area.neighbours))
    zones = read_zones(session, region)
    return Situation(
        now=now,
        units=units,
        board=read_board(session, hospital_ids=None if wide else tuple(area.catchment), now=now),
        squadron=read_squadron(session, (region,), now=now, near=near, simulated=simulated) if kit else None,
        zones=zones,
        reach=reach_of(units, zones, roads, within=policy.assign.coverage_standard),
        traffic=read_traffic(session, now=now, launch_delay=policy.drop.launch_delay) if kit else (),
    )
