"""What a vehicle reports of itself."""

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.events import LiveValue, put_live
from chassis.ground import Ground
from chassis.identity import Actor, Role
from chassis.tracks import TrackPoint, keep_track
from drones.behind import played
from drones.contradiction import IN_AIR_M
from drones.events import drone_heard, drone_up
from drones.mission import Telemetry
from drones.sortie import Sortie
from drones.tables.fleet import DroneRow, hear, lock_drone
from drones.tables.links import read_behind
from drones.tables.sorties import get_sortie
from drones.vehicle import VehicleState
from drones.watching import Watched

LOWEST_M, HIGHEST_M = -100.0, 3000.0  # above ground; beyond it an altimeter is broken, not a drone high


def report_position(system: Ground, actor: Actor, drone_id: str, telemetry: Telemetry) -> None:
    """Keep what the drone reports and show it to its pad and to the desk it flies for.

    A report older than the last changes nothing. Raises NotFoundError for a drone of another station,
    ForbiddenError, InvalidInputError.
    """
    check_telemetry(telemetry)
    with system.db.write() as session:
        row = own_drone(session, actor, drone_id)
        put_live(session, heard(session, row, telemetry))
    system.bell.ring()


def heard(
    session: Session,
    row: DroneRow,
    telemetry: Telemetry,
    vehicle: VehicleState | None = None,
    watched: Watched | None = None,
    *,
    flown: Sortie | None = None,
) -> list[LiveValue]:
    """Keep a report inside the caller's transaction; returns what is to be shown, nothing for an older one.

    `flown` is the sortie it flies; the one the drone is bound to, unless told.
    """
    if not hear(row, telemetry, in_air=vehicle.in_air if vehicle is not None else None):
        return []
    bound = get_sortie(session, row.sortie_id) if row.sortie_id is not None and flown is None else None
    sortie = flown or bound
    if sortie is not None:
        keep_track(session, _point(sortie, telemetry))
    at = (row.region, row.station_id)
    told = drone_heard(row.id, telemetry, sortie=sortie, station=at, vehicle=vehicle, watched=watched)
    return [*told, *_up(session, row, telemetry, vehicle, sortie)]


def _up(
    session: Session, row: DroneRow, telemetry: Telemetry, vehicle: VehicleState | None, sortie: Sortie | None
) -> list[LiveValue]:
    """For the other pads, while it is on a sortie or in the air."""
    flies = (telemetry.altitude_m or 0.0) >= IN_AIR_M or (vehicle is not None and vehicle.in_air is True)
    if sortie is None and not flies:
        return []
    thing = read_behind(session, {row.id})[row.id]
    simulated = played(thing, simulated=sortie is not None and sortie.simulated)
    heading_deg = vehicle.heading_deg if vehicle is not None else None
    at = (row.region, row.station_id)
    return [drone_up(row.id, row.name, telemetry, station=at, heading_deg=heading_deg, simulated=simulated)]


def _point(sortie: Sortie, telemetry: Telemetry) -> TrackPoint:
    return TrackPoint(
        region=sortie.region,
        subject=sortie.drone_id,
        errand=sortie.id,
        at=telemetry.at,
        place=telemetry.place,
        speed_mps=telemetry.speed_mps,
        altitude_m=telemetry.altitude_m,
        battery_share=telemetry.battery_share,
    )


def check_telemetry(telemetry: Telemetry) -> None:
    """Raises InvalidInputError for what no drone can report."""
    share, altitude_m, speed_mps = telemetry.battery_share, telemetry.altitude_m, telemetry.speed_mps
    if share is not None and not 0.0 <= share <= 1.0:
        raise InvalidInputError("battery_share", "between 0 and 1")
    if altitude_m is not None and not LOWEST_M <= altitude_m <= HIGHEST_M:
        raise InvalidInputError("altitude_m", f"between {LOWEST_M:.0f} and {HIGHEST_M:.0f} metres above ground")
    if speed_mps is not None and not 0.0 <= speed_mps <= 100.0:
        raise InvalidInputError("speed_mps", "between 0 and 100 metres a second")


def own_drone(session: Session, actor: Actor, drone_id: str) -> DroneRow:
    """The locked row of a drone of the pilot's own station; raises NotFoundError, ForbiddenError."""
    if actor.role is not Role.PILOT:
        raise ForbiddenError(f"{actor.role} does not handle drones")
    row = lock_drone(session, drone_id)
    if (actor.region, actor.facility) != (row.region, row.station_id):
        raise NotFoundError("drone", drone_id)
    return row
