"""Areas within minutes of the free units, for the map: drawn beside the requests, never in one.

Who asks gets what was drawn last, with its age; where the fleet or the roads have changed since, it is drawn anew
meanwhile. One drawing at a time, and one for all who look.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any

import structlog
from sqlalchemy.orm import Session

from chassis.geo import LatLon
from dispatch.look import at_hand
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.fleet import read_units
from routing.isochrones import Area, Ring
from routing.roads import Roads

SHARES = (0.5, 1.0, 1.5)  # of the region's standard: 4, 8 and 12 minutes for 8
REST = timedelta(seconds=10)  # units move all the time, and nobody sees a street's difference
FINE = 3  # decimals of a degree that a unit's move counts from: about 100 m
log = structlog.get_logger("goldentime.isochrones")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Areas as they were `at`, under the traffic `roads`, for so many `units`; `key` names what they are of."""

    key: str
    at: datetime
    roads: str
    units: int
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    roads: Roads
    version: str
    places: tuple[LatLon, ...]
    within: tuple[timedelta, ...]


def _beside(work: Callable[[], None]) -> None:
    Thread(target=work, name="isochrones", daemon=True).start()


@dataclass(slots=True)
class AreaDrawer:
    """Draws in this process, one at a time; `run` is how it does so beside the request."""

    run: Callable[[Callable[[], None]], None] = _beside
    _drawn: dict[str, Drawn] = field(default_factory=dict)
    _busy: Lock = field(default_factory=Lock)

    def areas(self, system: System, region: str) -> tuple[Drawn | None, bool]:
        """The newest areas of a region, None while there are none; and whether they are of this very moment.

        Raises NotFoundError without roads.
        """
        with system.db.read() as session:
            wanted = _wanted(session, system, region)
        drawn, now = self._drawn.get(region), system.clock.now()
        if drawn is not None and drawn.key == wanted.key:
            return drawn, True
        rested = drawn is None or now - drawn.at >= REST
        if rested and self._busy.acquire(blocking=False):
            self.run(lambda: self._draw(region, wanted, now))
        return self._drawn.get(region), False

    def _draw(self, region: str, wanted: _Wanted, now: datetime) -> None:
        try:
            areas = wanted.roads.isochrones(wanted.places, wanted.within)
            self._drawn[region] = Drawn(wanted.key, now, wanted.version, len(wanted.places), areas)
        except Exception:  # a map layer: what was drawn before stands, with its age
            log.exception("isochrones_not_drawn", region=region)
        finally:
            self._busy.release()


def _wanted(session: Session, system: System, region: str) -> _Wanted:
    held, area = system.roads.held(), get_region(session, region)
    standard = in_force(session, system, region).assign.coverage_standard
    free = at_hand(read_units(session, (region, *area.neighbours)))
    places = tuple(sorted(unit.place for unit in free if unit.place is not None))
    within = tuple(standard * share for share in SHARES)
    coarse = [(round(place.lat, FINE), round(place.lon, FINE)) for place in places]
    named = repr((held.mark.version, held.roads.digest, coarse, within)).encode()
    return _Wanted(hashlib.sha256(named).hexdigest()[:20], held.roads, held.mark.version, places, within)


def areas_view(drawn: Drawn | None, *, is_current: bool) -> dict[str, Any]:
    """As the maps draw it: each part its outer ring and its holes, of [lon, lat] pairs; the widest first."""
    if drawn is None:
        return {"at": None, "current": False, "units": None, "areas": []}
    return {
        "at": drawn.at.isoformat(),
        "current": is_current,
        "roads": drawn.roads,
        "units": drawn.units,
        "areas": [_area_view(area) for area in reversed(drawn.areas)],
    }


def _area_view(area: Area) -> dict[str, Any]:
    parts = [[_ring(outer), *(_ring(hole) for hole in holes)] for outer, holes in area.parts]
    return {"within_s": area.within.total_seconds(), "parts": parts}


def _ring(ring: Sequence[LatLon] | Ring) -> list[list[float]]:
    return [[round(place.lon, 5), round(place.lat, 5)] for place in ring]
