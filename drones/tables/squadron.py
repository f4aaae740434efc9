"""The squadron of some regions, as one transaction sees it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.geo import LatLon
from drones.behind import barred
from drones.model import Drone, Squadron, Weather
from drones.planner import Track, aloft_track, sortie_track
from drones.sortie import Sortie
from drones.tables.airspace import read_zones
from drones.tables.figures import newest_figures
from drones.tables.fleet import read_drones, read_stations
from drones.tables.kits import read_kits
from drones.tables.links import read_behind
from drones.tables.obstacles import read_obstacles
from drones.tables.sorties import read_sorties
from drones.tables.underway import read_aloft, read_flying_on
from drones.tables.weather import newest_weather


def read_squadron(
    session: Session, regions: Sequence[str], *, now: datetime, near: LatLon | None = None, simulated: bool = False
) -> Squadron:
    """Everything a drop is decided from. The weather is that of the first region that has any by `now`.

    What stands there is read only for a drop `near` a place; for a `simulated` call the real drones are named.
    """
    drones = read_drones(session, regions)
    return Squadron(
        drones=drones,
        kits=read_kits(session, regions),
        stations=read_stations(session, regions),
        zones=read_zones(session, regions),
        weather=read_weather(session, regions, now=now),
        obstacles=read_obstacles(session, regions, near=near) if near is not None else None,
        figures=newest_figures(session, regions),
        real=_real(session, drones) if simulated else (),
    )


def _real(session: Session, drones: Sequence[Drone]) -> tuple[str, ...]:
    """Those that nobody may fly for a simulated call, in the order they come in."""
    things = read_behind(session, {drone.id for drone in drones})
    return tuple(drone.id for drone in drones if barred(things[drone.id], simulated=True))


def read_traffic(session: Session, *, now: datetime, launch_delay: timedelta) -> tuple[Track, ...]:
    """Where every sortie under way is and will be, and what failed in the air or flies no order may be, whichever
    region's it is."""
    lost = read_flying_on(session, now=now)
    tracks = [sortie_track(one, now=now, launch_delay=launch_delay) for one in (*read_sorties(session), *lost)]
    tracks += read_free(session, lost, now=now)
    return tuple(track for track in tracks if track is not None)


def read_free(session: Session, lost: Sequence[Sortie], *, now: datetime) -> list[Track | None]:
    """The air of drones that fly no order; those of `lost` sorties have theirs already."""
    known = {sortie.drone_id for sortie in lost}
    return [aloft_track(one, now=now) for one in read_aloft(session, now=now) if one.drone_id not in known]


def read_weather(session: Session, regions: Sequence[str], *, now: datetime) -> Weather | None:
    """The newest observation by `now` of the first region that has any."""
    observed = (newest_weather(session, region, now=now) for region in regions)
    return next((weather for weather in observed if weather is not None), None)
