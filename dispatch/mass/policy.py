"""How large a mass-casualty incident is taken to be, and what a city lets the distribution assume."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class MassPolicy:
    """Figures a city tunes. `most_units` is per level 1, 2, 3; the `unposted_` numbers are what is supposed of a
    hospital that has not said how many it can take."""

    level_two_from: int = 10
    level_three_from: int = 30
    casualties_a_unit: float = 2.0
    unit_lying: int = 1
    unit_sitting: int = 2
    most_units: tuple[int, int, int] = (5, 12, 30)
    unposted_red: int = 1
    unposted_yellow: int = 1
    unposted_green: int = 2
    fresh_for: timedelta = timedelta(hours=1)
    stale_share: float = 0.5
    crowding: timedelta = timedelta(minutes=4)
    loading: timedelta = timedelta(minutes=5)
    detour: timedelta = timedelta(minutes=15)  # how much farther a red goes to where a unit is bound


def level_of(estimated: int | None, policy: MassPolicy) -> int:
    """1, 2 or 3; an unknown number is the lowest level."""
    if estimated is None or estimated < policy.level_two_from:
        return 1
    return 2 if estimated < policy.level_three_from else 3


def units_for(estimated: int | None, policy: MassPolicy) -> int | None:
    """How many units the response plan suggests; None while nobody knows how many casualties there are."""
    if estimated is None:
        return None
    most = policy.most_units[level_of(estimated, policy) - 1]
    return max(1, min(most, ceil(estimated / policy.casualties_a_unit)))
