"""Network remote identification of a drone in the air after ASTM F3411-22a: who flies, where, and from where.

What nobody measured stands as the number that the standard keeps for that.
"""

from typing import Any

from chassis.geo import LatLon
from drones.exports.intent import UNDULATION_M
from drones.sortie import Sortie
from drones.states import FLYING, SortieState
from drones.vehicle import VehicleState

UNKNOWN_ALTITUDE, UNKNOWN_TRACK, UNKNOWN_SPEED, UNKNOWN_CLIMB = -1000.0, 361.0, 255.0, 63.0
LONGEST_ID = 20  # of a registration in the broadcast form


def remote_id(sortie: Sortie, *, station: LatLon) -> dict[str, Any]:
    """What a service provider answers about this flight: `flight` at least once a second, `details` on demand."""
    return {
        "flight": {
            "id": sortie.id,
            "aircraft_type": "Helicopter",  # the standard's word for all that hovers on rotors
            "current_state": _state(sortie, sortie.vehicle) if sortie.vehicle is not None else None,
            "simulated": sortie.simulated,
        },
        "details": {
            "id": sortie.id,
            "uas_id": {"registration_id": sortie.drone_id[:LONGEST_ID], "serial_number": "", "utm_id": ""},
            "operator_id": sortie.station_id[:LONGEST_ID],
            "operator_location": {"position": _position(station), "altitude_type": "Fixed"},
            "operation_description": "emergency medical delivery",
        },
    }


def _state(sortie: Sortie, heard: VehicleState) -> dict[str, Any]:
    return {
        "timestamp": {"value": heard.at.isoformat().replace("+00:00", "Z"), "format": "RFC3339"},
        "timestamp_accuracy": 1.0,
        "operational_status": _status(sortie, heard),
        "position": _where(heard),
        "track": UNKNOWN_TRACK if heard.heading_deg is None else heard.heading_deg,
        "speed": UNKNOWN_SPEED if heard.ground_speed_mps is None else heard.ground_speed_mps,
        "speed_accuracy": "SAUnknown",
        "vertical_speed": UNKNOWN_CLIMB if heard.climb_mps is None else heard.climb_mps,
    }


def _status(sortie: Sortie, heard: VehicleState) -> str:
    troubled = heard.failsafe is not None or heard.link_lost_since is not None
    if troubled or sortie.state in {SortieState.ABORTED, SortieState.DIVERTED}:
        return "Emergency"
    return "Airborne" if sortie.state in FLYING or heard.in_air is True else "Ground"


def _where(heard: VehicleState) -> dict[str, Any]:
    told: dict[str, Any] = {
        "alt": UNKNOWN_ALTITUDE if heard.amsl_m is None else round(heard.amsl_m + UNDULATION_M, 1),
        "accuracy_h": "HAUnknown",
        "accuracy_v": "VAUnknown",
        "extrapolated": False,
    }
    if heard.place is not None:
        told |= _position(heard.place)
    if heard.altitude_m is not None:
        told["height"] = {"distance": heard.altitude_m, "reference": "TakeoffLocation"}
    return told


def _position(place: LatLon) -> dict[str, float]:
    return {"lat": place.lat, "lng": place.lon}
