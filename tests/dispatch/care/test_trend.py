"""The pieces of a trend, the limits of an age, what a monitor is believed, what a card sent ahead says."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.care.limits import ADULT, CENTILES, LimitSource, limits_for, lowest_systolic
from dispatch.care.monitor import BEFORE, Heard, Measured, OutReason, Unknown, news_of, sift, taken
from dispatch.care.plausible import RANGES
from dispatch.care.prealert import Card, Precaution, Room, Team, card_again, card_plain, changes, suggested
from dispatch.care.trend import LONGEST, Point, pieces, trends
from dispatch.model import Vitals
from dispatch.scores.course import Taken

T0 = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
instants = st.integers(0, 7200).map(lambda s: T0 + timedelta(seconds=s))
points = st.lists(st.builds(Point, at=instants, value=st.floats(0, 300)), max_size=40)


@given(points, st.integers(0, 1800))
def test_no_line_crosses_a_gap_and_no_value_is_lost(found: list[Point], seconds: int) -> None:
    longest = timedelta(seconds=seconds)
    cut = pieces(found, longest=longest)
    assert [one for piece in cut for one in piece] == sorted(found, key=lambda one: one.at)
    for piece in cut:
        assert piece
        assert all(after.at - before.at <= longest for before, after in pairwise(piece))
    assert all(after[0].at - before[-1].at > longest for before, after in pairwise(cut))


@given(points)
def test_the_order_things_were_heard_in_draws_the_same_lines(found: list[Point]) -> None:
    once = {one.at: one for one in found}
    assert pieces(once.values()) == pieces(list(once.values())[::-1])


def test_each_sign_has_gaps_of_its_own() -> None:
    sets = [Taken(T0 + timedelta(minutes=m), Vitals(heart_rate_bpm=80 + m)) for m in range(15)]
    sets[0] = replace(sets[0], signs=Vitals(heart_rate_bpm=80, systolic_mmhg=120))
    sets[14] = replace(sets[14], signs=Vitals(heart_rate_bpm=94, systolic_mmhg=90))
    found = trends(sets)
    assert [len(piece) for piece in found["heart_rate_bpm"]] == [15]
    assert [len(piece) for piece in found["systolic_mmhg"]] == [1, 1]
    assert "spo2_percent" not in found
    assert timedelta(minutes=5) < LONGEST < timedelta(minutes=10)


@given(st.floats(0, 15.99))
def test_a_child_has_the_limits_of_its_age_and_never_those_of_an_adult(age: float) -> None:
    found = limits_for(age)
    assert found["heart_rate_bpm"].source is LimitSource.FLEMING
    low, high = found["heart_rate_bpm"].low, found["heart_rate_bpm"].high
    assert low is not None
    assert high is not None
    assert low < high
    assert 60 <= lowest_systolic(age) <= 90


def test_the_limits_fall_with_age_and_an_unknown_age_is_an_adult() -> None:
    assert [row[1][0] for row in CENTILES] == sorted((row[1][0] for row in CENTILES), reverse=True)
    assert [row[2][1] for row in CENTILES] == sorted((row[2][1] for row in CENTILES), reverse=True)
    assert limits_for(None) is limits_for(16) is ADULT
    assert (limits_for(0.5)["heart_rate_bpm"].high, limits_for(5)["systolic_mmhg"].low) == (168, 80)


signs = st.builds(
    Vitals,
    heart_rate_bpm=st.none() | st.integers(-10, 400),
    spo2_percent=st.none() | st.integers(-10, 150),
    systolic_mmhg=st.none() | st.integers(0, 400),
)
measured = st.lists(st.builds(Measured, at=instants, signs=signs), max_size=20)


@given(measured, st.integers(0, 7200))
def test_every_value_of_a_monitor_is_kept_known_or_kept_out_with_a_reason(sets: list[Measured], late: int) -> None:
    since = T0 + timedelta(seconds=late)
    sifted = sift(Heard(tuple(sets)), since=since)
    heard = {(one.at, name, value) for one in sets for name, value in taken(one.signs).items()}
    kept = {(one.at, name, value) for one in sifted.sets for name, value in taken(one.signs).items()}
    out = {(one.at, one.name, int(one.value or 0)) for one in sifted.kept_out}
    assert kept | out == heard
    assert all(at >= since - BEFORE for at, _, _ in kept)
    assert all(RANGES[name][0] <= value <= RANGES[name][1] for _, name, value in kept)
    assert [one.at for one in sifted.sets] == sorted({one.at for one in sifted.sets})


@given(measured)
def test_what_is_sent_again_is_known(sets: list[Measured]) -> None:
    first = sift(Heard(tuple(sets)), since=T0).sets
    assert news_of(first, ()) == first
    assert news_of(first, first) == ()


def test_another_sign_at_the_same_instant_is_news_and_another_value_is_not() -> None:
    one, more = Measured(T0, Vitals(heart_rate_bpm=90)), Measured(T0, Vitals(heart_rate_bpm=90, spo2_percent=97))
    assert news_of([more], [one]) == (Measured(T0, Vitals(spo2_percent=97)),)
    twice = sift(Heard((one, Measured(T0, Vitals(heart_rate_bpm=140)))), since=T0)
    assert [(out.name, out.reason, out.value) for out in twice.kept_out] == [
        ("heart_rate_bpm", OutReason.TWICE, "140"),
    ]


def test_what_is_older_than_the_call_is_of_the_patient_before() -> None:
    old = T0 - BEFORE - timedelta(seconds=1)
    sifted = sift(Heard((Measured(old, Vitals(heart_rate_bpm=90)),), unknown=(Unknown("1", "x", old),)), since=T0)
    assert (sifted.sets, sifted.unknown) == ((), ())
    assert [one.reason for one in sifted.kept_out] == [OutReason.BEFORE_CALL]


CARD = Card("chest_pain", "stemi", 61, "male", 2, {"heart_rate_bpm": 96}, T0, ("cath_lab",), "resus", ())


def test_a_card_has_at_most_ten_fields_and_survives_the_database() -> None:
    assert len(fields(Card)) == 10
    assert card_again(card_plain(CARD)) == CARD
    assert card_again(card_plain(replace(CARD, eta=None, vitals={}))) == replace(CARD, eta=None, vitals={})


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        (CARD, []),
        (replace(CARD, vitals={"heart_rate_bpm": 140}), []),  # the course beside it says so
        (replace(CARD, eta=T0 + timedelta(minutes=3)), []),
        (replace(CARD, eta=T0 + timedelta(minutes=3, seconds=1)), ["eta"]),
        (replace(CARD, eta=T0 - timedelta(minutes=4)), ["eta"]),
        (replace(CARD, eta=None), ["eta"]),
        (replace(CARD, acuity=1, age_years=62), ["age_years", "acuity"]),
        (replace(CARD, precautions=("airborne",)), ["precautions"]),
    ],
)
def test_what_changes_after_sending_is_told_with_what_it_was(now: Card, changed: list[str]) -> None:
    found = changes(CARD, now)
    assert [one.field for one in found] == changed
    assert all((one.was, one.now) == (getattr(CARD, one.field), getattr(now, one.field)) for one in found)


def test_what_is_usually_wanted_is_suggested() -> None:
    assert suggested("stemi", 61).teams == (Team.CATH_LAB,)
    assert suggested("arrest", 7).teams == (Team.RESUSCITATION, Team.PAEDIATRIC)
    assert (suggested("stroke", None).room, suggested(None, 40).teams) == (Room.CT_DIRECT, ())
    assert Precaution.AIRBORNE not in suggested("arrest", None).precautions
