"""What people write and say of a place, in every usual spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from chassis.gridref import gridref
from chassis.pluscode import pluscode
from dispatch.calls import read_grid
from dispatch.model import Hint, HintKind, Hypothesis, LocationSource
from dispatch.where.reading import Crossing, Exact, House, read_house, read_place

SEJONG = LatLon(36.48, 127.289)
korea = st.builds(LatLon, st.floats(34.0, 38.5), st.floats(126.2, 129.4))


def minutes(degrees: float) -> tuple[int, int, float]:
    """Degrees, minutes, seconds."""
    whole, rest = divmod(degrees * 3600, 3600)
    return int(whole), int(rest // 60), rest % 60


def spellings(place: LatLon) -> list[str]:
    """One place as maps, telephones and people write it."""
    lat, lon = f"{place.lat:.6f}", f"{place.lon:.6f}"
    (a, b, c), (d, e, f) = minutes(place.lat), minutes(place.lon)
    c, f = min(c, 59.99), min(f, 59.99)
    return [
        f"{lat}, {lon}",
        f"{lon} {lat}",
        f"({lat},{lon})",
        f"N{lat} E{lon}",
        f"{lat}N {lon}E",
        f"E {lon}, N {lat}",
        f"위도 {lat} 경도 {lon}",
        f"lat: {lat}, lon: {lon}",
        f"{lat}° {lon}°",
        f"동경 {lon} 북위 {lat}",
        f"{a}°{b}'{c:.2f}\"N {d}°{e}'{f:.2f}\"E",
        f"{a}° {b}′ {c:.2f}″, {d}° {e}′ {f:.2f}″",
        f"북위 {a}도 {b}분 {c:.2f}초 동경 {d}도 {e}분 {f:.2f}초",
        f"{a} {b} {c:.2f} N {d} {e} {f:.2f} E",
    ]


@given(korea)
def test_every_spelling_of_a_place_means_that_place(place: LatLon) -> None:
    for text in spellings(place):
        meant = read_place(text, near=SEJONG)
        assert isinstance(meant, Exact), text
        assert (meant.kind, distance_m(meant.place, place) < 2) == ("coordinates", True), text


@given(korea)
def test_point_numbers_and_plus_codes_come_back(place: LatLon) -> None:
    number, code = gridref(place), pluscode(place)
    assert number is not None
    spoken = number.translate(str.maketrans("0123456789", "공일이삼사오육칠팔구"))
    for text, kind in ((number, "grid"), (number.replace(" ", "-"), "grid"), (spoken, "grid"), (code, "plus_code")):
        meant = read_place(text, near=SEJONG)
        assert isinstance(meant, Exact), text
        assert (meant.kind, distance_m(meant.place, place) < 10) == (kind, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("세종충남대병원", "다바 7832 3578"),
        ("세종시청", "다바 8109 3140"),
        ("대전역", "다바 9413 1499"),
        ("독도", "사사 8769 2457"),
        ("마라도", "나나 8506 5945"),
        ("백령도", "가아 5139 0011"),
        ("published", "다사 6925 4045"),
    ],
)
def test_the_published_point_numbers_are_exact_both_ways(text: str, number: str) -> None:
    meant = read_place(number)
    assert isinstance(meant, Exact)
    assert gridref(meant.place) == number, text


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("한누리대로 & 절재로", "한누리대로", "절재로"),
        ("한누리대로와 절재로 교차로", "한누리대로", "절재로"),
        ("Hannuri-daero and Jeoljae-ro", "Hannuri-daero", "Jeoljae-ro"),
        ("새롬로 사거리", "새롬로", None),
        ("한누리대로 절재로 사거리", "한누리대로", "절재로"),
        ("Market St / 5th St", "Market St", "5th St"),
    ],
)
def test_two_roads_are_a_crossing(text: str, first: str, second: str | None) -> None:
    assert read_place(text) == Crossing(first, second)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1234A567", HintKind.POLE, "1234A567"),
        ("전산화번호 1234-a-567", HintKind.POLE, "1234A567"),
        ("전봇대 번호 8530W193", HintKind.POLE, "8530W193"),
        ("0012-345", HintKind.ELEVATOR, "0012345"),
        ("승강기 고유번호 0012345", HintKind.ELEVATOR, "0012345"),
    ],
)
def test_numbers_on_things_are_hints_and_stay_with_the_call(text: str, kind: HintKind, value: str) -> None:
    assert read_place(text) == Hint(kind, value)
    kept = read_grid(Hypothesis(LocationSource.TYPED, None, text))
    assert (kept.place, kept.text, kept.hint) == (None, text, Hint(kind, value))


@pytest.mark.parametrize(
    "text", ["세종시청", "", " ", "119", "01012345678", "36", "36.5", "99.5, 200.1", "보람동 3층", "나성동 101호"]
)
def test_a_name_is_only_a_name(text: str) -> None:
    assert read_place(text, near=SEJONG) is None


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    meant = read_place(text, near=SEJONG)
    assert meant is None or isinstance(meant, Exact | Crossing | Hint)


def test_a_typed_position_is_a_place_even_when_nobody_waited_for_the_search() -> None:
    known = read_grid(Hypothesis(LocationSource.TYPED, None, "36.48, 127.289"))
    assert known.place == LatLon(36.48, 127.289)


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("한누리대로 2130", "한누리대로", "2130"),
        ("새롬로14길 5-1 202호", "새롬로14길", "5-1"),
        ("2130 Hannuri-daero", "Hannuri-daero", "2130"),
        ("Avenida del Mar 1200", "Avenida del Mar", "1200"),
    ],
)
def test_a_house_is_a_street_and_a_number(text: str, street: str, number: str) -> None:
    assert read_house(text) == House(street, number)


@pytest.mark.parametrize("text", ["두루1로", "새롬로14길", "세종시청", "12"])
def test_a_street_that_is_called_by_a_number_is_no_house(text: str) -> None:
    assert read_house(text) is None
