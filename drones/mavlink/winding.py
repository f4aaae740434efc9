"""What the line tells after a release, while it comes in: does the kit stay on the ground, or come up again? Pure.

A gripper that says yes has opened; the kit may hang on its hook all the same. Where the winch tells what pulls, that
yes counts once so much line is in, beyond what lay on the ground, that a kit would have pulled.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from drones.kitstage import SETTLED_WITHIN
from drones.lowering import felt_kit, held, line_of, pulls
from drones.mavlink.goals import LINE_IN_M
from drones.mission import Flight
from drones.sortie import Sortie
from drones.states import SortieState
from drones.vehicle import VehicleState

WOUND_IN_M = 1.5  # a metre, and what comes in between two reports of the winch


class Pull(Enum):
    """What the line carries. Nobody is shown it."""

    NOTHING = "nothing"
    KIT = "kit"
    MORE = "more"  # than the kit can pull: something holds the line


@dataclass(slots=True)
class Winding:
    """`rests_m` is how much line was out when the kit came to rest, None while it hangs."""

    rests_m: float | None = None
    _felt: bool = False
    _pull: Pull | None = None
    _from_m: float = 0.0

    def remember(self, rests_m: float | None) -> None:
        """What stands written; one who has felt nothing goes on from there."""
        if not self._felt:
            self.rests_m = rests_m

    def feel(self, flight: Flight, state: VehicleState, *, released: bool) -> None:
        """What the line says now: on the way down where the kit comes to rest, after the release what comes up."""
        pull = pull_of(flight, state)
        if pull is None or state.line_m is None:
            self._pull = None
            return
        self._felt = True
        if not released:
            self._rests(pull, state.line_m)
            return
        from_m = min(state.line_m, self._lifts_m(flight)) if pull is Pull.NOTHING else state.line_m
        if pull is not self._pull or from_m > self._from_m:
            self._pull, self._from_m = pull, from_m

    def stays_behind(self, sortie: Sortie, state: VehicleState, now: datetime) -> bool | None:
        """Whether the kit stays; None where the line has not told yet. Of one that never tells, the gripper's word is
        all there is, and of one that falls silent it counts after a while."""
        pull, winds = pull_of(sortie.flight, state), sortie.state is SortieState.RETRACTING
        late = now - sortie.entered[sortie.state] > SETTLED_WITHIN and sortie.hung_at is None
        if pull is None or state.line_m is None:
            silent = sortie.hung_at is None and not felt_kit(sortie.flight, state)
            return True if silent or late else None
        if pull is not self._pull:
            return None
        wound_in = pull is not Pull.MORE and self._from_m - state.line_m >= WOUND_IN_M
        all_in = pull is Pull.NOTHING and winds and state.line_m <= LINE_IN_M
        return pull is not Pull.KIT if wound_in or all_in or (late and winds) else None

    def _rests(self, pull: Pull, line_m: float) -> None:
        self._pull = None
        if pull is not Pull.NOTHING:
            self.rests_m = None
        elif self.rests_m is None:
            self.rests_m = line_m

    def _lifts_m(self, flight: Flight) -> float:
        """With so little line out a kit that stood on the ground begins to hang."""
        length_m = line_of(flight)[0]
        return min(length_m, self.rests_m) if self.rests_m is not None else length_m


def pull_of(flight: Flight, state: VehicleState) -> Pull | None:
    """What pulls at the line; None where the winch does not tell, or not of this kit."""
    pulling = pulls(flight, state)
    if pulling is None:
        return None
    return Pull.MORE if held(flight, state) else Pull.KIT if pulling else Pull.NOTHING
