"""Barcodes of drugs and kits, and what a unit has with it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from dispatch.crew.stocking import GoneWhy, KitState, kit_state, kit_view, stock, take_out
from dispatch.gs1 import GS, Scanned, UnreadableError, has_check_digit, read_code
from tests.dispatch.town import Town

TODAY = date(2026, 3, 2)
GTIN = "08801234567893"
LOTS = st.text(st.characters(min_codepoint=48, max_codepoint=57), min_size=1, max_size=20)


def with_check(digits: str) -> str:
    return next(digits + last for last in "0123456789" if has_check_digit(digits + last))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("8801234567893", Scanned(GTIN)),
        ("4006381333931", Scanned("04006381333931")),  # the example of the GS1 handbook
        (f"01{GTIN}1727063010A12", Scanned(GTIN, lot="A12", expires=date(2027, 6, 30))),
        (f"]d201{GTIN}10A12{GS}17270600", Scanned(GTIN, lot="A12", expires=date(2027, 6, 30))),
        (f"(01){GTIN}(17)280229(10)B-7(21)99", Scanned(GTIN, lot="B-7", serial="99", expires=date(2028, 2, 29))),
        (f"{GS}01{GTIN}21S1{GS}10L", Scanned(GTIN, lot="L", serial="S1")),
    ],
)
def test_what_a_code_says(code: str, said: Scanned) -> None:
    assert read_code(code, today=TODAY) == said


@pytest.mark.parametrize(
    "code",
    [
        "",
        "8801234567890",
        "hello",
        "10A12",
        "010880123456789",
        f"01{GTIN}17271332",
        f"01{GTIN}17270231",
        f"(01){GTIN}(17",
    ],
)
def test_what_cannot_be_read_says_so(code: str) -> None:
    with pytest.raises(UnreadableError):
        read_code(code, today=TODAY)


@given(
    digits=st.text("0123456789", min_size=13, max_size=13),
    lot=LOTS,
    expires=st.dates(date(2000, 1, 1), date(2070, 12, 31)),
)
def test_however_its_parts_are_ordered_a_code_says_the_same(digits: str, lot: str, expires: date) -> None:
    gtin, day = with_check(digits), f"{expires:%y%m%d}"
    ways = [
        f"01{gtin}17{day}10{lot}",
        f"01{gtin}10{lot}{GS}17{day}",
        f"]d217{day}01{gtin}10{lot}",
        f"(10){lot}(17){day}(01){gtin}",
    ]
    assert {read_code(code, today=TODAY) for code in ways} == {Scanned(gtin, lot=lot, expires=expires)}


@given(digits=st.text("0123456789", min_size=13, max_size=13), wrong=st.integers(1, 9), place=st.integers(0, 12))
def test_one_wrong_digit_is_always_found(digits: str, wrong: int, place: int) -> None:
    good = with_check(digits)
    bad = good[:place] + str((int(good[place]) + wrong) % 10) + good[place + 1 :]
    with pytest.raises(UnreadableError):
        read_code(bad, today=TODAY)


@given(text=st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = read_code(text, today=TODAY)
    except UnreadableError:
        return
    assert has_check_digit(found.gtin)


def test_a_package_is_good_to_the_end_of_its_day() -> None:
    assert kit_state(TODAY, today=TODAY) is KitState.SOON
    assert kit_state(TODAY - timedelta(days=1), today=TODAY) is KitState.EXPIRED
    assert kit_state(None, today=TODAY) is KitState.UNDATED


def test_what_is_scanned_is_aboard_once_and_what_expires_first_stands_first(town: Town) -> None:
    today = town.clock.now().date()
    late, old = today + timedelta(days=400), today - timedelta(days=40)
    crew = town.crew("s1")
    first = stock(town.system, crew, "s1", f"01{GTIN}17{late:%y%m%d}10A", label="에피네프린 1 mg")
    again = stock(town.system, crew, "s1", f"01{GTIN}17{late:%y%m%d}10A")
    expired = stock(town.system, crew, "s1", f"01{GTIN}17{old:%y%m%d}10B")
    assert (first["id"], first["state"]) == (again["id"], "good")
    assert (expired["state"], expired["label"]) == ("expired", "에피네프린 1 mg")  # the region knows it by then
    with town.system.db.read() as session:
        seen = kit_view(session, town.system, crew, "s1")
    assert [item["lot"] for item in seen["items"]] == ["B", "A"]
    take_out(town.system, crew, expired["id"], GoneWhy.EXPIRED)
    take_out(town.system, crew, expired["id"], GoneWhy.USED)
    with town.system.db.read() as session:
        assert [item["lot"] for item in kit_view(session, town.system, crew, "s1")["items"]] == ["A"]


def test_another_unit_and_an_unreadable_code_are_refused(town: Town) -> None:
    with pytest.raises(ForbiddenError):
        stock(town.system, town.crew("s2"), "s1", GTIN)
    with pytest.raises(InvalidInputError):
        stock(town.system, town.crew("s1"), "s1", "not a code")
    with pytest.raises(NotFoundError):
        take_out(town.system, town.crew("s1"), "kit_none", GoneWhy.USED)


def test_two_digits_of_a_year_lie_near_today() -> None:
    assert read_code(f"01{GTIN}17990101", today=TODAY).expires == date(1999, 1, 1)
