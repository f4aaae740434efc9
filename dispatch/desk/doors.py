"""The hospitals a distribution chooses from: how far each is, what it can take, and who is bound for it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.geo import LatLon
from dispatch.mass.distribute import Receiver
from dispatch.mass.model import CasualtyState, Colour
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow
from dispatch.tables.mass import CasualtyRow
from hospitals.model import Hospital, Says
from hospitals.tables.board import read_board
from hospitals.trust import SHOWN_BY_BEDS


def read_doors(
    session: Session, incident: IncidentRow, *, now: datetime, also: Collection[str] = ()
) -> tuple[tuple[Hospital, ...], dict[str, Counter[Colour]]]:
    """The hospitals of the catchment (and `also`), and how many of each colour count against what each has posted."""
    wanted_doors = dict.fromkeys([*get_region(session, incident.region).catchment, *sorted(also)])
    board = read_board(session, hospital_ids=tuple(wanted_doors), now=now)
    ids = [one.id for one in board]
    underway = or_(CasualtyRow.ended_at.is_(None), CasualtyRow.state == CasualtyState.HANDED_OVER)
    wanted = select(CasualtyRow, IncidentRow.state).join(IncidentRow, IncidentRow.id == CasualtyRow.incident_id)
    rows = session.execute(wanted.where(CasualtyRow.hospital_id.in_(ids), underway)).all()
    bound: dict[str, Counter[Colour]] = {one.id: Counter() for one in board}
    posted = {one.id: one.surge.reported_at if one.surge else None for one in board}
    for row, state in rows:
        door = row.hospital_id
        if door is not None and _counts(row, posted[door], running=state in OPEN_INCIDENT):
            bound[door][Colour.RED if row.colour == Colour.GREY else Colour(row.colour)] += 1
    return board, bound


def _counts(row: CasualtyRow, posted_at: datetime | None, *, running: bool) -> bool:
    """Who is still to come, and who came after the hospital last said how many it can take.

    To one that never said it, whoever came counts while that incident runs.
    """
    if row.arrived_at is None or posted_at is None:
        return running
    return row.arrived_at > posted_at


def receiver(one: Hospital, drive: timedelta, bound: Mapping[Colour, int]) -> Receiver:
    """The hospital as the distribution sees it."""
    surge = one.surge
    posted = {Colour.RED: surge.red, Colour.YELLOW: surge.yellow, Colour.GREEN: surge.green} if surge else {}
    said = {answer.capability for answer in one.answers if answer.says is Says.YES}
    shown = {able for able, bed in SHOWN_BY_BEDS.items() if (count := one.count(bed)) and (count.available or 0) > 0}
    can = frozenset(said | shown)
    return Receiver(one.id, drive, posted, surge.reported_at if surge else None, can, bound)


def drives_to(system: System, incident: IncidentRow, board: Sequence[Hospital]) -> dict[str, timedelta]:
    """From the scene to each door; who cannot be reached is left out. Raises InvalidInputError without a place."""
    if incident.place_lat is None or incident.place_lon is None:
        raise InvalidInputError("location", "no place is known yet")
    scene = LatLon(incident.place_lat, incident.place_lon)
    ways = system.roads.current().from_one(scene, [one.place for one in board])
    return {one.id: way.p50 for one, way in zip(board, ways, strict=True) if way is not None}
