"""What a drone station sees: its orders, its drones, the air. Never whom the kit is for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.events import newest_id
from chassis.identity import Actor
from chassis.tracks import read_tracks
from dispatch.boards.desk import simulation_view
from dispatch.desk.airspace import AHEAD
from dispatch.desk.alerting import read_standing
from dispatch.desk.flyingon import IN_AIR
from dispatch.desk.recalling import RECALL
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.system import System
from drones.crossing import Crossing
from drones.events import for_pad
from drones.pad.checking import notices_of, read_facts
from drones.pad.commanding import is_fresh, own_sortie
from drones.preflight import NOTICES_GOOD_FOR, check_all
from drones.sortie import Sortie
from drones.standby import air_limits, assess_standby
from drones.tables import read_sorties, read_squadron
from drones.tables.fleet import DroneStationRow, drones_out, get_station_row
from drones.tables.kits import missing_kits
from drones.tables.notes import read_notes
from drones.tables.sorties import last_sorties
from drones.tables.underway import read_flying_on

PAST, NOTED = 8, 20


def preflight_view(session: Session, system: System, actor: Actor, sortie_id: str) -> dict[str, Any]:
    """The list before take-off of one order; raises NotFoundError for one of another station."""
    sortie, now = own_sortie(session, actor, sortie_id), system.clock.now()
    policy = in_force(session, system, actor.region).drop
    facts = read_facts(session, sortie, now=now, policy=policy)
    return {
        "now": now.isoformat(),
        "checks": [plain(one) for one in check_all(facts, now=now, policy=policy)],
        "crossings": [_crossing(one) for one in facts.crossings],
    }


def _notes(session: Session, sorties: Sequence[Sortie]) -> list[dict[str, Any]]:
    """What was noted of the open flights, newest first."""
    noted = [(sortie, note) for sortie in sorties for note in read_notes(session, sortie.id)]
    newest = sorted(noted, key=lambda one: one[1].at, reverse=True)[:NOTED]
    return [{"sortie_id": s.id, "drone_id": s.drone_id, **plain(note)} for s, note in newest]


def _standing(session: Session, kind: str, sorties: Sequence[Sortie]) -> dict[str, Mapping[str, Any]]:
    """What stands of a kind of advice, by sortie."""
    found = read_standing(session, kind, [sortie.id for sortie in sorties])
    return {sortie_id: alert.data for sortie_id, alert in found.items()}


def _tracks(session: Session, sorties: Sequence[Sortie]) -> dict[str, list[list[float]]]:
    """The way each open flight has flown, oldest point first, as a line is drawn: [lon, lat]."""
    flown = read_tracks(session, [sortie.id for sortie in sorties])
    return {sortie_id: [[point.place.lon, point.place.lat] for point in track] for sortie_id, track in flown.items()}


def _others(session: Session, station: DroneStationRow, *, now: datetime) -> list[dict[str, Any]]:
    """Drones of other stations that are out, or failed in the air, where last heard; what they fly for is theirs."""
    failed = {sortie.drone_id for sortie in read_flying_on(session, now=now)}
    return [
        {
            "drone_id": row.id,
            "station_id": row.station_id,
            "name": row.name,
            "place": {"lat": row.lat, "lon": row.lon},
            "altitude_m": row.altitude_m,
            "at": row.heard_at.isoformat() if row.heard_at is not None else None,
        }
        for row in drones_out(session, station.region, but=station.id, also=failed)
    ]


def _crossing(one: Crossing) -> dict[str, Any]:
    """A zone on the way: by which paper it is open, or whom to ask."""
    return {
        "id": one.zone.id,
        "name": one.zone.name,
        "open": one.open,
        "document_no": one.paper.document_no if one.paper is not None else None,
        "until": one.paper.valid_until.isoformat() if one.paper is not None else None,
        "authority": one.zone.authority,
        "phone": one.zone.authority_phone,
    }


def pad_board(session: Session, system: System, station_id: str) -> dict[str, Any]:
    """Everything the operators' page shows at first; raises NotFoundError."""
    station, now = get_station_row(session, station_id), system.clock.now()
    newest = newest_id(session, station.region)
    policy = in_force(session, system, station.region).drop
    squadron = read_squadron(session, (station.region,), now=now)
    sorties = read_sorties(session, station_id=station_id)
    failed = [one for one in read_flying_on(session, now=now) if one.station_id == station_id]
    return {
        "now": now.isoformat(),
        "newest": newest,
        "simulation": simulation_view(session, station.region),
        "station": {
            "id": station.id,
            "name": {"ko": station.name_ko, "en": station.name_en},
            "place": {"lat": station.lat, "lon": station.lon},
            "notices": plain(notices_of(station)),
            "notices_good_for_s": NOTICES_GOOD_FOR.total_seconds(),
        },
        "sorties": [for_pad(sortie) for sortie in sorties],
        "tracks": _tracks(session, sorties),
        "recalls": _standing(session, RECALL, sorties),
        "notes": _notes(session, sorties),
        "others": _others(session, station, now=now),
        "failed_in_air": _standing(session, IN_AIR, failed),
        "zones_ahead": _standing(session, AHEAD, sorties),
        "drones": [plain(drone) for drone in squadron.drones if drone.station_id == station_id],
        "kits": [plain(kit) for kit in squadron.kits],
        "kits_missing": [plain(kit) | {"since": at.isoformat()} for kit, at in missing_kits(session, station_id)],
        "zones": [plain(zone) for zone in squadron.zones],
        "past": [for_pad(one) for one in last_sorties(session, station_id, most=PAST) if is_fresh(one, now=now)],
        "standby": [plain(one) for one in assess_standby(squadron, station_id, now=now, policy=policy)],
        "limits": plain(air_limits(squadron, station_id, policy=policy)),
        "weather": plain(squadron.weather) if squadron.weather is not None else None,
    }
