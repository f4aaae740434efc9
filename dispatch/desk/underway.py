"""What is looked at on every drop under way, again and again: the race, the air, the time. One reading serves all."""

from dispatch.desk.airspace import AHEAD, watch_airspace
from dispatch.desk.alerting import read_standing
from dispatch.desk.recalling import RECALL, advise_recalls
from dispatch.desk.retiming import retime_kits
from dispatch.system import System
from drones.tables.underway import read_under_way


def watch_drops(system: System) -> None:
    """Advise, warn and correct what has changed since the last look."""
    with system.db.read() as session:
        recalls, zones = read_standing(session, RECALL), read_standing(session, AHEAD)
        drops = read_under_way(session)  # after the alerts: whichever drop has one is among them
    advise_recalls(system, drops, recalls)
    watch_airspace(system, drops, zones)
    retime_kits(system, drops)
