"""A city as the siting of drone stations sees it: its demand grid, its ambulances on its roads, the sites there are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.geo import LatLon
from dispatch.plan import RoadAnswers
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.areas import LandmarkRow, StationRow, get_region, read_zones
from dispatch.tables.fleet import read_units
from drones.airspace.closing import closed_zones
from drones.airspace.outline import outline
from drones.planner import stopping_m
from drones.siting.grid import REACH_M, SIDE_M, Cell, Floats, lay_grid
from drones.siting.reach import Carrier, in_the_way, kit_seconds
from drones.siting.report import Ground, Site
from drones.tables import read_squadron
from hospitals.tables.board import read_board

MOBILISATION = timedelta(seconds=60)  # of the gravest calls, as in the rules of triage


@dataclass(frozen=True, slots=True)
class Wish:
    """How to look at a city. `open_air` takes every zone as authorised: what an authorisation would be worth."""

    side_m: float = SIDE_M
    reach_m: float = REACH_M
    within_s: float = 480.0
    keep: bool = False
    open_air: bool = False
    candidates: Path | None = None
    carrier: Carrier = field(default_factory=Carrier)


def read_ground(session: Session, system: System, region: str, wish: Wish) -> Ground:
    """The region's grid and sites; raises NotFoundError for no region, InvalidInputError where there is no demand or no
    site, ValueError for a file that is not GeoJSON points."""
    get_region(session, region)
    parts = [(zone.place, zone.weight) for zone in read_zones(session, region)]
    cells = lay_grid(parts, side_m=wish.side_m, reach_m=wish.reach_m)
    sites = read_sites(session, system, region, wish)
    if not cells or not sites:
        raise InvalidInputError("region", "siting needs demand zones and sites")
    return Ground(
        sites=sites,
        cells=cells,
        kit_s=_kit_s(session, system, region, sites, cells, wish),
        ambulance_s=ambulance_seconds(session, region, cells, roads=system.roads.current()),
        within_s=wish.within_s,
    )


def read_sites(session: Session, system: System, region: str, wish: Wish) -> tuple[Site, ...]:
    """The points of the file where there is one; else the region's fire stations, hospitals and landmarks. With them
    the drone stations there are: to keep, or as sites like any other."""
    found = _points(wish.candidates) if wish.candidates is not None else _houses(session, system, region)
    pads = read_squadron(session, (region,), now=system.clock.now()).stations
    standing = [Site(pad.id, pad.name_en, pad.place, kept=wish.keep) for pad in pads]
    return (*standing, *found)


def ambulance_seconds(session: Session, region: str, cells: Sequence[Cell], *, roads: RoadAnswers) -> Floats:
    """The likely time until the nearest post's ambulance is at each square, as if all were in; infinite off the roads.

    Optimistic for the ambulance, as every static model: a busy one makes a drone worth more.
    """
    posts = sorted({unit.post for unit in read_units(session, (region,)) if unit.post is not None})
    places = [cell.place for cell in cells]
    best = np.full(len(cells), np.inf)
    for post in posts:
        ways = roads.from_one(post, places)
        best = np.minimum(best, [np.inf if way is None else way.p50.total_seconds() for way in ways])
    return best + MOBILISATION.total_seconds()


def _kit_s(
    session: Session, system: System, region: str, sites: Sequence[Site], cells: Sequence[Cell], wish: Wish
) -> Floats:
    now = system.clock.now()
    starts, ends = [site.place for site in sites], [cell.place for cell in cells]
    kit_s = kit_seconds(starts, ends, wish.carrier)
    zones, policy = read_squadron(session, (region,), now=now).zones, in_force(session, system, region).drop
    height_m = wish.carrier.profile.cruise_m
    closed = () if wish.open_air else closed_zones(zones, start=now, end=now + timedelta(hours=1), altitude_m=height_m)
    if not closed:
        return kit_s
    margin_m = stopping_m(wish.carrier.airframe) + policy.way.slack_m
    shut = in_the_way(starts, ends, [outline(zone.shape) for zone in closed], margin_m=margin_m)
    return np.where(shut, np.inf, kit_s)


def _houses(session: Session, system: System, region: str) -> list[Site]:
    rows = session.scalars(select(StationRow).where(StationRow.region == region).order_by(StationRow.id))
    fire = [Site(row.id, row.name_en, LatLon(row.lat, row.lon)) for row in rows]
    board = read_board(session, now=system.clock.now(), regions=(region,))
    houses = [*fire, *(Site(one.id, one.name_en, one.place) for one in board)]
    known = session.scalars(select(LandmarkRow).where(LandmarkRow.region == region).order_by(LandmarkRow.id))
    return [*houses, *(Site(row.id, row.name_en, LatLon(row.lat, row.lon)) for row in known)]


def _points(file: Path) -> list[Site]:
    """GeoJSON points, longitude first; the name from the properties where it has one."""
    told = json.loads(file.read_text(encoding="utf-8"))
    sites = []
    for number, feature in enumerate(told["features"], 1):
        lon, lat = feature["geometry"]["coordinates"][:2]
        name = str((feature.get("properties") or {}).get("name") or f"site {number}")
        sites.append(Site(f"site-{number}", name, LatLon(lat, lon)))
    return sites
