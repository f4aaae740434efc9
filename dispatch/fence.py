"""What a unit's own positions say of its course: it seems to have left, to be there, to be back. Pure, and only ever a
suggestion: a person takes the step, or says that it is not so.

Between the inner and the outer circle nothing changes (hysteresis), so that a position that trembles at the edge never
says in and out; a position that is too vague to tell says nothing at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.geo import LatLon, distance_m
from dispatch.states import AssignmentAction, AssignmentState


@dataclass(frozen=True, slots=True)
class FencePolicy:
    """What a city may tune; own estimates. Inside means within `reach_m`, outside beyond `leave_m` and the position's
    own vagueness. Either has to hold for `settled` in at least `least` positions."""

    reach_m: float = 90.0
    leave_m: float = 200.0
    vague_m: float = 60.0  # a position less exact than this says nothing
    settled: timedelta = timedelta(seconds=20)
    least: int = 3
    looks_back: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a device was at an instant; `accuracy_m` None where it does not tell."""

    at: datetime
    place: LatLon
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """It is `inside` or not, `since` the first position of the run that says so; `sights` of them do."""

    inside: bool
    since: datetime
    sights: int


FENCES = FencePolicy()
_S, _A = AssignmentState, AssignmentAction
COMES: Mapping[AssignmentState, AssignmentAction] = {  # being at the place of this step suggests it
    _S.DISPATCHED: _A.ON_SCENE,
    _S.ACKED: _A.ON_SCENE,
    _S.EN_ROUTE: _A.ON_SCENE,
    _S.STAGED: _A.ON_SCENE,
    _S.DEPART_SCENE: _A.AT_HOSPITAL,
}
LEAVES: Mapping[AssignmentState, AssignmentAction] = {  # having gone from where it stood suggests it
    _S.DISPATCHED: _A.EN_ROUTE,
    _S.ACKED: _A.EN_ROUTE,
    _S.ON_SCENE: _A.DEPART,
    _S.AT_PATIENT: _A.DEPART,
    _S.HANDED_OVER: _A.CLEAR,
}


def crossing(sights: Sequence[Sight], middle: LatLon, policy: FencePolicy = FENCES) -> Crossing | None:
    """On which side of the fence round `middle` the unit is by its newest positions, oldest first; None while that is
    not settled or was never told."""
    run: list[Sight] = []
    inside: bool | None = None
    for one in sights:
        side = _side(one, middle, policy)
        if side is not None and side is not inside:
            inside, run = side, []
        if inside is not None and not _is_vague(one, policy):
            run.append(one)
    if inside is None or len(run) < policy.least or run[-1].at - run[0].at < policy.settled:
        return None
    return Crossing(inside, run[0].at, len(run))


def seems(
    state: AssignmentState,
    sights: Sequence[Sight],
    *,
    stood: LatLon | None,
    goal: LatLon | None,
    policy: FencePolicy = FENCES,
) -> tuple[AssignmentAction, datetime] | None:
    """The step that seems to have been taken and since when; None where the positions suggest none.

    `goal` is where it drives to, `stood` where it was before it left. Who seems to be there needs not be told of having
    left as well.
    """
    if goal is not None and state in COMES:
        there = crossing(sights, goal, policy)
        if there is not None and there.inside:
            return COMES[state], there.since
    if stood is not None and state in LEAVES and _was_inside(sights, stood, policy):
        gone = crossing(sights, stood, policy)
        if gone is not None and not gone.inside:
            return LEAVES[state], gone.since
    return None


def _side(one: Sight, middle: LatLon, policy: FencePolicy) -> bool | None:
    """Inside, outside, or None for neither for certain: between the circles, or too vague."""
    if _is_vague(one, policy):
        return None
    away_m = distance_m(one.place, middle)
    if away_m <= policy.reach_m:
        return True
    return False if away_m - (one.accuracy_m or 0.0) > policy.leave_m else None


def _is_vague(one: Sight, policy: FencePolicy) -> bool:
    return one.accuracy_m is not None and one.accuracy_m > policy.vague_m


def _was_inside(sights: Sequence[Sight], middle: LatLon, policy: FencePolicy) -> bool:
    """Only who was seen there can be seen to leave."""
    return any(_side(one, middle, policy) for one in sights)
