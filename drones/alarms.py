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
from drones.lowering import SPARE_M, held, least_line_m, pulls, tells_pull
from drones.mission import Phase
from drones.model import Airframe
from drones.sortie import Sortie
from drones.states import FLYING, OUTWARD, SortieState
from drones.vehicle import Severity, VehicleState

HOLD_ENDS = timedelta(seconds=120)  # the longest wait over the target
HOLD_WARNS = timedelta(seconds=30)  # before it ends
LINE_SLACK = timedelta(seconds=10)
LINE_OUT_M, RESTS_M = 1.0, 2.0  # of line, before which it is not looked at, and by how much the ground is nearer
LET_DOWN = frozenset({SortieState.LOWERING, SortieState.RELEASED})
DRIFT = timedelta(seconds=30)  # of when the kit will be down, against the plan
BINGO_WARNS = timedelta(seconds=60)


class AlarmCode(StrEnum):
    """What is wrong."""

    FAILSAFE = "failsafe"
    BINGO = "bingo"
    LINE_FOULED = "line_fouled"
    WIND = "wind"
    OFF_ROUTE = "off_route"
    KIT_HANGS = "kit_hangs"
    KIT_RESTS = "kit_rests"
    BINGO_NEAR = "bingo_near"
    HOLD_ENDING = "hold_ending"
    LINE_SLOW = "line_slow"
    INTO_RESERVE = "into_reserve"
    LATE = "late"


URGENCY: Mapping[AlarmCode, Severity] = {
    AlarmCode.FAILSAFE: Severity.CRITICAL,
    AlarmCode.BINGO: Severity.CRITICAL,
    AlarmCode.LINE_FOULED: Severity.CRITICAL,
    AlarmCode.WIND: Severity.WARNING,
    AlarmCode.OFF_ROUTE: Severity.WARNING,
    AlarmCode.KIT_HANGS: Severity.WARNING,
    AlarmCode.KIT_RESTS: Severity.WARNING,
    AlarmCode.BINGO_NEAR: Severity.WARNING,
    AlarmCode.HOLD_ENDING: Severity.WARNING,
    AlarmCode.LINE_SLOW: Severity.WARNING,
    AlarmCode.INTO_RESERVE: Severity.WARNING,
    AlarmCode.LATE: Severity.NOTICE,
}
RANK = {code: place for place, code in enumerate(AlarmCode)}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One standing alarm. `value` and `limit` are seconds, except for the wind, metres a second, and the line:
    kilograms that pull at it, or metres of it that are out.
    """

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
        *_line(sortie),
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


def _line(sortie: Sortie) -> Iterator[Alarm]:
    """What pulls at the line, against how much of it is out: is the ground nearer or farther, is it caught?"""
    said, flight = sortie.vehicle, sortie.flight
    if said is None or said.line_m is None or said.line_kg is None or not flight.kit_kg:
        return
    if not tells_pull(flight, said):
        return
    whole_m, hangs = least_line_m(flight), pulls(flight, said)
    if held(flight, said):
        yield Alarm(AlarmCode.LINE_FOULED, said.line_kg, flight.kit_kg)
    elif hangs and (_let_go(sortie) or (sortie.state in LET_DOWN and said.line_m >= whole_m + SPARE_M)):
        yield Alarm(AlarmCode.KIT_HANGS, said.line_kg, said.line_m)
    elif not hangs and sortie.state is SortieState.LOWERING and LINE_OUT_M <= said.line_m < whole_m - RESTS_M:
        yield Alarm(AlarmCode.KIT_RESTS, said.line_m, whole_m)


def _let_go(sortie: Sortie) -> bool:
    """Whether its gripper has said that the kit is off."""
    return sortie.let_go_at is not None or (sortie.vehicle is not None and sortie.vehicle.gripper_opened)


def _route(strayed: datetime | None, now: datetime) -> Iterator[Alarm]:
    if strayed is not None and off_route(strayed, at=now):
        yield Alarm(AlarmCode.OFF_ROUTE, (now - strayed).total_seconds())
