"""Which of many ideas of where is used: the surest of those that may be, and nothing a person said is ever lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import UnsureError
from chassis.geo import Box, LatLon
from dispatch.calls import APPLY_WITHIN_M, NewCall, is_vague, place_by_hand, place_call
from dispatch.desk.locating import apply_location, offer_location
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.model import Hypothesis, LocationSource, Verification
from dispatch.tables.cases import CallRow, IncidentRow, StampRow
from tests.dispatch.town import CITY_HALL, Town, call, north_of

AREA, NOW = Box(36.0, 127.0, 37.0, 128.0), datetime(2026, 3, 2, 9, tzinfo=UTC)
BY_HAND = {LocationSource.TYPED, LocationSource.MAP, LocationSource.GRID}

ideas = st.builds(
    Hypothesis,
    source=st.sampled_from(LocationSource),
    place=st.none() | st.builds(LatLon, st.floats(35.5, 37.5), st.floats(126.5, 128.5)),
    radius_m=st.none() | st.floats(0, 3000),
    at=st.none() | st.integers(0, 3600).map(lambda s: NOW - timedelta(seconds=s)),
    confidence=st.none() | st.floats(0, 1),
)


@given(st.lists(ideas, max_size=6))
def test_what_is_used_lies_in_the_area_and_is_never_a_vague_fix(told: list[Hypothesis]) -> None:
    placed = place_call(tuple(told), area=AREA, now=NOW)
    if placed.location is None:
        assert all(h.place is None or not AREA.holds(h.place) or is_vague(h) for h in told)
        assert placed.warnings
        return
    chosen = placed.location
    assert AREA.holds(chosen.place)
    wide = (chosen.radius_m or 0) > APPLY_WITHIN_M
    assert not wide or (chosen.source in BY_HAND and chosen.verification != Verification.VERIFIED)
    hands = [h for h in told if h.source in BY_HAND and h.place is not None and AREA.holds(h.place) and not is_vague(h)]
    assert not hands or chosen.source in BY_HAND


@given(st.lists(ideas, max_size=6))
def test_the_order_in_which_they_are_told_does_not_matter(told: list[Hypothesis]) -> None:
    turned = sorted(told, key=repr, reverse=True)
    one, other = (place_call(tuple(some), area=AREA, now=NOW).location for some in (told, turned))
    assert (one is None) == (other is None)
    assert one is None or other is None or (one.source, one.verification) == (other.source, other.verification)


@given(ideas)
def test_a_person_may_apply_a_vague_fix_but_it_stays_an_area(told: Hypothesis) -> None:
    placed = place_by_hand(told, area=AREA)
    assert (placed.location is not None) == (told.place is not None and AREA.holds(told.place))
    if placed.location is not None:
        sure = Verification.APPROXIMATE if (told.radius_m or 0) > APPLY_WITHIN_M else Verification.VERIFIED
        assert placed.location.verification == sure


def fix(radius_m: float | None, *, away_m: float = 300.0, source: LocationSource = LocationSource.PHONE) -> Hypothesis:
    """A device's idea of where."""
    return Hypothesis(source, north_of(CITY_HALL, away_m), radius_m=radius_m)


def incident(town: Town, incident_id: str) -> IncidentRow:
    """As it is stored."""
    with town.system.db.read() as session:
        return session.get_one(IncidentRow, incident_id)


def test_a_vague_fix_is_kept_and_waits_for_a_person(town: Town) -> None:
    taken = take_call(town.system, town.kim, NewCall("sejong", complaint="fall", hypotheses=(fix(900),)))
    assert (taken.warnings, taken.decision_id) == (("location_vague",), None)
    decision = apply_location(town.system, town.kim, taken.incident_id, fix(900))
    row = incident(town, taken.incident_id)
    assert (row.verification, row.place_radius_m) == (Verification.APPROXIMATE, 900)
    assert decision is not None


@pytest.mark.parametrize("radius_m", [5.0, 900.0])
def test_a_later_position_never_replaces_what_a_person_applied(town: Town, radius_m: float) -> None:
    taken = take_call(town.system, town.kim, NewCall("sejong", complaint="fall"))
    apply_location(town.system, town.kim, taken.incident_id, fix(radius_m, source=LocationSource.APP))
    before = incident(town, taken.incident_id)
    assert not offer_location(town.system, town.lee, taken.call_id, fix(4, away_m=2000, source=LocationSource.LINK))
    after = incident(town, taken.incident_id)
    assert (after.place_lat, after.place_source) == (before.place_lat, before.place_source)
    with town.system.db.read() as session:
        kept = session.get_one(CallRow, taken.call_id).hypotheses
    assert kept[-1]["radius_m"] == 4
    assert kept[-1]["at"] is not None


def test_a_better_position_is_used_while_nothing_is_known(town: Town) -> None:
    taken = take_call(town.system, town.kim, NewCall("sejong", complaint="fall", hypotheses=(fix(900),)))
    assert not offer_location(town.system, town.lee, taken.call_id, fix(500))
    assert offer_location(town.system, town.lee, taken.call_id, fix(20))
    row = incident(town, taken.incident_id)
    assert row.verification == Verification.APPROXIMATE
    assert row.decision_id is not None


def test_sending_to_an_unverified_place_asks_once_and_stays_on_record(town: Town) -> None:
    taken = take_call(town.system, town.kim, NewCall("sejong", complaint="fall", hypotheses=(fix(None),)))
    with pytest.raises(UnsureError):
        send_plan(town.system, town.kim, taken.incident_id, sure=False)
    assert send_plan(town.system, town.kim, taken.incident_id, sure=True).assignment_ids
    with town.system.db.read() as session:
        names = [row.name for row in session.query(StampRow).filter_by(incident_id=taken.incident_id)]
    assert names.count("sent_unverified") == 1


def test_a_verified_place_is_never_asked_about(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    assert send_plan(town.system, town.kim, taken.incident_id, sure=False).assignment_ids
