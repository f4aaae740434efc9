"""How far a time stamp can be believed, and why not further. Pure.

The server's time rules. What stands beside it - the device's clock, the place, what the positions say - never changes
it: it only says how much weight the time bears.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Confidence(StrEnum):
    """How much weight the time of a stamp bears."""

    FIRM = "firm"
    FAIR = "fair"
    DOUBTFUL = "doubtful"


class Doubt(StrEnum):
    """Why a stamp is not believed in full."""

    CLOCK = "clock"  # the device's clock and ours differ, or the tap came late
    AWAY = "away"  # the unit lay far from where the step says it was
    LATE = "late"  # its positions say that it was there well before
    WRITTEN = "written"  # taken over from paper or another system
    SKIPPED = "skipped"  # steps before it were jumped over


DRIFT = timedelta(seconds=5)  # console.md 2: a device clock further off than this is shown
GRAVE = timedelta(minutes=1)
AWAY_M, FAR_M = 150, 500  # the fence of a post, and what no parking place explains; own estimates


@dataclass(frozen=True, slots=True)
class Belief:
    """A stamp's weight with its reasons, the gravest first."""

    confidence: Confidence
    doubts: tuple[Doubt, ...]


def believe(
    at: datetime,
    *,
    source: str,
    device_at: datetime | None = None,
    seems_at: datetime | None = None,
    away_m: int | None = None,
    skipped: bool = False,
) -> Belief:
    """How far the stamp of `at` can be believed; what is not known speaks neither for nor against it."""
    apart = abs(at - device_at) if device_at is not None else timedelta(0)
    late = at - seems_at if seems_at is not None else timedelta(0)
    grave = {Doubt.CLOCK: apart > GRAVE, Doubt.AWAY: (away_m or 0) > FAR_M, Doubt.LATE: late > GRAVE}
    light = {
        Doubt.CLOCK: apart > DRIFT,
        Doubt.AWAY: (away_m or 0) > AWAY_M,
        Doubt.LATE: late > DRIFT * 3,
        Doubt.WRITTEN: source == "import",
        Doubt.SKIPPED: skipped,
    }
    found = [*(one for one, holds in grave.items() if holds), *(one for one, holds in light.items() if holds)]
    weight = Confidence.DOUBTFUL if any(grave.values()) else Confidence.FAIR if found else Confidence.FIRM
    return Belief(weight, tuple(dict.fromkeys(found)))
