"""The hospitals as they stand now, put together from their rows: what is known, notices, requests, others' records.

What is known is four values in one row, so that a board of thirty hospitals is read in five statements.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.geo import LatLon
from hospitals.balance import OVER
from hospitals.capacity import Capacity
from hospitals.experience import whole_of
from hospitals.model import Diversion, Hospital, Level, Record
from hospitals.request import CHOSEN, LIVE, PROMISED, UNANSWERED, RequestState
from hospitals.tables.capacity import CapacityRow, lay_over, lock_capacity, read_peers
from hospitals.tables.diversions import read_notices
from hospitals.tables.facts import HospitalRow
from hospitals.tables.requests import RequestRow


def put_hospital(session: Session, hospital: Hospital, *, alert_phone: str | None = None) -> None:
    """Add or correct a hospital's facts, and lay what the snapshot knows over what is known; for loading a city."""
    session.merge(
        HospitalRow(
            id=hospital.id,
            region=hospital.region,
            name_ko=hospital.name_ko,
            name_en=hospital.name_en,
            lat=hospital.place.lat,
            lon=hospital.place.lon,
            level=hospital.level,
            er_phone=hospital.er_phone,
            alert_phone=alert_phone,
        )
    )
    session.flush()
    row = lock_capacity(session, hospital.id)
    lay_over(row, Capacity(hospital.answers, hospital.beds, hospital.queue, hospital.surge))


def get_hospital(session: Session, hospital_id: str, *, now: datetime) -> Hospital:
    """One hospital as it stands now; raises NotFoundError."""
    for hospital in read_board(session, hospital_ids=(hospital_id,), now=now):
        return hospital
    raise NotFoundError("hospital", hospital_id)


def read_board(
    session: Session,
    *,
    now: datetime,
    hospital_ids: Collection[str] | None = None,
    regions: Collection[str] | None = None,
) -> tuple[Hospital, ...]:
    """The hospitals named or of these regions (all when neither is given), by id, in five statements."""
    wanted = select(HospitalRow, CapacityRow).outerjoin(CapacityRow, CapacityRow.hospital_id == HospitalRow.id)
    if hospital_ids is not None:
        wanted = wanted.where(HospitalRow.id.in_(hospital_ids))
    if regions is not None:
        wanted = wanted.where(HospitalRow.region.in_(regions))
    rows = session.execute(wanted.order_by(HospitalRow.id)).all()
    ids = [row.id for row, _ in rows]
    notices = read_notices(session, ids, now)
    around = _Around(now, _load(session, ids), _taken(session, ids, now), read_peers(session))
    return tuple(_hospital(row, capacity, notices.get(row.id, ()), around) for row, capacity in rows)


def _load(session: Session, ids: Collection[str]) -> Mapping[tuple[str, RequestState], int]:
    """How many live requests each hospital has in each state."""
    live = [state.value for state in LIVE]
    wanted = (
        select(RequestRow.hospital_id, RequestRow.state, func.count())
        .where(RequestRow.hospital_id.in_(ids), RequestRow.state.in_(live))
        .group_by(RequestRow.hospital_id, RequestRow.state)
    )
    return Counter({(ident, RequestState(state)): number for ident, state, number in session.execute(wanted)})


def _taken(session: Session, ids: Collection[str], now: datetime) -> Mapping[str, int]:
    """How many patients each hospital took lately, those on their way included."""
    chosen = [state.value for state in CHOSEN]
    wanted = (
        select(RequestRow.hospital_id, func.count())
        .where(RequestRow.hospital_id.in_(ids), RequestRow.asked_at > now - OVER, RequestRow.state.in_(chosen))
        .group_by(RequestRow.hospital_id)
    )
    return dict(session.execute(wanted).all())


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside the rows of the hospitals: the time, requests by state, patients taken, others' records."""

    now: datetime
    load: Mapping[tuple[str, RequestState], int]
    taken: Mapping[str, int]
    peers: Mapping[str, tuple[Record, ...]]


def _hospital(
    row: HospitalRow, capacity: CapacityRow | None, diversions: tuple[Diversion, ...], around: _Around
) -> Hospital:
    known, load = capacity.known() if capacity is not None else Capacity(), around.load
    records = capacity.records if capacity is not None else ()
    return Hospital(
        id=row.id,
        region=row.region,
        name_ko=row.name_ko,
        name_en=row.name_en,
        place=LatLon(row.lat, row.lon),
        level=Level(row.level),
        er_phone=row.er_phone,
        answers=known.answers,
        beds=known.beds,
        queue=known.queue,
        surge=known.surge,
        diversions=diversions,
        records=records,
        whole=whole_of(records, around.now),
        peers=around.peers.get(row.region, ()),
        proofs=capacity.proofs if capacity is not None else (),
        taken=around.taken.get(row.id, 0),
        promised=sum(load[row.id, state] for state in PROMISED),
        at_door=load[row.id, RequestState.ARRIVED],
        open_asks=sum(load[row.id, state] for state in UNANSWERED),
    )
