"""The rows of drones. They stay in here and leave as the frozen snapshots of `drones.model` and `drones.mission`."""

from drones.tables.airspace import put_zone
from drones.tables.fleet import put_drone, put_station
from drones.tables.kits import put_kit
from drones.tables.notes import read_notes
from drones.tables.obstacles import put_obstacles
from drones.tables.offers import note_sortie, offer_row
from drones.tables.pilots import put_certificate, read_certificates
from drones.tables.sorties import get_sortie, open_sortie_for, read_sorties
from drones.tables.squadron import read_squadron
from drones.tables.vendors import tell_vendor
from drones.tables.weather import put_weather

__all__ = [
    "get_sortie",
    "note_sortie",
    "offer_row",
    "open_sortie_for",
    "put_certificate",
    "put_drone",
    "put_kit",
    "put_obstacles",
    "put_station",
    "put_weather",
    "put_zone",
    "read_certificates",
    "read_notes",
    "read_sorties",
    "read_squadron",
    "tell_vendor",
]
