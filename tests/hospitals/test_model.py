"""The words of the room: codes, states and how belief fades."""

import re
from datetime import timedelta

import pytest

from chassis.errors import IllegalMoveError
from hospitals.fading import COUNTS_FADE, Fading
from hospitals.model import BedType, Capability, Diversion
from hospitals.nemc import SEVERE_CODES
from hospitals.request import (
    AGREED,
    LIVE,
    PROMISED,
    REQUEST,
    UNANSWERED,
    AgeBand,
    RequestAction,
    RequestState,
    age_band,
)
from tests.hospitals.facts import NOW, er_beds, hospital


def test_every_severe_disease_of_the_national_table_has_one_capability() -> None:
    codes = list(SEVERE_CODES.values())
    assert len(codes) == len(set(codes)) == 27
    assert all(re.fullmatch(r"Y0\d{3}", code) for code in codes)
    without = set(Capability) - set(SEVERE_CODES)
    assert without == {Capability.CARDIAC_ARREST, Capability.TRAUMA, Capability.PAEDIATRIC}


def test_bed_types_are_the_national_codes() -> None:
    assert BedType("O001") is BedType.ER_GENERAL
    assert {int(bed.value[1:]) for bed in BedType} == {*range(1, 39), *range(46, 62)}


def test_belief_halves_and_ends_and_a_stamp_from_the_future_counts_as_now() -> None:
    fading = Fading(half_life=timedelta(hours=1), until=timedelta(hours=12))
    assert fading.left(NOW, NOW) == 1.0
    assert fading.left(NOW - timedelta(hours=2), NOW) == 0.25
    assert fading.left(NOW - timedelta(hours=12), NOW) == 0.0
    assert fading.left(NOW + timedelta(hours=3), NOW) == 1.0
    assert COUNTS_FADE.left(NOW - timedelta(minutes=5), NOW) > 0.9


def test_over_full_is_a_number_and_not_reported_is_none() -> None:
    assert hospital(beds=(er_beds(-3, 28),)).free_er_beds() == -3
    assert hospital(beds=(er_beds(4),), promised=1, at_door=2).free_er_beds() == 1
    assert hospital(beds=(er_beds(None),)).free_er_beds() is None
    assert hospital().free_er_beds() is None


def test_a_notice_ends_by_itself() -> None:
    notice = Diversion("d", None, "crowding", NOW, NOW + timedelta(hours=1))
    assert notice.is_active(NOW)
    assert not notice.is_active(NOW - timedelta(seconds=1))
    assert not notice.is_active(NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0.01, AgeBand.NEWBORN),
        (0.5, AgeBand.INFANT),
        (1, AgeBand.CHILD),
        (14.9, AgeBand.CHILD),
        (15, AgeBand.ADULT),
        (65, AgeBand.OLDER),
        (None, None),
    ],
)
def test_age_bands(years: float | None, band: AgeBand | None) -> None:
    assert age_band(years) is band


def test_every_state_of_a_request_can_be_reached_and_only_two_are_final() -> None:
    reached, frontier = {REQUEST.start}, [REQUEST.start]
    while frontier:
        at = frontier.pop()
        following = {REQUEST.after(at, action) for action in REQUEST.allowed(at)} - reached
        reached |= following
        frontier += following
    assert reached == set(RequestState)
    assert REQUEST.ends() == {RequestState.OFFLOADED, RequestState.REDIRECTED}


def test_the_crew_may_arrive_whatever_the_hospital_has_said() -> None:
    gone = {RequestState.ARRIVED, RequestState.OFFLOADED, RequestState.REDIRECTED}
    for state in set(RequestState) - gone:
        assert REQUEST.after(state, RequestAction.ARRIVE) is RequestState.ARRIVED


def test_only_a_yes_can_be_held_and_only_what_is_held_confirmed() -> None:
    assert {at for at in RequestState if RequestAction.HOLD in REQUEST.allowed(at)} == AGREED
    assert {at for at in RequestState if RequestAction.CONFIRM in REQUEST.allowed(at)} == {RequestState.HELD}
    with pytest.raises(IllegalMoveError, match="cannot hold while declined"):
        REQUEST.after(RequestState.DECLINED, RequestAction.HOLD)


def test_the_sets_of_states_do_not_overlap() -> None:
    assert not (UNANSWERED & AGREED or AGREED & PROMISED or UNANSWERED & PROMISED)
    assert UNANSWERED | AGREED | PROMISED < LIVE
