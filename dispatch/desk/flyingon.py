"""A drone whose flight has failed is heard in the air: an alert at the desk, an alarm on the pad.

It stands, also when nothing is heard any more, until the drone says that it stands on the ground, is put into service,
or its battery must be empty. A person decides what to do.
"""

from collections.abc import Mapping, Sequence

from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_NOW, Standing, clear_alert, raise_alert
from dispatch.system import System
from drones.events import pad_told
from drones.planner import said_in_air
from drones.sortie import Sortie
from drones.tables.sorties import get_sortie

IN_AIR = "failed_in_air"


def watch_flying_on(system: System, flying_on: Sequence[Sortie], standing: Mapping[str, Standing]) -> int:
    """Look at every failed sortie whose drone may be in the air; returns how many alerts changed."""
    new = [one for one in flying_on if one.id not in standing and said_in_air(one) is not None]
    over = [(key, alert.region) for key, alert in standing.items() if key not in {one.id for one in flying_on}]
    for sortie in new:
        with working(system, system_actor(sortie.region, "watch")) as work:
            _raise(work, system, sortie)
    for sortie_id, region in over:
        with working(system, system_actor(region, "watch")) as work:
            _withdraw(work, sortie_id)
    return len(new) + len(over)


def _raise(work: Work, system: System, sortie: Sortie) -> None:
    data = {"sortie_id": sortie.id, "drone_id": sortie.drone_id}
    where = {"region": sortie.region, "incident_id": sortie.incident_id}
    if raise_alert(work, system, IN_AIR, sortie.id, level=ACT_NOW, data=data, **where):
        work.told.append(pad_told(sortie, IN_AIR, {"failed": data}, at=work.now))


def _withdraw(work: Work, sortie_id: str) -> None:
    if clear_alert(work, IN_AIR, sortie_id):
        work.told.append(pad_told(get_sortie(work.session, sortie_id), IN_AIR, {"failed": None}, at=work.now))
