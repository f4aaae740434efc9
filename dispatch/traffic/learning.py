"""What our own ambulances tell of the traffic: their tracks, put on the roads, as seconds an edge.

They drive with lights and siren, so their word counts for ambulances as it is and says nothing of the cars. A crew
that the simulated day drives is left out: it drives what we expect, and would only prove us right.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.tracks import read_tracks
from dispatch.arrivals import DRIVING
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow, simulated_among
from dispatch.tables.traffic import Spoken, keep_speeds
from routing.matching import Fix, Pass
from routing.model import RoadNetwork
from routing.traffic import Heard

SOURCE = "own_units"
LOOKED_BACK = timedelta(minutes=3)  # of a track; what was learned before stands already
LEAST_M = 30.0  # a shorter piece says more about the receiver than about the road
BELIEVED = 0.8  # one vehicle is not the traffic: own estimate


def learn(system: System) -> int:
    """Look at every unit under way and keep how fast it drove; returns on how many edges something was learned."""
    now = system.clock.now()
    with system.db.read() as session:
        jobs = _under_way(session)
        tracks = read_tracks(session, [job.id for job in jobs])
    if not tracks:
        return 0
    held = system.roads.held()
    learned = 0
    for job in jobs:
        since = max(job.leg_since or now, now - LOOKED_BACK)
        fixes = [Fix(p.at.timestamp(), p.place) for p in tracks.get(job.id, ()) if p.at >= since]
        network = held.roads.network
        rows = [_spoken(one, job.UnitRow.id, now) for one in held.segments.matcher.match(fixes) if _tells(one, network)]
        if rows:
            with system.db.write() as session:
                learned += keep_speeds(session, job.unit_region, network.digest, SOURCE, rows)
    return learned


def _under_way(session: Session) -> list[Any]:
    """(job, region of its unit, since when it drives, unit) of everybody who really drives."""
    running = (
        select(AssignmentRow.id, AssignmentRow.unit_region, AssignmentRow.leg_since, UnitRow)
        .join(UnitRow, UnitRow.id == AssignmentRow.unit_id)
        .where(AssignmentRow.open.is_(True), AssignmentRow.state.in_([state.value for state in DRIVING]))
        .order_by(AssignmentRow.id)
    )
    found = session.execute(running).all()
    driven = simulated_among(session, [row.UnitRow for row in found])
    return [row for row in found if row.UnitRow.id not in driven]


def _tells(one: Pass, network: RoadNetwork) -> bool:
    return one.seconds > 0 and one.metres >= min(LEAST_M, float(network.length_m[one.edge]) / 2)


def _spoken(one: Pass, unit_id: str, now: datetime) -> Spoken:
    """The instant is the fix's; rounded up to now at the latest, for a clock is not to run ahead."""
    at = min(now, datetime.fromtimestamp(one.at_s, tz=now.tzinfo))
    return Spoken(one.edge, unit_id, Heard.OWN, at, one.metres, one.seconds, BELIEVED)
