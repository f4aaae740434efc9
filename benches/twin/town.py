"""A town made ready once: its SUMO network, its traffic, the states that runs go on from. Kept in a folder."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benches.twin.demand import Trip, trips
from benches.twin.driving import Stage
from benches.twin.links import Lights, read_lights
from benches.twin.netconvert import build
from benches.twin.traffic import Traffic, assign, count_cars, warm_up
from benches.twin.turns import Turns, read_turns
from chassis.chance import seeded
from routing.eta import PRIOR
from routing.junctions import Junctions, find_junctions
from routing.model import RoadNetwork
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.speeds import SpeedPolicy, metric

DOOR_TO_DOOR = replace(PRIOR, ends_s=0.0)  # nobody in SUMO gets under way late or looks for a door

BEFORE_S = 600


@dataclass(frozen=True, slots=True)
class Wish:
    """How a town is made: the traffic's density, the signals' cycle, when trips begin, and for how long after it lasts.

    States are kept `BEFORE_S` before each beginning as well: there the streets of another story become slow.
    """

    per_hour: float
    least_m: float
    cycle_s: int
    seed: int
    at_s: tuple[int, ...]
    after_s: int
    policy: SpeedPolicy = KOREA

    @property
    def until_s(self) -> int:
        """When the traffic ends."""
        return max(self.at_s) + self.after_s


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
    """Build, assign and run in: two minutes for a city district. A `folder` that holds it already is taken as it is."""
    instants = sorted({*wish.at_s, *(at - BEFORE_S for at in wish.at_s if at > BEFORE_S)})
    traffic = Traffic.in_folder(folder)
    states = {at: folder / f"state_{at}.00.xml.gz" for at in instants}
    if not all(state.exists() for state in states.values()):
        build(network, wish.policy.usual_kmh, folder, cycle_s=wish.cycle_s)
        assign(traffic, _cars(network, wish), folder, seed=wish.seed, until_s=wish.until_s)
        warm_up(traffic, instants, folder, seed=wish.seed)
    roads = build_roads(network, metric(network, policy=wish.policy), trips=DOOR_TO_DOOR)
    junctions = find_junctions(network)
    return Town(
        stage=Stage(network, traffic, wish.seed),
        roads=roads,
        turns=read_turns(traffic.net),
        junctions=junctions,
        lights=read_lights(traffic.net, junctions),
        states=states,
        busy=count_cars(traffic.routes),
        policy=wish.policy,
    )


def _cars(network: RoadNetwork, wish: Wish) -> list[Trip]:
    chance = seeded(f"cars {wish.seed}")
    return trips(network, per_hour=wish.per_hour, until_s=wish.until_s, least_m=wish.least_m, chance=chance)


def in_turn(instants: Sequence[int], number: int) -> int:
    """Which instant the trip with this number begins at: all of them get the same share."""
    return instants[number % len(instants)]
