"""The numbers of junctions and approaches: made up the same each time, or a centre's own."""

import pytest

from routing.junctions import find_junctions
from routing.signals.numbers import NumbersError, made_up, read_numbers
from routing.signals.srm import Approach, IntersectionID
from tests.contracts.signalwords import HERE, JUNCTIONS, NUMBERS
from tests.routing.towns import grid

# numbers --------------------------------------------------------------------------------------------------------


def test_every_junction_has_a_number_of_its_own_the_same_after_every_import() -> None:
    again = made_up(find_junctions(grid(4, signals=[10, 9, 6, 5])), region=82)
    assert again == NUMBERS
    assert len(set(NUMBERS.of.values())) == len(JUNCTIONS.all)
    assert all(NUMBERS.back(number) == junction for junction, number in NUMBERS.of.items())
    assert NUMBERS.back(IntersectionID(HERE.id)) is not None  # the region may be left unsaid


def test_a_centres_own_table_is_read_strictly() -> None:
    names = list(NUMBERS.of)
    table = ["junction,region,intersection", f"{names[0]},82,1043", f"{names[1]},,7"]
    assert read_numbers(table, JUNCTIONS).of == {names[0]: IntersectionID(1043, 82), names[1]: IntersectionID(7)}
    for wrong in (
        ["a,b"],
        [table[0], "nowhere,82,1"],
        [table[0], f"{names[0]},82,x"],
        [*table[:2], f"{names[1]},82,1043"],
    ):
        with pytest.raises(NumbersError, match="line"):
            read_numbers(wrong, JUNCTIONS)


def test_a_centre_numbers_approaches_its_own_way() -> None:
    first, second = JUNCTIONS.all[:2]
    table = ["junction,region,intersection,arm,approach", f"{first.id},82,1043,0,7", f"{first.id},82,1043,1,5"]
    numbers = read_numbers([*table, f"{second.id},82,7,,"], JUNCTIONS)
    theirs = {arm: numbers.approach(first, edge) for edge, arm in first.arms}
    assert theirs == {0: Approach(7), 1: Approach(5), 2: None, 3: None}  # it does not have the other two
    assert {arm: numbers.approach(second, edge) for edge, arm in second.arms} == {
        arm: Approach(arm) for arm in range(4)
    }


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["{0},82,1043,9,1"], "line 2: .* has no arm 9"),
        (["{0},82,1043,0,16"], "line 2: an approach is 0 to 15"),
        (["{0},82,1043,0,1", "{0},82,1043,1,1"], "line 3: an arm or an approach twice"),
        (["{0},82,1043,0,"], "line 2: arm and approach belong together"),
        (["{0},82,1043,0,1", "{0},82,1044,1,2"], "line 3: a junction twice"),
        (["{0},82,1043,,", "{0},82,1043,1,2"], "line 3: a junction twice"),
        (["{0},82,1043,0,1", "{1},82,1043,1,2"], "line 3: a number twice"),
    ],
)
def test_a_table_of_approaches_with_a_mistake_says_where(rows: list[str], told: str) -> None:
    names = [one.id for one in JUNCTIONS.all]
    with pytest.raises(NumbersError, match=told):
        read_numbers(["junction,region,intersection,arm,approach", *(row.format(*names) for row in rows)], JUNCTIONS)
