"""Why a drone does not fly, as codes; the pages turn codes into sentences. Worst first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """One failing constraint. In order of severity: what nobody can change comes first.

    Beside each: what `value`, `limit` and `ref` of its Reason mean.
    """

    KIT_NOT_ENABLED = "kit_not_enabled"  # ref: kind; the city has not switched this kit on
    KIT_THERE = "kit_there"  # ref: kind; one lies beside the patient already
    NO_DRONE = "no_drone"
    REAL_DRONE = "real_drone"  # the call is simulated, and nothing real flies for it
    OUT_OF_SERVICE = "out_of_service"  # ref: why
    STATION_UNKNOWN = "station_unknown"  # ref: station
    DRONE_BUSY = "drone_busy"  # ref: sortie
    DRONE_TAKEN = "drone_taken"  # it was to fly; drone or kit were free no more when it was ordered
    AWAY = "away"  # metres from its station, where it was last heard
    KIT_MISSING = "kit_missing"  # ref: kind; none of it free at this drone
    KIT_EXPIRED = "kit_expired"  # ref: kit
    KIT_TOO_HEAVY = "kit_too_heavy"  # kilograms; ref: kit
    WEATHER_UNKNOWN = "weather_unknown"  # ref: what is missing, or none for all of it
    WEATHER_STALE = "weather_stale"  # seconds since the observation
    WIND = "wind"  # metres a second at flight height
    GUST = "gust"  # metres a second
    RAIN = "rain"  # millimetres an hour
    VISIBILITY = "visibility"  # metres
    TEMPERATURE = "temperature"  # degrees Celsius
    ZONE_AT_TARGET = "zone_at_target"  # ref: zone without authorisation
    ZONE_AT_STATION = "zone_at_station"  # ref: zone
    ZONE_BETWEEN = "zone_between"  # ref: zone; no way round
    OBSTACLE_AT_TARGET = "obstacle_at_target"  # ref: building or mast too high to come down beside
    OBSTACLE_AT_STATION = "obstacle_at_station"  # ref: building or mast
    OBSTACLE_BETWEEN = "obstacle_between"  # ref: building or mast; no way round
    NO_SITE = "no_site"  # no clear ground for the kit within walking distance
    TRAFFIC = "traffic"  # ref: sortie that no wait on the ground keeps apart
    FLOWN_FREELY = "flown_freely"  # ref: drone in the air without an order; no wait keeps apart from it
    PATH_GIVEN_UP = "path_given_up"  # lines checked, and the cap on them
    WIND_FORBIDS_LEG = "wind_forbids_leg"
    NOT_HEARD = "not_heard"  # seconds since the vehicle was heard, none when it never was
    BATTERY_UNKNOWN = "battery_unknown"
    OUT_OF_RANGE = "out_of_range"  # watt-hours needed with reserve, and in a full battery
    BATTERY_LOW = "battery_low"  # watt-hours needed with reserve, and left
    AMBULANCE_NEAR = "ambulance_near"  # seconds to the ambulance; the kit is for remote places
    NOT_FIRST = "not_first"  # probability of being there before the ambulance
    NO_GAIN = "no_gain"  # expected seconds gained
    SLOWER = "slower"  # seconds to kit down; only of drones that could fly but were not chosen


SEVERITY = {code: place for place, code in enumerate(Code)}


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` holds for `drone_id`, or for all drones when that is None. `value` failed against `limit`."""

    code: Code
    drone_id: str | None = None
    value: float | None = None
    limit: float | None = None
    ref: str | None = None


def decisive(reasons: Iterable[Reason]) -> Code | None:
    """The one code a no-go is counted under: the worst that stands against the drone that came closest to flying.

    What holds for all drones stands against each. None when nothing stands against anybody.
    """
    known = tuple(reasons)
    shared = [reason.code for reason in known if reason.drone_id is None]
    drones = sorted({reason.drone_id for reason in known if reason.drone_id is not None})
    worst = [_worst([*shared, *(r.code for r in known if r.drone_id == drone)]) for drone in drones]
    return max(worst, key=SEVERITY.__getitem__) if worst else _worst(shared) if shared else None


def _worst(codes: Iterable[Code]) -> Code:
    return min(codes, key=SEVERITY.__getitem__)


def worst_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """By severity, then drone, then what it refers to."""
    return tuple(sorted(reasons, key=lambda r: (SEVERITY[r.code], r.drone_id or "", r.ref or "")))
