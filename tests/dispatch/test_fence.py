"""What positions suggest: properties of the fence, whatever a device tells."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import distance_m
from dispatch.fence import COMES, FENCES, LEAVES, Crossing, Sight, crossing, seems
from dispatch.stamps import Confidence, Doubt, believe
from dispatch.states import ASSIGNMENT, AssignmentAction, AssignmentState
from tests.dispatch.town import CITY_HALL, north_of

Told = list[tuple[int, float, float | None]]
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TRAILS = st.lists(
    st.tuples(st.integers(1, 60), st.floats(0, 2000), st.none() | st.floats(0, 200)), min_size=0, max_size=40
)


def trail(told: Told, start: datetime = T0) -> list[Sight]:
    """Sights so many seconds after one another, so many metres away, so exact."""
    found: list[Sight] = []
    at = start
    for after_s, away_m, accuracy_m in told:
        at += timedelta(seconds=after_s)
        found.append(Sight(at, north_of(CITY_HALL, away_m), accuracy_m))
    return found


def standing(away_m: float, times: int = 5, start: datetime = T0) -> list[Sight]:
    return trail([(10, away_m, 10.0)] * times, start)


def test_who_comes_and_stays_is_there_since_the_first_position_inside() -> None:
    coming = trail([(10, 900.0, 8.0), (10, 500.0, 8.0), (10, 60.0, 8.0), (10, 40.0, 8.0), (10, 35.0, 8.0)])
    assert crossing(coming, CITY_HALL) == Crossing(True, T0 + timedelta(seconds=30), 3)


def test_who_passes_by_is_never_there() -> None:
    passing = trail([(5, 900.0, 8.0), (5, 30.0, 8.0), (5, 30.0, 8.0), (5, 900.0, 8.0)])
    assert crossing(passing[:3], CITY_HALL) is None
    assert crossing(passing, CITY_HALL) is None


def test_a_step_is_suggested_only_where_the_chain_allows_it() -> None:
    for suggested in (COMES, LEAVES):
        for state, step in suggested.items():
            assert step in ASSIGNMENT.allowed(state)


def test_leaving_is_seen_only_by_who_was_seen_there() -> None:
    far = standing(1500.0)
    gone = [*standing(20.0), *standing(600.0, start=T0 + timedelta(minutes=2))]
    state = AssignmentState.AT_PATIENT
    assert seems(state, far, stood=CITY_HALL, goal=None) is None
    assert seems(state, gone, stood=CITY_HALL, goal=None) == (AssignmentAction.DEPART, gone[5].at)


@given(told=TRAILS)
def test_what_is_said_began_with_a_position_that_was_told_and_rests_on_enough_of_them(told: Told) -> None:
    sights = trail(told)
    found = crossing(sights, CITY_HALL)
    if found is not None:
        assert found.since in {one.at for one in sights}
        assert found.sights >= FENCES.least
        assert sights[-1].at - found.since >= FENCES.settled


@given(told=TRAILS, vague=st.lists(st.tuples(st.integers(0, 39), st.floats(0, 2000)), max_size=10))
def test_a_vague_position_changes_nothing(told: Told, vague: list[tuple[int, float]]) -> None:
    sights = trail([one for one in told if one[2] is None or one[2] <= FENCES.vague_m])
    mixed = list(sights)
    for place, away_m in vague:
        at = sights[place % len(sights)].at if sights else T0
        mixed.insert(min(place, len(mixed)), Sight(at, north_of(CITY_HALL, away_m), FENCES.vague_m + 1))
    assert crossing(mixed, CITY_HALL) == crossing(sights, CITY_HALL)


@given(tremble=st.lists(st.floats(FENCES.reach_m + 1, FENCES.leave_m - 1), max_size=30), inside=st.booleans())
def test_trembling_between_the_circles_never_changes_the_side(tremble: list[float], inside: bool) -> None:
    told = standing(10.0 if inside else 900.0)
    still = trail([(5, away_m, 5.0) for away_m in tremble], start=told[-1].at)
    found = crossing([*told, *still], CITY_HALL)
    assert found is not None
    assert (found.inside, found.since) == (inside, told[0].at)


@given(told=TRAILS, later=st.integers(-10_000, 10_000))
def test_the_hour_does_not_matter(told: Told, later: int) -> None:
    by = timedelta(seconds=later)
    then, now = crossing(trail(told), CITY_HALL), crossing(trail(told, T0 + by), CITY_HALL)
    assert now == (Crossing(then.inside, then.since + by, then.sights) if then is not None else None)


@given(told=TRAILS, state=st.sampled_from(AssignmentState))
def test_from_afar_no_arrival_is_suggested(told: Told, state: AssignmentState) -> None:
    sights = [one for one in trail(told) if distance_m(one.place, CITY_HALL) > FENCES.reach_m]
    found = seems(state, sights, stood=None, goal=CITY_HALL)
    assert found is None


@given(
    apart_s=st.integers(-400, 400),
    late_s=st.integers(0, 400),
    away_m=st.none() | st.integers(0, 5000),
    source=st.sampled_from(["human", "geofence", "device", "import"]),
)
def test_a_stamp_is_firm_only_without_a_doubt(apart_s: int, late_s: int, away_m: int | None, source: str) -> None:
    beside = {"device_at": T0 + timedelta(seconds=apart_s), "seems_at": T0 - timedelta(seconds=late_s)}
    found = believe(T0, source=source, away_m=away_m, **beside)
    assert (found.confidence is Confidence.FIRM) == (found.doubts == ())
    assert (Doubt.CLOCK in found.doubts) == (abs(apart_s) > 5)
    nothing = believe(T0, source="human")
    assert nothing.doubts == ()
