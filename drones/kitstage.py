"""How far the kit of a sortie is, in the words of desk and caller. Pure.

The pilot's states say what the drone does; these say what becomes of the box. `released` is what winch and gripper say;
that somebody has it in hand is what a person says, and stands whatever the drone does afterwards.
"""

from enum import StrEnum

from drones.sortie import Sortie
from drones.states import FLYING, SORTIE, SortieReason, SortieState


class KitStage(StrEnum):
    """How far a kit is."""

    OFFERED = "offered"  # ordered, and still on its station
    COMING = "coming"
    LOWERING = "lowering"  # over the target: the ground is looked at, then the line goes down
    DOWN = "down"
    IN_HAND = "in_hand"
    NOT_COMING = "not_coming"


_S = SortieState
_OVER_TARGET = frozenset({_S.ON_STATION, _S.LOWERING})
_ON_ITS_WAY = frozenset({_S.AIRBORNE})
OVERHEAD = frozenset({KitStage.COMING, KitStage.LOWERING})  # whoever stands there has to keep away
NEAR = frozenset({KitStage.COMING, KitStage.LOWERING, KitStage.DOWN, KitStage.IN_HAND})  # what a caller is told of


def stage_of(sortie: Sortie) -> KitStage:
    """How far its kit is. What was not released and is no longer on its way out does not come any more."""
    if sortie.kit_in_hand_at is not None:
        return KitStage.IN_HAND
    if _S.RELEASED in sortie.entered and not _came_off_never(sortie):
        return KitStage.DOWN
    if sortie.state in _OVER_TARGET:
        return KitStage.LOWERING
    if sortie.state in _ON_ITS_WAY:
        return KitStage.COMING
    over = sortie.state in FLYING or sortie.state in SORTIE.ends() or sortie.state is _S.LANDED
    return KitStage.NOT_COMING if over else KitStage.OFFERED


def _came_off_never(sortie: Sortie) -> bool:
    """Whether the gripper did not answer, and the line took the kit up again."""
    return _S.RETRACTING in sortie.entered and sortie.reason is SortieReason.NO_ANSWER


def flew(sortie: Sortie) -> bool:
    """Whether the drone has taken off: before that no caller is told of it."""
    return _S.AIRBORNE in sortie.entered
