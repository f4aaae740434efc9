"""What may leave the house: no count of patients from which one of them could be recognised. Pure.

A count of one to four is printed as `<5`. Where a single such count could be told from the total of its group, the next
smallest of the group is kept back with it. A share is printed only if the counts it is made of could be.
"""

from collections.abc import Mapping
from typing import TypeVar

FEWEST = 5
FEW = f"<{FEWEST}"
Key = TypeVar("Key")


def told(count: int) -> int | str:
    """A count as it may be printed."""
    return FEW if 0 < count < FEWEST else count


def told_group(counts: Mapping[Key, int]) -> dict[Key, int | str]:
    """Counts that add up to a printed total; ties are kept back in the order given."""
    hidden = [key for key, count in counts.items() if 0 < count < FEWEST]
    if len(hidden) == 1:
        rest = [key for key, count in counts.items() if count >= FEWEST]
        hidden += sorted(rest, key=lambda key: counts[key])[:1]
    return {
        key: FEW if key in hidden and count < FEWEST else "" if key in hidden else count
        for key, count in counts.items()
    }


def told_share(part: int, whole: int) -> float | None:
    """A share 0–1; None where it would tell a small count, or nothing was counted."""
    small = any(0 < count < FEWEST for count in (part, whole, whole - part))
    return None if small or not whole else round(part / whole, 4)
