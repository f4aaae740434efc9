"""The dispatchers' board: queue, units, hospitals, requests, sorties, alerts, coverage; one read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.events import newest_id
from chassis.geo import LatLon
from chassis.gridref import gridref
from chassis.identity import Actor
from dispatch.alarm import ALARMS
from dispatch.assign import AssignPolicy, availability
from dispatch.boards.drop import drop_view
from dispatch.boards.film import film_view
from dispatch.boards.guidance import directed_view, guidance_in_short
from dispatch.boards.hints import hints_view
from dispatch.boards.mass import mass_brief
from dispatch.boards.merging import merging_view
from dispatch.boards.pictures import patient_pictures_view
from dispatch.boards.scores import scores_view
from dispatch.boards.signals import signals_view
from dispatch.boards.stamps import seems_view, stamp_view
from dispatch.boards.stops import stops_view
from dispatch.boards.video import video_view
from dispatch.cells import cells
from dispatch.coverage import CoverageMap
from dispatch.desk.advising import advice_view
from dispatch.desk.alerting import read_alerts
from dispatch.desk.ladders import climb_view
from dispatch.desk.suggesting import phrases_view
from dispatch.events import incident_summary
from dispatch.lines.transcribing import transcript_view
from dispatch.lines.view import attachment_view, lines_view
from dispatch.look import reach_of
from dispatch.model import Unit
from dispatch.plan import RoadAnswers
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, LandmarkRow, RegionRow, StationRow, get_region, read_zones
from dispatch.tables.cases import (
    CallRow,
    IncidentRow,
    StampRow,
    assignments_of,
    get_incident,
    location_of,
)
from dispatch.tables.climbs import find_climb
from dispatch.tables.family import calls_about
from dispatch.tables.fleet import UnitRow, read_units
from dispatch.tables.messages import MessageRow, messages_of
from dispatch.tables.patients import NoteRow, find_patient
from dispatch.tables.records import SimulationRow
from dispatch.tables.texts import attachments_of
from dispatch.tables.transcripts import said_by_callers
from dispatch.tables.waking import shown_at
from drones.events import for_desk
from drones.tables.sorties import read_sorties
from drones.tables.squadron import read_squadron
from hospitals.balance import loads
from hospitals.model import Hospital
from hospitals.request import LIVE, Request
from hospitals.select import HospitalPolicy
from hospitals.tables.board import get_hospital_row, read_board
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


def incident_view(session: Session, system: System, row: IncidentRow, *, reader: Actor | None = None) -> dict[str, Any]:
    """One incident with its calls, stamps, notes and routes: the timeline. The medical director reads more of it."""
    jobs = assignments_of(session, [row.id]).get(row.id, [])
    calls = calls_about(session, row.id)
    stamps = session.scalars(select(StampRow).where(StampRow.incident_id == row.id).order_by(StampRow.id))
    notes = session.scalars(select(NoteRow).where(NoteRow.incident_id == row.id).order_by(NoteRow.id))
    return {
        **incident_summary(row, jobs),
        "calls": calls_view(session, calls),
        "placed": row.edits.get("location"),
        "stops": stops_view(session, system, row),
        "hints": hints_view(session, row.region, calls),
        "grid": gridref(known.place) if (known := location_of(row)) else None,
        **merging_view(session, row),
        "film": film_view(session, row),
        "patient_pictures": patient_pictures_view(session, row.id),
        "patient": patient_view(session, row.id),
        "mass": mass_brief(session, system, row),
        "drop": drop_view(session, system.rules, row),
        "scores": scores_view(session, row.id),
        "stamps": [stamp_view(stamp) for stamp in stamps],
        "notes": [{"text": n.text, "by": n.actor_name, "at": n.at.isoformat()} for n in notes],
        "seems": seems_view(session, jobs),
        "shown": {job: at.isoformat() for job, at in shown_at(session, [job.id for job in jobs if job.open]).items()},
        "routes": {job.id: job.route for job in jobs if job.open and job.route},
        "signals": {job.id: signals_view(session, system, job) for job in jobs if job.open and job.route},
        "requests": [request_view(session, r) for r in read_requests(session, incident_ids=(row.id,), listed=False)],
        "ladder": ladder_view(session, row.id),
        "onward": onward_view(session, row),
        "advice": advice_view(session, row) if row.state in OPEN_INCIDENT else [],
        "transcript": transcript_view(session, row.id),
        "guidance": guidance_in_short(session, row.id),
        **directed_view(session, row.id, reader),
        "places": places_view(session, row, calls) if row.state in OPEN_INCIDENT else [],
    }


def places_view(session: Session, row: IncidentRow, calls: Sequence[CallRow]) -> list[dict[str, Any]]:
    """What the callers' texts, and their words on the telephone, say of where it is."""
    heard = said_by_callers(session, row.id)
    return phrases_view(session, row.region, [*(call.text or "" for call in calls), *heard])


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


def request_view(session: Session, ask: Request) -> dict[str, Any]:
    """A request with its hospital's names: one beyond the catchment stands on no board to look them up in."""
    row = get_hospital_row(session, ask.hospital_id)
    return plain(ask) | {"hospital_name_ko": row.name_ko, "hospital_name_en": row.name_en}


def onward_view(session: Session, incident: IncidentRow) -> dict[str, Any] | None:
    """Where the patient goes on to: None when nowhere; without an id while nobody has begun it."""
    if incident.onward_opened_at is None:
        return None
    begun = get_incident(session, incident.onward_id) if incident.onward_id else None
    chosen = get_hospital_row(session, begun.hospital_id) if begun and begun.hospital_id else None
    return {
        "opened_at": incident.onward_opened_at.isoformat(),
        "id": begun.id if begun else None,
        "number": begun.number if begun else None,
        "hospital": {"id": chosen.id, "ko": chosen.name_ko, "en": chosen.name_en} if chosen else None,
    }


def ladder_view(session: Session, patient_id: str) -> dict[str, Any] | None:
    """The clock of the search for a hospital; None when nobody has been asked yet."""
    row = find_climb(session, patient_id)
    return climb_view(row) if row is not None else None


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


def calls_view(session: Session, calls: Sequence[CallRow]) -> list[dict[str, Any]]:
    """The calls with what was written between caller and desk."""
    ids = [call.id for call in calls]
    lines, attached = messages_of(session, ids), attachments_of(session, ids)
    return [
        call_view(call)
        | {"messages": [message_view(row) for row in lines[call.id]]}
        | {"attachments": [attachment_view(row) for row in attached[call.id]]}
        | {"video": video_view(session, call)}
        for call in calls
    ]


def message_view(row: MessageRow) -> dict[str, Any]:
    """A line as both its sides see it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "side": row.side,
        "at": row.at.isoformat(),
        "by": row.actor_name,
        "text": row.text,
        "phrase": row.phrase,
        "read_at": row.read_at.isoformat() if row.read_at else None,
        "outcome": row.outcome,
    }


def call_view(call: CallRow) -> dict[str, Any]:
    """A call as it came in."""
    return {
        "id": call.id,
        "incident_id": call.incident_id,
        "received_at": call.received_at.isoformat(),
        "channel": call.channel,
        "caller_number": call.caller_number,
        "text": call.text,
        "hypotheses": call.hypotheses,
        "says": call.says,
        "language": call.language,
        "link_expires": call.link_expires.isoformat() if call.link_expires else None,
    }


def patient_view(session: Session, incident_id: str) -> dict[str, Any] | None:
    """What is known of the patient; None when nothing is."""
    patient = find_patient(session, incident_id)
    if patient is None:
        return None
    return {"age_years": patient.age_years, "sex": patient.sex, "acuity": patient.acuity}


def map_places(session: Session, region: str) -> dict[str, Any]:
    """What stands still on the map: stations, landmarks, and the zones of demand as the ground nearest to each."""
    stations = session.scalars(select(StationRow).where(StationRow.region == region))
    landmarks = session.scalars(select(LandmarkRow).where(LandmarkRow.region == region))
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
    rows = session.scalars(wanted.order_by(IncidentRow.priority, IncidentRow.received_at)).all()
    jobs = assignments_of(session, [row.id for row in rows])
    return [incident_summary(row, jobs.get(row.id, [])) for row in rows]
