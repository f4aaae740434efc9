"""What simulated pilots do with drone and shelf after a flight.

A simulated vehicle gets a fresh battery, and what it let down is replaced. A drone without a line was flown in
arithmetic alone: it and its kit stand where they stood, and what people have told of them holds again.
"""

from datetime import timedelta

from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.system import System
from drones import pad
from drones.behind import Behind
from drones.events import kits_changed
from drones.model import KitKind
from drones.sortie import Sortie
from drones.tables.kits import KitRow, lock_kit
from drones.tables.links import read_behind

FRESH_BATTERY = 0.98


def make_ready(system: System, pilot: Actor, sortie: Sortie) -> None:
    """After the sortie was closed."""
    with system.db.read() as session:
        found = read_behind(session, {sortie.drone_id})[sortie.drone_id]
    if found is Behind.SIMULATED:
        pad.change_battery(system, pilot, sortie.drone_id, share=FRESH_BATTERY)
        _restock(system, pilot, sortie)
        return
    if sortie.battery_share is not None:
        pad.change_battery(system, pilot, sortie.drone_id, share=sortie.battery_share)
    _put_back(system, pilot, sortie)


def _restock(system: System, pilot: Actor, sortie: Sortie) -> None:
    """What was let down is replaced by the same, sealed and a year good."""
    with system.db.read() as session:
        used = session.get(KitRow, sortie.kit_id)
    if used is not None and used.used_at is not None:
        good_until = (system.clock.now() + timedelta(days=365)).date()
        label, kind = system.ids.new("kit"), KitKind(used.kind)
        pad.add_kit(system, pilot, label=label, kind=kind, expires_on=good_until, mass_kg=used.mass_kg)


def _put_back(system: System, pilot: Actor, sortie: Sortie) -> None:
    """The kit never left its shelf."""
    with working(system, pilot) as work:
        row = lock_kit(work.session, sortie.kit_id)
        if row is None or row.used_at is None or row.sortie_id != sortie.id:
            return
        row.used_at = row.sortie_id = None
        record_change(work, "put_back_kit", row.id, None, None)
        work.told.extend(kits_changed(row.region, row.station_id, row.id, at=work.now))
