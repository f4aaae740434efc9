"""The dispatchers' board: queue, units, hospitals, requests, sorties, alerts, coverage; one read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.events import newest_id
from chassis.geo import LatLon
from dispatch.alarm import ALARMS
from dispatch.assign import AssignPolicy, availability
from dispatch.cells import cells
from dispatch.coverage import CoverageMap
from dispatch.desk.alerting import read_alerts
from dispatch.events import incident_summary
from dispatch.lines.view import lines_view
from dispatch.look import reach_of
from dispatch.model import Unit
from dispatch.plan import RoadAnswers
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, LandmarkRow, RegionRow, StationRow, get_region, read_zones
from dispatch.tables.cases import IncidentRow, assignments_of
from dispatch.tables.fleet import UnitRow, read_units
from dispatch.tables.records import SimulationRow
from drones.events import for_desk
from drones.tables.sorties import read_sorties
from drones.tables.squadron import read_squadron
from hospitals.balance import loads
from hospitals.model import Hospital
from hospitals.request import LIVE
from hospitals.select import HospitalPolicy
from hospitals.tables.board import read_board
from hospitals.tables.requests import read_requests
from hospitals.trust import reliability

SHOWN_AFTER_CLOSING = timedelta(minutes=30)
LEARNED = frozenset({"records", "whole", "peers", "proofs"})  # of a hospital: told as chances and reliability


def desk_board(session: Session, system: System, region: str) -> dict[str, Any]:
    """Everything the console shows at first; raises NotFoundError for an unknown region."""
    now, area = system.clock.now(), get_region(session, region)
    newest = newest_id(session, region)
    in_use = in_force(session, system, region)
    policy, hospitals = in_use.assign, in_use.hospitals
    units = read_units(session, (region, *area.neighbours))
    incidents = _incidents(session, region, now)
    return {
        "now": now.isoformat(),
        "newest": newest,
        "region": region_view(area),
        "simulation": simulation_view(session, region),
        "lines": lines_view(session, region),
        "incidents": incidents,
        "units": [unit_view(unit, policy, now, session) for unit in units],
        "hospitals": hospital_views(read_board(session, hospital_ids=tuple(area.catchment), now=now), now, hospitals),
        "requests": [plain(r) for r in read_requests(session, region=region, states=LIVE, listed=False)],
        "sorties": [for_desk(s) for s in read_sorties(session, region=region)],
        "alerts": read_alerts(session, region),
        "coverage": coverage_view(session, region, units, system.roads.current(), policy),
        "shelf_s": {level: longest.total_seconds() for level, longest in ALARMS.shelf_longest.items()},
    }


def hospital_views(board: Sequence[Hospital], now: datetime, policy: HospitalPolicy) -> list[dict[str, Any]]:
    """The hospitals with how far their counts of beds were borne out and what they took lately, instead of the
    records that is learned from."""
    known = loads(board)
    return [
        {key: value for key, value in plain(one).items() if key not in LEARNED}
        | {
            "er_trust": plain(reliability(one, None, now=now, policy=policy.trust)),
            "load": plain(known[one.id]) if one.id in known else None,
        }
        for one in board
    ]


def region_view(area: RegionRow) -> dict[str, Any]:
    """The area and what every map of it has to say."""
    return {
        "id": area.id,
        "name": {"ko": area.name_ko, "en": area.name_en},
        "timezone": area.timezone,
        "box": area.box,
        "centre": area.centre,
        "roads_generated": area.roads_generated,
        "attribution": area.attribution,
        "notice": area.notice,
    }


def simulation_view(session: Session, region: str) -> dict[str, Any]:
    """Whether the simulated day runs, and how fast."""
    row = session.get(SimulationRow, region)
    return {"on": bool(row and row.on), "speed": row.speed if row else 1.0}


def unit_view(unit: Unit, policy: AssignPolicy, now: datetime, session: Session) -> dict[str, Any]:
    """A unit as the console lists it."""
    row = session.get(UnitRow, unit.id)
    return {
        "id": unit.id,
        "region": unit.region,
        "callsign": {"ko": unit.callsign, "en": row.callsign_en if row else unit.callsign},
        "skills": sorted(unit.skills),
        "availability": availability(unit, now=now, policy=policy),
        "place": {"lat": unit.place.lat, "lon": unit.place.lon} if unit.place else None,
        "position_at": unit.position_at.isoformat() if unit.position_at else None,
        "at_post": unit.at_post,
        "shift_ends": unit.shift_ends.isoformat() if unit.shift_ends else None,
        "out_of_service": unit.out_of_service,
        "station_id": row.station_id if row else None,
        "commitments": [plain(c) for c in unit.commitments],
    }


def coverage_view(
    session: Session, region: str, units: tuple[Unit, ...], roads: RoadAnswers, policy: AssignPolicy
) -> dict[str, Any]:
    """The share of demand that a free unit reaches within the standard, None without demand zones; and how many free
    units reach each zone: 0, 1, or 2 for two and more."""
    zones, within = read_zones(session, region), policy.coverage_standard
    reach = reach_of(units, zones, roads, within=within)
    covered = CoverageMap(zones, reach, reach)
    depths = dict(zip((zone.id for zone in zones), covered.depths, strict=True))
    return {"now": covered.before, "within_s": within.total_seconds(), "zones": depths}


def map_places(session: Session, region: str) -> dict[str, Any]:
    """What stands still on the map: stations, landmarks, and the zones of demand as the ground nearest to each."""
    stations = session.scalars(select(StationRow).where(StationRow.region == region).order_by(StationRow.id))
    landmarks = session.scalars(select(LandmarkRow).where(LandmarkRow.region == region).order_by(LandmarkRow.id))
    return {
        "stations": [_named(row) | {"estimated": row.estimated} for row in stations],
        "landmarks": [_named(row) for row in landmarks],
        "demand": _demand(session, region),
    }


def squadron_view(session: Session, region: str, now: datetime) -> dict[str, Any]:
    """Drones, pads, kits, zones and weather as they stand."""
    return plain(read_squadron(session, (region,), now=now))


def _demand(session: Session, region: str) -> list[dict[str, Any]]:
    rows = session.scalars(select(DemandZoneRow).where(DemandZoneRow.region == region).order_by(DemandZoneRow.id)).all()
    rings = cells([LatLon(row.lat, row.lon) for row in rows])
    return [_named(row) | {"ring": ring} for row, ring in zip(rows, rings, strict=True)]


def _named(row: StationRow | LandmarkRow | DemandZoneRow) -> dict[str, Any]:
    return {"id": row.id, "name": {"ko": row.name_ko, "en": row.name_en}, "lat": row.lat, "lon": row.lon}


def _incidents(session: Session, region: str, now: datetime) -> list[dict[str, Any]]:
    recent = IncidentRow.closed_at > now - SHOWN_AFTER_CLOSING
    open_ones = IncidentRow.state.in_([state.value for state in OPEN_INCIDENT] + ["scheduled", "held"])
    wanted = select(IncidentRow).where(IncidentRow.region == region, or_(open_ones, recent))
    gravest = wanted.order_by(IncidentRow.priority.nulls_first(), IncidentRow.received_at, IncidentRow.id)
    rows = session.scalars(gravest).all()
    jobs = assignments_of(session, [row.id for row in rows])
    return [incident_summary(row, jobs.get(row.id, [])) for row in rows]
