"""Positions suggest, people decide: suggestions, what the stamp then says, and the report of how stamps come about."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis.errors import ForbiddenError
from chassis.geo import LatLon
from dispatch.boards.field import crew_board
from dispatch.boards.incident import incident_view
from dispatch.crew.fencing import dismiss_suggestion
from dispatch.crew.reporting import Fix, replay_positions, report_position
from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import Taken, take_call
from dispatch.review.period import Span
from dispatch.review.tapping import HEAD, read_tapping, tapping_rows
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow, StampRow
from dispatch.tables.fleet import get_unit
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction


def rolling(town: Town) -> tuple[Taken, str]:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for action in (A.ACK, A.EN_ROUTE):
        town.clock.advance(timedelta(minutes=1))
        step(town.system, town.crew("s1"), job, action)
    return taken, job


def stand(town: Town, place: LatLon, *, times: int = 4, accuracy_m: float | None = 8.0) -> None:
    """The device tells the same place, every ten seconds."""
    for _ in range(times):
        town.clock.advance(timedelta(seconds=10))
        report_position(town.system, town.crew("s1"), "s1", Fix(place, accuracy_m=accuracy_m))


def seen(town: Town) -> Any:
    with town.system.db.read() as session:
        return crew_board(session, town.system, "s1")["jobs"][0]["seems"]


def stamps(town: Town, job: str) -> dict[str, StampRow]:
    with town.system.db.read() as session:
        rows = session.scalars(select(StampRow).where(StampRow.assignment_id == job).order_by(StampRow.id)).all()
        session.expunge_all()
    return {row.name: row for row in rows}


def test_an_arrival_without_a_network_is_suggested_once_its_positions_come(town: Town) -> None:
    _, job = rolling(town)
    stand(town, north_of(CITY_HALL, 3000))
    arrived = town.clock.now() + timedelta(minutes=2)
    away = [Fix(CITY_HALL, arrived + timedelta(seconds=10 * n), accuracy_m=8.0) for n in range(6)]
    town.clock.advance(timedelta(minutes=9))
    assert seen(town) is None
    replay_positions(town.system, town.crew("s1"), "s1", away)
    suggested = seen(town)
    assert (suggested["step"], suggested["seems_at"]) == ("on_scene", arrived.isoformat())
    assert "on_scene" not in stamps(town, job)


def test_an_arrival_is_suggested_and_moves_nothing(town: Town) -> None:
    taken, job = rolling(town)
    stand(town, north_of(CITY_HALL, 3000))
    assert seen(town) is None
    arrived = town.clock.now() + timedelta(seconds=10)
    stand(town, north_of(CITY_HALL, 30))
    assert (seen(town)["step"], seen(town)["seems_at"]) == ("on_scene", arrived.isoformat())
    with town.system.db.read() as session:
        row = session.get_one(IncidentRow, taken.incident_id)
        view = incident_view(session, town.system, row)
    assert view["assignments"][0]["state"] == "en_route"
    assert view["seems"][job]["step"] == "on_scene"


def test_who_agrees_leaves_the_servers_time_the_devices_and_the_fences(town: Town) -> None:
    _, job = rolling(town)
    stand(town, north_of(CITY_HALL, 30))
    since = seen(town)["seems_at"]
    town.clock.advance(timedelta(minutes=2))
    pressed = town.clock.now() - timedelta(seconds=9)
    step(town.system, town.crew("s1"), job, A.ON_SCENE, suggested=True, device_at=pressed)
    left = stamps(town, job)["on_scene"]
    assert (left.at, left.device_at, left.source) == (town.clock.now(), pressed, "geofence")
    assert left.seems_at is not None
    assert left.seems_at.isoformat() == since
    assert left.away_m is not None
    assert left.away_m < 60
    with town.system.db.read() as session:
        shown = next(s for s in crew_board(session, town.system, "s1")["jobs"][0]["stamps"] if s["name"] == "on_scene")
    assert shown["confidence"] == "doubtful"
    assert shown["doubts"] == ["late", "clock"]


def test_a_tap_without_the_suggestion_stays_human_and_keeps_what_the_positions_say(town: Town) -> None:
    _, job = rolling(town)
    stand(town, north_of(CITY_HALL, 30))
    step(town.system, town.crew("s1"), job, A.ON_SCENE)
    assert stamps(town, job)["on_scene"].source == "human"
    assert stamps(town, job)["on_scene"].seems_at is not None
    assert stamps(town, job)["en_route"].seems_at is None


def test_claiming_a_suggestion_that_never_was_is_human(town: Town) -> None:
    _, job = rolling(town)
    step(town.system, town.crew("s1"), job, A.ON_SCENE, suggested=True)
    assert stamps(town, job)["on_scene"].source == "human"


def test_what_was_set_aside_is_not_suggested_again(town: Town) -> None:
    _, job = rolling(town)
    stand(town, north_of(CITY_HALL, 30))
    with pytest.raises(ForbiddenError):
        dismiss_suggestion(town.system, town.crew("s2"), job, A.ON_SCENE)
    dismiss_suggestion(town.system, town.crew("s1"), job, A.ON_SCENE)
    dismiss_suggestion(town.system, town.crew("s1"), job, A.ON_SCENE)
    assert seen(town) is None
    stand(town, north_of(CITY_HALL, 2000))
    stand(town, north_of(CITY_HALL, 20))
    assert seen(town) is None


def test_vague_positions_suggest_nothing(town: Town) -> None:
    rolling(town)
    stand(town, north_of(CITY_HALL, 30), times=10, accuracy_m=400.0)
    assert seen(town) is None


def test_leaving_the_scene_is_suggested_after_having_been_there(town: Town) -> None:
    _, job = rolling(town)
    stand(town, north_of(CITY_HALL, 30))
    for action in (A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s1"), job, action)
    stand(town, north_of(CITY_HALL, 30))
    stand(town, north_of(CITY_HALL, 900))
    assert seen(town)["step"] == "depart"


def test_back_at_its_post_the_last_stamp_is_left_once(town: Town) -> None:
    taken, job = rolling(town)
    stand(town, north_of(CITY_HALL, 30))
    for action in (A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s1"), job, action)
    step(town.system, town.crew("s1"), job, A.TREAT_ONLY)
    assert "at_post" not in stamps(town, job)
    post = _post(town)
    for place in (north_of(post, 2000), post, north_of(post, 2000), post):
        stand(town, place, times=1)
    with town.system.db.read() as session:
        wanted = select(StampRow).where(StampRow.incident_id == taken.incident_id, StampRow.name == "at_post")
        found = session.scalars(wanted).all()
    assert [(one.source, one.assignment_id) for one in found] == [("geofence", job)]


def _post(town: Town) -> LatLon:
    with town.system.db.read() as session:
        row = get_unit(session, "s1")
        assert row.post_lat is not None
        assert row.post_lon is not None
        return LatLon(row.post_lat, row.post_lon)


def test_the_report_counts_late_and_bunched_taps_with_their_denominators(town: Town) -> None:
    _, job = rolling(town)
    stand(town, north_of(CITY_HALL, 30))
    town.clock.advance(timedelta(minutes=6))
    for action in (A.ON_SCENE, A.AT_PATIENT, A.DEPART):  # all at once, well after
        town.clock.advance(timedelta(seconds=2))
        step(town.system, town.crew("s1"), job, action, device_at=town.clock.now() - timedelta(seconds=30))
    with town.system.db.read() as session:
        found = read_tapping(session, town.system, "sejong", span=Span.DAY, last=None, simulated=False)
    one = found.units["s1"]
    assert one == found.whole
    assert (one.recorded, one.by_source) == (5, {"human": 5})
    assert (one.missing, one.due) == (0, 5)
    assert (one.drifted, one.timed, one.drift_worst_s) == (3, 3, 30.0)
    assert (one.bunched, one.followed) == (2, 3)
    assert (one.late, one.fenced) == (1, 1)
    rows = list(tapping_rows(found))
    assert rows[0] == HEAD
    assert ("s1", "bunched", 2, 3, None) in rows


def test_a_skipped_step_is_missing_and_named(town: Town) -> None:
    _, job = rolling(town)
    step(town.system, town.crew("s1"), job, A.AT_PATIENT)
    with town.system.db.read() as session:
        found = read_tapping(session, town.system, "sejong", span=Span.WEEK, last=None, simulated=False)
    assert (found.whole.missing, found.whole.skipped, found.whole.due) == (1, 1, 4)
    assert found.whole.missing_by_step == {"on_scene": 1}
