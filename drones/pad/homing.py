"""Calling a drone home whose flight has failed while it is still up there. A person decides; the link tells it once."""

from chassis.errors import ContradictedError, IllegalMoveError
from chassis.ground import Ground
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from drones.contradiction import HEARD
from drones.pad.commanding import may
from drones.planner import said_in_air
from drones.sortie import Sortie
from drones.states import SortieAction
from drones.tables.sorties import SortieRow, lock_sortie
from drones.tables.underway import read_flying_on
from drones.vehicle import OURS, VehicleState


def call_home(system: Ground, actor: Actor, sortie_id: str) -> None:
    """Any pilot of the station may; twice tells it twice. Raises NotFoundError, IllegalMoveError unless the flight has
    failed and its vehicle is heard in the air over our line, ContradictedError while somebody flies it by hand."""
    with working(system, actor) as work:
        row = lock_sortie(work.session, sortie_id)
        may(actor, row, SortieAction.ABORT)
        said = _heard(work, row)
        if said.mode not in OURS:
            raise ContradictedError("drone", row.drone_id, says=f"mode_{said.mode}")
        row.call_home_at, row.version = work.now, row.version + 1
        record_change(work, "sortie_call_home", row.id, None, {"at": work.now.isoformat()}, region=row.region)


def _heard(work: Work, row: SortieRow) -> VehicleState:
    up: dict[str, Sortie] = {sortie.id: sortie for sortie in read_flying_on(work.session, now=work.now)}
    said = said_in_air(up[row.id]) if row.id in up else None  # its mode is told by nobody but itself
    if said is None or work.now - said.at > HEARD:
        raise IllegalMoveError("sortie", row.state, "call_home", ())
    return said
