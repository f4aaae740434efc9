"""A simulated traffic centre: what it would report, told by the same entry as a real one. Everything says so.

Mornings and evenings come in waves, at the hour the day has lived to; now and then there is an accident. At any hour a
few busy streets clog and clear within half an hour of the clock, so that who looks in at night sees traffic move. All
of it follows from the seed and the instant: a restarted worker goes on with the same jams.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np

from chassis.chance import seeded
from chassis.errors import NotFoundError
from chassis.identity import SIMULATED, Actor, Role
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.traffic.hearing import SpeedSaid, hear_speeds
from routing.kinds import RoadClass
from routing.model import RoadNetwork

REPORTED = frozenset({RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY})  # what a centre has loops on
EVERY = timedelta(seconds=30)  # of the clock, however fast the day lives
MORNING, EVENING = 8.2, 18.4  # the peaks, by local hour
ACCIDENT_EVERY, ACCIDENT_LASTS, ACCIDENT_M = timedelta(hours=2), timedelta(minutes=45), 500.0
CLOGS_EVERY = timedelta(minutes=30)
CRAWL_KMH, BUSY_STREETS = 6.0, 0.4  # own inventions, like the rest: a picture, not a measurement
MOST = 4000  # segments a report


class Scene(Protocol):
    """What of the day matters here."""

    @property
    def region(self) -> str: ...
    @property
    def speed(self) -> float: ...
    @property
    def seed(self) -> int: ...
    @property
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Loops:
    """The reported edges of a network: number, free speed, street, and where they lie."""

    edges: tuple[int, ...]
    free_kmh: tuple[float, ...]
    street: tuple[str, ...]


def tell_traffic(system: System, stage: Scene) -> None:
    """Report once in a while; nothing where no network is loaded."""
    if int(stage.now.timestamp()) % int(EVERY.total_seconds()):
        return
    try:
        network = system.roads.held().roads.network
    except NotFoundError:
        return
    with system.db.read() as session:
        area = get_region(session, stage.region)
    centre = Actor(f"{SIMULATED}its", "모의 교통정보센터", Role.TRAFFIC, stage.region)
    hear_speeds(
        system,
        centre,
        "simulated_its",
        list(_report(_loops(network, *area.centre), network, stage, area.timezone)),
        network=network.digest,
    )


def _report(loops: Loops, network: RoadNetwork, stage: Scene, zone: str) -> Iterator[SpeedSaid]:
    lived = lived_at(stage.now, stage.speed, zone)
    jammed = accident(network, loops, stage.seed, lived)
    for edge, free_kmh, street in zip(loops.edges, loops.free_kmh, loops.street, strict=True):
        kmh = CRAWL_KMH if edge in jammed else free_kmh * share_of(street, stage.seed, lived, stage.now)
        yield SpeedSaid(stage.now, edge=edge, speed_kmh=round(max(kmh, CRAWL_KMH), 1), confidence=0.9)


def lived_at(now: datetime, speed: float, zone: str) -> datetime:
    """The hour the day has lived to: the clock's at 1×, running ahead of it where the day lives faster."""
    local = now.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=(local - midnight).total_seconds() * speed % 86_400)


def share_of(street: str, seed: int, lived: datetime, now: datetime) -> float:
    """The share of the free speed that is left on a street: some jam in the morning, some in the evening, some now."""
    chance = seeded(f"{seed}:{street}")
    busy, favourite = chance.random() < BUSY_STREETS, chance.random()
    hour = lived.hour + lived.minute / 60
    morning, evening = _bell(hour, MORNING, 1.4), _bell(hour, EVENING, 1.8)
    clogged = max(0.0, math.sin(math.tau * (now.timestamp() / CLOGS_EVERY.total_seconds() + favourite))) ** 2
    peaks = max(morning * (1.2 - favourite), evening * (0.4 + favourite))
    load = max(peaks, clogged) if busy else 0.35 * max(morning, evening)
    wobble = 0.06 * math.sin(lived.timestamp() / 600 + math.tau * favourite)
    return min(0.95, max(0.12, 0.72 - 0.6 * load + wobble))


def accident(network: RoadNetwork, loops: Loops, seed: int, lived: datetime) -> frozenset[int]:
    """The edges behind the accident of this hour; none where it has been cleared, or none happened."""
    turn = int(lived.timestamp() // ACCIDENT_EVERY.total_seconds())
    chance = seeded(f"{seed}:accident:{turn}")
    begins_s = chance.random() * (ACCIDENT_EVERY - ACCIDENT_LASTS).total_seconds()
    since_s = lived.timestamp() - turn * ACCIDENT_EVERY.total_seconds() - begins_s
    if not loops.edges or not 0 <= since_s < ACCIDENT_LASTS.total_seconds():
        return frozenset()
    return _behind(network, loops, chance.choice(loops.edges))


def _behind(network: RoadNetwork, loops: Loops, edge: int) -> frozenset[int]:
    """The edge and what queues behind it on the same street."""
    into: Mapping[int, list[int]] = _into(network, loops)
    queue, metres, at = [edge], 0.0, edge
    while metres < ACCIDENT_M:
        before = [
            e
            for e in into.get(int(network.tail[at]), ())
            if network.name_index[e] == network.name_index[edge] and network.tail[e] != network.head[at]
        ]
        if not before or before[0] in queue:
            break
        at = before[0]
        queue.append(at)
        metres += float(network.length_m[at])
    return frozenset(queue)


def _into(network: RoadNetwork, loops: Loops) -> dict[int, list[int]]:
    into: dict[int, list[int]] = {}
    for edge in loops.edges:
        into.setdefault(int(network.head[edge]), []).append(edge)
    return into


@lru_cache(maxsize=2)
def _loops(network: RoadNetwork, lat: float, lon: float) -> Loops:
    """The great streets round the middle of the city, as many pieces as a report may hold."""
    great = np.flatnonzero(np.isin(network.road_class, [int(kind) for kind in REPORTED]))
    north = network.node_lat[network.tail[great]] - lat
    east = (network.node_lon[network.tail[great]] - lon) * math.cos(math.radians(lat))
    chosen = sorted(great[np.argsort(np.hypot(north, east), kind="stable")][:MOST].tolist())
    usual = {RoadClass.TRUNK: 80.0, RoadClass.PRIMARY: 60.0, RoadClass.SECONDARY: 50.0}
    free = [
        float(network.maxspeed_kmh[edge])
        if network.maxspeed_kmh[edge] > 0
        else usual[RoadClass(network.road_class[edge])]
        for edge in chosen
    ]
    names = [network.edge_name(edge) or str(edge) for edge in chosen]
    return Loops(tuple(chosen), tuple(free), tuple(names))


def _bell(hour: float, peak: float, width: float) -> float:
    return math.exp(-(((hour - peak) / width) ** 2))
