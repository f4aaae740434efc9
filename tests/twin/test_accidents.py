"""Where streets become slow: two on the way, not at its ends, and others where many drive."""

from collections import Counter

from benches.twin.accidents import ELSEWHERE, ON_THE_WAY, slow_edges
from benches.twin.grid import grid
from chassis.chance import seeded

WAY = tuple(range(20))
BUSY = Counter({edge: edge for edge in range(100)})


def test_two_lie_in_the_middle_of_the_way_and_eight_elsewhere_on_the_busiest_quarter() -> None:
    for seed in range(20):
        slow = slow_edges(grid(), WAY, BUSY, seeded(seed))
        assert len(set(slow)) == ON_THE_WAY + ELSEWHERE
        assert all(3 <= edge < 17 for edge in slow[:ON_THE_WAY])
        assert all(edge > 74 for edge in slow[ON_THE_WAY:])


def test_the_same_trip_always_meets_the_same_accidents() -> None:
    one, again, other = (slow_edges(grid(), WAY, BUSY, seeded(seed)) for seed in ("slow 1", "slow 1", "slow 2"))
    assert one == again != other
