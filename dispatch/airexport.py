"""A sortie in the form that another system reads: ground stations, maps, traffic management, remote identification."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError, NotFoundError
from chassis.geo import LatLon
from dispatch.system import System
from drones.airframes import get_airframe
from drones.conformance import off_route
from drones.exports.groundstation import plan_file
from drones.exports.identity import remote_id
from drones.exports.intent import Ground, operational_intent
from drones.exports.maps import sortie_geojson, sortie_kml
from drones.sortie import Sortie
from drones.tables.fleet import DroneRow, get_station_row


@dataclass(frozen=True, slots=True)
class Made:
    """A document, what it is, and how a file of it ends."""

    body: bytes
    mimetype: str
    ending: str


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    system: System
    sortie: Sortie
    ground_m: float | None


def export_sortie(session: Session, system: System, sortie: Sortie, form: str, *, ground_m: float | None) -> Made:
    """The document; raises NotFoundError for a form that is none, InvalidInputError when it lacks something."""
    if form not in FORMS:
        raise NotFoundError("form", form)
    return FORMS[form](_Asked(session, system, sortie, ground_m))


def _json(told: Mapping[str, Any], ending: str, mimetype: str = "application/json") -> Made:
    return Made(json.dumps(told, ensure_ascii=False, indent=1).encode(), mimetype, ending)


def _plan(asked: _Asked) -> Made:
    plan = asked.sortie.plan
    if plan is None:
        raise NotFoundError("plan", asked.sortie.id)
    row = asked.session.get(DroneRow, asked.sortie.drone_id)
    if row is None:
        raise NotFoundError("drone", asked.sortie.drone_id)
    known = replace(plan, home_amsl_m=_amsl(asked))
    return _json(plan_file(known, cruise_mps=get_airframe(row.airframe).cruise_mps), ".plan")


def _geojson(asked: _Asked) -> Made:
    return _json(sortie_geojson(asked.sortie), ".geojson", "application/geo+json")


def _kml(asked: _Asked) -> Made:
    return Made(sortie_kml(asked.sortie), "application/vnd.google-earth.kml+xml", ".kml")


def _f3548(asked: _Asked) -> Made:
    now = asked.system.clock.now()
    told = operational_intent(
        asked.sortie,
        Ground(_amsl(asked)),
        now=now,
        uss_base_url=asked.system.settings.public_url,
        off_route=off_route(asked.sortie.strayed_at, at=now),
    )
    return _json(told, ".f3548.json")


def _remote_id(asked: _Asked) -> Made:
    station = get_station_row(asked.session, asked.sortie.station_id)
    place = LatLon(station.lat, station.lon)
    return _json(remote_id(asked.sortie, station=place), ".remoteid.json")


def _amsl(asked: _Asked) -> float:
    """How high the station lies: as told, as the vehicle measures it, or as its plan says."""
    heard, plan = asked.sortie.vehicle, asked.sortie.plan
    if asked.ground_m is not None:
        return asked.ground_m
    if heard is not None and heard.amsl_m is not None and heard.altitude_m is not None:
        return heard.amsl_m - heard.altitude_m
    if plan is not None and plan.home_amsl_m:  # plans of before say 0 where nobody knew
        return plan.home_amsl_m
    raise InvalidInputError("ground_m", "the station's height above the sea is not known: say it in metres")


FORMS: Mapping[str, Callable[[_Asked], Made]] = {
    "plan": _plan,
    "geojson": _geojson,
    "kml": _kml,
    "f3548": _f3548,
    "remote_id": _remote_id,
}
