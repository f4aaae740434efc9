"""How belief in something posted fades with its age. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Fading:
    """How belief in something posted fades: half of it is left after `half_life`, nothing from `until` on."""

    half_life: timedelta
    until: timedelta

    def left(self, reported_at: datetime, now: datetime) -> float:
        """The belief left, 0–1. A stamp from the future (a clock that is wrong) counts as now."""
        age = max(now - reported_at, timedelta(0))
        return 0.0 if age >= self.until else float(0.5 ** (age / self.half_life))


# Assumptions, tune per city: counts change within hours, and NEMC stamps that lag by half a day have been seen.
COUNTS_FADE = Fading(half_life=timedelta(hours=1), until=timedelta(hours=12))
