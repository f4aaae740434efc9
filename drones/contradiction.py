"""A person's word about a flight against that of the vehicle itself. Pure.

Of a drone that is not heard people say what it does; one that is heard says it, and nobody says otherwise.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.geo import distance_m
from drones.mission import Phase
from drones.sortie import Sortie
from drones.states import SortieAction
from drones.vehicle import VehicleState

HEARD = timedelta(seconds=10)  # what was said longer ago contradicts nobody
IN_AIR_M = 2.0  # above home
NEAR_M, LEVEL_M = 12.0, 5.0  # from the hover over the target: it is there


class Contradiction(StrEnum):
    """What the vehicle says instead."""

    ON_GROUND = "on_ground"
    ELSEWHERE = "elsewhere"
    NOT_LANDED = "not_landed"


def contradiction(sortie: Sortie, action: SortieAction, *, now: datetime) -> Contradiction | None:
    """How the vehicle, if it is heard, disagrees with a step that a person takes for it."""
    said, ask = sortie.vehicle, _ASKED.get(action)
    if said is None or ask is None or said.link_lost_since is not None or now - said.at > HEARD:
        return None
    return ask(sortie, said)


def _on_ground(_: Sortie, said: VehicleState) -> Contradiction | None:
    low = said.altitude_m is not None and said.altitude_m < IN_AIR_M
    return Contradiction.ON_GROUND if said.in_air is False or said.armed is False or low else None


def _elsewhere(sortie: Sortie, said: VehicleState) -> Contradiction | None:
    hover = sortie.flight.stage(Phase.DESCEND)
    away = said.place is not None and distance_m(hover.end, said.place) > NEAR_M
    off = said.altitude_m is not None and abs(hover.end_altitude_m - said.altitude_m) > LEVEL_M
    return Contradiction.ELSEWHERE if away or off else _on_ground(sortie, said)


def _not_landed(_: Sortie, said: VehicleState) -> Contradiction | None:
    return Contradiction.NOT_LANDED if said.armed is True or said.in_air is True else None


_ASKED: Mapping[SortieAction, Callable[[Sortie, VehicleState], Contradiction | None]] = {
    SortieAction.TAKE_OFF: _on_ground,
    SortieAction.ON_STATION: _elsewhere,
    SortieAction.LAND: _not_landed,
}
