"""Shift handover: generated, signed by two, and never changed again."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from chassis.clock import StillClock
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from chassis.work import working
from dispatch.boards.standing import read_standing
from dispatch.crew.reporting import set_service
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, acknowledge, raise_alert, read_alerts
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.handing import leave_note, make_sheet, sign_in, sign_out, state_of
from dispatch.handover import HandoverPolicy, digest_of, handover_sheet
from dispatch.standing import Name, Standing, StandingAlert
from dispatch.tables.fleet import get_unit
from dispatch.tables.handovers import HandoverRow, get_handover
from hospitals.intake.answering import accept
from tests.dispatch.town import Town, call

NOW = StillClock().now()


def sheet(town: Town, handover_id: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row(town, handover_id).sheet)
    return told


def row(town: Town, handover_id: str) -> HandoverRow:
    with town.system.db.read() as session:
        return get_handover(session, handover_id, region="sejong")


def test_everything_the_next_shift_must_know_is_there_with_its_reason_and_its_age(town: Town) -> None:
    system, kim = town.system, town.kim
    waiting = take_call(system, kim, call(complaint="fever"))
    running = take_call(system, kim, call())
    send_unit(system, kim, running.incident_id, "s1")
    asked = {one.hospital_id: one for one in ask_hospitals(system, kim, running.incident_id, hospital_ids=("h_far",))}
    accept(system, town.nurse("h_far"), asked["h_far"].id)
    set_service(system, kim, "s4", out_of_service="엔진 고장")
    with system.db.write() as session:
        get_unit(session, "s2").shift_ends = town.clock.now() + timedelta(minutes=40)
    with working(system, kim) as work:
        raise_alert(work, system, "silent_unit", "s1", region="sejong", level=ACT_SOON, incident_id=running.incident_id)
        raise_alert(work, system, "no_ack", "x", region="sejong", level=ACT_NOW, incident_id=running.incident_id)
    with system.db.read() as session:
        owned = next(a for a in read_alerts(session, "sejong") if a["kind"] == "no_ack")
    acknowledge(system, kim, owned["id"])
    leave_note(system, kim, "세종2 산소통 교체 필요")
    town.clock.advance(timedelta(minutes=3))
    told = sheet(town, make_sheet(system, kim))
    assert [one["number"] for one in told["incidents"]] == [running.number, waiting.number]
    job = told["incidents"][0]["jobs"][0]
    assert (job["unit"]["ko"], job["state"], job["since"] < told["at"]) == ("세종s1", "dispatched", True)
    assert [(one["number"], one["hospital"]["ko"]) for one in [*told["holds"], *told["requests"]]] == [
        (running.number, "h_far")
    ]
    assert [(one["name"]["en"], one["reason"]) for one in told["units_out"]] == [("Sejong s4", "엔진 고장")]
    assert [one["name"]["ko"] for one in told["shifts_ending"]] == ["세종s2"]
    assert [(one["kind"], one["unit"]["ko"]) for one in told["alerts"]] == [("silent_unit", "세종s1")]
    assert [one["text"] for one in told["notes"]] == ["세종2 산소통 교체 필요"]
    assert told["closures"] == []
    assert "+821099990000" not in json.dumps(told)


def test_two_people_sign_the_exact_sheet_and_its_notes_are_delivered(town: Town) -> None:
    leave_note(town.system, town.kim, "첫 줄")
    made = make_sheet(town.system, town.kim)
    before = row(town, made).sheet
    take_call(town.system, town.kim, call())  # what happens later is not on it
    leave_note(town.system, town.kim, "첫 줄과 같은 때")
    town.clock.advance(timedelta(minutes=1))
    leave_note(town.system, town.kim, "나중 줄")
    sign_out(town.system, town.kim, made, "조용했음")
    town.clock.advance(timedelta(minutes=2))
    sign_in(town.system, town.lee, made)
    kept = row(town, made)
    assert (kept.outgoing_name, kept.incoming_name, kept.remark) == ("김상황", "이상황", "조용했음")
    assert kept.incoming_at is not None
    assert kept.outgoing_at is not None
    assert kept.incoming_at - kept.outgoing_at == timedelta(minutes=2)
    assert (kept.sheet, digest_of(kept.sheet), state_of(kept)) == (before, kept.digest, "complete")
    assert [one["text"] for one in sheet(town, make_sheet(town.system, town.lee))["notes"]] == ["나중 줄"]


def test_nobody_takes_over_from_himself_nor_before_the_other_has_signed(town: Town) -> None:
    made = make_sheet(town.system, town.kim)
    with pytest.raises(IllegalMoveError):
        sign_in(town.system, town.lee, made)
    sign_out(town.system, town.kim, made, "")
    with pytest.raises(ForbiddenError):
        sign_in(town.system, town.kim, made)
    with pytest.raises(IllegalMoveError):
        sign_out(town.system, town.lee, made, "")
    with pytest.raises(NotFoundError):
        sign_in(town.system, Actor("usr_x", "남", Role.DISPATCHER, "daejeon"), made)
    with pytest.raises(InvalidInputError):
        leave_note(town.system, town.kim, "  ")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE shift_handovers SET sheet = '{}'",
        "UPDATE shift_handovers SET remark = 'other'",
        "UPDATE shift_handovers SET incoming_name = 'other'",
        "DELETE FROM shift_handovers",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_signed(town: Town, change: str) -> None:
    made = make_sheet(town.system, town.kim)
    sign_out(town.system, town.kim, made, "조용했음")
    if "incoming" in change:
        sign_in(town.system, town.lee, made)
    with pytest.raises(DatabaseError, match="does not change"), town.system.db.write() as session:
        session.execute(text(change))


ALERTS = st.lists(st.tuples(st.sampled_from([None, "kim"]), st.one_of(st.none(), st.integers(-60, 60))), max_size=6)


@given(ALERTS)
def test_an_alert_stands_once_where_it_belongs_and_an_owned_one_not_at_all(told: list[Any]) -> None:
    alerts = tuple(
        StandingAlert("no_ack", 1, NOW - timedelta(seconds=n), str(n), None, None, None, None, by, _in(shelved))
        for n, (by, shelved) in enumerate(told)
    )
    name = Name("세종", "Sejong")
    made = handover_sheet(
        Standing("sejong", name, "Asia/Seoul", NOW, False, (), (), (), (), alerts, ()), policy=HandoverPolicy()
    )
    shelved = {one.number for one in alerts if one.shelved_until is not None and one.shelved_until > NOW}
    assert {one.number for one in made.shelved} == shelved
    assert {one.number for one in made.alerts} == {one.number for one in alerts if one.acked_by is None} - shelved


def test_reading_how_the_region_stands_changes_nothing(town: Town) -> None:
    take_call(town.system, town.kim, call())
    with town.system.db.read() as session:
        assert read_standing(session, town.system, "sejong") == read_standing(session, town.system, "sejong")


def _in(minutes: int | None) -> Any:
    return NOW + timedelta(minutes=minutes) if minutes is not None else None
