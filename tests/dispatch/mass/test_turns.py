"""Many casualties, and it goes otherwise than planned: ended early, taken back, left behind. On both databases."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.errors import MisfitError, StaleError, TakenError
from chassis.identity import Actor
from chassis.outbox import DeliveryRow
from dispatch.boards.field import crew_board
from dispatch.boards.mass import history_view
from dispatch.crew.correcting import Mistake, correct_step
from dispatch.crew.stepping import step
from dispatch.crew.tagging import end_casualty, sort_again, tag_casualty
from dispatch.desk.closing import close_incident, reopen_incident
from dispatch.desk.declaring import end_mass
from dispatch.desk.distributing import Choice, assign_casualties, suggest_places
from dispatch.desk.sending import cancel_assignment
from dispatch.mass.distribute import Left, Why
from dispatch.mass.fitting import Misfit
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


def test_what_was_suggested_before_another_dispatcher_chose_is_not_placed(town: Town) -> None:
    incident, _ = crash(town, "s1")
    one, other = tagged(town, incident, RED, YELLOW)
    seen = {each.casualty_id: each.version for each in suggest_places(town.system, town.kim, incident).suggested}
    assign_casualties(town.system, town.lee, incident, [Choice(one, "h_far", "s1", seen[one])])
    with pytest.raises(StaleError) as stale:
        assign_casualties(town.system, town.kim, incident, [Choice(one, "h_near", "s1", seen[one])])
    assert stale.value.by == town.lee.name
    with pytest.raises(MisfitError) as full:  # untouched itself, and its place in the unit is gone
        assign_casualties(town.system, town.kim, incident, [Choice(other, "h_far", "s1", seen[other])])
    assert full.value.found == ((other, Misfit.NO_PLACE),)
    with town.system.db.read() as session:
        assert (get_casualty(session, one).hospital_id, get_casualty(session, other).hospital_id) == ("h_far", None)


def test_a_person_may_overfill_but_sends_no_unit_to_two_doors(town: Town) -> None:
    incident, _ = crash(town, "s1", "s2")
    post_surge(town, "h_near", 1, 0, 0)
    one, other, green = tagged(town, incident, RED, RED, GREEN)
    pair = [Choice(each, "h_near", "s1") for each in (one, other)]
    with pytest.raises(MisfitError) as second:
        assign_casualties(town.system, town.kim, incident, pair)
    assert (dict(second.value.found).popitem()[1], second.value.final) == (Misfit.SECOND_RED, False)
    with pytest.raises(MisfitError) as full:
        assign_casualties(town.system, town.kim, incident, [pair[0], Choice(other, "h_near", "s2")])
    assert [why for _, why in full.value.found] == [Misfit.NO_ROOM]
    assign_casualties(town.system, town.kim, incident, pair, anyway=True)
    with pytest.raises(MisfitError) as doors:
        assign_casualties(town.system, town.kim, incident, [Choice(green, "h_far", "s1")], anyway=True)
    assert (doors.value.found, doors.value.final) == (((green, Misfit.TWO_DOORS),), True)


def test_of_two_who_want_one_place_or_one_tag_at_once_one_has_it(town: Town) -> None:
    incident, _ = crash(town, "s1")
    pair = tagged(town, incident, RED, RED)

    def place(who: Actor, casualty: str) -> None:
        assign_casualties(town.system, who, incident, [Choice(casualty, "h_far", "s1")])

    def tag(who: Actor, number: str) -> None:
        tag_casualty(town.system, who, incident, RED, tag=number)

    for command, told in ((tag, ("9", "9")), (place, pair)):
        lost = at_once([(command, who, one) for who, one in zip((town.kim, town.lee), told, strict=True)])
        assert [type(error) for error in lost] == [TakenError if command is tag else MisfitError]


def at_once(jobs: list[tuple[Callable[[Actor, str], None], Actor, str]]) -> list[Exception]:
    """All at the same instant, each in its own thread; what they raised."""
    gate, lost = threading.Barrier(len(jobs)), list[Exception]()

    def run(command: Callable[[Actor, str], None], who: Actor, what: str) -> None:
        gate.wait()
        try:
            command(who, what)
        except Exception as error:
            lost.append(error)

    threads = [threading.Thread(target=run, args=one) for one in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return lost
