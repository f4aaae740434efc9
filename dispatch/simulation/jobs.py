"""What the worker runs besides its own ticks while days are simulated: the day, the drones in the air, the signals."""

from datetime import timedelta

from dispatch.simulation import day
from dispatch.worker import Job
from drones.autopilot.fake import simulated_flights


def simulated_jobs() -> tuple[Job, ...]:
    """Once a second and more; drones fly at their own pace whatever the speed of the day, signals at the day's."""
    return (
        Job("simulated_day", timedelta(seconds=1), day.tick),
        Job("simulated_flights", timedelta(seconds=1), simulated_flights()),
        Job("simulated_signals", timedelta(seconds=0.5), lambda system: system.signals.live()),
    )
