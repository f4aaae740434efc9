"""Reading the log of one flight, and the logbook of many."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError
from chassis.identity import Actor, Role
from chassis.tracks import TrackPoint, read_tracks
from chassis.work import record_change, working
from dispatch.review.reading import bounds_of
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow
from drones.flightlog import FlightLog
from drones.mission import Telemetry
from drones.pad.commanding import readable_sortie
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.fleet import DroneRow, drone_names
from drones.tables.notes import NoteRow, read_notes
from drones.tables.sorties import SortieRow, as_sortie

S = SortieState
READERS = frozenset({Role.PILOT, Role.SUPERVISOR, Role.ADMIN})
BOOK = (
    "ordered_at", "sortie", "station", "drone", "kit", "state", "reason", "operator", "airborne_at", "kit_down_at",
    "landed_at", "airborne_s", "planned_m", "battery_wh_used", "notes",
)  # fmt: skip


def take_log(system: System, actor: Actor, sortie_id: str, form: str) -> FlightLog:
    """The log of a flight in `form`, and who took it in the audit; raises what `read_log` does."""
    with working(system, actor) as work:
        log = read_log(work.session, actor, sortie_id, now=work.now)
        record_change(work, "read_flight", sortie_id, None, {"form": form}, region=log.sortie.region)
        return log


def read_log(session: Session, actor: Actor, sortie_id: str, *, now: datetime) -> FlightLog:
    """The log of a flight, for supervisors and administrators of the incident's region, and for pilots of the own
    station for a shift.

    Raises NotFoundError for another's, ForbiddenError for who neither flies nor answers for it, TooLateError.
    """
    if actor.role not in READERS:
        raise ForbiddenError(f"{actor.role} does not read flight logs")
    sortie = readable_sortie(session, actor, sortie_id, now=now)
    track = read_tracks(session, [sortie_id]).get(sortie_id, [])
    drone = session.get(DroneRow, sortie.drone_id)
    return FlightLog(
        sortie=sortie,
        drone=drone.name if drone is not None else sortie.drone_id,
        track=tuple(map(_telemetry, track)),
        notes=read_notes(session, sortie_id),
    )


def logbook(session: Session, region: str, first: date, last: date, *, simulated: bool) -> Iterator[Sequence[object]]:
    """One line a flight of the region's stations, ordered on those days, oldest first; the first line names them.

    What never took off is no flight and is left out: the reasons of those are counted elsewhere.
    """
    zone = get_region(session, region).timezone
    begins, ends = bounds_of(first, zone)[0], bounds_of(last, zone)[1]
    calls = select(IncidentRow.id).where(
        IncidentRow.simulated.is_(simulated), IncidentRow.received_at >= begins - timedelta(days=1)
    )
    wanted = select(SortieRow).where(SortieRow.station_region == region, SortieRow.incident_id.in_(calls))
    flown = (as_sortie(row) for row in session.scalars(wanted.order_by(SortieRow.id)))
    ours = [one for one in flown if S.AIRBORNE in one.entered and begins <= one.entered[S.REQUESTED] < ends]
    names = drone_names(session, {one.drone_id for one in ours})
    counted = select(NoteRow.sortie_id, func.count()).where(NoteRow.sortie_id.in_([one.id for one in ours]))
    notes = dict(session.execute(counted.group_by(NoteRow.sortie_id)).all())
    yield BOOK
    for sortie in sorted(ours, key=lambda one: (one.entered[S.REQUESTED], one.id)):
        yield *_flight(sortie, names[sortie.drone_id]), notes.get(sortie.id, 0)


def _flight(sortie: Sortie, drone: str) -> Sequence[object]:
    entered = sortie.entered
    up, down, landed = entered[S.AIRBORNE], sortie.down_at, entered.get(S.LANDED)
    return (
        entered[S.REQUESTED].isoformat(),
        sortie.id,
        sortie.station_id,
        drone,
        sortie.kit.value,
        sortie.state.value,
        sortie.reason.value if sortie.reason is not None else None,
        sortie.operator,
        up.isoformat(),
        down.isoformat() if down is not None else None,
        landed.isoformat() if landed is not None else None,
        round((landed - up).total_seconds(), 1) if landed is not None else None,
        round(sortie.flight.way.length_m),
        _used_wh(sortie),
    )


def _used_wh(sortie: Sortie) -> float | None:
    after = sortie.vehicle.battery_share if sortie.vehicle is not None else None
    if sortie.battery_share is None or after is None:
        return None
    return round((sortie.battery_share - after) * sortie.battery_wh, 1)


def _telemetry(point: TrackPoint) -> Telemetry:
    return Telemetry(point.at, point.place, point.altitude_m, point.speed_mps, point.battery_share)
