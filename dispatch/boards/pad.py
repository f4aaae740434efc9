"""What a drone station sees: its orders, its drones, the air. Never whom the kit is for."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.events import newest_id
from dispatch.boards.desk import simulation_view
from dispatch.desk.recalling import read_recalls
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.system import System
from drones.events import for_pad
from drones.standby import air_limits, assess_standby
from drones.tables import read_sorties, read_squadron
from drones.tables.fleet import get_station_row
from drones.tables.sorties import last_sorties

PAST = 8


def pad_board(session: Session, system: System, station_id: str) -> dict[str, Any]:
    """Everything the operators' page shows at first; raises NotFoundError."""
    station, now = get_station_row(session, station_id), system.clock.now()
    newest = newest_id(session, station.region)
    policy = in_force(session, system, station.region).drop
    squadron = read_squadron(session, (station.region,), now=now)
    sorties = read_sorties(session, station_id=station_id)
    return {
        "now": now.isoformat(),
        "newest": newest,
        "simulation": simulation_view(session, station.region),
        "station": {
            "id": station.id,
            "name": {"ko": station.name_ko, "en": station.name_en},
            "place": {"lat": station.lat, "lon": station.lon},
        },
        "sorties": [for_pad(sortie) for sortie in sorties],
        "recalls": read_recalls(session, sorties),
        "drones": [plain(drone) for drone in squadron.drones if drone.station_id == station_id],
        "kits": [plain(kit) for kit in squadron.kits],
        "zones": [plain(zone) for zone in squadron.zones],
        "past": [for_pad(sortie) for sortie in last_sorties(session, station_id, most=PAST)],
        "standby": [plain(one) for one in assess_standby(squadron, station_id, now=now, policy=policy)],
        "limits": plain(air_limits(squadron, station_id, policy=policy)),
        "weather": plain(squadron.weather) if squadron.weather is not None else None,
    }
