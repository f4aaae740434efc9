"""The port to a vehicle. Adapters: `fake` flies in arithmetic only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drones.mission import Telemetry
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason
from drones.vehicle import Note, VehicleState


@dataclass(frozen=True, slots=True)
class Report:
    """What the vehicle says: where it is, and which step it has finished by itself, None while it is at it.

    `telemetry` is None while its place is unknown; `verified` is the fingerprint of the plan that was read back from
    it whole; `notes` what is new since the last report; `let_go` that the kit has come off where it was let down,
    `hung` that it came up again with the line although the gripper had opened.
    """

    telemetry: Telemetry | None
    done: SortieAction | None = None
    reason: SortieReason | None = None
    vehicle: VehicleState | None = None
    verified: str | None = None
    notes: tuple[Note, ...] = ()
    let_go: bool = False
    hung: bool = False


class Autopilot(Protocol):
    """Flies what sorties say.

    An adapter may be asked any number of times, by any worker, after any pause: it makes the vehicle do what the
    sortie's state calls for if it does not do so already, and reports. On the ground it loads the plan and reads it
    back. It arms in `launch` alone, never goes on after a landing, and never releases: only a pilot's command brings a
    sortie to `released`. When nobody answers over the target, the vehicle comes home with the kit. While `paused_at`
    is set it stands in the air.
    """

    def keep_to(self, sorties: Collection[Sortie], *, now: datetime) -> None:
        """These are all that are followed now. What was begun for any other is called off: a launch ends, what it
        armed is disarmed on the ground, and a vehicle in the air is left to its own timers and to whoever flies it."""
        ...

    def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
        """Make it so and say how it stands; None when the vehicle is not heard. Never raises for a lost link.

        Of a sortie that is over it only says how the vehicle stands.
        """
        ...

    def launch(self, sortie: Sortie, *, now: datetime) -> None:
        """Arm and take off. Called once for one press of the pilot, after the fact was written down."""
        ...

    def call_home(self, sortie: Sortie, *, now: datetime) -> None:
        """Tell the vehicle of a failed flight once to come home; never one that is flown by hand. Called once for one
        press of a pilot, after the fact was written down."""
        ...
