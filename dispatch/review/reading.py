"""Days from the database, in five statements whatever their size."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from chassis.geo import LatLon
from dispatch.model import DemandZone, Priority
from dispatch.retriage import Side
from dispatch.review.agreement import Judged
from dispatch.review.facts import AskFact, DayFacts, IncidentFact, StampFact, nearest_zone
from dispatch.review.greens import GreenFact, Greens, judge_greens
from dispatch.states import IncidentState
from dispatch.tables.areas import get_region, read_zones
from dispatch.tables.assessments import AcuityRow
from dispatch.tables.cases import IncidentRow, StampRow
from dispatch.tables.signals import SignalRequestRow
from hospitals.request import CHOSEN, UNANSWERED, DeclineCode, RequestState
from hospitals.tables.requests import RequestRow
from routing.priority.states import RequestState as SignalState


def day_of(instant: datetime, zone: str) -> date:
    """The day an instant belongs to where the region is."""
    return instant.astimezone(ZoneInfo(zone)).date()


def bounds_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """From midnight to midnight, as the region's clocks show it: 23 or 25 hours when they are changed."""
    place = ZoneInfo(zone)
    begins, ends = (datetime.combine(one, time.min, place) for one in (day, day + timedelta(days=1)))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def read_day(session: Session, region: str, day: date, *, simulated: bool) -> DayFacts:
    """What is on record of the calls received on `day`, the simulated ones or the others, never both."""
    return read_days(session, region, day, day, simulated=simulated)


def read_days(session: Session, region: str, first: date, last: date, *, simulated: bool) -> DayFacts:
    """The same of several days, both ends included."""
    area = get_region(session, region)
    zones, zone = read_zones(session, region), ZoneInfo(area.timezone)
    wanted = received_on(region, first, last, area.timezone).where(IncidentRow.simulated.is_(simulated))
    rows = session.scalars(wanted.order_by(IncidentRow.received_at, IncidentRow.id)).all()
    ids = wanted.with_only_columns(IncidentRow.id)
    stamps = session.scalars(select(StampRow).where(StampRow.incident_id.in_(ids)).order_by(StampRow.id))
    asks = session.scalars(select(RequestRow).where(RequestRow.incident_id.in_(ids)).order_by(RequestRow.id))
    return DayFacts(
        incidents=tuple(_incident(row, zones, zone) for row in rows),
        stamps=tuple(_stamp(row) for row in stamps),
        asks=tuple(_ask(row) for row in asks if row.state != RequestState.DRAFT),
    )


def read_greens(session: Session, region: str, day: date, *, simulated: bool) -> Greens:
    """What signal priority did for the calls received on `day`."""
    zone = get_region(session, region).timezone
    wanted = received_on(region, day, day, zone).where(IncidentRow.simulated.is_(simulated))
    ids = wanted.with_only_columns(IncidentRow.id)
    rows = session.scalars(select(SignalRequestRow).where(SignalRequestRow.incident_id.in_(ids)))
    return judge_greens(_green(row) for row in rows)


def _green(row: SignalRequestRow) -> GreenFact:
    return GreenFact(
        state=SignalState(row.state),
        answered=row.answered_at is not None,
        granted_after=row.granted_at - row.made_at if row.granted_at is not None else None,
        passed=row.passed_at is not None,
        passed_granted=bool(row.passed_granted),
        others_delay_s=row.others_delay_s,
    )


def read_levels(session: Session, region: str, first: date, last: date, *, simulated: bool) -> tuple[Judged, ...]:
    """How urgent dispatch, crew and hospital saw each patient of those days; both ends included."""
    zone = get_region(session, region).timezone
    wanted = received_on(region, first, last, zone).where(IncidentRow.simulated.is_(simulated))
    ids = wanted.with_only_columns(IncidentRow.id)
    said: dict[str, dict[str, list[int]]] = {}
    for row in session.scalars(select(AcuityRow).where(AcuityRow.incident_id.in_(ids)).order_by(AcuityRow.id)):
        said.setdefault(row.incident_id, {}).setdefault(row.side, []).append(row.level)
    asked = session.execute(wanted.with_only_columns(IncidentRow.id, IncidentRow.priority).order_by(IncidentRow.id))
    return tuple(_judged(priority, said.get(ident, {})) for ident, priority in asked)


def incidents_of(session: Session, region: str, day: date, *, simulated: bool) -> Select[IncidentRow]:
    """The statement behind `read_day`: the incidents received on `day`."""
    zone = get_region(session, region).timezone
    return received_on(region, day, day, zone).where(IncidentRow.simulated.is_(simulated))


def count_day(session: Session, region: str, day: date) -> dict[bool, int]:
    """How many incidents of `day` were real (False) and simulated (True)."""
    return count_days(session, region, day, day)


def count_days(session: Session, region: str, first: date, last: date) -> dict[bool, int]:
    """The same of several days, both ends included."""
    zone = get_region(session, region).timezone
    wanted = received_on(region, first, last, zone).with_only_columns(IncidentRow.simulated, func.count())
    counted = dict(session.execute(wanted.group_by(IncidentRow.simulated)).all())
    return {kind: counted.get(kind, 0) for kind in (False, True)}


def received_on(region: str, first: date, last: date, zone: str) -> Select[IncidentRow]:
    """An incident that was merged into another is that one's, and counted there."""
    begins, ends = bounds_of(first, zone)[0], bounds_of(last, zone)[1]
    received = IncidentRow.received_at
    return select(IncidentRow).where(
        IncidentRow.region == region, received >= begins, received < ends, IncidentRow.state != IncidentState.MERGED
    )


def _incident(row: IncidentRow, zones: tuple[DemandZone, ...], zone: ZoneInfo) -> IncidentFact:
    known = row.place_lat is not None and row.place_lon is not None
    place = LatLon(row.place_lat or 0.0, row.place_lon or 0.0) if known else None
    return IncidentFact(
        id=row.id,
        number=row.number,
        priority=Priority(row.priority) if row.priority else None,
        complaint=row.complaint,
        state=row.state,
        received_at=row.received_at,
        hour=row.received_at.astimezone(zone).hour,
        zone=nearest_zone(place, zones) if place is not None else None,
    )


def _judged(priority: int | None, said: Mapping[str, list[int]]) -> Judged:
    crew, hospital = said.get(Side.CREW, []), said.get(Side.HOSPITAL, [])
    first, last = (crew[0], crew[-1]) if crew else (None, None)
    return Judged(desk=priority, crew_first=first, crew_last=last, hospital=hospital[-1] if hospital else None)


def _stamp(row: StampRow) -> StampFact:
    job, skipped = row.assignment_id, tuple(row.skipped)
    return StampFact(row.incident_id, job, row.name, row.at, row.device_at, row.source, skipped)


def _ask(row: RequestRow) -> AskFact:
    state = RequestState(row.state)
    declined = state is RequestState.DECLINED
    answered = row.answered_at is not None
    open_or_silent = state in UNANSWERED or state is RequestState.EXPIRED
    return AskFact(
        incident_id=row.incident_id,
        patient_id=row.patient_id,
        hospital_id=row.hospital_id,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        agreed=answered and not declined,
        declined=DeclineCode(row.decline_code or DeclineCode.OTHER) if declined else None,
        silent=state is RequestState.EXPIRED,
        withdrawn=not answered and not open_or_silent,
        designated=row.designated,
        p_accept=row.p_accept,
        arrived_at=row.arrived_at,
        chosen=state in CHOSEN or state is RequestState.REDIRECTED,
        redirected=state is RequestState.REDIRECTED,
    )
