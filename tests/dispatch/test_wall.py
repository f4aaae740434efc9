"""The wallboard: numbers that are right, and nothing of a patient."""

import json
from datetime import timedelta
from typing import Any

from dispatch.boards.wall import wall_board
from dispatch.crew.reporting import set_service
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.states import AssignmentAction
from dispatch.sweep import sweep
from hospitals.intake import answering
from hospitals.request import DeclineCode
from tests.dispatch.town import Town, call


def wall(town: Town) -> Any:
    with town.system.db.read() as session:
        return wall_board(session, town.system, "sejong")


def test_pending_is_who_has_no_unit_and_the_oldest_is_measured_against_its_target(town: Town) -> None:
    first = take_call(town.system, town.kim, call())
    town.clock.advance(timedelta(minutes=4))
    take_call(town.system, town.kim, call(complaint="fever"))
    shown = wall(town)["incidents"]
    assert (shown["open"], shown["pending"], shown["active"], shown["late"]) == (2, 2, 0, 1)
    assert shown["oldest"]["received_at"] == first.received_at.isoformat()
    assert shown["oldest"]["target_s"] is not None
    send_unit(town.system, town.kim, first.incident_id, "s1")
    shown = wall(town)["incidents"]
    assert (shown["pending"], shown["active"], shown["late"]) == (1, 1, 0)


def test_whom_a_crew_has_served_is_open_and_waits_for_nobody(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    step(town.system, town.crew("s1"), job, AssignmentAction.ON_SCENE)
    step(town.system, town.crew("s1"), job, AssignmentAction.CLEAR)
    town.clock.advance(timedelta(hours=1))
    shown = wall(town)["incidents"]
    assert (shown["open"], shown["pending"], shown["late"], shown["oldest"]) == (1, 0, 0, None)


def test_units_are_counted_by_whether_they_can_be_sent(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    set_service(town.system, town.crew("s2"), "s2", out_of_service="puncture")
    shown = wall(town)
    assert shown["units"] == {"free": 2, "total": 4, "committed": 1, "away": 1, "unknown": 0}
    assert "few_units" in shown["stress"]


def test_hospitals_show_how_many_of_their_requests_they_answered(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    asked = ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far", "h_silent"))
    request = next(one for one in asked if one.hospital_id == "h_far")
    answering.decline(town.system, town.nurse("h_far"), request.id, code=DeclineCode.NO_ED_BED)
    shown = {one["id"]: (one["replied"], one["due"]) for one in wall(town)["hospitals"]}
    assert shown == {"h_near": (0, 0), "h_far": (1, 1), "h_silent": (0, 0)}
    town.clock.advance(timedelta(hours=25))
    assert all(one["due"] == 0 for one in wall(town)["hospitals"])


def test_alerts_are_counted_and_told_by_names(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    town.clock.advance(timedelta(minutes=20))
    sweep(town.system)
    alerts = wall(town)["alerts"]
    assert alerts["unowned"] == sum(alerts["levels"].values()) > 0
    [told] = [one for one in alerts["told"] if one["kind"] == "pending_too_long"]
    assert (told["number"], told["owned"]) == (taken.number, False)


def test_nothing_on_the_wall_tells_who_or_where(town: Town) -> None:
    take_call(town.system, town.kim, call(text="김철수, 가슴이 아파요"))
    shown = json.dumps(wall(town), ensure_ascii=False)
    for secret in ("김철수", "가슴", "+821099990000", "세종시청", '"lat"', "chest_pain"):
        assert secret not in shown
