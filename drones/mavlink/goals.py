"""What a vehicle should be doing for a sortie, and which step it has finished by its own words. Pure.

Nobody here fights for a vehicle: AUTO is given once, by the launch. A vehicle that a failsafe or a pilot with a
transmitter has taken out of AUTO is reported, and told to come home or to land only when a person says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.geo import distance_m
from drones.contradiction import LEVEL_M, NEAR_M
from drones.homeward import home_item
from drones.lowering import let_out_m, line_of, pulls
from drones.mission import Phase
from drones.missionplan import FlightPlan
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.vehicle import Mode, VehicleState

S, A = SortieState, SortieAction
LINE_IN_M, LINE_RIGHT_M = 0.5, 0.5
HOLD = timedelta(seconds=120)  # how long a pilot may take over a kit that is down
SILENCE = timedelta(seconds=8)  # a vehicle goes home after ten without us
MARGIN = timedelta(seconds=10)
LETS_GO_WITHIN = timedelta(seconds=30)  # a gripper that is asked, again and again
LINE_OUT = frozenset({S.LOWERING, S.RELEASED, S.RETRACTING})
REASONS = {
    "gcs_failsafe": SortieReason.LOST_LINK,
    "radio_failsafe": SortieReason.LOST_LINK,
    "battery_low": SortieReason.BATTERY,
    "fence_breach": SortieReason.AIRSPACE,
}
Done = tuple[SortieAction, SortieReason | None]


@dataclass(frozen=True, slots=True)
class Winch:
    """How much line should be out, and how fast it gets there."""

    length_m: float
    speed_mps: float


@dataclass(frozen=True, slots=True)
class Goal:
    """What the vehicle should be doing; None, or False, where the sortie does not care.

    `item` is the mission item it should be at, `past` the one it should have reached, `otherwise` the mode if it will
    not go there.
    """

    mode: Mode | None = None
    paused: bool | None = None
    item: int | None = None
    past: int | None = None
    otherwise: Mode | None = None
    winch: Winch | None = None
    gripper_open: bool = False
    line_free: bool = False


def goal_of(sortie: Sortie, state: VehicleState) -> Goal:
    """The goal of a sortie in the air; an empty one for any other."""
    plan, paused = sortie.plan, sortie.paused_at is not None
    if plan is None:
        return Goal()
    _, speed_mps = line_of(sortie.flight)
    wound_in, let_out = (
        Winch(0.0, speed_mps),
        Winch(let_out_m(sortie.flight, state), speed_mps) if _holds(plan, state) else None,
    )
    left_behind = _left_behind(sortie, state)
    hangs = sortie.cut_at is None and LINE_OUT & set(sortie.entered)
    goals: Mapping[SortieState, Goal] = {
        S.AIRBORNE: Goal(paused=paused),
        S.LOWERING: Goal(item=plan.hold, winch=let_out),
        S.RELEASED: Goal(item=plan.hold, winch=let_out, gripper_open=_is_down(sortie, state)),
        S.RETRACTING: Goal(item=plan.hold, winch=wound_in),
        S.RETURNING: Goal(paused=paused, past=plan.first_return, gripper_open=left_behind, line_free=left_behind),
        S.ABORTED: replace(_home(plan, state), winch=wound_in if hangs else None),
        S.DIVERTED: Goal(
            mode=Mode.LAND, winch=wound_in if hangs else None, gripper_open=left_behind, line_free=left_behind
        ),
    }
    return goals.get(sortie.state, Goal())


def _home(plan: FlightPlan, state: VehicleState) -> Goal:
    """By its mission where that is the way; else straight by its own return, whose height was set with the plan."""
    item = home_item(plan, state.mode, state.place, state.mission_item)
    return Goal(paused=False, past=item, otherwise=Mode.RTL) if item is not None else Goal(mode=Mode.RTL)


def finished(sortie: Sortie, state: VehicleState, now: datetime, *, released: bool) -> Done | None:
    """The step the vehicle has finished, or was made to take. Nothing is believed while the link is down."""
    if state.link_lost_since is not None or sortie.state not in FINISHED:
        return None
    return _forced(sortie, state) or FINISHED[sortie.state](sortie, state, now, released)


def phase_of(sortie: Sortie, state: VehicleState) -> Phase | None:
    """What it is at, by its state and its mission item."""
    plan, item = sortie.plan, state.mission_item
    if sortie.state in PHASES or plan is None or item is None:
        return PHASES.get(sortie.state)
    if sortie.state is S.AIRBORNE:
        return Phase.CLIMB if item <= 1 else Phase.OUTBOUND if item < plan.hold - 1 else Phase.DESCEND
    if sortie.state is S.RETURNING:
        last = len(plan.items) - 1
        return Phase.CLIMB_AWAY if item <= plan.first_return else Phase.HOMEBOUND if item < last else Phase.LAND
    return None


PHASES = {
    S.ON_STATION: Phase.AREA_CHECK,
    S.LOWERING: Phase.LOWER,
    S.RELEASED: Phase.RETRACT,
    S.RETRACTING: Phase.RETRACT,
    S.ABORTED: Phase.HOMEBOUND,
    S.DIVERTED: Phase.LAND,
}


def on_ground(state: VehicleState) -> bool:
    """It has landed and its motors are off."""
    return state.armed is False and state.in_air is not True


def _forced(sortie: Sortie, state: VehicleState) -> Done | None:
    """A failsafe, or somebody with a transmitter, has ended the mission."""
    if sortie.state in {S.RETURNING, S.ABORTED, S.DIVERTED}:
        return None
    reason = REASONS.get(state.failsafe or "") or (SortieReason.LOST_LINK if _unheard(sortie, state) else None)
    if on_ground(state) or state.mode is Mode.LAND:
        return A.DIVERT, reason or SortieReason.TECHNICAL
    return (A.ABORT, reason) if state.mode is Mode.RTL else None


def _unheard(sortie: Sortie, state: VehicleState) -> bool:
    """Whether it changed its mind while nobody heard it: its last words then were of the mission."""
    before = sortie.vehicle
    return before is not None and before.mode is Mode.AUTO and state.at - before.at > SILENCE


def _flying_out(sortie: Sortie, state: VehicleState, _now: datetime, _released: bool) -> Done | None:
    plan, item = sortie.plan, state.mission_item
    if plan is None or item is None or item < plan.hold:
        return None
    return None if item == plan.hold and not _holds(plan, state) else (A.ON_STATION, None)


def _holds(plan: FlightPlan, state: VehicleState) -> bool:
    """Whether it hovers where the line may be let out."""
    hold = plan.items[plan.hold]
    if state.mission_item != plan.hold or state.place is None or state.altitude_m is None:
        return False
    level = abs(hold.altitude_m - state.altitude_m) <= LEVEL_M
    return level and (hold.place is None or distance_m(hold.place, state.place) <= NEAR_M)


def _is_down(sortie: Sortie, state: VehicleState) -> bool:
    """Whether the kit stands on the ground: by the line and what pulls at it, or by the time where no winch tells."""
    length_m, _ = line_of(sortie.flight)
    if pulls(sortie.flight, state):
        return False
    if state.line_m is not None:
        return state.line_m >= length_m - LINE_RIGHT_M
    return state.line_told_m == length_m and state.at > _down_by(sortie)


def _down_by(sortie: Sortie) -> datetime:
    """When the kit is down, with some time to spare."""
    begun = sortie.entered.get(S.LOWERING, sortie.entered[sortie.state])
    return begun + sortie.flight.time_of(Phase.LOWER) + MARGIN


def _waiting(sortie: Sortie, state: VehicleState, _now: datetime, _released: bool) -> Done | None:
    """Its own timer has run out, and it takes the kit home."""
    plan, item = sortie.plan, state.mission_item
    gone = plan is not None and item is not None and item > plan.hold
    return (A.RETURN, SortieReason.NO_ANSWER) if gone else None


def _lowering(sortie: Sortie, _state: VehicleState, now: datetime, _released: bool) -> Done | None:
    overdue = now - sortie.entered[S.LOWERING] > sortie.flight.time_of(Phase.LOWER) + HOLD
    return (A.RETRACT, SortieReason.NO_ANSWER) if overdue else None


def _released(sortie: Sortie, _state: VehicleState, now: datetime, released: bool) -> Done | None:
    """A kit that does not come off comes home: nobody waits for it under a drone without end."""
    if released:
        return A.RETRACT, None
    overdue = now > max(sortie.entered[S.RELEASED], _down_by(sortie)) + LETS_GO_WITHIN
    return (A.RETRACT, SortieReason.NO_ANSWER) if overdue else None


def _retracting(sortie: Sortie, state: VehicleState, now: datetime, _released: bool) -> Done | None:
    if state.line_m is None:
        in_by_now = now - sortie.entered[S.RETRACTING] > sortie.flight.time_of(Phase.RETRACT) + MARGIN
        return (A.RETURN, None) if in_by_now else None
    return (A.RETURN, None) if state.line_m <= LINE_IN_M else None


def _coming_down(_sortie: Sortie, state: VehicleState, _now: datetime, _released: bool) -> Done | None:
    return (A.LAND, None) if on_ground(state) else None


def came_off(sortie: Sortie, state: VehicleState | None, *, released: bool, stays: bool | None) -> bool:
    """Whether the kit has come off where it was let down: the gripper says so, and the line does not say otherwise.

    What a line that was left behind drops elsewhere is lost. What came up again comes off above its place or never.
    """
    if not released or S.RELEASED not in sortie.entered:
        return False
    if sortie.cut_at is None:
        return stays is True and (sortie.hung_at is None or sortie.state is S.RETRACTING)
    place, hover = state.place if state is not None else None, sortie.flight.stage(Phase.DESCEND).end
    return place is not None and distance_m(hover, place) <= NEAR_M


def comes_up(sortie: Sortie, *, released: bool, stays: bool | None) -> bool:
    """Whether the kit comes home on the line of a gripper that has opened."""
    return released and stays is False and S.RELEASED in sortie.entered and sortie.cut_at is None


def stays_on(sortie: Sortie) -> bool:
    """Whether a kit that was to be let go is on its way home, as far as is written down."""
    gone = sortie.let_go_at is not None or sortie.kit_in_hand_at is not None or sortie.cut_at is not None
    return S.RELEASED in sortie.entered and sortie.state is not S.RELEASED and not gone


def _left_behind(sortie: Sortie, state: VehicleState) -> bool:
    """Whether the pilot has said to leave the line, and it is not seen to be in: that needs no leaving."""
    return sortie.cut_at is not None and (state.line_m is None or state.line_m > LINE_IN_M)


FINISHED: Mapping[SortieState, Callable[[Sortie, VehicleState, datetime, bool], Done | None]] = {
    S.AIRBORNE: _flying_out,
    S.ON_STATION: _waiting,
    S.LOWERING: _lowering,
    S.RELEASED: _released,
    S.RETRACTING: _retracting,
    S.RETURNING: _coming_down,
    S.ABORTED: _coming_down,
    S.DIVERTED: _coming_down,
}
