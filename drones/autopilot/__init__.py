"""The port to a vehicle. Adapters: `fake` flies in arithmetic only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drones.mission import Sortie, Telemetry
from drones.states import SortieAction, SortieReason


@dataclass(frozen=True, slots=True)
class Report:
    """What the vehicle says: where it is, and which step it has finished by itself, None while it is at it."""

    telemetry: Telemetry
    done: SortieAction | None = None
    reason: SortieReason | None = None


class Autopilot(Protocol):
    """Flies what sorties say.

    An adapter may be asked any number of times, by any worker, after any pause: it makes the vehicle do what the
    sortie's state calls for if it does not do so already, and reports. It never arms twice, never goes on after a
    landing, and never releases: only a pilot's command brings a sortie to `released`. When nobody answers over the
    target, the vehicle comes home with the kit.
    """

    def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
        """Make it so and say how it stands; None when the vehicle is not heard. Never raises for a lost link."""
        ...
