"""When a drone under way is worth calling home: the ambulance is there, or will be. Pure. Advice; a person decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drones.figures import FlightFigures, spread_s
from drones.policy import DropPolicy
from drones.race import LEG_SPREAD, Arrival, p_first
from drones.sortie import Sortie
from drones.states import SortieState

NOTHING = timedelta(0)
ON_GROUND = frozenset({SortieState.REQUESTED, SortieState.ACCEPTED, SortieState.PREFLIGHT_OK, SortieState.LAUNCHING})
BEFORE_DROP = ON_GROUND | {SortieState.AIRBORNE, SortieState.ON_STATION}  # later the kit is all but down


class RecallReason(StrEnum):
    """What speaks for calling it home."""

    ON_SCENE = "on_scene"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class RecallAdvice:
    """`kit_down` and `ambulance` are from now; what is known of an ambulance on scene is that it is there."""

    reason: RecallReason
    p_first: float
    kit_down: timedelta
    ambulance: timedelta


def kit_arrival(sortie: Sortie, *, now: datetime, policy: DropPolicy, figures: FlightFigures | None = None) -> Arrival:
    """When the kit of a sortie under way should be on the ground, with the spread the decision counts with.

    On the pad the launch is the greater doubt; in the air only the way that is left, and the time over the target.
    """
    left = max(NOTHING, sortie.eta - now)
    spread = spread_s(
        sortie.flight,
        figures,
        launch_sd=policy.launch_sd,
        leg_spread=LEG_SPREAD,
        launched=sortie.state not in ON_GROUND,
        way=min(left, sortie.flight.to_target),
    )
    return Arrival(left, timedelta(seconds=spread))


def advise_recall(
    sortie: Sortie,
    *,
    ambulance: Arrival | None,
    on_scene: bool,
    now: datetime,
    policy: DropPolicy,
    figures: FlightFigures | None = None,
    standing: bool = False,
) -> RecallAdvice | None:
    """Whether to advise calling the drone home; None when the kit may still be first, or nobody knows.

    `ambulance` is that of the first crew, from now; `figures` are those in force; `standing` whether it is advised
    already: then the kit has to be as likely to be first as its rule asks for a launch before the advice goes, so that
    it does not come and go.
    """
    rule = policy.rule(sortie.kit)
    if sortie.state not in BEFORE_DROP or (rule is not None and rule.p_first_min == 0.0):
        return None
    kit = kit_arrival(sortie, now=now, policy=policy, figures=figures)
    if on_scene:
        return RecallAdvice(RecallReason.ON_SCENE, 0.0, kit.mean, NOTHING)
    if ambulance is None:
        return None
    chance = p_first(kit, ambulance)
    enough = max(policy.recall_below, rule.p_first_min if standing and rule is not None else 0.0)
    return RecallAdvice(RecallReason.AHEAD, chance, kit.mean, ambulance.mean) if chance < enough else None
