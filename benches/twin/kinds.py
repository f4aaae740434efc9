"""What is driven and how it went: the words of the proof. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

AMBULANCE = "ambulance"


class Kind(StrEnum):
    """What drives: SUMO's vehicle types of these names."""

    CAR = "plain"
    SIREN = "siren"


TYPES = """
<vType id="car" vClass="passenger"/>
<vType id="plain" vClass="passenger" speedFactor="1" speedDev="0"/>
<vType id="siren" vClass="emergency" speedFactor="1.2" speedDev="0" jmDriveRedSpeed="5.56">
  <param key="has.bluelight.device" value="true"/>
</vType>"""


@dataclass(frozen=True, slots=True)
class Journey:
    """Edges one after the other, begun `depart_m` along the first and ended `arrive_m` along the last."""

    edges: tuple[int, ...]
    depart_m: float
    arrive_m: float


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a run begins: a saved state, its instant, and which streets are slow from `slow_after_s` later on."""

    state: Path
    at_s: int
    slow: tuple[int, ...] = ()
    slow_after_s: int = 0


@dataclass(frozen=True, slots=True)
class Drive:
    """One run's outcome. `seconds` to the arrival, or the horizon where there was none (`arrived` False).

    `others_s`: time lost by everybody else in the whole net until the horizon, waiting to enter included; `near_s`: of
    that, within one block of the route. `forced_s`: signal-seconds taken from the programmes. `crashed`: the simulator
    died, and nothing else here means anything.
    """

    seconds: float
    arrived: bool
    jumped: bool
    stopped_s: float
    others_s: float
    near_s: float
    forced_s: float = 0.0
    requests: int = 0
    granted: int = 0
    passed_on_grant: int = 0
    overstayed: int = 0
    replans: int = 0
    slow_met: int = 0
    crashed: bool = False


CRASHED = Drive(seconds=0.0, arrived=False, jumped=False, stopped_s=0.0, others_s=0.0, near_s=0.0, crashed=True)
