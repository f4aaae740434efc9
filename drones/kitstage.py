"""How far the kit of a sortie is, in the words of desk and caller. Pure.

The pilot's states say what is done with the drone; these say what becomes of the box. `released` is the pilot's word;
the kit is down when it has come off, by the vehicle's: its gripper says that it opened, and the line, where it tells
what pulls at it, that nothing comes up. That somebody has it in hand is what a person says, and stands
whatever the drone does afterwards.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from drones.sortie import Sortie
from drones.states import FLYING, SORTIE, SortieState


class KitStage(StrEnum):
    """How far a kit is."""

    OFFERED = "offered"  # ordered, and still on its station
    COMING = "coming"
    LOWERING = "lowering"  # over the target: the ground is looked at, the line goes down, the kit is let go
    DOWN = "down"  # it has come off
    IN_HAND = "in_hand"
    NOT_COMING = "not_coming"


ANSWERS_WITHIN = timedelta(seconds=3)
SETTLED_WITHIN = timedelta(seconds=20)  # winding in: by then the line has told what hangs on it, or nobody waits for it
_S = SortieState
_OVER_TARGET = frozenset({_S.ON_STATION, _S.LOWERING, _S.RELEASED})
_ON_ITS_WAY = frozenset({_S.AIRBORNE})
OVERHEAD = frozenset({KitStage.COMING, KitStage.LOWERING})  # whoever stands there has to keep away
NEAR = frozenset({KitStage.COMING, KitStage.LOWERING, KitStage.DOWN, KitStage.IN_HAND})  # what a caller is told of


def stage_of(sortie: Sortie) -> KitStage:
    """How far its kit is. What has not come off and is no longer on its way out does not come any more."""
    if sortie.kit_in_hand_at is not None:
        return KitStage.IN_HAND
    if sortie.let_go_at is not None:
        return KitStage.DOWN
    if sortie.state in _OVER_TARGET or (sortie.state is _S.RETRACTING and settles(sortie)):
        return KitStage.LOWERING
    if sortie.state in _ON_ITS_WAY:
        return KitStage.COMING
    over = sortie.state in FLYING or sortie.state in SORTIE.ends() or sortie.state is _S.LANDED
    return KitStage.NOT_COMING if over else KitStage.OFFERED


def unsettled(sortie: Sortie, *, now: datetime) -> bool:
    """Whether a kit that goes home may have come off after all: the vehicle was asked, and its answer is on its way."""
    asked = _S.RELEASED in sortie.entered and sortie.vehicle is not None and sortie.state is not _S.RELEASED
    within = ANSWERS_WITHIN + SETTLED_WITHIN if settles(sortie) else ANSWERS_WITHIN
    return asked and sortie.let_go_at is None and sortie.hung_at is None and now - sortie.entered[sortie.state] < within


def settles(sortie: Sortie) -> bool:
    """Whether the gripper has opened, and the line has not told yet whether the kit stays behind."""
    opened = sortie.vehicle is not None and sortie.vehicle.gripper_opened
    return opened and sortie.let_go_at is None and sortie.hung_at is None


def flew(sortie: Sortie) -> bool:
    """Whether the drone has taken off: before that no caller is told of it."""
    return _S.AIRBORNE in sortie.entered
