"""Drone missions as JSON and spreadsheets, and the log of one flight in three forms."""

import json
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from chassis.errors import NotFoundError
from chassis.identity import Role
from dispatch.flights.log import logbook, take_log
from dispatch.review.dropped import dropped_rows, dropped_view, read_dropped
from dispatch.review.period import days_up_to
from drones.flightlog import FlightLog, as_document, as_kml, as_rows
from web.chief.schemas import PeriodIn
from web.current import actor, system
from web.forms import gives
from web.guard import for_roles
from web.spreadsheet import sheet

flights_api = APIBlueprint("flights_api", __name__, url_prefix="/api/v1")
KML = "application/vnd.google-earth.kml+xml"


@flights_api.get("/chief/drones")
@flights_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_drones(asked: PeriodIn) -> Any:
    """What drones were worth over a day, a week or four: kit against ambulance, why none flew, kits, figures."""
    who = actor()
    with system().db.read() as session:
        return dropped_view(
            session,
            system(),
            who.region,
            span=asked.span,
            last=asked.last,
            simulated=asked.simulated,
            incidents=who.role is Role.SUPERVISOR,
        )


@flights_api.get("/chief/drones.csv")
@flights_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_drones(asked: PeriodIn) -> Response:
    """The same as a spreadsheet, without anything that could tell a patient: docs/statistics.md."""
    region, simulated = actor().region, asked.simulated
    with system().db.read() as session:
        found = read_dropped(session, system(), region, span=asked.span, last=asked.last, simulated=simulated)
    return sheet(dropped_rows(found), "drones", region, found.first, found.last, simulated=simulated)


@flights_api.get("/chief/flights.csv")
@flights_api.input(PeriodIn, location="query", arg_name="asked")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
@gives("text/csv")
def download_flights(asked: PeriodIn) -> Response:
    """The logbook of the region's stations: one line a flight. It names operators, and stays in the house."""
    region = actor().region
    with system().db.read() as session:
        first, last, _ = days_up_to(session, system(), region, span=asked.span, last=asked.last)
        rows = list(logbook(session, region, first, last, simulated=asked.simulated))
    return sheet(rows, "flights", region, first, last, simulated=asked.simulated)


@flights_api.get("/sorties/<sortie_id>/log/<form>")
@for_roles(Role.PILOT, Role.SUPERVISOR, Role.ADMIN)
def download_log(sortie_id: str, form: str) -> Response:
    """One flight as it was flown: `csv`, `json` or `kml`; steps, positions and notes, oldest first, no patient.

    Pilots read it for 12 hours after its end (403 `too_late`). Who took it stands in the audit.
    """
    if form not in {"csv", "json", "kml"}:
        raise NotFoundError("form", form)
    log = take_log(system(), actor(), sortie_id, form)
    if form == "csv":
        return sheet(as_rows(log), "flight", log.sortie.id, simulated=False)
    return _document(log, form)


def _document(log: FlightLog, form: str) -> Response:
    text = json.dumps(as_document(log), ensure_ascii=False) if form == "json" else as_kml(log)
    name = f"goldentime-flight-{log.sortie.id}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json" if form == "json" else KML, headers=headers)
