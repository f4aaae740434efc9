"""What is asked of the junctions ahead, when it is put right, and what takes it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon, between
from routing.junctions import find_junctions
from routing.priority import (
    AvlFix,
    Change,
    Kind,
    PlannedRoute,
    PriorityPolicy,
    PriorityRequest,
    Progress,
    RequestState,
    Status,
    Why,
    answered,
    fallen_silent,
    follow,
    plan_changes,
    plan_way,
    rank,
)
from routing.priority.messages import Answer, is_newer
from tests.routing.towns import corner, grid, town_roads

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
POLICY = PriorityPolicy()
TOWN = grid(4, signals=[1, 2, 5, 6, 9, 10])
ROADS = town_roads(TOWN)
JUNCTIONS = find_junctions(TOWN)


def way(start: tuple[int, int] = (0, 0), end: tuple[int, int] = (0, 3)) -> PlannedRoute:
    """By default along the southern street, over the signals of nodes 1 and 2."""
    route = ROADS.route(corner(*start), corner(*end))
    assert route is not None
    return plan_way(route, JUNCTIONS)


def at(line: PlannedRoute, along_m: float, now: datetime = NOW) -> Progress:
    assert 0 <= along_m <= line.line_m[-1]
    return Progress(along_m, now)


def plan(
    line: PlannedRoute | None, progress: Progress | None, known: Sequence[PriorityRequest] = (), now: datetime = NOW
) -> tuple[Change, ...]:
    return plan_changes("a1", line, progress, known, severity=14, now=now, policy=POLICY)


def first_asked(line: PlannedRoute) -> tuple[Progress, PriorityRequest]:
    """Just before the first stop line, which has been asked for."""
    progress = at(line, line.stop_lines[0].along_m - 30.0)
    change = plan(line, progress)[0]
    return progress, change.request


def test_the_stop_lines_of_a_way_are_those_it_drives_over() -> None:
    line = way()
    assert [JUNCTIONS.by_id[one.junction].nodes for one in line.stop_lines] == [(1,), (2,)]
    assert [TOWN.head[one.approach] for one in line.stop_lines] == [1, 2]
    assert [TOWN.tail[one.exit or 0] for one in line.stop_lines] == [1, 2]
    assert all(one.after_s == pytest.approx(line.planned_s(one.along_m)) for one in line.stop_lines)


def test_a_way_over_other_roads_asks_nobody() -> None:
    route = ROADS.route(corner(0, 0), corner(0, 3))
    assert route is not None
    assert plan_way(replace(route, network="another"), JUNCTIONS).stop_lines == ()


def test_a_junction_is_asked_when_its_arrival_is_near_and_not_before() -> None:
    line = way()
    far = line.stop_lines[1]
    early = max(metre for metre in range(600) if line.after_s[-1] and far.after_s - line.planned_s(metre) > 30.5)
    asked = {change.request.junction for change in plan(line, at(line, early))}
    assert far.junction not in asked
    late = min(metre for metre in range(700) if far.after_s - line.planned_s(metre) <= 30.0)
    (change,) = [one for one in plan(line, at(line, late)) if one.request.junction == far.junction]
    assert (change.kind, change.why) == (Kind.REQUEST, Why.NEAR)
    assert change.request.eta - NOW <= POLICY.lead
    assert change.request.state is RequestState.REQUESTED


def test_an_arrival_that_moves_by_more_than_five_seconds_is_put_right() -> None:
    line = way()
    progress, request = first_asked(line)
    for late_s, said in ((4, ()), (6, (Kind.UPDATE,))):
        later = replace(progress, at=NOW + timedelta(seconds=late_s))
        changes = [one for one in plan(line, later, [request], later.at) if one.request.number == request.number]
        assert tuple(one.kind for one in changes) == said
        assert all(is_newer(one.request.sequence, request.sequence) for one in changes)
        assert all(one.request.made_at == request.made_at for one in changes)


def test_who_stands_in_a_queue_still_has_an_arrival() -> None:
    line = way()
    stop = line.stop_lines[0]
    arrivals = [at(line, stop.along_m - 40.0, NOW + timedelta(seconds=s)).eta(line, stop) for s in range(60)]
    assert all(b - a == timedelta(seconds=1) for a, b in pairwise(arrivals))


def test_what_is_passed_is_given_back_once_and_never_asked_again() -> None:
    line = way()
    _, request = first_asked(line)
    beyond = at(line, request_line(line, request) + POLICY.passed_m + 1.0)
    passed = [one for one in plan(line, beyond, [request]) if one.request.number == request.number]
    assert [(one.kind, one.why, one.request.state) for one in passed] == [
        (Kind.CANCEL, Why.PASSED, RequestState.PASSED)
    ]
    back = at(line, request_line(line, request) - 20.0)  # a position may err backwards
    assert request.junction not in {one.request.junction for one in plan(line, back, [passed[0].request])}


def request_line(line: PlannedRoute, request: PriorityRequest) -> float:
    return next(one.along_m for one in line.stop_lines if one.junction == request.junction)


@pytest.mark.parametrize("state", [RequestState.REJECTED, RequestState.MAX_PRESENCE])
def test_what_was_refused_is_not_asked_again_on_this_run(state: RequestState) -> None:
    line = way()
    progress, request = first_asked(line)
    assert request.junction not in {
        one.request.junction for one in plan(line, progress, [replace(request, state=state)])
    }


def test_a_new_way_takes_back_what_it_no_longer_needs_and_asks_anew_in_the_same_look() -> None:
    _, request = first_asked(way())
    other = way((1, 0), (1, 3))  # a street farther north
    assert request.junction not in {one.junction for one in other.stop_lines}
    changes = plan(other, at(other, other.stop_lines[0].along_m - 30.0), [request])
    assert (changes[0].request.number, changes[0].kind, changes[0].why) == (1, Kind.CANCEL, Why.REROUTED)
    assert [(one.request.number > 1, one.kind) for one in changes[1:]][:1] == [(True, Kind.REQUEST)]


def test_the_same_movement_on_a_new_way_keeps_its_request() -> None:
    progress, request = first_asked(way())
    longer = way((0, 0), (1, 3))
    assert (request.junction, request.approach, request.exit) in {
        (one.junction, one.approach, one.exit) for one in longer.stop_lines
    }
    assert request.junction not in {one.request.junction for one in plan(longer, progress, [request])}


def test_the_end_of_a_run_takes_everything_back() -> None:
    line = way()
    _, request = first_asked(line)
    granted = replace(request, state=RequestState.GRANTED, number=2)
    changes = plan(None, None, [request, granted])
    assert [(one.kind, one.why, one.request.state) for one in changes] == [
        (Kind.CANCEL, Why.ENDED, RequestState.CANCELLED)
    ] * 2


def test_a_silent_vehicle_asks_for_nothing() -> None:
    line = way()
    progress, request = first_asked(line)
    assert plan(line, progress, [request], NOW + timedelta(seconds=5))[:1] != ()
    changes = plan(line, progress, [request], NOW + timedelta(seconds=5.1))
    assert [(one.kind, one.why, one.request.state) for one in changes] == [(Kind.CANCEL, Why.STALE, RequestState.STALE)]
    again = plan(line, at(line, progress.along_m, NOW + timedelta(seconds=9)), [changes[0].request])
    assert again[0].request.number > request.number  # back again: a new request, not the old one


def test_a_request_nobody_answers_is_unknown_and_said_again() -> None:
    line = way()
    progress, request = first_asked(line)
    later = replace(progress, at=NOW + timedelta(seconds=10), along_m=progress.along_m)
    assert not fallen_silent(request, now=NOW + timedelta(seconds=9), policy=POLICY)
    assert fallen_silent(request, now=later.at, policy=POLICY)
    unknown = replace(request, state=RequestState.UNKNOWN, eta=later.eta(line, line.stop_lines[0]))
    (change,) = [one for one in plan(line, later, [unknown], later.at) if one.request.number == request.number]
    assert (change.kind, change.why) == (Kind.UPDATE, Why.SILENT)


def test_a_grant_nobody_renews_ends_by_itself() -> None:
    _, request = first_asked(way())
    granted = answered(request, answer(request, Status.GRANTED))
    over = request.eta + request.duration + POLICY.grace
    assert not fallen_silent(granted, now=over - timedelta(seconds=1), policy=POLICY)
    assert fallen_silent(granted, now=over, policy=POLICY)


def test_a_junction_that_stops_answering_is_not_believed_though_our_own_updates_go_on() -> None:
    _, request = first_asked(way())
    granted = answered(request, answer(request, Status.GRANTED))
    for second in range(6, 60, 6):  # in a queue: the arrival moves, and every update resets what was said last
        now = NOW + timedelta(seconds=second)
        granted = replace(granted, eta=granted.eta + timedelta(seconds=6), said_at=now)
        late = now + POLICY.answer_within
        assert fallen_silent(granted, now=late, policy=POLICY) == (late - NOW >= timedelta(seconds=11))


def test_an_update_has_its_time_to_be_answered_however_long_the_junction_was_not_spoken_to() -> None:
    _, request = first_asked(way())
    granted = answered(request, answer(request, Status.GRANTED))
    said = NOW + timedelta(seconds=25)
    updated = replace(granted, said_at=said)
    assert not fallen_silent(updated, now=said + timedelta(seconds=2.9), policy=POLICY)
    heard = answered(updated, replace(answer(request, Status.GRANTED, 20.0), heard_at=said + timedelta(seconds=1)))
    assert not fallen_silent(heard, now=said + timedelta(seconds=9), policy=POLICY)  # though its clock is behind ours


def answer(request: PriorityRequest, status: Status, at_s: float = 1.0) -> Answer:
    when = NOW + timedelta(seconds=at_s)
    return Answer(request.vehicle, request.number, request.junction, request.sequence, status, when)


def test_an_old_answer_does_not_overtake_a_newer_one() -> None:
    _, request = first_asked(way())
    watch = answered(request, answer(request, Status.WATCH, 3.0))
    assert watch.state is RequestState.WATCH
    assert answered(watch, answer(request, Status.GRANTED, 2.0)) == watch
    assert answered(watch, answer(request, Status.GRANTED, 4.0)).state is RequestState.GRANTED


@pytest.mark.parametrize("status", list(Status))
def test_no_answer_wakes_what_has_ended(status: Status) -> None:
    _, request = first_asked(way())
    ended = replace(request, state=RequestState.CANCELLED)
    assert answered(ended, answer(request, status)).state is RequestState.CANCELLED


def test_positions_are_followed_along_the_way() -> None:
    line = way()
    progress = None
    for step in range(20):
        place = between(corner(0, 0), corner(0, 3), step / 20)
        beside = LatLon(place.lat + 0.0001, place.lon)  # 11 m off
        found = follow(line, AvlFix("a1", NOW + timedelta(seconds=step), beside), progress, off_route_m=60.0)
        assert found is not None
        assert found.off_m == pytest.approx(11.1, abs=0.5)
        assert found.along_m == pytest.approx(float(line.line_m[-1]) * step / 20, rel=0.02, abs=3.0)
        progress = found
    stray = AvlFix("a1", NOW + timedelta(seconds=30), corner(2, 2))
    assert follow(line, stray, progress, off_route_m=60.0) is None
    old = AvlFix("a1", NOW, corner(0, 1))
    assert follow(line, old, progress, off_route_m=60.0) is None


@given(st.integers(0, 127), st.integers(1, 63))
def test_sequence_numbers_go_round(sequence: int, steps: int) -> None:
    assert is_newer((sequence + steps) % 128, sequence)
    assert not is_newer(sequence, (sequence + steps) % 128)
    assert not is_newer(sequence, sequence)


@given(st.permutations(range(6)))
def test_the_conflict_rule_is_a_total_order(order: list[int]) -> None:
    _, request = first_asked(way())
    soon = request.eta + timedelta(seconds=1)
    requests = [
        replace(request, severity=14, number=1),
        replace(request, severity=14, number=2),
        replace(request, severity=14, vehicle="b"),
        replace(request, severity=14, vehicle="b", made_at=NOW + timedelta(seconds=1)),
        replace(request, severity=14, eta=soon),
        replace(request, severity=10),
    ]
    assert sorted((requests[at] for at in order), key=rank) == requests
