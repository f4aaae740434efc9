"""What free units cover, now and after a choice. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from dispatch.coverage import CoverageMap
from dispatch.model import DemandZone

ZONES = tuple(DemandZone(f"z{i}", LatLon(36.5, 127.2 + i / 100), weight=float(i + 1)) for i in range(6))
REACH = st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4"]), st.integers(0, 2 ** len(ZONES) - 1))


def test_without_zones_nothing_is_known() -> None:
    assert CoverageMap((), {"s1": 0}, ["s1"]).before is None
    assert CoverageMap((), {"s1": 0}, ["s1"]).depths == ()


@given(REACH)
def test_a_zone_is_as_deep_as_free_units_reach_it_and_two_is_enough(reach: dict[str, int]) -> None:
    depths = CoverageMap(ZONES, reach, reach).depths
    assert depths == tuple(min(2, sum(mask >> bit & 1 for mask in reach.values())) for bit in range(len(ZONES)))


@given(REACH)
def test_what_is_covered_is_the_weight_of_the_zones_that_are_reached(reach: dict[str, int]) -> None:
    covered = CoverageMap(ZONES, reach, reach)
    weights = [zone.weight for zone, depth in zip(ZONES, covered.depths, strict=True) if depth]
    assert covered.before == sum(weights) / sum(zone.weight for zone in ZONES)


@given(REACH)
def test_a_unit_that_leaves_takes_away_what_it_alone_reaches(reach: dict[str, int]) -> None:
    covered = CoverageMap(ZONES, reach, reach)
    for unit in reach:
        rest = {other: mask for other, mask in reach.items() if other != unit}
        assert covered.without(unit).after == CoverageMap(ZONES, rest, rest).before
