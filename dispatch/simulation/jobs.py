"""What the worker runs besides its own ticks while days are simulated: the day, the drones in the air, the signals."""

from datetime import timedelta

from sqlalchemy import select

from dispatch.simulation import day
from dispatch.system import System
from dispatch.worker import Job
from drones.autopilot.fake import FakeAutopilot
from drones.autopilot.steer import tick
from drones.behind import computed
from drones.tables.links import read_behind
from drones.tables.sorties import SortieRow

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
    simulated = select(SortieRow.id, SortieRow.drone_id).where(SortieRow.open.is_(True), SortieRow.simulated.is_(True))
    with system.db.read() as session:
        flown = session.execute(simulated).all()
        found = read_behind(session, {drone_id for _, drone_id in flown})
    ours = {sortie_id for sortie_id, drone_id in flown if computed(found[drone_id], simulated=True)}
    return tick(system, ARITHMETIC, lambda sortie: sortie.id in ours) if ours else 0
