"""What the worker runs besides its own ticks while days are simulated: the day, and the drones in the air."""

from datetime import timedelta

from dispatch.simulation import day
from dispatch.worker import Job
from drones.autopilot.fake import simulated_flights


def simulated_jobs() -> tuple[Job, ...]:
    """Both once a second; the drones fly at their own pace whatever the speed of the day."""
    return (
        Job("simulated_day", timedelta(seconds=1), day.tick),
        Job("simulated_flights", timedelta(seconds=1), simulated_flights()),
    )
