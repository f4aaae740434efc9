"""From a closed road to decisions made anew: one dispatcher closes a street while incidents wait and units drive."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from chassis.clock import StillClock
from chassis.db import Base, Database
from chassis.ids import CountedIds
from dispatch import schema
from dispatch.closures import ClosureDraft, ClosureKind, ClosureReason, ClosureShape
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.roadfile import RoadFile
from dispatch.traffic.closing import close_road, end_closure
from routing.cars import car_times
from routing.example import generate
from routing.model import RoadNetwork
from routing.profiles import KOREA
from routing.speeds import weigh
from routing.store import save_network
from routing.traffic import Heard, Observations, TrafficState, lay
from tests.dispatch.town import CITY_HALL, Town, build_town, call, north_of

WAITING, ROUNDS, TILES = 10, 8, 14
NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """Milliseconds from the key to the last decision on record; and one tick over more and more arcs."""
    assert schema.ROOMS
    network = generate()
    yield "what", "arcs", "p50 ms", "worst ms"
    yield "closure → re-ranked decisions", str(network.edge_count), *_closures(network)
    for copies in (1, TILES):
        yield f"traffic laid over {copies} × the city", str(copies * network.edge_count), *_laid(network, copies)


def _closures(network: RoadNetwork) -> tuple[str, str]:
    """Ten incidents wait, two units drive; a street beside the incidents is closed and opened again."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roads.npz"
        save_network(network, file)
        database, clock = Database(f"sqlite:///{Path(folder) / 'closure.sqlite'}"), StillClock()
        Base.metadata.create_all(database.engine)
        built = build_town(database, clock, CountedIds(), Path(folder))
        town = replace(built, system=replace(built.system, roads=RoadFile(file, clock, database=database)))
        first = take_call(town.system, town.kim, call())
        for unit in ("s1", "s2"):
            send_unit(town.system, town.kim, first.incident_id, unit)
        for number in range(WAITING):
            take_call(town.system, town.kim, call(north_of(CITY_HALL, 100.0 * number)))
        took = sorted(_rounds(town))
        database.close()
    return f"{took[len(took) // 2]:.0f}", f"{took[-1]:.0f}"


def _rounds(town: Town) -> Iterator[float]:
    ends_at = town.clock.now() + timedelta(hours=1)
    for number in range(ROUNDS):
        place = north_of(CITY_HALL, 60.0 * number)
        draft = ClosureDraft(
            ClosureKind.CLOSED,
            ClosureShape.STREET,
            ClosureReason.ACCIDENT,
            ends_at,
            (place,),
            _street(town, place),
            400.0,
        )
        began = time.perf_counter()
        done = close_road(town.system, town.kim, draft)
        yield (time.perf_counter() - began) * 1000
        end_closure(town.system, town.kim, done.closure.id)


def _street(town: Town, place: object) -> str:
    """The nearest street with a name."""
    segments = town.system.roads.held().segments
    near = segments.nearby.within(place, 400.0)  # type: ignore[arg-type]
    return next(name for name in (segments.network.edge_name(one.edge) for one in near) if name)


def _laid(network: RoadNetwork, copies: int) -> tuple[str, str]:
    """A speed for every tenth arc, the metric of the whole network made anew; the engines' own part is in `roads`."""
    wide = _tiled(network, copies)
    weighing = weigh(wide, policy=KOREA, at=NOON)
    profile, cars = weighing.metric(), car_times(weighing)
    edges = np.arange(0, wide.edge_count, 10)
    even = np.full(len(edges), 1.0)
    told = Observations(edges, even * Heard.CENTRE, even * NOON.timestamp(), even * 300, even * 120, even)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        lay(wide, profile, cars, TrafficState(told), at=NOON)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return f"{took[len(took) // 2]:.0f}", f"{took[-1]:.0f}"


def _tiled(network: RoadNetwork, copies: int) -> RoadNetwork:
    """The same city beside itself, `copies` times: as many arcs as a province has."""
    if copies == 1:
        return network
    shift = np.repeat(np.arange(copies), network.edge_count) * network.node_count
    bends = np.diff(network.shape_offset)
    return RoadNetwork(
        label=network.label,
        names=network.names,
        names_en=network.names_en,
        node_lat=np.tile(network.node_lat, copies),
        node_lon=np.tile(network.node_lon, copies),
        node_signal=np.tile(network.node_signal, copies),
        tail=np.tile(network.tail, copies) + shift,
        head=np.tile(network.head, copies) + shift,
        length_m=np.tile(network.length_m, copies),
        road_class=np.tile(network.road_class, copies),
        maxspeed_kmh=np.tile(network.maxspeed_kmh, copies),
        name_index=np.tile(network.name_index, copies),
        shape_offset=np.concatenate(([0], np.cumsum(np.tile(bends, copies)))),
        shape_lat=np.tile(network.shape_lat, copies),
        shape_lon=np.tile(network.shape_lon, copies),
    )
