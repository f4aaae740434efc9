"""What the keys of a telephone mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospitals.keypad import REASONS, Said, read_text, reason_of
from hospitals.request import DeclineCode


@pytest.mark.parametrize("body", ["1", " 1 ", "수용", "네", "YES"])
def test_a_text_that_agrees(body: str) -> None:
    assert read_text(body) == Said(None)


@pytest.mark.parametrize("body", ["2 4", "24", "2-4", "곤란 4", "수용 곤란 4", "No 4"])
def test_a_text_that_cannot_take_the_patient_and_says_why(body: str) -> None:
    assert read_text(body) == Said(DeclineCode.NO_ICU_BED)


@pytest.mark.parametrize("body", ["", "2", "수용 곤란", "3", "누구세요", "1 2 3", "수용 불가능한가요"])
def test_whatever_is_not_clear_is_no_answer(body: str) -> None:
    assert read_text(body) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it_and_a_no_always_has_its_reason(body: str) -> None:
    said = read_text(body)
    assert said is None or said.declined is None or said.declined in REASONS


def test_ten_digits_are_ten_reasons_and_never_other() -> None:
    assert [reason_of(digit) for digit in "1234567890"] == list(REASONS)
    assert DeclineCode.OTHER not in REASONS
    assert [reason_of(digit) for digit in ("", "*", "#", "12")] == [None] * 4


def test_a_digit_that_people_have_learnt_keeps_its_meaning() -> None:
    told = "no_specialist specialist_busy no_ed_bed no_icu_bed no_operating_room equipment_down isolation"
    assert [code.value for code in REASONS] == [*told.split(), "paediatric_unavailable", "crowding", "no_staff"]
