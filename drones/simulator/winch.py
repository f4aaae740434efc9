"""The winch and the gripper at its end, with a kit in it or not. Pure."""

import math
from dataclasses import dataclass

LINE_M = 60.0  # on the drum
HANGS_M = 2.0  # the kit hangs so far below the vehicle when the line is in


@dataclass(slots=True)
class Winch:
    """`line_m` is out; it turns to `wanted_m` at `rate_mps`. `released_from_m`: how high the kit hung when let go."""

    line_m: float = 0.0
    wanted_m: float = 0.0
    rate_mps: float = 0.0
    jammed: bool = False
    kit: bool = True
    released_from_m: float | None = None

    @property
    def moving(self) -> bool:
        """Whether the drum turns."""
        return not self.jammed and self.line_m != self.wanted_m

    def turn(self, by_m: float, rate_mps: float) -> None:
        """Let out, or take in where `by_m` is negative, from where the line is now."""
        self.wanted_m = min(LINE_M, max(0.0, self.line_m + by_m))
        self.rate_mps = rate_mps

    def stop(self) -> None:
        """Hold the line where it is."""
        self.wanted_m = self.line_m

    def load(self) -> None:
        """Somebody on the ground hangs a kit in and closes the gripper."""
        self.kit, self.released_from_m = True, None

    def release(self, up_m: float) -> None:
        """Open the gripper, `up_m` above ground."""
        if self.kit:
            self.kit, self.released_from_m = False, self.kit_height_m(up_m)

    def kit_height_m(self, up_m: float) -> float:
        """How high what hangs on the line is above ground; 0 when it stands there."""
        return max(0.0, up_m - self.line_m - HANGS_M)

    def step(self, seconds: float, jams_at_m: float) -> None:
        """Turn for `seconds`; with `jams_at_m` above 0 the line sticks when that much is out, until it is 0 again."""
        if not jams_at_m:
            self.jammed = False
        if not self.moving:
            return
        left = self.wanted_m - self.line_m
        self.line_m += math.copysign(min(abs(left), self.rate_mps * seconds), left)
        if jams_at_m and self.line_m >= jams_at_m:
            self.jammed = True
