"""Whether the roads may count on green: only where whoever drives on them is let through."""

from sqlalchemy import select

from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from dispatch.tables.records import SimulationRow


def signals_give_way(system: System) -> bool:
    """Whether every region on the roads in force has its policy ask, and a centre to ask: the city's, or the simulated
    one of its simulated day. One region that does not would be promised minutes that it cannot drive."""
    with system.db.read() as session:
        wanted = select(RegionRow.id).where(RegionRow.roads == system.settings.city).order_by(RegionRow.id)
        regions = session.scalars(wanted).all()
        days = set(session.scalars(select(SimulationRow.region).where(SimulationRow.on.is_(True))))
        return bool(regions) and all(
            in_force(session, system, one).signals.on and system.signals.name_for(simulated=one in days) != ""
            for one in regions
        )
