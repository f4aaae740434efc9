"""The wallboard: the state of the room in numbers. Nothing of a patient, a caller or a place is in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.events import newest_id
from dispatch.assign import availability
from dispatch.boards.desk import coverage_view, simulation_view
from dispatch.legs import TARGETS
from dispatch.model import FREE, Availability, Priority
from dispatch.policies.force import in_force
from dispatch.states import OPEN_INCIDENT, SERVED
from dispatch.stress import stress_of
from dispatch.system import System
from dispatch.tables.areas import RegionRow, get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.fleet import UnitRow, read_units
from dispatch.tables.records import AlertRow
from dispatch.tables.traffic import read_closures
from drones.kitstage import KitStage, stage_of
from drones.tables.fleet import read_drones
from drones.tables.sorties import read_sorties
from hospitals.model import Hospital
from hospitals.tables.board import read_board
from hospitals.tables.requests import Replies, read_replies

REPLIES_OF = timedelta(hours=24)
ALERTS_TOLD = 6
Json = dict[str, Any]


def wall_board(session: Session, system: System, region: str) -> Json:
    """Everything the wallboard shows; raises NotFoundError for an unknown region."""
    now, area = system.clock.now(), get_region(session, region)
    newest = newest_id(session, region)
    units = read_units(session, (region, *area.neighbours))
    policy = in_force(session, system, region).assign
    own = [availability(unit, now=now, policy=policy) for unit in units if unit.region == region]
    board = read_board(session, hospital_ids=tuple(area.catchment), now=now)
    coverage = coverage_view(session, region, units, system.roads.current(), policy)["now"]
    free = sum(state in FREE for state in own)
    notices = [hospital.diverts(now, None) for hospital in board]
    return {
        "now": now.isoformat(),
        "newest": newest,
        "region": {"id": area.id, "name": {"ko": area.name_ko, "en": area.name_en}, "timezone": area.timezone},
        "simulation": simulation_view(session, region),
        "incidents": _incidents(session, region, now),
        "units": {"free": free, "total": len(own), **_fleet(own)},
        "drones": _drones(session, region),
        "closures": len(read_closures(session, now=now, region=region)),
        "coverage": {"now": coverage, "standard_s": policy.coverage_standard.total_seconds()},
        "alerts": _alerts(session, region, board),
        "hospitals": _hospitals(session, area, board, now),
        "stress": stress_of(free=free, coverage=coverage, on_notice=notices),
    }


def _fleet(states: Sequence[Availability]) -> Json:
    counted = Counter(states)
    away = (Availability.BREAK, Availability.OUT_OF_SERVICE, Availability.OFF_DUTY)
    return {
        "committed": counted[Availability.COMMITTED],
        "away": sum(counted[state] for state in away),
        "unknown": counted[Availability.UNKNOWN],
    }


def _drones(session: Session, region: str) -> Json | None:
    """How many may be ordered, and how many kits are on their way or lie where nobody has them; None without drones."""
    drones = read_drones(session, (region,))
    if not drones:
        return None
    stages = Counter(stage_of(sortie) for sortie in read_sorties(session, region=region))
    return {
        "free": sum(drone.sortie_id is None and drone.out_of_service is None for drone in drones),
        "total": len(drones),
        "coming": stages[KitStage.COMING] + stages[KitStage.LOWERING],
        "down": stages[KitStage.DOWN],
    }


def _incidents(session: Session, region: str, now: datetime) -> Json:
    """Pending has no unit on it and had none; `oldest` is the one of them that came first, with what it is allowed."""
    columns = select(IncidentRow.id, IncidentRow.priority, IncidentRow.received_at)
    stored = IncidentRow.state.in_([state.value for state in OPEN_INCIDENT])
    oldest = columns.where(IncidentRow.region == region, stored).order_by(IncidentRow.received_at, IncidentRow.id)
    rows = session.execute(oldest).all()
    helped = or_(AssignmentRow.open.is_(True), AssignmentRow.state.in_([state.value for state in SERVED]))
    running = select(AssignmentRow.incident_id).where(AssignmentRow.region == region, helped)
    served = set(session.scalars(running))
    waiting = [(priority, received) for ident, priority, received in rows if ident not in served]
    late = [1 for priority, received in waiting if _is_late(priority, now - received)]
    return {
        "open": len(rows),
        "active": len(rows) - len(waiting),
        "pending": len(waiting),
        "late": len(late),
        "by_priority": {str(p): n for p, n in sorted(Counter(p or 0 for p, _ in waiting).items())},
        "oldest": _oldest(waiting[0]) if waiting else None,
    }


def _oldest(waiting: tuple[int | None, datetime]) -> Json:
    priority, received = waiting
    allowed = _allowed(priority)
    target_s = allowed.total_seconds() if allowed is not None else None
    return {"priority": priority, "received_at": received.isoformat(), "target_s": target_s}


def _allowed(priority: int | None) -> timedelta | None:
    """How long an incident may stand without a unit; None for as long as it takes."""
    target = TARGETS.waits(Priority(priority) if priority else None)
    return target.late if target is not None else None


def _is_late(priority: int | None, age: timedelta) -> bool:
    allowed = _allowed(priority)
    return allowed is not None and age > allowed


def _alerts(session: Session, region: str, board: Iterable[Hospital]) -> Json:
    """How many stand, by level and unowned, and the gravest few in the names of units and hospitals."""
    standing = select(AlertRow).where(AlertRow.region == region, AlertRow.open.is_(True))
    gravest = (AlertRow.acked_by.is_not(None), AlertRow.level, AlertRow.raised_at, AlertRow.id)
    rows = session.scalars(standing.order_by(*gravest)).all()
    told = rows[:ALERTS_TOLD]
    numbers = _numbers(session, [row.incident_id for row in told if row.incident_id])
    names = _unit_names(session, told) | {h.id: {"ko": h.name_ko, "en": h.name_en} for h in board}
    return {
        "levels": {str(level): n for level, n in sorted(Counter(row.level for row in rows).items())},
        "unowned": sum(row.acked_by is None for row in rows),
        "told": [_alert(row, numbers, names) for row in told],
    }


def _alert(row: AlertRow, numbers: Mapping[str, str], names: Mapping[str, Json]) -> Json:
    nobody: Json = {"ko": "", "en": ""}
    return {
        "id": row.id,
        "kind": row.kind,
        "level": row.level,
        "raised_at": row.raised_at.isoformat(),
        "owned": row.acked_by is not None,
        "number": numbers.get(row.incident_id or ""),
        "unit": names.get(row.data.get("unit_id") or row.subject, nobody),
        "relieves": names.get(row.data.get("relieves") or "", nobody),
        "hospital": names.get(row.data.get("hospital_id") or row.subject, nobody),
        "gain_s": row.data.get("gain_s"),
        "feed": row.data.get("feed"),
        "capability": row.data.get("capability"),
    }


def _numbers(session: Session, incidents: Sequence[str]) -> dict[str, str]:
    wanted = select(IncidentRow.id, IncidentRow.number).where(IncidentRow.id.in_(incidents))
    return dict(session.execute(wanted).all())


def _unit_names(session: Session, alerts: Iterable[AlertRow]) -> dict[str, Json]:
    ids = {name for row in alerts for name in (row.subject, row.data.get("unit_id"), row.data.get("relieves")) if name}
    wanted = select(UnitRow.id, UnitRow.callsign, UnitRow.callsign_en).where(UnitRow.id.in_(sorted(ids)))
    return {ident: {"ko": ko, "en": en} for ident, ko, en in session.execute(wanted)}


def _hospitals(session: Session, area: RegionRow, board: Sequence[Hospital], now: datetime) -> list[Json]:
    """In the order of the city's own list, which does not change while somebody looks."""
    replies = read_replies(session, area.catchment, since=now - REPLIES_OF)
    known = {hospital.id: hospital for hospital in board}
    return [_hospital(known[i], replies.get(i, Replies(0, 0)), now) for i in area.catchment if i in known]


def _hospital(hospital: Hospital, replies: Replies, now: datetime) -> Json:
    notices = [one for one in hospital.diversions if one.is_active(now)]
    whole = next((one for one in notices if one.capability is None), None)
    return {
        "id": hospital.id,
        "name": {"ko": hospital.name_ko, "en": hospital.name_en},
        "replied": replies.replied,
        "due": replies.due,
        "waiting": hospital.queue.ambulances_waiting if hospital.queue is not None else None,
        "at_door": hospital.at_door,
        "promised": hospital.promised,
        "notice": {"whole": whole is not None, "ends_at": (whole or notices[0]).ends_at.isoformat()}
        if notices
        else None,
    }
