"""The list before take-off, as one transaction sees it, and the refusal to go on while it is not green."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.accounts import MACHINE
from chassis.errors import NotReadyError
from chassis.ground import Ground
from chassis.identity import SIMULATED, Actor
from chassis.work import record_change, working
from drones.crossing import crossings
from drones.planner.apart import Separation, first_conflict
from drones.planner.tracks import sortie_track, track_of
from drones.policy import DropPolicy
from drones.preflight import Check, Facts, Finding, check_all, look_below, not_green
from drones.sortie import Sortie, Tick
from drones.states import FLYING, SortieState
from drones.tables.airspace import read_zones
from drones.tables.fleet import DroneRow, DroneStationRow, as_drone, get_station_row
from drones.tables.kits import find_kit
from drones.tables.pilots import read_certificates
from drones.tables.sorties import read_sorties
from drones.tables.squadron import read_free, read_weather
from drones.tables.underway import read_flying_on


def read_preflight(session: Session, sortie: Sortie, *, now: datetime, policy: DropPolicy) -> tuple[Finding, ...]:
    """Every check of one order as it stands."""
    return check_all(read_facts(session, sortie, now=now, policy=policy), now=now, policy=policy)


def hold_back(session: Session, sortie: Sortie, *, now: datetime, policy: DropPolicy) -> None:
    """Raises NotReadyError with every check that is not green."""
    _refuse(sortie, read_preflight(session, sortie, now=now, policy=policy))


def hold_up(sortie: Sortie) -> None:
    """The kit stays on the hook until somebody has looked below; raises NotReadyError."""
    _refuse(sortie, (look_below(sortie),))


def _refuse(sortie: Sortie, findings: tuple[Finding, ...]) -> None:
    red = not_green(findings)
    if red:
        raise NotReadyError("sortie", sortie.id, {one.check.value: one.lack.value for one in red if one.lack})


def states_for(check: Check) -> frozenset[SortieState]:
    """When a person may confirm a check: before take-off, or over the target."""
    if check is Check.BELOW_CLEAR:
        return frozenset({SortieState.ON_STATION})
    return frozenset({SortieState.ACCEPTED, SortieState.PREFLIGHT_OK})


def read_notices(system: Ground, actor: Actor) -> None:
    """Somebody at the station has read the notices and temporary restrictions of the day. Raises NotFoundError."""
    with working(system, actor) as work:
        station = get_station_row(work.session, actor.facility or "")
        old = _iso(station.notices_at)
        station.notices_at, station.notices_by = work.now, actor.name
        record_change(work, "read_notices", station.id, {"at": old}, {"at": work.now.isoformat()})


def notices_of(station: DroneStationRow) -> Tick | None:
    """When and by whom the notices were last read at a station."""
    if station.notices_at is None or station.notices_by is None:
        return None
    return Tick(station.notices_at, station.notices_by)


def _played(sortie: Sortie) -> Tick | None:
    """What a simulated pilot has read counts for the flight it has in command, and for nobody at the station."""
    simulated = (sortie.operator_id or "").startswith(SIMULATED)
    return sortie.ticks.get(Check.NOTICES) if simulated else None


def read_facts(session: Session, sortie: Sortie, *, now: datetime, policy: DropPolicy) -> Facts:
    """What the list of one order is answered from, for a take-off now."""
    drone = as_drone(session.get_one(DroneRow, sortie.drone_id))
    station = get_station_row(session, sortie.station_id)
    regions = sorted({sortie.region, sortie.station_region})
    keeps = policy.way.clearance(drone.airframe)
    pilots = [sortie.operator_id] if sortie.operator_id is not None else []
    return Facts(
        sortie=sortie,
        drone=drone,
        kit=find_kit(session, sortie.kit_id),
        weather=read_weather(session, regions, now=now),
        crossings=crossings(sortie, read_zones(session, regions), now=now, margin_m=keeps.planned_m),
        certificates=read_certificates(session, sortie.station_region, pilots=pilots),
        notices=_played(sortie) or notices_of(station),
        connected=drone.connected or sortie.vehicle is not None,
        too_close=_too_close(session, sortie, now),
        by_machine=(sortie.operator_id or "").startswith(MACHINE),
    )


def _too_close(session: Session, sortie: Sortie, now: datetime) -> tuple[str, float] | None:
    """The first drone in the air that this one would meet if it took off now, and how near they would come."""
    steered = read_sorties(session, states=FLYING | {SortieState.LAUNCHING})
    lost = read_flying_on(session, now=now)
    drones = {other.id: other.drone_id for other in (*steered, *lost)}
    up = (other for other in (*steered, *lost) if other.id != sortie.id)
    tracks = [sortie_track(other, now=now, launch_delay=timedelta(0)) for other in up]
    tracks += read_free(session, lost, now=now)
    mine = track_of(sortie.id, sortie.flight, now)
    found = first_conflict(mine, [track for track in tracks if track is not None], apart=Separation())
    return (drones.get(found.other, found.other), found.across_m) if found is not None else None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
