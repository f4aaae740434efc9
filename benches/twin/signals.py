"""SUMO's signals behind the port that the running system's adapters stand behind."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from itertools import pairwise

import libsumo

from benches.twin.links import Lights
from routing.priority import SignalPort
from routing.priority.port import is_steady


class SumoSignal:
    """See SignalPort. Whoever instructs it lives in SUMO's own process, so that no `ttl` can run out.

    SUMO lets a fixed programme run on unseen while a state is shown: after `release` it is where it would have been.
    """

    def __init__(self, lights: Lights) -> None:
        self._lights = lights
        self._programmes = [str(libsumo.trafficlight.getProgram(name)) for name in lights.names]
        self._ends = [0, *(sum(lights.sizes[: at + 1]) for at in range(len(lights.sizes)))]
        self._told: str | None = None
        self._told_at_s = 0.0

    def current_state(self) -> str:
        """See SignalPort."""
        return "".join(libsumo.trafficlight.getRedYellowGreenState(name) for name in self._lights.names)

    def green_age(self) -> timedelta:
        """See SignalPort."""
        if self._told is not None:
            return timedelta(seconds=libsumo.simulation.getTime() - self._told_at_s)
        return timedelta(seconds=min(libsumo.trafficlight.getSpentDuration(name) for name in self._lights.names))

    def target_state(self, approaches: Collection[int]) -> str | None:
        """See SignalPort."""
        return self._lights.layout.target(approaches)

    def set_state(self, state: str, ttl: timedelta) -> None:  # noqa: ARG002  see the class
        """See SignalPort."""
        if state != self._told:
            self._told, self._told_at_s = state, libsumo.simulation.getTime()
            for name, (start, end) in zip(self._lights.names, pairwise(self._ends), strict=True):
                libsumo.trafficlight.setRedYellowGreenState(name, state[start:end])

    def release(self) -> None:
        """See SignalPort."""
        self._told = None
        for name, programme in zip(self._lights.names, self._programmes, strict=True):
            libsumo.trafficlight.setProgram(name, programme)

    def release_ok(self) -> bool:
        """See SignalPort."""
        return all(map(is_steady, map(_unseen, self._lights.names, self._programmes)))


def sumo_signals(lights: Mapping[str, Lights]) -> dict[str, SignalPort]:
    """A port for every junction that SUMO has signals for; only while SUMO runs."""
    return {name: SumoSignal(one) for name, one in lights.items()}


def _unseen(name: str, programme: str) -> str:
    """What a programme would show now."""
    logic = next(one for one in libsumo.trafficlight.getAllProgramLogics(name) if one.programID == programme)
    return str(logic.phases[logic.currentPhaseIndex].state)
