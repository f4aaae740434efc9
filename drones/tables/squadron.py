"""The squadron of some regions, as one transaction sees it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from drones.model import Squadron
from drones.tables.airspace import read_zones
from drones.tables.figures import newest_figures
from drones.tables.fleet import read_drones, read_kits, read_stations
from drones.tables.weather import newest_weather


def read_squadron(session: Session, regions: Sequence[str], *, now: datetime) -> Squadron:
    """Everything a drop is decided from. The weather is that of the first region that has any by `now`."""
    observed = (newest_weather(session, region, now=now) for region in regions)
    return Squadron(
        drones=read_drones(session, regions),
        kits=read_kits(session, regions),
        stations=read_stations(session, regions),
        zones=read_zones(session, regions),
        weather=next((weather for weather in observed if weather is not None), None),
        figures=newest_figures(session, regions),
    )
