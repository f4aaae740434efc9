"""A physician orders, the crew reads back and gives, the physician sees it; and everything that can go otherwise."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, GoldentimeError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.events import EventRow
from chassis.identity import Actor, Role
from dispatch import watch
from dispatch.boards.field import crew_board, receiving_board
from dispatch.boards.incident import incident_view
from dispatch.care.entry import CareEntry, CareKind, CareSource
from dispatch.crew.caring import describe_patient
from dispatch.crew.stepping import step
from dispatch.desk.alerting import read_alerts
from dispatch.desk.outside import go_outside
from dispatch.guidance.answering import answer_order
from dispatch.guidance.ordering import Wanted, order, settle_order, weigh_order
from dispatch.orders.model import OrderAction, OrderKind, OrderReason
from dispatch.orders.path import Dose
from dispatch.states import AssignmentAction as A
from dispatch.tables.care import CareEntryRow, read_entries
from dispatch.tables.cases import get_incident
from hospitals.duty import Duty
from hospitals.intake.staffing import add_name
from tests.dispatch.test_assessing import at_patient, goes_to
from tests.dispatch.town import Town

FULL = Dose(300, "mg", "oral")
ASPIRIN = Wanted(OrderKind.DRUG, "aspirin", None, FULL)


def doctor(hospital_id: str = "h_far", duty: Duty = Duty.DOCTOR) -> Actor:
    """Signed in at the hospital as a physician."""
    return Actor("usr_doc", "오의사", Role.HOSPITAL, "sejong", hospital_id, duty)


def director() -> Actor:
    """The region's medical director."""
    return Actor("usr_md", "지도의사", Role.SUPERVISOR, "sejong", None, Duty.MEDICAL_DIRECTOR)


@pytest.fixture
def case(town: Town) -> tuple[str, str]:
    """Incident and assignment of s1, whose patient goes to h_far."""
    incident, job = at_patient(town)
    goes_to(town, incident, "h_far")
    return incident, job


def seen(town: Town, incident: str, order_id: str) -> dict[str, Any]:
    """The order as the crew and the hospital read it: the same."""
    with town.system.db.read() as session:
        [job] = [j for j in crew_board(session, town.system, "s1")["jobs"] if j["incident_id"] == incident]
        [patient] = receiving_board(session, town.system, "h_far")["inbound"]
    [crews] = [one for one in job["orders"] if one["id"] == order_id]
    assert crews in patient["orders"]
    found: dict[str, Any] = crews
    return found


def given(town: Town, incident: str) -> list[CareEntry]:
    with town.system.db.read() as session:
        return [one for one in read_entries(session, incident) if one.source is CareSource.ORDER]


def alerts(town: Town) -> list[dict[str, Any]]:
    with town.system.db.read() as session:
        return [one for one in read_alerts(session, "sejong") if one["kind"] == "order_unanswered"]


def readers(town: Town, kind: str) -> set[str]:
    with town.system.db.read() as session:
        return set(session.scalars(select(EventRow.topic).where(EventRow.kind == kind)))


def write_allergy(town: Town, incident: str, code: str) -> None:
    about = {
        "region": "sejong",
        "incident_id": incident,
        "at": town.clock.now(),
        "actor": "usr_s1",
        "actor_name": "s1",
        "struck": False,
    }
    with town.system.db.write() as session:
        session.add(CareEntryRow(id=f"care_{code}", kind=CareKind.ALLERGY, code=code, source="human", **about))


def test_the_loop_closes_and_what_was_given_stands_in_the_record_once(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    crew, made = town.crew("s1"), order(town.system, doctor(), incident, ASPIRIN)
    told = seen(town, incident, made)
    assert (told["state"], told["physician"]["name"], told["physician"]["known"]) == ("ordered", "오의사", True)
    device = town.clock.now() - timedelta(seconds=9)
    for _ in range(2):
        assert answer_order(town.system, crew, made, OrderAction.READ_BACK, heard=FULL, device_at=device) == "read_back"
    for _ in range(3):
        assert answer_order(town.system, crew, made, OrderAction.GIVE, device_at=device) == "given"
    [entry] = given(town, incident)
    assert (entry.kind, entry.code, entry.dose, entry.unit, entry.route) == (
        CareKind.DRUG,
        "aspirin",
        300,
        "mg",
        "oral",
    )
    assert (entry.order_id, entry.device_at, entry.by) == (made, device, crew.id)
    assert settle_order(town.system, doctor(), made, OrderAction.CONFIRM) == "confirmed"
    steps = seen(town, incident, made)["steps"]
    assert [(one["action"], one["by"]) for one in steps] == [
        ("read_back", crew.name),
        ("give", crew.name),
        ("confirm", "오의사"),
    ]
    assert datetime.fromisoformat(steps[0]["device_at"]) == device
    with pytest.raises(IllegalMoveError):
        answer_order(town.system, crew, made, OrderAction.GIVE, device_at=town.clock.now())
    assert len(given(town, incident)) == 1


def test_what_is_ordered_travels_with_no_event_and_is_told_to_those_addressed(
    town: Town, case: tuple[str, str]
) -> None:
    made = order(town.system, doctor(), case[0], Wanted(OrderKind.ADVICE, None, "머리를 높이세요"))
    addressed = {topics.unit("sejong", "s1"), topics.hospital("sejong", "h_far"), topics.desk("sejong")}
    assert readers(town, "order_changed") == addressed
    with town.system.db.read() as session:
        told = session.scalars(select(EventRow.data).where(EventRow.kind == "order_changed")).all()
        desk = incident_view(session, town.system, get_incident(session, case[0]))
        audited = session.scalars(select(AuditRow.new).where(AuditRow.action == "order")).all()
    assert all(set(one) == {"incident_id", "order_id", "state"} for one in told)
    assert desk["guidance"]["orders"] == {"ordered": 1}
    assert "머리를" not in str((told, desk, audited))
    answer_order(town.system, town.crew("s1"), made, OrderAction.READ_BACK)
    answer_order(town.system, town.crew("s1"), made, OrderAction.GIVE)
    assert given(town, case[0]) == []  # advice is no treatment


def test_a_wrong_read_back_goes_back_to_the_physician(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    crew, made = town.crew("s1"), order(town.system, doctor(), incident, ASPIRIN)
    wrong = Dose(100, "mg", "oral")
    assert answer_order(town.system, crew, made, OrderAction.READ_BACK, heard=wrong) == "queried"
    told = seen(town, incident, made)
    assert (told["steps"][-1]["reason"], told["steps"][-1]["heard"]["amount"]) == (OrderReason.MISMATCH, 100)
    with pytest.raises(IllegalMoveError) as refused:
        answer_order(town.system, crew, made, OrderAction.GIVE)
    assert "read_back" in refused.value.allowed
    assert settle_order(town.system, doctor(), made, OrderAction.UPHOLD) == "ordered"
    assert answer_order(town.system, crew, made, OrderAction.READ_BACK, heard=FULL) == "read_back"
    assert given(town, incident) == []


def test_a_changed_order_takes_the_place_of_the_old_one(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    old = order(town.system, doctor(), incident, ASPIRIN)
    new = order(
        town.system,
        doctor(),
        incident,
        Wanted(OrderKind.DRUG, "aspirin", None, Dose(200, "mg", "oral")),
        supersedes=old,
    )
    assert (seen(town, incident, old)["state"], seen(town, incident, new)["supersedes"]) == ("superseded", old)
    with pytest.raises(IllegalMoveError):
        order(town.system, doctor(), incident, ASPIRIN, supersedes=old)


def test_what_was_given_after_the_order_was_taken_back_is_kept_and_has_to_be_seen(
    town: Town, case: tuple[str, str]
) -> None:
    incident, _ = case
    crew, made = town.crew("s1"), order(town.system, doctor(), incident, ASPIRIN)
    answer_order(town.system, crew, made, OrderAction.READ_BACK, heard=FULL)
    assert settle_order(town.system, doctor(), made, OrderAction.CANCEL) == "cancelled"
    town.clock.advance(timedelta(minutes=4))  # the crew had no network
    device = town.clock.now() - timedelta(minutes=3)
    assert answer_order(town.system, crew, made, OrderAction.GIVE, device_at=device) == "given_despite"
    assert [one.order_id for one in given(town, incident)] == [made]
    assert seen(town, incident, made)["despite"]
    assert settle_order(town.system, doctor(), made, OrderAction.CONFIRM) == "confirmed"


def test_a_crew_that_cannot_says_why(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    made = order(town.system, doctor(), incident, ASPIRIN)
    with pytest.raises(InvalidInputError):
        answer_order(town.system, town.crew("s1"), made, OrderAction.DECLINE)
    answer_order(town.system, town.crew("s1"), made, OrderAction.DECLINE, reason=OrderReason.NOT_STOCKED)
    assert seen(town, incident, made)["steps"][-1]["reason"] == "not_stocked"
    with pytest.raises(IllegalMoveError):
        settle_order(town.system, doctor(), made, OrderAction.CONFIRM)


def test_an_order_nobody_answers_sounds_and_in_the_end_counts_no_more(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    made = order(town.system, doctor(), incident, ASPIRIN)
    town.clock.advance(timedelta(seconds=59))
    watch.tick(town.system, "w")
    assert alerts(town) == []
    town.clock.advance(timedelta(seconds=2))
    watch.tick(town.system, "w")
    [alert] = alerts(town)
    assert (alert["subject"], alert["incident_id"], alert["data"]) == (
        made,
        incident,
        {"state": "ordered", "hospital_id": "h_far"},
    )
    assert seen(town, incident, made)["alarmed_at"] is not None
    answer_order(town.system, town.crew("s1"), made, OrderAction.READ_BACK, heard=FULL)
    assert alerts(town) == []
    assert seen(town, incident, made)["alarmed_at"] is None
    town.clock.advance(timedelta(minutes=5, seconds=1))
    watch.tick(town.system, "w")
    assert [one["data"]["state"] for one in alerts(town)] == ["read_back"]
    town.clock.advance(timedelta(minutes=10))
    watch.tick(town.system, "w")
    assert (seen(town, incident, made)["state"], alerts(town)) == ("expired", [])


def test_handing_the_patient_over_ends_every_order_and_nobody_orders_any_more(
    town: Town, case: tuple[str, str]
) -> None:
    incident, job = case
    made = order(town.system, doctor(), incident, ASPIRIN)
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER):
        step(town.system, town.crew("s1"), job, action)
    assert seen(town, incident, made)["state"] == "expired"
    with pytest.raises(IllegalMoveError):
        order(town.system, doctor(), incident, ASPIRIN)


def test_a_hospital_that_is_not_the_one_addressed_neither_orders_nor_sees(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    made = order(town.system, doctor(), incident, ASPIRIN)
    with pytest.raises(NotFoundError):
        order(town.system, doctor("h_near"), incident, ASPIRIN)
    with pytest.raises(NotFoundError):
        settle_order(town.system, doctor("h_near"), made, OrderAction.CANCEL)
    with pytest.raises(ForbiddenError):
        answer_order(town.system, town.crew("s2"), made, OrderAction.READ_BACK, heard=FULL)
    with town.system.db.read() as session:
        assert receiving_board(session, town.system, "h_near")["inbound"] == []


def test_another_destination_ends_the_first_hospitals_orders_but_not_the_medical_directors(
    town: Town, case: tuple[str, str]
) -> None:
    incident, _ = case
    theirs, whole = order(town.system, doctor(), incident, ASPIRIN), order(town.system, director(), incident, ASPIRIN)
    go_outside(town.system, town.crew("s1"), incident, "어느 병원")
    goes_to(town, incident, "h_silent")
    with town.system.db.read() as session:
        [job] = crew_board(session, town.system, "s1")["jobs"]
        [patient] = receiving_board(session, town.system, "h_silent")["inbound"]
    assert {one["id"]: one["state"] for one in job["orders"]} == {theirs: "expired", whole: "ordered"}
    assert [one["id"] for one in patient["orders"]] == [whole]


def test_only_a_physician_orders_signed_in_or_by_a_tapped_name(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    nurse, screen = town.nurse("h_far"), Actor("device:dev_1", "응급실 화면", Role.HOSPITAL, "sejong", "h_far")
    oh = add_name(town.system, nurse, "h_far", "오의사", duty=Duty.DOCTOR)
    jung = add_name(town.system, nurse, "h_far", "정간호", duty=Duty.NURSE)
    chief = Actor("usr_chief", "박팀장", Role.SUPERVISOR, "sejong")
    for who, name in ((nurse, None), (screen, None), (screen, jung), (chief, None), (doctor(duty=Duty.NURSE), None)):
        with pytest.raises(ForbiddenError):
            order(town.system, who, incident, ASPIRIN, name_id=name)
    tapped = seen(town, incident, order(town.system, screen, incident, ASPIRIN, name_id=oh))
    assert tapped["physician"] == {"id": oh, "name": "오의사", "duty": "doctor", "known": False}
    assert tapped["entered_by"] == "응급실 화면"
    whole = seen(town, incident, order(town.system, director(), incident, ASPIRIN))
    assert (whole["physician"]["duty"], whole["hospital_id"]) == ("medical_director", None)


def test_warnings_are_shown_before_and_stop_nothing(town: Town, case: tuple[str, str]) -> None:
    incident, _ = case
    describe_patient(town.system, town.crew("s1"), incident, age_years=9)
    write_allergy(town, incident, "nsaid")
    much = Wanted(OrderKind.DRUG, "aspirin", None, Dose(5000, "mg", "iv"))
    with town.system.db.read() as session:
        found = weigh_order(session, doctor(), incident, much, now=town.clock.now())
    assert [one.code for one in found] == ["allergy", "dose_high", "route", "child"]
    made = order(town.system, doctor(), incident, much)
    assert [one["code"] for one in seen(town, incident, made)["warnings"]] == ["allergy", "dose_high", "route", "child"]


@pytest.mark.parametrize(
    "wrong",
    [
        Wanted(OrderKind.DRUG, "aspirin"),
        Wanted(OrderKind.DRUG, "aspirin", None, Dose(300, "mg")),
        Wanted(OrderKind.DRUG, "aspirin", None, Dose(0, "mg", "oral")),
        Wanted(OrderKind.ADVICE, None, "물", Dose(1, "mL")),
        Wanted(OrderKind.ADVICE, None, "  "),
        Wanted(OrderKind.DRUG, "aspirinn", None, Dose(300, "mg", "oral")),
        Wanted(OrderKind.DRUG, "aspirin", None, Dose(300, "mgg", "oral")),
    ],
)
def test_an_order_says_what_belongs_to_it(town: Town, case: tuple[str, str], wrong: Wanted) -> None:
    with pytest.raises(GoldentimeError) as refused:
        order(town.system, doctor(), case[0], wrong)
    assert isinstance(refused.value, InvalidInputError)
