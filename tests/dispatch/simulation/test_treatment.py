"""Simulated crews write a record that real people can read: codes of the lists, in an order that makes sense."""

from datetime import timedelta

import pytest

from dispatch.care.entry import CareKind
from dispatch.care.quicklists import find_item
from dispatch.simulation.callers import STORIES
from dispatch.simulation.treatment import BY_COMPLAINT, ENTRY_EVERY, course_of, due_entries, said_of


@pytest.mark.parametrize("complaint", BY_COMPLAINT)
def test_every_deed_is_on_its_list_and_every_drug_has_a_dose(complaint: str) -> None:
    for kind, code in course_of(complaint):
        assert find_item(kind, code) is not None
        assert kind is not CareKind.DRUG or said_of((kind, code)).dose is not None


def test_every_kind_of_caller_is_treated_for_something() -> None:
    told = {story[0] for story in STORIES} - {"childbirth"}
    assert told <= BY_COMPLAINT.keys()


def test_entries_fall_due_one_after_the_other_and_an_arrest_begins_with_compressions() -> None:
    assert due_entries("arrest", ENTRY_EVERY / 2) == ()
    assert due_entries("arrest", ENTRY_EVERY) == ((CareKind.PROCEDURE, "cpr_start"),)
    assert due_entries(None, timedelta(hours=1)) == course_of(None)
