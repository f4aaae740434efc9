"""What about a flight needs its pilot, worst first. Pure.

An alarm is something that asks for an answer; it stands as long as its cause does, whoever has seen it. That a vehicle
is silent is not among them: they are found when it says something, and the page that listens knows how long it has not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drones.bingo import Bingo
from drones.conformance import off_route
from drones.kitdue import kit_due
from drones.mission import Phase
from drones.model import Airframe
from drones.sortie import Sortie
from drones.states import FLYING, OUTWARD, SortieState
from drones.vehicle import Severity, VehicleState

HOLD_ENDS = timedelta(seconds=120)  # the longest wait over the target
HOLD_WARNS = timedelta(seconds=30)  # before it ends
LINE_SLACK = timedelta(seconds=10)
DRIFT = timedelta(seconds=30)  # of when the kit will be down, against the plan
BINGO_WARNS = timedelta(seconds=60)


class AlarmCode(StrEnum):
    """What is wrong."""

    FAILSAFE = "failsafe"
    BINGO = "bingo"
    WIND = "wind"
    OFF_ROUTE = "off_route"
    BINGO_NEAR = "bingo_near"
    HOLD_ENDING = "hold_ending"
    LINE_SLOW = "line_slow"
    INTO_RESERVE = "into_reserve"
    LATE = "late"


URGENCY: Mapping[AlarmCode, Severity] = {
    AlarmCode.FAILSAFE: Severity.CRITICAL,
    AlarmCode.BINGO: Severity.CRITICAL,
    AlarmCode.WIND: Severity.WARNING,
    AlarmCode.OFF_ROUTE: Severity.WARNING,
    AlarmCode.BINGO_NEAR: Severity.WARNING,
    AlarmCode.HOLD_ENDING: Severity.WARNING,
    AlarmCode.LINE_SLOW: Severity.WARNING,
    AlarmCode.INTO_RESERVE: Severity.WARNING,
    AlarmCode.LATE: Severity.NOTICE,
}
RANK = {code: place for place, code in enumerate(AlarmCode)}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One standing alarm. `value` and `limit` are seconds, except for the wind: metres a second."""

    code: AlarmCode
    value: float | None = None
    limit: float | None = None
    ref: str | None = None

    @property
    def severity(self) -> Severity:
        """How urgent it is."""
        return URGENCY[self.code]


def alarms(
    sortie: Sortie, airframe: Airframe, *, stays: Bingo | None, strayed: datetime | None, now: datetime
) -> tuple[Alarm, ...]:
    """All that stand at `now`, worst first; none of a drone on the ground."""
    if sortie.state not in FLYING:
        return ()
    found = (
        *_vehicle(sortie, airframe),
        *_energy(sortie, stays),
        *_times(sortie, now),
        *_route(strayed, now),
    )
    return tuple(sorted(found, key=lambda alarm: RANK[alarm.code]))


def _vehicle(sortie: Sortie, airframe: Airframe) -> Iterator[Alarm]:
    if sortie.vehicle is None:
        return
    if sortie.vehicle.failsafe is not None:
        yield Alarm(AlarmCode.FAILSAFE, ref=sortie.vehicle.failsafe)
    wind_mps = sortie.vehicle.wind_mps
    if wind_mps is not None and wind_mps > airframe.wind_max_mps:
        yield Alarm(AlarmCode.WIND, wind_mps, airframe.wind_max_mps)


def _energy(sortie: Sortie, stays: Bingo | None) -> Iterator[Alarm]:
    if stays is None:
        return
    if sortie.state not in OUTWARD:
        if stays.margin_wh < 0:
            yield Alarm(AlarmCode.INTO_RESERVE, stays.stays.total_seconds())
    elif stays.stays <= timedelta(0):
        yield Alarm(AlarmCode.BINGO, stays.stays.total_seconds(), 0.0)
    elif stays.stays <= BINGO_WARNS:
        yield Alarm(AlarmCode.BINGO_NEAR, stays.stays.total_seconds(), 0.0)


def _times(sortie: Sortie, now: datetime) -> Iterator[Alarm]:
    here = now - sortie.entered.get(sortie.state, now)
    if sortie.state is SortieState.ON_STATION and here > HOLD_ENDS - HOLD_WARNS:
        yield Alarm(AlarmCode.HOLD_ENDING, here.total_seconds(), HOLD_ENDS.total_seconds())
    planned = sortie.flight.time_of(Phase.LOWER) + LINE_SLACK
    if sortie.state is SortieState.LOWERING and here > planned:
        yield Alarm(AlarmCode.LINE_SLOW, here.total_seconds(), planned.total_seconds())
    if sortie.state is SortieState.AIRBORNE and (late := _late(sortie, now)) > DRIFT:
        yield Alarm(AlarmCode.LATE, late.total_seconds(), DRIFT.total_seconds())


def _late(sortie: Sortie, now: datetime) -> timedelta:
    """How much later than planned the kit will be down, as far as is known from where the drone is by now."""
    vehicle = sortie.vehicle or VehicleState(now)
    planned = sortie.entered.get(SortieState.AIRBORNE, now) + sortie.flight.kit_down
    return kit_due(sortie, vehicle.place, vehicle.altitude_m, now=now) - planned


def _route(strayed: datetime | None, now: datetime) -> Iterator[Alarm]:
    if strayed is not None and off_route(strayed, at=now):
        yield Alarm(AlarmCode.OFF_ROUTE, (now - strayed).total_seconds())
