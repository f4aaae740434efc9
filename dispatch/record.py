"""A decision as it was made: its inputs and its answer, exactly, so that it can be made again.

What the roads answered is recorded with the question, so a replay needs no network and no engine.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from chassis.geo import LatLon
from chassis.travel import Travel
from dispatch.model import Incident
from dispatch.plan import Plan, Policy, RoadAnswers, Situation, plan_response
from dispatch.triage import Triage
from hospitals.ladder import View
from routing.model import Route, SignalAhead, Step
from routing.romanise import romanise_street


@dataclass(frozen=True, slots=True)
class Asked:
    """One question put to the roads and its answer. `target` stands alone, `others` in the order asked."""

    how: str
    target: LatLon
    others: tuple[LatLon, ...]
    travel: tuple[Travel | None, ...] = ()
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """Everything `plan_response` was given."""

    incident: Incident
    triage: Triage
    situation: Situation
    policy: Policy
    roads: str
    asked: tuple[Asked, ...]


@dataclass(slots=True)
class RecordingRoads:
    """Passes questions on to the live roads and keeps question and answer."""

    live: RoadAnswers
    asked: list[Asked] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The live roads' own digest."""
        return self.live.digest

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]:
        """See RoadAnswers."""
        travel = self.live.to_one(origins, target)
        self.asked.append(Asked("to_one", target, tuple(origins), travel))
        return travel

    def from_one(self, origin: LatLon, targets: Sequence[LatLon]) -> tuple[Travel | None, ...]:
        """See RoadAnswers."""
        travel = self.live.from_one(origin, targets)
        self.asked.append(Asked("from_one", origin, tuple(targets), travel))
        return travel

    def route(self, origin: LatLon, target: LatLon) -> Route | None:
        """See RoadAnswers."""
        route = self.live.route(origin, target)
        self.asked.append(Asked("route", target, (origin,), (), route))
        return route


class NotRecordedError(LookupError):
    """A replay asked the roads something the decision never asked: the code has changed since."""


@dataclass(frozen=True, slots=True)
class RecordedRoads:
    """Answers from the record, and nothing else."""

    digest: str
    asked: tuple[Asked, ...]

    def _find(self, how: str, target: LatLon, others: Sequence[LatLon]) -> Asked:
        for one in self.asked:
            if (one.how, one.target, one.others) == (how, target, tuple(others)):
                return one
        raise NotRecordedError(f"{how} to {target} was never asked")

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]:
        """See RoadAnswers."""
        return self._find("to_one", target, origins).travel

    def from_one(self, origin: LatLon, targets: Sequence[LatLon]) -> tuple[Travel | None, ...]:
        """See RoadAnswers."""
        return self._find("from_one", origin, targets).travel

    def route(self, origin: LatLon, target: LatLon) -> Route | None:
        """See RoadAnswers."""
        return self._find("route", target, (origin,)).route


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def pack(value: object) -> bytes:
    """The compressed JSON of any frozen value: inputs or answer of a decision."""
    shape: Any = type(value)
    return zlib.compress(_adapter(shape).dump_json(value), level=1)


def unpack_inputs(packed: bytes) -> DecisionInputs:
    """The inputs as they were."""
    inputs: DecisionInputs = _adapter(DecisionInputs).validate_json(zlib.decompress(packed))
    return inputs


def unpack_view(packed: bytes) -> View:
    """What a step of the hospital ladder was decided from."""
    view: View = _adapter(View).validate_json(zlib.decompress(packed))
    return view


def unpack_plan(packed: bytes) -> Plan:
    """The answer as it was."""
    plan: Plan = _adapter(Plan).validate_json(zlib.decompress(packed))
    return plan


def plain(value: object) -> dict[str, Any]:
    """Any frozen snapshot as JSON-ready values, for the API and the pages. Durations are ISO 8601, instants UTC."""
    shape: Any = type(value)
    dumped: dict[str, Any] = _adapter(shape).dump_python(value, mode="json")
    return dumped


def decide_again(inputs: DecisionInputs) -> Plan:
    """Make the decision once more from its record alone."""
    roads = RecordedRoads(inputs.roads, inputs.asked)
    return plan_response(inputs.incident, inputs.triage, inputs.situation, roads=roads, policy=inputs.policy)


def route_json(route: Route) -> dict[str, Any]:
    """A route as it is kept with the job and drawn: `points` as [lon, lat] pairs, seconds, metres, steps, signals.

    `edges` and what belongs to them are those of the network whose digest stands beside them, see Route.
    """
    return {
        "points": [[round(p.lon, 6), round(p.lat, 6)] for p in route.points],
        "p50_s": route.travel.p50.total_seconds(),
        "p90_s": route.travel.p90.total_seconds(),
        "distance_m": round(route.travel.distance_m),
        "steps": [_step_json(step) for step in route.steps],
        "signals": [_signal_json(signal) for signal in route.signals],
        "generated": route.generated,
        "network": route.network,
        "edges": list(route.edges),
        "passed_m": list(route.passed_m),
        "passed_s": list(route.passed_s),
    }


def _step_json(step: Step) -> dict[str, Any]:
    where = {"lon": round(step.place.lon, 6), "lat": round(step.place.lat, 6)} if step.place is not None else {}
    told = {
        "name": step.name,
        "name_en": step.name_en or (romanise_street(step.name) if step.name else None),
        "distance_m": round(step.distance_m),
        "turn": step.turn,
    }
    return {**told, "along_m": step.along_m, **where}


def _signal_json(ahead: SignalAhead) -> dict[str, Any]:
    return {
        "lon": ahead.place.lon,
        "lat": ahead.place.lat,
        "after_s": ahead.after.total_seconds(),
        "node": ahead.node,
        "approach": ahead.approach,
        "exit": ahead.exit,
        "along_m": ahead.along_m,
    }
