"""For whom a hospital is being looked for now, or soon will be, near one hospital."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.desk.destination import needs_now
from dispatch.policies.force import in_force
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from dispatch.tables.cases import IncidentRow
from hospitals.ranking import Needs


def searches_near(session: Session, system: System, hospital_id: str) -> tuple[Needs, ...]:
    """What the patients without a destination need, of every region that sends patients to this hospital, each once.

    Light cases, for whom nobody is asked, do not count.
    """
    areas = [area.id for area in session.scalars(select(RegionRow)) if hospital_id in area.catchment]
    asks = {area: in_force(session, system, area).ladder.parallel for area in areas}
    looking = select(IncidentRow).where(
        IncidentRow.region.in_(areas),
        IncidentRow.state.in_([state.value for state in OPEN_INCIDENT]),
        IncidentRow.hospital_id.is_(None),
    )
    rows = session.scalars(looking.order_by(IncidentRow.id))
    needed = [(row.region, needs_now(session, system, row)) for row in rows]
    return tuple(dict.fromkeys(needs for area, needs in needed if asks[area][needs.acuity - 1]))
