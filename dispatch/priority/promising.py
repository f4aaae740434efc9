"""What the policies of the regions on the roads in force let the roads promise: green, and which streets to use."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from dispatch.tables.records import SimulationRow
from routing.bluelight import RoadUse, strictest


def signals_give_way(system: System) -> bool:
    """Whether every region on the roads in force has its policy ask, and a centre to ask: the city's, or the simulated
    one of its simulated day. One region that does not would be promised minutes that it cannot drive."""
    with system.db.read() as session:
        regions = _regions(session, system)
        days = set(session.scalars(select(SimulationRow.region).where(SimulationRow.on.is_(True))))
        return bool(regions) and all(
            in_force(session, system, one).signals.on and system.signals.name_for(simulated=one in days) != ""
            for one in regions
        )


def road_use(system: System) -> RoadUse:
    """What every region on the roads in force lets its ambulances use; the policy of the code where there is none."""
    with system.db.read() as session:
        uses = [in_force(session, system, one).roads for one in _regions(session, system)]
    return strictest(uses or [system.policy.roads])


def _regions(session: Session, system: System) -> Sequence[str]:
    wanted = select(RegionRow.id).where(RegionRow.roads == system.settings.city).order_by(RegionRow.id)
    return session.scalars(wanted).all()
