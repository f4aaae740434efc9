"""What the worker runs besides its own ticks while days are simulated: the day, the drones in the air, the signals."""

from datetime import timedelta

from dispatch.simulation import day
from dispatch.system import System
from dispatch.worker import Job
from drones.autopilot.fake import FakeAutopilot
from drones.autopilot.steer import tick
from drones.behind import computed
from drones.tables.links import read_behind
from drones.tables.sorties import read_sorties

ARITHMETIC = FakeAutopilot()


def simulated_jobs() -> tuple[Job, ...]:
    """Once a second and more; drones fly at their own pace whatever the speed of the day, signals at the day's."""
    return (
        Job("simulated_day", timedelta(seconds=1), day.tick),
        Job("simulated_flights", timedelta(seconds=1), simulated_flights),
        Job("simulated_signals", timedelta(seconds=0.5), lambda system: system.signals.live()),
    )


def simulated_flights(system: System) -> int:
    """Fly in arithmetic what is flown for simulated calls alone, where nothing stands behind the drone."""
    with system.db.read() as session:
        sorties = [sortie for sortie in read_sorties(session) if sortie.simulated]
        found = read_behind(session, {sortie.drone_id for sortie in sorties})
    ours = {sortie.id for sortie in sorties if computed(found[sortie.drone_id], simulated=True)}
    return tick(system, ARITHMETIC, lambda sortie: sortie.id in ours)
