"""How much of the expected demand is within reach of a free unit, now and after a choice. Pure.

Reach is a bit mask over the demand zones (bit i = zone i within the standard), so that a choice costs a few
integer operations per unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.model import DemandZone


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of demand, 0–1; None when the city has no demand zones."""

    before: float | None
    after: float | None

    @property
    def loss(self) -> float | None:
        """What the choice leaves uncovered, as a share of all demand."""
        return None if self.before is None or self.after is None else self.before - self.after


class CoverageMap:
    """The weights of the zones and the reach of the free units, ready for many questions."""

    def __init__(self, zones: Sequence[DemandZone], reach: Mapping[str, int], free: Iterable[str]) -> None:
        self._weights = [zone.weight for zone in zones]
        self._total = sum(self._weights)
        self._reach = {unit: reach.get(unit, 0) for unit in free}
        self._once, self._twice = _counted(self._reach.values())
        self.before = self._share(self._once)

    @property
    def depths(self) -> tuple[int, ...]:
        """How many free units reach each zone, in the order of the zones: none, one, or 2 for two and more."""
        bits = range(len(self._weights))
        return tuple((self._once >> bit & 1) + (self._twice >> bit & 1) for bit in bits)

    def without(self, unit_id: str) -> Coverage:
        """Coverage before, and after `unit_id` has left; a unit that is not free takes nothing away."""
        alone = self._reach.get(unit_id, 0) & self._once & ~self._twice
        after = self._share(self._once & ~alone)
        return Coverage(self.before, after)

    def _share(self, mask: int) -> float | None:
        if not self._total:
            return None
        return sum(weight for bit, weight in enumerate(self._weights) if mask >> bit & 1) / self._total


def _counted(masks: Iterable[int]) -> tuple[int, int]:
    """Zones reached at least once, and at least twice."""
    once = twice = 0
    for mask in masks:
        twice |= once & mask
        once |= mask
    return once, twice
