"""Sorties under way, each with the drone that flies it, in one reading; and who else is in the air."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from drones.airframes import get_airframe
from drones.contradiction import IN_AIR_M
from drones.mission import Telemetry
from drones.model import Airframe
from drones.planner import LOST, Aloft, may_fly_on
from drones.planner.aloft import FRESH
from drones.sortie import Sortie
from drones.states import OPEN_SORTIE, SortieState
from drones.tables.fleet import FAILED_REASON, DroneRow, as_drone, last_report
from drones.tables.sorties import SortieRow, as_sortie
from drones.vehicle import VehicleState

FAILED_SINCE = timedelta(hours=3)  # no battery lasts longer
log = structlog.get_logger("goldentime.sorties")
STATES = OPEN_SORTIE - {SortieState.LANDED}


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One from its order until it lands; `report` is the last its drone gave, which may be from before the order."""

    sortie: Sortie
    airframe: Airframe
    report: Telemetry | None

    def heard_since(self, since: datetime) -> Telemetry | None:
        """The report, unless it is older than that."""
        return self.report if self.report is not None and self.report.at >= since else None


def read_under_way(session: Session, lost: Callable[[str], None]) -> tuple[UnderWay, ...]:
    """Every one, oldest first. One that cannot be read goes to `lost`, as it fails."""
    joined = select(SortieRow, DroneRow).join(DroneRow, DroneRow.id == SortieRow.drone_id)
    found = []
    for row, drone in session.execute(joined.where(SortieRow.state.in_(sorted(STATES))).order_by(SortieRow.id)):
        try:
            found.append(UnderWay(as_sortie(row), as_drone(drone).airframe, last_report(drone)))
        except Exception:
            lost(row.id)
    return tuple(found)


def read_flying_on(session: Session, *, now: datetime) -> tuple[Sortie, ...]:
    """The failed ones whose drones may still be in the air, oldest first.

    A person who has since said anything else of how the drone stands has looked at it. One that cannot be read is
    logged and left out. Of a drone without a line what its station tells stands for what it says itself.
    """
    joined = select(SortieRow, DroneRow).join(DroneRow, DroneRow.id == SortieRow.drone_id)
    later = aliased(SortieRow)
    last = ~exists().where(later.drone_id == SortieRow.drone_id, later.id > SortieRow.id)
    failed = (SortieRow.state == SortieState.FAILED, SortieRow.eta > now - FAILED_SINCE, last)
    unseen, found = DroneRow.out_of_service.startswith(FAILED_REASON), []
    for row, drone in session.execute(joined.where(*failed, unseen).order_by(SortieRow.id)):
        try:
            sortie = as_sortie(row)
            found += [_as_told(sortie, drone, now)] if may_fly_on(sortie, now) else []
        except Exception:
            log.exception("sortie_unreadable", sortie=row.id)
    return tuple(found)


def _as_told(sortie: Sortie, drone: DroneRow, now: datetime) -> Sortie:
    """With where a drone is that no line hears: in the air if it was told so high lately, else nobody knows."""
    report, heard = last_report(drone), sortie.vehicle
    if drone.link is not None or report is None or report.at <= sortie.entered[SortieState.FAILED]:
        return sortie
    if heard is not None and heard.at >= report.at:
        return sortie
    up = report.altitude_m is not None and report.altitude_m > IN_AIR_M and now - report.at < LOST
    told = VehicleState(report.at, in_air=up or None, place=report.place, altitude_m=report.altitude_m)
    return replace(sortie, vehicle=told)


def read_aloft(session: Session, *, now: datetime) -> tuple[Aloft, ...]:
    """The drones that were heard in the air just now and fly no order, by id."""
    heard = select(DroneRow).where(DroneRow.sortie_id.is_(None), DroneRow.heard_at >= now - FRESH)
    said = ((row, last_report(row)) for row in session.scalars(heard.order_by(DroneRow.id)))
    found = (Aloft(row.id, get_airframe(row.airframe), report, row.in_air) for row, report in said if report)
    return tuple(one for one in found if one.is_up)
