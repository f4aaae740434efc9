"""Many casualties, and it goes otherwise than planned: ended early, taken back, left behind. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.outbox import DeliveryRow
from dispatch.boards.field import crew_board
from dispatch.boards.mass import history_view
from dispatch.crew.correcting import Mistake, correct_step
from dispatch.crew.stepping import step
from dispatch.crew.tagging import end_casualty, sort_again
from dispatch.desk.closing import close_incident, reopen_incident
from dispatch.desk.declaring import end_mass
from dispatch.desk.distributing import Choice, assign_casualties, suggest_places
from dispatch.desk.sending import cancel_assignment
from dispatch.mass.distribute import Left, Why
from dispatch.mass.model import CasualtyAction
from dispatch.states import AssignmentAction as A
from dispatch.tables.cases import get_incident
from dispatch.tables.mass import casualties_of, find_mass, get_casualty
from hospitals.request import RequestState
from hospitals.tables.requests import read_requests
from tests.dispatch.mass.test_story import (
    GREEN,
    RED,
    YELLOW,
    as_suggested,
    board,
    crash,
    hospital_page,
    post_surge,
    tagged,
)
from tests.dispatch.town import Town


def test_whoever_is_aboard_is_still_driven_to_its_door_after_the_end(town: Town) -> None:
    incident, jobs = crash(town, "s1")
    [casualty] = tagged(town, incident, RED)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_far", "s1")])
    end_mass(town.system, town.crew("s1"), incident, "all_gone")
    for action in (A.AT_PATIENT, A.DEPART):
        step(town.system, town.crew("s1"), jobs["s1"], action)
    with town.system.db.read() as session:
        [job] = crew_board(session, town.system, "s1")["jobs"]
    assert job["route"] is not None


def test_whoever_has_a_hospital_and_no_unit_gets_the_next_one_that_comes(town: Town) -> None:
    incident, jobs = crash(town, "s1", "s2")
    one, other = tagged(town, incident, RED, RED)
    cancel_assignment(town.system, town.kim, jobs["s2"], "not_needed")
    assign_casualties(town.system, town.kim, incident, [Choice(one, "h_far", None), Choice(other, "h_near", "s1")])
    [found] = suggest_places(town.system, town.kim, incident).suggested
    assert (found.casualty_id, found.hospital_id, found.unit_id, found.left) == (one, "h_far", None, Left.NO_UNIT)
    cancel_assignment(town.system, town.kim, jobs["s1"], "not_needed")  # it leaves the other one behind
    found_all = suggest_places(town.system, town.kim, incident).suggested
    assert {each.casualty_id: each.hospital_id for each in found_all} == {one: "h_far", other: "h_near"}


def test_a_hospital_hears_no_second_text_when_only_the_unit_is_found(town: Town) -> None:
    incident, _ = crash(town, "s1")
    [casualty] = tagged(town, incident, RED)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near")])
    town.clock.advance(timedelta(minutes=1))
    [found] = suggest_places(town.system, town.kim, incident).suggested
    assert (found.unit_id, found.why) == ("s1", (Why.CHOSEN,))
    as_suggested(town, incident)
    with town.system.db.read() as session:
        texts = session.scalars(select(DeliveryRow.key).where(DeliveryRow.key.startswith("mass_list:"))).all()
        assert get_casualty(session, casualty).unit_id == "s1"
        assert len(read_requests(session, patient_id=casualty)) == 1
    assert len(texts) == 1
    assert hospital_page(town, "h_near")["mass"][0]["unread"]  # the time of arrival is new


def test_a_departure_taken_back_unloads_its_casualties(town: Town) -> None:
    incident, jobs = crash(town, "s1")
    [casualty] = tagged(town, incident, RED)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near", "s1")])
    for action in (A.AT_PATIENT, A.DEPART):
        step(town.system, town.crew("s1"), jobs["s1"], action)
    correct_step(town.system, town.crew("s1"), jobs["s1"], Mistake.SLIP)
    [row] = board(town, incident)["mass"]["casualties"]
    assert (row["state"], row["loaded_at"], row["unit_id"]) == ("planned", None, "s1")
    cancel_assignment(town.system, town.kim, jobs["s1"], "not_needed")
    [row] = board(town, incident)["mass"]["casualties"]
    assert (row["state"], row["hospital"]["id"], row["unit_id"]) == ("planned", "h_near", None)
    with town.system.db.read() as session:
        assert [one["kind"] for one in history_view(session, casualty)][-3:] == ["load", "unload", "left_behind"]


@pytest.mark.parametrize("again", [True, False])
def test_a_death_taken_back_gives_the_colour_back(town: Town, again: bool) -> None:
    incident, _ = crash(town, "s1")
    [casualty] = tagged(town, incident, YELLOW)
    if again:
        sort_again(town.system, town.kim, casualty, RED, reason=None, device_at=None)
    end_casualty(town.system, town.kim, casualty, CasualtyAction.DIE)
    end_casualty(town.system, town.kim, casualty, CasualtyAction.REOPEN, reason="mistake")
    [row] = board(town, incident)["mass"]["casualties"]
    assert (row["state"], row["colour"]) == ("on_scene", "red" if again else "yellow")


def test_closing_ends_it_and_nobody_left_counts_at_a_door(town: Town) -> None:
    incident, jobs = crash(town, "s1")
    post_surge(town, "h_near", 1, 1, 1)
    [casualty] = tagged(town, incident, RED)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near")])
    step(town.system, town.crew("s1"), jobs["s1"], A.NO_PATIENT)
    close_incident(town.system, town.kim, incident, "transported", unended="현장 이탈")
    with town.system.db.read() as session:
        mass, [left] = find_mass(session, incident), casualties_of(session, incident)
        assert mass is not None
        assert (mass.ended_at, mass.ended_reason) == (town.clock.now(), "closed")
        assert (left.state, left.hospital_id) == ("on_scene", None)
        assert {one.state for one in read_requests(session, patient_id=casualty)} == {RequestState.REDIRECTED}
    assert hospital_page(town, "h_near")["mass"][0]["casualties"] == []
    town.clock.advance(timedelta(hours=13))
    assert hospital_page(town, "h_near")["mass"] == []
    reopen_incident(town.system, town.kim, incident, "mistake")
    told = board(town, incident)["mass"]
    assert told["ended_at"] is not None  # it may be declared again, with its level
    later, _ = crash(town, "s2")
    [door] = [one for one in board(town, later)["hospitals"] if one["id"] == "h_near"]
    assert door["bound"]["red"] == 0


def test_a_closed_incident_is_long_over_for_a_hospital_that_never_posted(town: Town) -> None:
    incident, jobs = crash(town, "s1")
    [casualty] = tagged(town, incident, GREEN)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near", "s1")])
    for action in (A.AT_PATIENT, A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.crew("s1"), jobs["s1"], action)
    close_incident(town.system, town.kim, incident, "transported")
    later, _ = crash(town, "s2")
    [door] = [one for one in board(town, later)["hospitals"] if one["id"] == "h_near"]
    assert door["bound"]["green"] == 0
    with town.system.db.read() as session:
        assert get_incident(session, incident).mass_level is None
