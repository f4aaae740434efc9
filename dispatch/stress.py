"""When the whole service is short of something, not one incident: for supervisors to act on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Stress(StrEnum):
    """What a region is short of."""

    FEW_UNITS = "few_units"
    THIN_COVERAGE = "thin_coverage"
    ALL_ON_NOTICE = "all_on_notice"


@dataclass(frozen=True, slots=True)
class StressPolicy:
    """Where stress begins. Assumptions: a city sets its own."""

    free_at_most: int = 2
    coverage_below: float = 0.6


STRESS = StressPolicy()


def stress_of(
    *, free: int, coverage: float | None, on_notice: Sequence[bool], policy: StressPolicy = STRESS
) -> tuple[Stress, ...]:
    """Everything that is short now. Coverage that nobody knows and a region without hospitals are no stress."""
    found = []
    if free <= policy.free_at_most:
        found.append(Stress.FEW_UNITS)
    if coverage is not None and coverage < policy.coverage_below:
        found.append(Stress.THIN_COVERAGE)
    if on_notice and all(on_notice):
        found.append(Stress.ALL_ON_NOTICE)
    return tuple(found)
