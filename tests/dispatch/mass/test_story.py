"""One incident, many casualties: declared, tagged, sent to hospitals, carried, ended. On both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError, TakenError
from chassis.events import EventRow
from chassis.outbox import DeliveryRow
from dispatch.boards.field import crew_board, receiving_board
from dispatch.boards.incident import incident_view
from dispatch.boards.mass import facts_of, history_view, mass_board
from dispatch.crew.stepping import step
from dispatch.crew.tagging import Looks, Sorting, describe_casualty, end_casualty, sort_again, tag_casualty
from dispatch.desk.acknowledging import acknowledge_list
from dispatch.desk.closing import close_incident
from dispatch.desk.declaring import declare_mass, end_mass
from dispatch.desk.distributing import Choice, assign_casualties, suggest_places, unassign_casualty
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.desk.taking import take_call
from dispatch.mass.distribute import Left, Why
from dispatch.mass.facts import Notice
from dispatch.mass.model import CasualtyAction, Colour, MassKind, Methane
from dispatch.scores.score import Scale
from dispatch.states import AssignmentAction as A
from dispatch.tables.cases import get_incident
from dispatch.tables.mass import get_casualty
from hospitals.intake.posting import post_capacity
from hospitals.model import Capability
from hospitals.request import RequestState
from hospitals.tables.requests import read_requests
from tests.dispatch.town import Town, call

RED, YELLOW, GREEN, BLACK = (Sorting(colour=one) for one in (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.BLACK))
BUS = Methane(MassKind.TRAFFIC, hazards="연료 누출", estimated=12)


def crash(town: Town, *units: str) -> tuple[str, dict[str, str]]:
    """A declared incident with units on the scene; the assignment of each unit."""
    incident = take_call(town.system, town.kim, call(complaint=None, text="버스가 넘어졌어요")).incident_id
    jobs = {}
    for unit in units:
        jobs[unit] = send_unit(town.system, town.kim, incident, unit)
        for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE):
            step(town.system, town.crew(unit), jobs[unit], action)
    declare_mass(town.system, town.kim, incident, BUS)
    return incident, jobs


def tagged(town: Town, incident: str, *sortings: Sorting) -> list[str]:
    return [tag_casualty(town.system, town.crew("s1"), incident, one)[0] for one in sortings]


def post_surge(town: Town, hospital_id: str, red: int, yellow: int, green: int) -> None:
    post_capacity(town.system, town.nurse(hospital_id), hospital_id, surge=(red, yellow, green))


def board(town: Town, incident: str) -> dict[str, Any]:
    with town.system.db.read() as session:
        return mass_board(session, town.system, incident)


def hospital_page(town: Town, hospital_id: str) -> dict[str, Any]:
    with town.system.db.read() as session:
        return receiving_board(session, town.system, hospital_id)


def as_suggested(town: Town, incident: str) -> None:
    found = suggest_places(town.system, town.kim, incident)
    choices = [Choice(one.casualty_id, one.hospital_id, one.unit_id) for one in found.suggested]
    assign_casualties(town.system, town.kim, incident, choices)


def test_declaring_tells_desk_crews_and_every_hospital_in_one_transaction(town: Town) -> None:
    incident, _ = crash(town, "s1")
    with town.system.db.read() as session:
        topics = set(session.scalars(select(EventRow.topic).where(EventRow.kind == "mass_changed")))
        assert session.scalar(select(func.count()).where(AuditRow.action == "declare_mass")) == 1
        texts = session.scalars(select(DeliveryRow.payload).where(DeliveryRow.key.startswith("mass_declared:"))).all()
        shown = incident_view(session, town.system, get_incident(session, incident))
    hospitals = {one["id"] for one in board(town, incident)["hospitals"]}
    assert topics == {"sejong.desk", "sejong.unit.s1"} | {f"sejong.hospital.{one}" for one in hospitals}
    assert len(texts) == len(hospitals) > 1
    assert (shown["mass_level"], shown["mass"]["units_suggested"], shown["mass"]["units_on_it"]) == (2, 6, 1)
    [told] = hospital_page(town, sorted(hospitals)[0])["mass"]
    assert (told["kind"], told["estimated"], told["casualties"], told["unread"]) == ("traffic", 12, [], False)


def test_a_crew_that_is_not_on_it_and_a_hospital_declare_nothing(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    for nobody in (town.crew("s2"), town.nurse("h_far")):
        with pytest.raises(ForbiddenError):
            declare_mass(town.system, nobody, incident, BUS)
    with pytest.raises(NotFoundError):
        tag_casualty(town.system, town.kim, incident, RED)


def test_tags_are_read_or_numbered_and_never_worn_twice(town: Town) -> None:
    incident, _ = crash(town, "s1")
    crew = town.crew("s1")
    assert tag_casualty(town.system, crew, incident, RED, tag="2")[1] == "2"
    assert [tag_casualty(town.system, crew, incident, GREEN)[1] for _ in range(2)] == ["1", "3"]
    with pytest.raises(TakenError):
        tag_casualty(town.system, crew, incident, RED, tag="3")
    assert board(town, incident)["mass"]["counts"] == {"red": 1, "yellow": 0, "green": 2, "grey": 0, "black": 0}


def test_the_sieves_give_the_colour_and_open_answers_give_none(town: Town) -> None:
    incident, _ = crash(town, "s1")
    crew = town.crew("s1")
    start = Sorting(Scale.START, {"walks": False, "breathes": True, "over_30": True})
    salt = Sorting(Scale.SALT, {"breathes": True, "obeys": False, "survivable": False})
    child = Sorting(Scale.JUMPSTART, {"walks": True})
    for sorting in (start, salt, child):
        tag_casualty(town.system, crew, incident, sorting)
    rows = board(town, incident)["mass"]["casualties"]
    assert [(one["colour"], one["scale"]) for one in rows] == [
        ("red", "start"),
        ("grey", "salt"),
        ("green", "jumpstart"),
    ]
    with pytest.raises(InvalidInputError):
        tag_casualty(town.system, crew, incident, Sorting(Scale.START, {"walks": False}))
    with pytest.raises(InvalidInputError):
        tag_casualty(town.system, crew, incident, Sorting(Scale.GCS, {"eyes": True}))


def test_sorting_again_keeps_every_colour_and_asks_why_it_is_less_urgent(town: Town) -> None:
    incident, _ = crash(town, "s1")
    [casualty] = tagged(town, incident, YELLOW)
    town.clock.advance(timedelta(minutes=4))
    sort_again(town.system, town.crew("s1"), casualty, RED, reason=None, device_at=None)
    with pytest.raises(InvalidInputError):
        sort_again(town.system, town.crew("s1"), casualty, GREEN, reason=None, device_at=None)
    sort_again(town.system, town.kim, casualty, GREEN, reason="다시 평가", device_at=None)
    describe_casualty(town.system, town.kim, casualty, Looks(place="버스 뒤쪽", needs=(Capability.BURNS,)))
    with town.system.db.read() as session:
        history = history_view(session, casualty)
    assert [(one["kind"], one["colour"], one["reason"]) for one in history] == [
        ("tag", "yellow", None),
        ("sort", "red", None),
        ("sort", "green", "다시 평가"),
        ("describe", "green", None),
    ]


def test_all_as_suggested_gives_each_hospital_one_list_and_one_text(town: Town) -> None:
    incident, _ = crash(town, "s1", "s2")
    near, far = sorted(board(town, incident)["hospitals"], key=lambda one: one["id"] != "h_near")[:2]
    post_surge(town, near["id"], 1, 1, 0)
    post_surge(town, far["id"], 1, 0, 5)
    reds = tagged(town, incident, RED, RED, RED, BLACK)
    found = suggest_places(town.system, town.kim, incident)
    assert {one.hospital_id for one in found.suggested} >= {near["id"], far["id"]}
    assert (reds[3], Left.NOT_TRANSPORTED) in found.unplaced
    assert {one.unit_id for one in found.suggested} == {"s1", "s2", None}
    as_suggested(town, incident)
    page = hospital_page(town, near["id"])
    [told] = page["mass"]
    assert (len(told["casualties"]), told["counts"]["red"], told["unread"]) == (1, 1, True)
    assert (page["requests"], page["inbound"]) == ([], [])  # a list, and no card for each
    with town.system.db.read() as session:
        requests = read_requests(session, incident_ids=(incident,))
        texts = session.scalars(select(DeliveryRow.key).where(DeliveryRow.key.contains(f":{near['id']}:"))).all()
        single = session.scalars(select(DeliveryRow.key).where(DeliveryRow.key.startswith("hospital_request"))).all()
    assert {one.state for one in requests} == {RequestState.DESIGNATED}
    assert sorted(key.split(":")[0] for key in texts) == ["mass_declared", "mass_list"]
    assert single == []
    [row] = [one for one in board(town, incident)["hospitals"] if one["id"] == near["id"]]
    assert (row["room"]["red"], row["bound"]["red"], row["unread"]) == (0, 1, True)


def test_a_hospital_reads_its_list_and_has_to_read_a_change_again(town: Town) -> None:
    incident, _ = crash(town, "s1")
    first, second = tagged(town, incident, RED, GREEN)
    assign_casualties(town.system, town.kim, incident, [Choice(first, "h_near", "s1")])
    town.clock.advance(timedelta(seconds=20))
    acknowledge_list(town.system, town.nurse("h_near"), incident)
    [told] = hospital_page(town, "h_near")["mass"]
    assert (told["unread"], told["acked_name"]) == (False, "박간호")
    town.clock.advance(timedelta(seconds=20))
    assign_casualties(town.system, town.kim, incident, [Choice(second, "h_near", "s1")])
    assert hospital_page(town, "h_near")["mass"][0]["unread"]
    unassign_casualty(town.system, town.kim, second, "병상 부족")
    assert [one["tag"] for one in hospital_page(town, "h_near")["mass"][0]["casualties"]] == ["1"]
    with pytest.raises(ForbiddenError):
        acknowledge_list(town.system, town.kim, incident)


def test_the_units_steps_carry_the_casualties_to_the_end(town: Town) -> None:
    incident, jobs = crash(town, "s1")
    first, second = tagged(town, incident, RED, GREEN)
    assign_casualties(town.system, town.kim, incident, [Choice(one, "h_far", "s1") for one in (first, second)])
    for action, state in (
        (A.AT_PATIENT, "planned"),
        (A.DEPART, "loaded"),
        (A.AT_HOSPITAL, "at_hospital"),
        (A.HAND_OVER, "handed_over"),
        (A.CLEAR, "handed_over"),
    ):
        town.clock.advance(timedelta(minutes=2))
        step(town.system, town.crew("s1"), jobs["s1"], action)
        assert {one["state"] for one in board(town, incident)["mass"]["casualties"]} == {state}, action
        if action is A.DEPART:  # the way leads to the casualties' door, which is not the incident's
            with town.system.db.read() as session:
                [job] = crew_board(session, town.system, "s1")["jobs"]
                assert job["route"] is not None
                assert job["eta"] is not None
    with town.system.db.read() as session:
        assert {one.state for one in read_requests(session, incident_ids=(incident,))} == {RequestState.OFFLOADED}
        assert [one["kind"] for one in history_view(session, first)] == ["tag", "plan", "load", "arrive", "hand_over"]
    close_incident(town.system, town.kim, incident, "transported")


def test_a_unit_that_is_stood_down_leaves_its_casualties_with_their_hospital(town: Town) -> None:
    incident, jobs = crash(town, "s1", "s2")
    [casualty] = tagged(town, incident, RED)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near", "s2")])
    cancel_assignment(town.system, town.kim, jobs["s2"], "not_needed")
    with town.system.db.read() as session:
        row = get_casualty(session, casualty)
        assert (row.state, row.hospital_id, row.unit_id) == ("planned", "h_near", None)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near", "s1")])
    with pytest.raises(InvalidInputError):
        assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near", "s2")])


def test_another_hospital_lets_the_first_go(town: Town) -> None:
    incident, _ = crash(town, "s1")
    [casualty] = tagged(town, incident, RED)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_near", "s1")])
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_far", "s1")])
    with town.system.db.read() as session:
        states = {one.hospital_id: one.state for one in read_requests(session, patient_id=casualty)}
    assert states == {"h_near": RequestState.REDIRECTED, "h_far": RequestState.DESIGNATED}
    end_casualty(town.system, town.kim, casualty, CasualtyAction.DIE)
    assert hospital_page(town, "h_far")["mass"][0]["casualties"] == []
    assert board(town, incident)["mass"]["counts"]["black"] == 1


def test_it_closes_when_everybody_has_an_end_or_with_a_reason(town: Town) -> None:
    incident, jobs = crash(town, "s1")
    green, dead, lost = tagged(town, incident, GREEN, BLACK, YELLOW)
    step(town.system, town.crew("s1"), jobs["s1"], A.NO_PATIENT)
    end_casualty(town.system, town.kim, green, CasualtyAction.RELEASE)
    end_casualty(town.system, town.kim, dead, CasualtyAction.DIE)
    with pytest.raises(InvalidInputError):
        end_casualty(town.system, town.kim, green, CasualtyAction.REOPEN)
    with pytest.raises(IllegalMoveError):
        close_incident(town.system, town.kim, incident, "transported")
    close_incident(town.system, town.kim, incident, "transported", unended="현장 이탈")
    with town.system.db.read() as session:
        [left] = session.scalars(select(AuditRow).where(AuditRow.action == "leave_casualties")).all()
        assert (left.reason, get_casualty(session, lost).tag) == ("현장 이탈", "3")
        assert get_incident(session, incident).mass_level is None


def test_the_facts_of_an_alert_follow_the_incident(town: Town) -> None:
    incident, _ = crash(town, "s1")

    def facts() -> Any:
        with town.system.db.read() as session:
            return facts_of(session, town.system, incident)

    assert (facts().notice, facts().severity, facts().category) == (Notice.ALERT, "Severe", "Transport")
    assert "연료" not in repr(facts())  # nothing that a person wrote is public
    town.clock.advance(timedelta(minutes=1))
    declare_mass(town.system, town.kim, incident, replace(BUS, estimated=50, location="김환자 집 앞"))
    assert (facts().notice, facts().at, facts().severity) == (Notice.UPDATE, town.clock.now(), "Extreme")
    assert "김환자" not in repr(facts())
    town.clock.advance(timedelta(minutes=1))
    tagged(town, incident, RED)
    assert facts().notice is Notice.UPDATE
    assert dict(facts().parameters)["tagged-red"] == "1"
    declare_mass(town.system, town.crew("s1"), incident, Methane(MassKind.FIRE, estimated=40))
    assert (facts().severity, facts().category) == ("Extreme", "Fire")
    end_mass(town.system, town.kim, incident, "환자 이송 종료")
    assert (facts().notice, facts().response) == (Notice.CANCEL, "AllClear")
    with pytest.raises(IllegalMoveError):
        tag_casualty(town.system, town.kim, incident, RED)
    declare_mass(town.system, town.kim, incident, BUS)  # and again, should it not be over
    assert tag_casualty(town.system, town.kim, incident, RED)[1] == "2"


def test_whoever_has_not_posted_gets_a_few_with_the_reason(town: Town) -> None:
    incident, _ = crash(town, "s1")
    tagged(town, incident, RED)
    [one] = suggest_places(town.system, town.kim, incident).suggested
    assert Why.UNPOSTED in one.why
    assert one.eta is not None
