"""A flight plan as the three lists a vehicle keeps, and a list read back as mission items. Pure."""

from collections.abc import Mapping, Sequence

from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.geo import LatLon, distance_m
from drones.homeward import HOME_APART_M
from drones.mavlink.exchange import Item, Kind
from drones.missionplan import SAME_PLACE_M, FlightPlan, MissionItem, Params, differences

SCALE = 1e7  # degrees as whole numbers: a step is a centimetre


def lists_of(plan: FlightPlan) -> Mapping[Kind, tuple[Item, ...]]:
    """The lists to bring up, in their order."""
    rings = [(mav.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION, plan.inclusion)] if plan.inclusion else []
    rings += [(mav.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION, ring) for ring in plan.exclusions]
    return {
        Kind.FENCE: tuple(item for command, ring in rings for item in _ring(command, ring)),
        Kind.RALLY: tuple(_rally(place, altitude_m) for place, altitude_m in plan.rally),
        Kind.MISSION: tuple(_as_sent(item) for item in plan.items),
    }


def unlike(kind: Kind, sent: Sequence[Item], held: Sequence[Item]) -> tuple[str, ...]:
    """What the vehicle holds otherwise than it was sent; empty when it may fly it.

    Item 0 of a mission is home: the vehicle says where that is, and it must only be at the station.
    """
    found = differences([as_mission_item(item) for item in sent], [as_mission_item(item) for item in held])
    if found or not sent:
        return found
    if kind is Kind.MISSION:
        apart_m = distance_m(_place(sent[0]), _place(held[0])) if held[0].x or held[0].y else 0.0
        return (f"home: {apart_m:.0f} m from the station",) if apart_m > HOME_APART_M else ()
    first_apart = distance_m(_place(sent[0]), _place(held[0])) > SAME_PLACE_M or sent[0].command != held[0].command
    counts = any(a.params[0] != b.params[0] for a, b in zip(sent, held, strict=True)) and kind is Kind.FENCE
    return ("item 0",) if first_apart else ("corners",) if counts else ()


def as_mission_item(item: Item) -> MissionItem:
    """The item in degrees; one that is not about a place has none."""
    params: Params = item.params
    place = None if item.frame == mav.MAV_FRAME_MISSION else _place(item)
    return MissionItem(item.command, item.frame, place, item.z, params)


def _as_sent(item: MissionItem) -> Item:
    params = item.params
    numbers = (params[0] or 0.0, params[1] or 0.0, params[2] or 0.0, params[3] or 0.0)
    x, y = _whole(item.place) if item.place is not None else (0, 0)
    return Item(int(item.command), int(item.frame), numbers, x, y, item.altitude_m)


def _ring(command: int, ring: Sequence[LatLon]) -> list[Item]:
    corners = (float(len(ring)), 0.0, 0.0, 0.0)
    return [Item(command, mav.MAV_FRAME_GLOBAL, corners, *_whole(place)) for place in ring]


def _rally(place: LatLon, altitude_m: float) -> Item:
    x, y = _whole(place)
    frame = mav.MAV_FRAME_GLOBAL_RELATIVE_ALT
    return Item(mav.MAV_CMD_NAV_RALLY_POINT, frame, x=x, y=y, z=altitude_m)


def _whole(place: LatLon) -> tuple[int, int]:
    return round(place.lat * SCALE), round(place.lon * SCALE)


def _place(item: Item) -> LatLon:
    return LatLon(item.x / SCALE, item.y / SCALE)
