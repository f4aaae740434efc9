"""When a hospital no longer reads of a patient, the lists and questions beside the record end too, and not before."""

from datetime import timedelta
from typing import Any

import pytest

from chassis import events, topics
from chassis.errors import IllegalMoveError, NotFoundError
from chassis.identity import Actor, Role
from dispatch.boards.field import receiving_board
from dispatch.care.transfer import SIGN_WITHIN
from dispatch.guidance.ordering import Wanted, weigh_order
from dispatch.orders.model import OrderKind
from dispatch.orders.path import Dose
from dispatch.states import AssignmentAction as A
from dispatch.tables.cases import get_incident
from dispatch.watch import tick
from hospitals.duty import Duty
from hospitals.tables.requests import RequestRow
from tests.dispatch.test_signing import at_the_door
from tests.dispatch.town import Town

ASPIRIN = Wanted(OrderKind.DRUG, "aspirin", None, Dose(300, "mg", "oral"))
DOCTOR = Actor("usr_doc", "오의사", Role.HOSPITAL, "sejong", "h_far", Duty.DOCTOR)


def board(town: Town) -> dict[str, Any]:
    with town.system.db.read() as session:
        return receiving_board(session, town.system, "h_far")


def weigh(town: Town, incident: str) -> object:
    with town.system.db.read() as session:
        return weigh_order(session, DOCTOR, incident, ASPIRIN, now=town.clock.now())


def end_reading(town: Town, request: str) -> None:
    with town.system.db.write() as session:
        session.get_one(RequestRow, request).reads_until = town.clock.now()


def test_the_page_shows_a_patient_for_as_long_as_the_hospital_reads(town: Town) -> None:
    incident, _, _ = at_the_door(town, until=A.HAND_OVER)
    town.clock.advance(timedelta(hours=23))
    assert [one["incident"]["id"] for one in board(town)["inbound"]] == [incident]
    town.clock.advance(timedelta(hours=2))
    assert board(town)["inbound"] == []


def test_what_speaks_against_an_order_is_told_only_while_the_patient_is_on_the_way(town: Town) -> None:
    incident, _, request = at_the_door(town)
    weigh(town, incident)
    end_reading(town, request)
    with pytest.raises(NotFoundError):
        weigh(town, incident)


def test_what_speaks_against_an_order_is_not_told_once_the_patient_is_handed_over(town: Town) -> None:
    incident, _, _ = at_the_door(town, until=A.HAND_OVER)
    with pytest.raises(IllegalMoveError):
        weigh(town, incident)


@pytest.mark.parametrize("reads", [True, False])
def test_who_did_not_sign_is_reminded_of_whose_patient_only_while_it_reads(town: Town, reads: bool) -> None:
    incident, job, request = at_the_door(town, until=A.HAND_OVER)
    if not reads:
        end_reading(town, request)
    town.clock.advance(SIGN_WITHIN)
    tick(town.system, "w")
    with town.system.db.read() as session:
        told = events.read(session, [topics.hospital("sejong", "h_far")], after=0)
        number = get_incident(session, incident).number
    [reminder] = [event for event in told if event.kind == "handover_unsigned"]
    assert (reminder.subject, reminder.data.get("number")) == (job, number if reads else None)
    [waits] = board(town)["to_sign"]
    assert (waits["request_id"], waits["incident"] is not None, waits["unit"] is not None) == (request, reads, True)
