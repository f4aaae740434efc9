"""What a drone station sees: its orders, its drones, the air. Never whom the kit is for."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.events import newest_id
from dispatch.boards.desk import simulation_view
from dispatch.record import plain
from dispatch.system import System
from drones.events import for_pad
from drones.tables import read_sorties, read_squadron
from drones.tables.fleet import get_station_row


def pad_board(session: Session, system: System, station_id: str) -> dict[str, Any]:
    """Everything the operators' page shows at first; raises NotFoundError."""
    station, now = get_station_row(session, station_id), system.clock.now()
    squadron = read_squadron(session, (station.region,), now=now)
    sorties = read_sorties(session, station_id=station_id)
    return {
        "now": now.isoformat(),
        "newest": newest_id(session, station.region),
        "simulation": simulation_view(session, station.region),
        "station": {
            "id": station.id,
            "name": {"ko": station.name_ko, "en": station.name_en},
            "place": {"lat": station.lat, "lon": station.lon},
        },
        "sorties": [for_pad(sortie) for sortie in sorties],
        "drones": [plain(drone) for drone in squadron.drones if drone.station_id == station_id],
        "kits": [plain(kit) for kit in squadron.kits],
        "zones": [plain(zone) for zone in squadron.zones],
        "weather": plain(squadron.weather) if squadron.weather is not None else None,
    }
