"""Trips, each driven in every arm from the same saved state. One row a drive."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from benches.twin.asking import Asking
from benches.twin.driving import Crash, drive, each_afresh
from benches.twin.journeys import Errand
from benches.twin.kinds import CRASHED, Drive, Kind, Scene
from benches.twin.rows import Row
from benches.twin.run import Order
from benches.twin.signals import sumo_signals
from benches.twin.town import Town, in_turn


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of driving a trip; `lead_s` None: no green is asked for. `until_arrival`: nobody counts the others."""

    name: str
    kind: Kind | None = Kind.SIREN
    lead_s: int | None = None
    until_arrival: bool = False


NORMAL = Arm("normal", Kind.CAR, until_arrival=True)
PATIENCE = 2  # a normal car is given so many horizons
NOBODY = Arm("nobody", kind=None)
SIREN = Arm("siren")
Known = Mapping[tuple[int, str], Drive]  # by trip and arm
Task = TypeVar("Task")
LEADS_S = (10, 20, 30, 45)


def asking_arm(lead_s: int) -> str:
    """What the arm that asks for green `lead_s` ahead is called."""
    return f"priority {lead_s}"


def arms(*more_s: int) -> list[Arm]:
    """All of them: nobody at all, a normal car, lights and siren, and priority with every lead."""
    leads = sorted({*LEADS_S, *more_s})
    return [NOBODY, NORMAL, SIREN, *(Arm(asking_arm(lead), lead_s=lead) for lead in leads)]


def paired(
    town: Town, at_s: Sequence[int], trips: Sequence[Errand], arms: Sequence[Arm], horizon_s: int, known: Known
) -> Iterator[Row]:
    """Every trip in every arm, trip by trip, to the horizon; a normal car to its arrival. What is known is taken."""
    run = partial(_drive, town, tuple(at_s), horizon_s)
    for number, errand in enumerate(trips):
        for arm in arms:
            before = known.get((number, arm.name))
            driven = before if before is not None else once(run, (number, errand, arm))
            yield Row.of(number, errand, arm.name, in_turn(at_s, number), driven)


def once(run: Callable[[Task], Drive], task: Task) -> Drive:
    """One run in a new process."""
    told = next(each_afresh(run, [task]))
    return CRASHED if isinstance(told, Crash) else told


def _drive(town: Town, at_s: tuple[int, ...], horizon_s: int, task: tuple[int, Errand, Arm]) -> Drive:
    number, errand, arm = task
    instant = in_turn(at_s, number)
    horizon_s *= PATIENCE if arm.until_arrival else 1
    order = Order(Scene(town.states[instant], instant), errand.journey, arm.kind, horizon_s, arm.until_arrival)
    if arm.lead_s is None:
        return drive(town.stage, order)
    asking = asks(town, errand, arm.lead_s)
    return with_requests(drive(town.stage, order, [asking]), asking)


def asks(town: Town, errand: Errand, lead_s: int) -> Asking:
    """Somebody who asks for green on the errand's way."""
    return Asking(town.junctions, errand.route, timedelta(seconds=lead_s), partial(sumo_signals, town.lights))


def with_requests(driven: Drive, asking: Asking) -> Drive:
    """The drive, and what its requests came to."""
    asked = asking.asked
    return replace(
        driven,
        requests=asked.requests,
        granted=asked.granted,
        passed_on_grant=asked.passed_on_grant,
        overstayed=asked.overstayed,
        forced_s=asked.forced_s,
    )
