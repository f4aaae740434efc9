"""What drones say in the event log, and to whom.

The pad learns where, what and when; who the patient is and which incident it is stays with the desk.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis import topics
from chassis.events import Event, LiveValue
from chassis.geo import LatLon
from drones.mission import Phase, Sortie, Telemetry
from drones.model import Drone
from drones.states import SORTIE, SortieAction


def sortie_changed(sortie: Sortie, action: SortieAction | None, *, at: datetime) -> list[Event]:
    """A sortie moved, or was ordered when `action` is None; for the desk and the pad."""
    return _both(sortie, "sortie_changed", {"action": action.value if action else "order"}, at)


def sortie_unanswered(sortie: Sortie, *, at: datetime) -> list[Event]:
    """Nobody has answered an order: the pad calls its second operator, the desk sees that it does."""
    return _both(sortie, "sortie_unanswered", {}, at)


def drone_heard(
    drone_id: str, telemetry: Telemetry, *, sortie: Sortie | None, station: tuple[str, str]
) -> list[LiveValue]:
    """The newest report of a drone for its pad `(region, station id)` and the desk it flies for."""
    region, station_id = station
    desk_region = sortie.region if sortie is not None else region
    data = {
        "drone_id": drone_id,
        "sortie_id": sortie.id if sortie is not None else None,
        "place": _place(telemetry.place),
        "altitude_m": telemetry.altitude_m,
        "speed_mps": telemetry.speed_mps,
        "battery_share": telemetry.battery_share,
        "phase": telemetry.phase,
        "at": telemetry.at.isoformat(),
    }
    listeners = ((region, topics.pad(region, station_id)), (desk_region, topics.desk(desk_region)))
    return [LiveValue(where, topic, "drone_position", drone_id, data, telemetry.at) for where, topic in listeners]


def drone_changed(drone: Drone, *, at: datetime) -> list[Event]:
    """A drone on the ground has another battery, or may or may not fly; for its pad and its desk."""
    data = {
        "drone_id": drone.id,
        "battery_share": drone.battery_share,
        "out_of_service": drone.out_of_service,
        "version": drone.version,
    }
    listeners = (topics.pad(drone.region, drone.station_id), topics.desk(drone.region))
    return [Event(drone.region, topic, "drone_changed", drone.id, data, at) for topic in listeners]


def for_pad(sortie: Sortie) -> dict[str, Any]:
    """The order as its operators may see it; for the event and for the page. Times are ISO 8601 UTC."""
    return {
        "id": sortie.id,
        "state": sortie.state,
        "version": sortie.version,
        "allowed": [action for action in SORTIE.allowed(sortie.state) if action is not SortieAction.TIME_OUT],
        "station_id": sortie.station_id,
        "drone_id": sortie.drone_id,
        "kit_id": sortie.kit_id,
        "kit": sortie.kit,
        "target": _place(sortie.target),
        "landing_hint": sortie.landing_hint,
        "path": [_place(sortie.flight.start), *(_place(stage.end) for stage in sortie.flight.outbound)],
        "kit_down_s": sortie.flight.kit_down.total_seconds(),
        "lower_s": sortie.flight.time_of(Phase.LOWER).total_seconds(),
        "entered": {state: at.isoformat() for state, at in sortie.entered.items()},
        "eta": sortie.eta.isoformat(),
        "operator": sortie.operator,
        "reason": sortie.reason,
    }


def for_desk(sortie: Sortie) -> dict[str, Any]:
    """The order as the desk of the incident's region sees it: all of it."""
    return for_pad(sortie) | {"incident_id": sortie.incident_id, "station_region": sortie.station_region}


def _both(sortie: Sortie, kind: str, extra: Mapping[str, Any], at: datetime) -> list[Event]:
    desk, pad = topics.desk(sortie.region), topics.pad(sortie.station_region, sortie.station_id)
    return [
        Event(sortie.region, desk, kind, sortie.id, {**for_desk(sortie), **extra}, at),
        Event(sortie.station_region, pad, kind, sortie.id, {**for_pad(sortie), **extra}, at),
    ]


def _place(place: LatLon) -> dict[str, float]:
    return {"lat": place.lat, "lon": place.lon}
