"""A region at one second of its simulated day. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.identity import SIMULATED, Actor, Role


@dataclass(frozen=True, slots=True)
class Stage:
    """A region at one second of its simulated day."""

    region: str
    speed: float
    seed: int
    now: datetime

    @property
    def desk(self) -> Actor:
        """The simulated dispatcher."""
        return Actor(f"{SIMULATED}desk", "모의 상황실", Role.DISPATCHER, self.region)

    def lived(self, since: datetime) -> timedelta:
        """How much of the day has passed since `since`."""
        return (self.now - since) * self.speed

    def every(self, period: timedelta) -> bool:
        """Whether this second is the one in `period` of the day."""
        return int(self.now.timestamp()) % max(1, round(period.total_seconds() / self.speed)) == 0
