"""One night's traffic for all arms: trips assigned once, run in until the streets are full, states saved on the way."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benches.twin.demand import Trip, trips_xml
from benches.twin.kinds import TYPES
from benches.twin.netconvert import NET, command, coordinate
from benches.twin.turns import Turns, driveable, read_turns

BEHAVIOUR = {
    "lateral-resolution": "0.8",  # else nobody makes way
    "time-to-teleport": "180",
    "ignore-junction-blocker": "20",
    "collision.action": "warn",
    "collision.check-junctions": "true",
    "device.bluelight.reactiondist": "25",
    "step-length": "1",
    "no-step-log": "true",
    "no-warnings": "true",
    "xml-validation": "never",
}
ASSIGNING = {
    "device.rerouting.probability": "0.6",
    "device.rerouting.period": "120",
    "vehroute-output.last-route": "true",
    "vehroute-output.write-unfinished": "true",
    "vehroute-output.sorted": "true",
    "ignore-route-errors": "true",  # a wish nobody can drive is not driven; the runs themselves ignore nothing
}


@dataclass(frozen=True, slots=True)
class Traffic:
    """What every run loads: the network, every car's route, the signals' offsets."""

    net: Path
    routes: Path
    offsets: Path

    @staticmethod
    def in_folder(folder: Path) -> "Traffic":
        """Where the files of a town stand."""
        return Traffic(folder / NET, folder / "cars.rou.xml", folder / "offsets.add.xml")

    def options(self, *, seed: int) -> dict[str, object]:
        """How SUMO is told about it."""
        files = {"net-file": self.net, "route-files": self.routes, "additional-files": self.offsets}
        return {**files, **BEHAVIOUR, "seed": seed}


def assign(traffic: Traffic, made: Sequence[Trip], folder: Path, *, seed: int, until_s: float) -> None:
    """Let the cars find their ways once among each other, then time the signals to them."""
    wishes, driven = folder / "wishes.rou.xml", folder / "driven.xml"
    wishes.write_text(trips_xml(made))
    files = {"net-file": traffic.net, "route-files": wishes, "vehroute-output": driven}
    command("sumo", {**files, **BEHAVIOUR, **ASSIGNING, "seed": seed, "end": until_s})
    sort_cars(driven, traffic.routes, read_turns(traffic.net))
    coordinate(traffic.net, traffic.routes, traffic.offsets)


def warm_up(traffic: Traffic, at_s: Sequence[int], folder: Path, *, seed: int) -> None:
    """Run from empty streets and save the state at each instant t as `state_t.00.xml.gz`, random numbers included."""
    options = traffic.options(seed=seed) | {"end": max(at_s) + 1, "save-state.rng": "true"}
    states = {
        "save-state.times": ",".join(map(str, at_s)),
        "save-state.prefix": folder / "state",
        "save-state.suffix": ".xml.gz",
    }
    command("sumo", {**options, **states})


def count_cars(routes: Path) -> Counter[int]:
    """How many cars drive each edge."""
    ways = ET.parse(routes).getroot().iter("route")
    return Counter(int(edge) for way in ways for edge in way.get("edges", "").split())


def sort_cars(driven: Path, routes: Path, turns: Turns) -> None:
    """Vehicle routes come in order of arrival and without their kind; SUMO reads them in order of departure."""
    found = ET.parse(driven).getroot()
    cars = sorted(found.iter("vehicle"), key=lambda car: float(car.get("depart", "0")))
    ways = [(car, [int(edge) for edge in _last_route(car).split()]) for car in cars]
    rows = [
        f'<vehicle id="{car.get("id")}" type="car" depart="{car.get("depart")}" departLane="best" departSpeed="max">'
        f'<route edges="{" ".join(map(str, way))}"/></vehicle>'
        for car, way in ways
        if driveable(way, turns) == tuple(way)
    ]
    routes.write_text("\n".join(("<routes>", TYPES, *rows, "</routes>", "")))


def _last_route(car: ET.Element) -> str:
    return [route.get("edges", "") for route in car.iter("route")][-1]
