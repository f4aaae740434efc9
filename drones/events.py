"""What drones say in the event log, and to whom.

The pad learns where, what and when; who the patient is and which incident it is stays with the desk.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chassis import topics
from chassis.events import Event, LiveValue
from chassis.geo import LatLon
from drones import watching
from drones.kitstage import stage_of
from drones.lowering import least_line_m, slack_kg
from drones.mission import Phase, Telemetry
from drones.model import Drone, Station
from drones.sortie import Sortie
from drones.states import PAUSABLE, SORTIE, SortieAction
from drones.vehicle import Note, VehicleState
from drones.watching import Watched


def sortie_changed(sortie: Sortie, action: SortieAction | None, *, at: datetime, told: str = "order") -> list[Event]:
    """A sortie moved; or what is `told` of it, when `action` is None. For the desk and the pad."""
    return _both(sortie, "sortie_changed", {"action": action.value if action else told}, at)


def sortie_unanswered(sortie: Sortie, *, at: datetime) -> list[Event]:
    """Nobody has answered an order: the pad calls its second operator, the desk sees that it does."""
    return _both(sortie, "sortie_unanswered", {}, at)


def sortie_verified(sortie: Sortie, *, at: datetime) -> list[Event]:
    """The plan was read back from the vehicle, whole."""
    return sortie_changed(sortie, None, at=at, told="verified")


def sortie_doubted(sortie: Sortie, *, at: datetime) -> list[Event]:
    """What was read back from the vehicle counts no more: it may hold another plan by now."""
    return sortie_changed(sortie, None, at=at, told="doubted")


def pad_told(sortie: Sortie, kind: str, data: Mapping[str, Any], *, at: datetime) -> Event:
    """Something about an order that its station is told."""
    pad = topics.pad(sortie.station_region, sortie.station_id)
    return Event(sortie.station_region, pad, kind, sortie.id, dict(data), at)


def flight_noted(sortie: Sortie, note: Note, *, at: datetime) -> list[Event]:
    """Something was noted of a flight; for its pad and for the desk it flies for."""
    data = {
        "sortie_id": sortie.id,
        "drone_id": sortie.drone_id,
        "severity": note.severity,
        "code": note.code,
        "text": note.text,
        "at": note.at.isoformat(),
    }
    desk = Event(sortie.region, topics.desk(sortie.region), "flight_noted", sortie.id, data, at)
    return [desk, pad_told(sortie, "flight_noted", data, at=at)]


def drone_heard(
    drone_id: str,
    telemetry: Telemetry,
    *,
    sortie: Sortie | None,
    station: tuple[str, str],
    vehicle: VehicleState | None = None,
    watched: Watched | None = None,
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
        "vehicle": for_page(vehicle) if vehicle is not None else None,
        "watch": watching.for_page(watched) if watched is not None else None,
        "eta": sortie.eta.isoformat() if sortie is not None else None,
        "at": telemetry.at.isoformat(),
    }
    listeners = ((region, topics.pad(region, station_id)), (desk_region, topics.desk(desk_region)))
    return [LiveValue(where, topic, "drone_position", drone_id, data, telemetry.at) for where, topic in listeners]


def drone_up(
    drone_id: str,
    name: str,
    telemetry: Telemetry,
    *,
    station: tuple[str, str],
    heading_deg: float | None,
    simulated: bool,
) -> LiveValue:
    """Where a drone flies, for every pad of the region of its station `(region, station id)`: what keeps flights apart,
    and nothing of what it flies for."""
    region, station_id = station
    data = {
        "drone_id": drone_id,
        "station_id": station_id,
        "name": name,
        "place": _place(telemetry.place),
        "altitude_m": telemetry.altitude_m,
        "heading_deg": heading_deg,
        "simulated": simulated,
        "at": telemetry.at.isoformat(),
    }
    return LiveValue(region, topics.pads(region), "drone_up", drone_id, data, telemetry.at)


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


def kits_changed(region: str, station_id: str, kit_id: str, *, at: datetime) -> list[Event]:
    """A kit came to a station, or was taken off; for its pad and its desk."""
    data = {"kit_id": kit_id, "station_id": station_id}
    listeners = (topics.pad(region, station_id), topics.desk(region))
    return [Event(region, topic, "kits_changed", kit_id, data, at) for topic in listeners]


def airspace_changed(region: str, stations: Iterable[Station], *, at: datetime) -> list[Event]:
    """Zones or what opens them have changed; for the desk, the administrators and every pad of the region."""
    pads = (topics.pad(region, station.id) for station in stations)
    listeners = (topics.desk(region), topics.admin(region), *pads)
    return [Event(region, topic, "airspace_changed", region, {}, at) for topic in listeners]


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
        "path": [_place(place) for place in sortie.flight.way.points],
        "kit_down_s": sortie.flight.kit_down.total_seconds(),
        "line_wanted_m": least_line_m(sortie.flight),
        "line_slack_kg": slack_kg(sortie.flight),
        "lower_s": sortie.flight.time_of(Phase.LOWER).total_seconds(),
        "entered": {state: at.isoformat() for state, at in sortie.entered.items()},
        "eta": sortie.eta.isoformat(),
        "operator": sortie.operator,
        "operator_id": sortie.operator_id,
        "reason": sortie.reason,
        "plan_hash": sortie.plan_hash,
        "verified_at": _iso(sortie.verified_at),
        "armed_at": _iso(sortie.armed_at),
        "paused_at": _iso(sortie.paused_at),
        "cut_at": _iso(sortie.cut_at),
        "pausable": sortie.state in PAUSABLE,
        "let_go_at": _iso(sortie.let_go_at),
        "hung_at": _iso(sortie.hung_at),
        "kit_in_hand_at": _iso(sortie.kit_in_hand_at),
        "delay_s": sortie.delay.total_seconds(),
        "ticks": {check: {"at": t.at.isoformat(), "by": t.by, "value": t.value} for check, t in sortie.ticks.items()},
        "vehicle": for_page(sortie.vehicle) if sortie.vehicle is not None else None,
    }


def for_page(vehicle: VehicleState) -> dict[str, Any]:
    """What a vehicle last said of itself; its place and times as pages read them."""
    told = {name: getattr(vehicle, name) for name in VehicleState.__dataclass_fields__}
    return told | {
        "at": vehicle.at.isoformat(),
        "place": _place(vehicle.place) if vehicle.place is not None else None,
        "link_lost_since": _iso(vehicle.link_lost_since),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def for_desk(sortie: Sortie) -> dict[str, Any]:
    """The order as the desk of the incident's region sees it: all of it."""
    return for_pad(sortie) | {
        "incident_id": sortie.incident_id,
        "station_region": sortie.station_region,
        "stage": stage_of(sortie),
    }


def _both(sortie: Sortie, kind: str, extra: Mapping[str, Any], at: datetime) -> list[Event]:
    desk = Event(sortie.region, topics.desk(sortie.region), kind, sortie.id, {**for_desk(sortie), **extra}, at)
    return [desk, pad_told(sortie, kind, {**for_pad(sortie), **extra}, at=at)]


def _place(place: LatLon) -> dict[str, float]:
    return {"lat": place.lat, "lon": place.lon}
