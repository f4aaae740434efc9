"""Lanes and limits as they stand in OpenStreetMap."""

import pytest

from routing.osmsizes import height_m, lanes, length_m, mass_t, weight_t, width_m


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5", 3.5), ("3,5 m", 3.5), ("350 cm", 3.5), ("11'6\"", 3.5052), ("11'", 3.3528), ("12 ft", 3.6576),
        ("12 ft 6 in", 3.81), ("4.2;3.8", 3.8), ("default", None), ("none", None), ("below_default", None), ("0", None),
        ("-3", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_length_is_read_in_its_unit_or_is_unknown(text: str | None, expected: float | None) -> None:
    assert length_m(text) == (pytest.approx(expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7.5", 7.5), ("7.5 t", 7.5), ("3500 kg", 3.5), ("10 st", 9.0718474), ("16000 lbs", 7.25747792),
        ("unsigned", None), ("7.5 bananas", None), (None, None),
    ],
)  # fmt: skip
def test_a_weight_is_read_in_its_unit_or_is_unknown(text: str | None, expected: float | None) -> None:
    assert mass_t(text) == (pytest.approx(expected) if expected else None)


def test_the_lowest_of_sign_and_tape_counts_and_goods_vehicles_limits_bind_no_ambulance() -> None:
    assert height_m({"maxheight": "4", "maxheight:physical": "3.9"}) == 3.9
    assert width_m({"maxwidth:physical": "2.3"}) == 2.3
    assert weight_t({"maxweight:hgv": "3.5", "maxweightrating": "7.5"}) is None


@pytest.mark.parametrize(
    ("tags", "one_way", "expected"),
    [
        ({"lanes": "4"}, False, (2, 2)),
        ({"lanes": "3"}, False, (1, 1)),
        ({"lanes": "1"}, False, (1, 1)),
        ({"lanes": "3"}, True, (3, 3)),
        ({"lanes": "3", "lanes:forward": "2"}, False, (2, 1)),
        ({"lanes": "5", "lanes:backward": "3", "lanes:both_ways": "1"}, False, (1, 3)),
        ({"lanes:forward": "2", "lanes:backward": "1"}, False, (2, 1)),
        ({"lanes": "2;3"}, True, (2, 2)),
        ({"lanes": "1.5"}, True, (1, 1)),
        ({"lanes": "many"}, True, (0, 0)),
        ({"lanes": "800"}, True, (0, 0)),
        ({}, False, (0, 0)),
    ],
)
def test_lanes_are_told_for_each_direction(tags: dict[str, str], one_way: bool, expected: tuple[int, int]) -> None:
    assert lanes(tags, one_way=one_way) == expected
