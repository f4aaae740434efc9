"""Sorties under way, each with the drone that flies it, in one reading."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from drones.mission import Telemetry
from drones.model import Airframe
from drones.planner import may_fly_on
from drones.sortie import Sortie
from drones.states import OPEN_SORTIE, SortieState
from drones.tables.fleet import FAILED_REASON, DroneRow, as_drone, last_report
from drones.tables.sorties import SortieRow, as_sortie

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
    logged and left out.
    """
    joined = select(SortieRow).join(DroneRow, DroneRow.id == SortieRow.drone_id)
    later = aliased(SortieRow)
    last = ~exists().where(later.drone_id == SortieRow.drone_id, later.id > SortieRow.id)
    failed = (SortieRow.state == SortieState.FAILED, SortieRow.eta > now - FAILED_SINCE, last)
    unseen, found = DroneRow.out_of_service.startswith(FAILED_REASON), []
    for row in session.scalars(joined.where(*failed, unseen).order_by(SortieRow.id)):
        try:
            sortie = as_sortie(row)
            found += [sortie] if may_fly_on(sortie, now) else []
        except Exception:
            log.exception("sortie_unreadable", sortie=row.id)
    return tuple(found)
