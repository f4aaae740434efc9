"""Three ways of asking for the same patients."""

from dataclasses import replace

import pytest

from benches.acceptance import CITY
from dispatch.city.reading import read_pack
from dispatch.simulation.acceptance import Patient, by_ladder, by_messages, by_telephone, figures, patients

BOARD = read_pack("sejong").hospitals
NIGHT = patients(BOARD, CITY, 100)


def with_moods(patient: Patient, **mood: float | bool) -> Patient:
    return replace(patient, moods={name: replace(one, **mood) for name, one in patient.moods.items()})


def test_the_same_night_happens_twice() -> None:
    assert patients(BOARD, CITY, 20) == NIGHT[:20]
    assert [by_ladder(one) for one in NIGHT[:20]] == [by_ladder(one) for one in NIGHT[:20]]


def test_the_ladder_finds_a_hospital_sooner_than_the_telephone_and_asks_a_few_more() -> None:
    ladder, telephone = figures([by_ladder(one) for one in NIGHT]), figures([by_telephone(one) for one in NIGHT])
    assert ladder.median_s < telephone.median_s
    assert ladder.p90_s < telephone.p90_s
    assert ladder.asks > telephone.asks


def test_a_yes_is_held_at_the_end_of_the_offer_window_and_not_before() -> None:
    eager = with_moods(NIGHT[0], willing=True, notices=0.0, reply_s=8.0)
    found = by_ladder(eager)
    assert (found.accepted_s, found.ended_s) == (25.0, 25.0)


def test_where_nobody_looks_at_a_screen_the_telephone_is_used_after_a_minute() -> None:
    blind = with_moods(NIGHT[0], willing=True, notices=1.0, call_s=60.0)
    found = by_ladder(blind)
    assert found.accepted_s is not None
    assert found.accepted_s >= 60.0
    assert by_messages(blind).accepted_s is None


def test_where_nobody_is_willing_somebody_decides_after_a_quarter_of_an_hour() -> None:
    refused = by_ladder(with_moods(NIGHT[0], willing=False))
    assert (refused.accepted_s, refused.ended_s) == (None, 900.0)


def test_figures_of_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="no patients"):
        figures([])
