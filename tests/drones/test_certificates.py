"""Who may fly what, and the log of what they flew."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drones.certificates import HEAVIEST_KG, Certificate, Grade, permits
from drones.lacks import Lack
from drones.pilotlog import COLUMNS, log_entries, log_rows, log_totals
from drones.states import SortieReason, SortieState
from tests.drones.flights import sortie
from tests.drones.scene import NOW

S = SortieState
TODAY = date(2026, 3, 2)
SECOND = Certificate("cert_1", "u-pilot1", "91-000001", Grade.SECOND, date(2027, 5, 1))


@pytest.mark.parametrize(
    ("held", "kg", "answer"),
    [
        ([], 9.2, Lack.NO_CERTIFICATE),
        ([replace(SECOND, withdrawn_at=NOW)], 9.2, Lack.NO_CERTIFICATE),
        ([replace(SECOND, valid_until=TODAY - timedelta(days=1))], 9.2, Lack.CERTIFICATE_EXPIRED),
        ([replace(SECOND, valid_until=TODAY)], 9.2, replace(SECOND, valid_until=TODAY)),
        ([SECOND], 25.0, SECOND),
        ([SECOND], 25.1, Lack.GRADE_TOO_LOW),
        ([replace(SECOND, grade=Grade.THIRD)], 9.2, Lack.GRADE_TOO_LOW),
        ([replace(SECOND, grade=Grade.FIRST)], 95.0, replace(SECOND, grade=Grade.FIRST)),
    ],
)
def test_a_certificate_permits_a_mass_until_its_day(held: list[Certificate], kg: float, answer: object) -> None:
    assert permits(held, take_off_kg=kg, on=TODAY) == answer


@given(st.lists(st.tuples(st.sampled_from(Grade), st.integers(-40, 40)), max_size=6), st.floats(0.5, 100.0))
def test_what_permits_is_current_and_high_enough_and_lasts_longest(held: list[tuple[Grade, int]], kg: float) -> None:
    papers = [
        Certificate(f"c{n}", "u", f"{n}", grade, TODAY + timedelta(days=days)) for n, (grade, days) in enumerate(held)
    ]
    fit = [one for one in papers if one.valid_until >= TODAY and HEAVIEST_KG[one.grade] >= kg]
    answer = permits(papers, take_off_kg=kg, on=TODAY)
    if fit:
        assert isinstance(answer, Certificate) and answer in fit
        assert answer.valid_until == max(one.valid_until for one in fit)
    else:
        assert isinstance(answer, Lack)


def test_the_log_has_every_flight_and_no_order_that_never_flew() -> None:
    up, down = NOW - timedelta(minutes=12), NOW - timedelta(minutes=2)
    flown = replace(
        sortie(S.CLOSED),
        id="a",
        entered={S.AIRBORNE: up, S.RELEASED: up + timedelta(minutes=5), S.LANDED: down},
        let_go_at=up + timedelta(minutes=5),
    )
    held = replace(flown, id="h", let_go_at=None, reason=SortieReason.NO_ANSWER)
    assert [one.outcome for one in log_entries([(held, "m350")])] == [S.CLOSED]
    old = NOW - timedelta(days=100)
    called_home = replace(
        sortie(S.CLOSED),
        id="b",
        reason=SortieReason.WEATHER,
        entered={S.AIRBORNE: old, S.LANDED: old + timedelta(minutes=4)},
    )
    lost = replace(sortie(S.FAILED), id="c", reason=SortieReason.LOST_LINK, entered={S.AIRBORNE: old})
    never = replace(sortie(S.CANCELLED), id="d", entered={S.ACCEPTED: NOW})
    entries = log_entries((one, "m350") for one in (never, lost, called_home, flown))
    assert [(one.sortie_id, one.outcome) for one in entries] == [
        ("a", S.RELEASED), ("c", S.FAILED), ("b", S.CLOSED),
    ]  # fmt: skip
    totals = log_totals(entries, now=NOW)
    assert (totals.flights, totals.flown) == (3, timedelta(minutes=14))
    assert (totals.recent_flights, totals.recent_flown, totals.last) == (1, timedelta(minutes=10), up)
    heading, first, *_ = log_rows(entries)
    assert heading == COLUMNS and len(first) == len(COLUMNS)
    assert (first[0], first[7], first[9]) == ("a", 10.0, "released")


def test_an_empty_log_adds_up_to_nothing() -> None:
    totals = log_totals((), now=NOW)
    assert (totals.flights, totals.flown, totals.last) == (0, timedelta(0), None)
