"""A name that leaves the hospital's list: an answer in the same moment still counts, an order never."""

from datetime import timedelta

import pytest

from chassis.errors import InvalidInputError
from dispatch.desk.asking import ask_hospitals
from dispatch.guidance.ordering import Wanted, order
from dispatch.orders.model import OrderKind
from hospitals.duty import Duty
from hospitals.intake import answering
from hospitals.intake.staffing import STILL_COUNTS, add_name, remove_name
from tests.dispatch.test_assessing import at_patient, goes_to
from tests.dispatch.town import Town

ADVICE = Wanted(OrderKind.ADVICE, None, "머리를 높이세요")


def test_whoever_has_left_the_list_orders_nothing_more(town: Town) -> None:
    incident, _ = at_patient(town)
    goes_to(town, incident, "h_far")
    nurse = town.nurse("h_far")
    oh = add_name(town.system, nurse, "h_far", "오의사", duty=Duty.DOCTOR)
    order(town.system, nurse, incident, ADVICE, name_id=oh)
    remove_name(town.system, nurse, oh)
    with pytest.raises(InvalidInputError, match="left the list"):
        order(town.system, nurse, incident, ADVICE, name_id=oh)


@pytest.mark.parametrize(("late", "counts"), [(STILL_COUNTS, True), (STILL_COUNTS + timedelta(seconds=1), False)])
def test_an_answer_under_a_name_that_has_just_left_counts_for_a_moment(
    town: Town, late: timedelta, counts: bool
) -> None:
    incident, _ = at_patient(town)
    nurse = town.nurse("h_far")
    jung = add_name(town.system, nurse, "h_far", "정간호", duty=Duty.NURSE)
    remove_name(town.system, nurse, jung)
    town.clock.advance(late)
    [asked] = ask_hospitals(town.system, town.crew("s1"), incident, hospital_ids=("h_far",))
    if counts:
        assert answering.accept(town.system, nurse, asked.id, name_id=jung).answered_name == "정간호"
    else:
        with pytest.raises(InvalidInputError, match="left the list"):
            answering.accept(town.system, nurse, asked.id, name_id=jung)
