"""Reading how a region stands, for paper: the handover sheet and the printed board."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dispatch.assign import availability
from dispatch.boards.desk import simulation_view
from dispatch.boards.premises import cautions_of
from dispatch.closures import Closure, ClosureKind
from dispatch.model import Unit, Verification
from dispatch.standing import (
    Name,
    Standing,
    StandingAlert,
    StandingClosure,
    StandingDiversion,
    StandingHospital,
    StandingIncident,
    StandingJob,
    StandingRequest,
    StandingUnit,
)
from dispatch.states import OPEN_INCIDENT, AssignmentState, IncidentState, shown_state
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow, assignments_of
from dispatch.tables.fleet import UnitRow, read_units
from dispatch.tables.handovers import open_notes, shift_note
from dispatch.tables.records import AlertRow
from dispatch.tables.traffic import read_closures
from hospitals.model import BedType, Hospital
from hospitals.request import LIVE, Request
from hospitals.tables.board import read_board
from hospitals.tables.facts import HospitalRow, get_hospital_row
from hospitals.tables.requests import read_requests


def read_standing(session: Session, system: System, region: str) -> Standing:
    """How `region` stands now; raises NotFoundError for an unknown one."""
    now, area = system.clock.now(), get_region(session, region)
    rows = _incidents(session, region)
    numbers = {row.id: row.number for row in rows}
    units = read_units(session, (region, *area.neighbours))
    names = _unit_names(session, units)
    asked = [_request(session, r, numbers) for r in read_requests(session, region=region, states=LIVE)]
    jobs = assignments_of(session, [row.id for row in rows])
    since = _since(session, [job.id for listed in jobs.values() for job in listed if job.open])
    return Standing(
        region=region,
        name=Name(area.name_ko, area.name_en),
        timezone=area.timezone,
        at=now,
        simulated=bool(simulation_view(session, region)["on"]),
        incidents=tuple(_incident(session, row, jobs.get(row.id, []), since, names, asked, now) for row in rows),
        units=tuple(sorted((_unit(u, names, numbers, system, now) for u in units), key=_as_counted)),
        hospitals=tuple(_hospital(h, now) for h in read_board(session, hospital_ids=tuple(area.catchment), now=now)),
        requests=tuple(asked),
        alerts=tuple(_alert(session, row, names, numbers) for row in _alerts(session, region)),
        notes=tuple(shift_note(row) for row in open_notes(session, region)),
        closures=tuple(_closure(one) for one in read_closures(session, now=now, region=region)),
    )


def _incidents(session: Session, region: str) -> list[IncidentRow]:
    later = [IncidentState.SCHEDULED.value, IncidentState.HELD.value]
    wanted = IncidentRow.state.in_([state.value for state in OPEN_INCIDENT] + later)
    running = select(AssignmentRow.incident_id).where(AssignmentRow.region == region, AssignmentRow.open.is_(True))
    listed = select(IncidentRow).where(IncidentRow.region == region, or_(wanted, IncidentRow.id.in_(running)))
    gravest = listed.order_by(IncidentRow.priority.nulls_first(), IncidentRow.received_at, IncidentRow.id)
    return list(session.scalars(gravest))


def _incident(
    session: Session,
    row: IncidentRow,
    jobs: list[AssignmentRow],
    since: Mapping[str, datetime],
    names: Mapping[str, Name],
    asked: Iterable[StandingRequest],
    now: datetime,
) -> StandingIncident:
    running = [job for job in jobs if job.open]
    placed = row.place_lat is not None and row.place_lon is not None
    return StandingIncident(
        number=row.number,
        state=shown_state(IncidentState(row.state), tuple(AssignmentState(job.state) for job in jobs)),
        priority=row.priority,
        complaint=row.complaint,
        determinant=row.determinant,
        received_at=row.received_at,
        place=row.place_text,
        coordinates=f"{row.place_lat:.5f}, {row.place_lon:.5f}" if placed else None,
        verification=Verification(row.verification),
        hospital=_hospital_name(session, row.hospital_id),
        jobs=tuple(_job(job, since, names) for job in running),
        requests=tuple(one for one in asked if one.number == row.number),
        cautions=tuple((note["kind"], note["text"]) for note in cautions_of(session, row, now=now)),
        simulated=row.simulated,
    )


def _job(job: AssignmentRow, since: Mapping[str, datetime], names: Mapping[str, Name]) -> StandingJob:
    unit = names.get(job.unit_id, Name(job.unit_id, job.unit_id))
    return StandingJob(unit, AssignmentState(job.state), since.get(job.id, job.made_at), job.eta)


def _since(session: Session, job_ids: list[str]) -> dict[str, datetime]:
    """When each assignment took its newest step."""
    rows = session.execute(
        select(StampRow.assignment_id, StampRow.at).where(StampRow.assignment_id.in_(job_ids)).order_by(StampRow.id)
    )
    return {job: at for job, at in rows if job is not None}


def _unit_names(session: Session, units: Iterable[Unit]) -> dict[str, Name]:
    ids = [unit.id for unit in units]
    rows = session.execute(select(UnitRow.id, UnitRow.callsign, UnitRow.callsign_en).where(UnitRow.id.in_(ids)))
    return {ident: Name(ko, en) for ident, ko, en in rows}


def _unit(
    unit: Unit, names: Mapping[str, Name], numbers: Mapping[str, str], system: System, now: datetime
) -> StandingUnit:
    job = next(iter(unit.commitments), None)
    return StandingUnit(
        name=names[unit.id],
        skills=tuple(sorted(unit.skills)),
        availability=availability(unit, now=now, policy=system.policy.assign),
        reason=unit.out_of_service,
        shift_ends=unit.shift_ends,
        position_at=unit.position_at,
        at_post=unit.at_post,
        number=numbers.get(job.incident_id) if job else None,
        state=job.state if job else None,
        eta=job.eta if job else None,
    )


def _as_counted(unit: StandingUnit) -> tuple[str, int, str]:
    """세종2 before 세종10."""
    letters, digits = re.fullmatch(r"(.*?)(\d*)", unit.name.ko, re.S).groups()  # type: ignore[union-attr]
    return letters, int(digits or 0), unit.name.ko


def _hospital(hospital: Hospital, now: datetime) -> StandingHospital:
    name, beds = Name(hospital.name_ko, hospital.name_en), hospital.count(BedType.ER_GENERAL)
    return StandingHospital(
        name=name,
        level=hospital.level,
        phone=hospital.er_phone,
        available=beds.available if beds else None,
        baseline=beds.baseline if beds else None,
        reported_at=beds.reported_at if beds else None,
        source=beds.source if beds else None,
        waiting=hospital.queue.ambulances_waiting if hospital.queue else None,
        diversions=tuple(
            StandingDiversion(name, one.capability, one.reason, one.starts_at, one.ends_at)
            for one in hospital.diversions
            if one.is_active(now)
        ),
    )


def _hospital_name(session: Session, hospital_id: str | None) -> Name | None:
    if hospital_id is None:
        return None
    row = get_hospital_row(session, hospital_id)
    return Name(row.name_ko, row.name_en)


def _request(session: Session, asked: Request, numbers: Mapping[str, str]) -> StandingRequest:
    row = get_hospital_row(session, asked.hospital_id)
    name = Name(row.name_ko, row.name_en)
    number = numbers.get(asked.incident_id, "–")
    return StandingRequest(number, name, asked.state, asked.asked_at, asked.expires_at, asked.held_until)


def _closure(one: Closure) -> StandingClosure:
    street = Name(one.street, one.street_en or one.street) if one.street else None
    share = one.share if one.kind is ClosureKind.SLOW else None
    return StandingClosure(one.kind, share, street, one.reason, one.note, one.begins_at, one.ends_at, one.author_name)


def _alerts(session: Session, region: str) -> list[AlertRow]:
    wanted = select(AlertRow).where(AlertRow.region == region, AlertRow.open.is_(True))
    return list(session.scalars(wanted.order_by(AlertRow.level, AlertRow.raised_at, AlertRow.id)))


def _alert(session: Session, row: AlertRow, names: Mapping[str, Name], numbers: Mapping[str, str]) -> StandingAlert:
    told: Mapping[str, Any] = row.data
    hospital = session.get(HospitalRow, told.get("hospital_id") or row.subject)
    return StandingAlert(
        kind=row.kind,
        level=row.level,
        raised_at=row.raised_at,
        number=numbers.get(row.incident_id or ""),
        unit=names.get(told.get("unit_id") or row.subject),
        relieves=names.get(told.get("relieves") or ""),
        hospital=Name(hospital.name_ko, hospital.name_en) if hospital is not None else None,
        gain_s=told.get("gain_s"),
        capability=told.get("capability"),
        acked_by=row.acked_by,
        shelved_until=row.shelved_until,
    )
