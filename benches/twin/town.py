"""A town made ready once: its SUMO network, its traffic, the states that runs go on from. Kept in a folder."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benches.twin.demand import trips
from benches.twin.driving import Stage
from benches.twin.links import Lights, read_lights
from benches.twin.netconvert import build
from benches.twin.traffic import assign, count_cars, warm_up
from benches.twin.turns import Turns, read_turns
from chassis.chance import seeded
from routing.eta import PRIOR
from routing.junctions import Junctions, find_junctions
from routing.model import RoadNetwork
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.speeds import SpeedPolicy, metric

DOOR_TO_DOOR = replace(PRIOR, ends_s=0.0)  # nobody in SUMO gets under way late or looks for a door


@dataclass(frozen=True, slots=True)
class Wish:
    """How a town is made: the traffic's density, the signals' cycle, and when streets are full enough to begin."""

    per_hour: float
    least_m: float
    cycle_s: int
    seed: int
    at_s: tuple[int, ...]
    after_s: int
    policy: SpeedPolicy = KOREA


@dataclass(frozen=True, slots=True)
class Town:
    """Everything a run needs; `states[t]` was saved at the instant t, `busy` counts the cars by edge."""

    stage: Stage
    roads: Roads
    turns: Turns
    junctions: Junctions
    lights: dict[str, Lights]
    states: dict[int, Path]
    busy: Counter[int]
    policy: SpeedPolicy


def make_town(network: RoadNetwork, wish: Wish, folder: Path) -> Town:
    """Build, assign and run in: a minute for a city district."""
    made = build(network, wish.policy.usual_kmh, folder, cycle_s=wish.cycle_s)
    until_s = max(wish.at_s) + wish.after_s
    cars = trips(
        network, per_hour=wish.per_hour, until_s=until_s, least_m=wish.least_m, chance=seeded(f"cars {wish.seed}")
    )
    traffic = assign(made.net, cars, folder, seed=wish.seed, until_s=until_s)
    states = warm_up(traffic, wish.at_s, folder, seed=wish.seed)
    roads = build_roads(network, metric(network, policy=wish.policy), trips=DOOR_TO_DOOR)
    stage = Stage(network, traffic, wish.seed)
    junctions = find_junctions(network)
    lights = read_lights(made.net, junctions)
    saved = dict(zip(wish.at_s, states, strict=True))
    return Town(stage, roads, read_turns(made.net), junctions, lights, saved, count_cars(traffic.routes), wish.policy)


def in_turn(instants: Sequence[int], number: int) -> int:
    """Which instant the trip with this number begins at: all of them get the same share."""
    return instants[number % len(instants)]
