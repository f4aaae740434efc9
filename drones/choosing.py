"""Which kit a drone would take. Pure."""

from collections.abc import Iterable
from datetime import date

from drones.model import Drone, Kit, KitKind
from drones.reasons import Code, Reason


def choose_kit(kits: Iterable[Kit], drone: Drone, kind: KitKind, *, today: date) -> Kit | tuple[Reason, ...]:
    """Of the good ones its own before the shelf's, then the one that expires first, ties by id; or why none.

    `today` is the local day: a kit is good through its last one.
    """
    free = [kit for kit in kits if kit.kind is kind and is_at_hand(kit, drone)]
    if not free:
        return (Reason(Code.KIT_MISSING, ref=kind),)
    good = [kit for kit in free if kit.expires_on >= today]
    if not good:
        return tuple(Reason(Code.KIT_EXPIRED, ref=kit.id) for kit in free)
    most_kg = drone.airframe.payload_max_kg
    light = [kit for kit in good if kit.mass_kg <= most_kg]
    if not light:
        return tuple(Reason(Code.KIT_TOO_HEAVY, None, kit.mass_kg, most_kg, kit.id) for kit in good)
    return min(light, key=lambda kit: (kit.drone_id is None, kit.expires_on, kit.id))


def is_at_hand(kit: Kit, drone: Drone) -> bool:
    """Whether the kit is bound to no sortie and lies where the drone stands, mounted on no other."""
    return (kit.station_id, kit.sortie_id) == (drone.station_id, None) and kit.drone_id in {None, drone.id}
