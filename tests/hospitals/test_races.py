"""At the same instant, from many threads, on both databases: exactly one hospital or a lawful none."""

from collections.abc import Callable
from functools import partial

import pytest

from chassis.deadlines import Deadline
from chassis.errors import GoldentimeError
from hospitals.experience import block_of
from hospitals.intake.answering import accept
from hospitals.intake.asking import overdue
from hospitals.intake.choosing import confirm, divert, hold, release_all
from hospitals.intake.moves import HOLD
from hospitals.request import ReleaseReason, Request, RequestState
from tests.hospitals.conftest import Stand, nurse
from tests.hospitals.racing import at_once, by_desk, races

S = RequestState
NUMBER = 100


def together(*deeds: Callable[[], object]) -> tuple[list[object], list[GoldentimeError]]:
    """Do all of it at the same moment; returns what was done and what was refused. Nothing may break."""
    done, refused, faults = at_once(*deeds)
    assert not faults
    return done, refused


@pytest.mark.parametrize("move", [hold, confirm])
def test_two_crews_choosing_two_hospitals_at_once_get_one(stand: Stand, move: Callable[..., object]) -> None:
    for attempt in range(8):
        patient = f"inc_{attempt}"
        first, second = stand.ask("h1", "h2", patient=patient)
        accept(stand, nurse("h1"), first.id)
        accept(stand, nurse("h2"), second.id)
        done, refused = together(partial(by_desk, stand, move, first.id), partial(by_desk, stand, move, second.id))
        assert (len(done), len(refused)) == (1, 1)
        states = sorted(one.state for one in stand.requests(patient).values())
        assert states == sorted([S.RELEASED, S.HELD if move is hold else S.CONFIRMED])


def test_one_request_confirmed_twice_at_once_promises_one_bed(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    accept(stand, nurse("h1"), request.id)
    done, refused = together(*[partial(by_desk, stand, confirm, request.id)] * 3)
    assert (len(done), len(refused)) == (1, 2)
    assert stand.board().promised == 1


def test_two_desks_asking_one_hospital_at_once_ask_it_once(stand: Stand) -> None:
    for attempt in range(8):
        together(*[partial(stand.ask, "h1", patient=f"inc_{attempt}")] * 2)
    assert stand.board().open_asks == 8


def test_answers_to_one_hospitals_many_requests_are_all_counted(stand: Stand) -> None:
    requests = [stand.ask("h1", patient=f"inc_{n}")[0] for n in range(8)]
    done, refused = together(*(partial(accept, stand, nurse("h1"), one.id) for one in requests))
    assert (len(done), refused) == (8, [])
    assert [(one.block, one.accepted) for one in stand.board().records] == [(None, 8), (block_of(stand.clock.now()), 8)]


def test_a_hold_that_runs_out_while_the_patient_is_let_go_stands_in_no_circle(stand: Stand) -> None:
    """PostgreSQL found two that each waited for the other: one had locked its request first and then all of them."""
    for attempt in range(12):
        patient = f"inc_{attempt}"
        requests = stand.ask("h1", "h2", "h3", patient=patient)
        accept(stand, nurse("h3"), requests[-1].id)
        held = by_desk(stand, hold, requests[-1].id)
        assert isinstance(held, Request)
        ends = Deadline("sejong", HOLD, held.id, stand.clock.now(), {})
        cancel = partial(by_desk, stand, release_all, patient, reason=ReleaseReason.CANCELLED)
        together(*[partial(by_desk, stand, overdue, ends)] * 2, *[cancel] * 2, partial(by_desk, stand, divert, patient))
        assert stand.requests(patient)["h3"].state is S.RELEASED


def test_whatever_happens_at_once_in_two_processes_a_patient_has_one_hospital_or_none(stand: Stand) -> None:
    """A hundred of the thousand that `make prove` runs on each database."""
    report = races(stand.db.url, number=NUMBER)
    assert report.races == NUMBER
    assert 0 < report.chosen < NUMBER
    assert report.refused.keys() <= {"illegal_move", "outrun", "taken"}
