"""What is free in a yard, and the topics on which its pad and its desk are told."""

from chassis.topics import desk
from chassis.topics import pad as pad_topic
from drones.states import SortieState
from tests.drones.conftest import Yard
from tests.drones.scene import DRONE_S, REGION, SOUTH

S = SortieState
PAD, DESK = pad_topic(REGION, SOUTH.id), desk(REGION)


def kit_ids(yard: Yard) -> set[str]:
    return {kit.id for kit in yard.squadron().kits if kit.sortie_id is None}


def busy(yard: Yard) -> bool:
    return next(drone for drone in yard.squadron().drones if drone.id == DRONE_S.id).sortie_id is not None
