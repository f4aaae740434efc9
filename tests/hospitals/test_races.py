"""At the same instant, from many threads, on both databases: exactly one hospital or a lawful none."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from chassis.chance import seeded
from chassis.deadlines import Deadline
from chassis.errors import GoldentimeError
from hospitals.experience import block_of
from hospitals.intake.answering import accept, decline, phone_answer
from hospitals.intake.asking import overdue
from hospitals.intake.choosing import confirm, designate, divert, hold, release_all, settle
from hospitals.intake.moves import EXPIRY
from hospitals.request import BOUND, PROMISED, DeclineCode, ReleaseReason, RequestState
from tests.hospitals.conftest import DISPATCHER, Stand, nurse

S = RequestState
Deed = Callable[[], object]


def at_once(*deeds: Deed) -> tuple[list[object], list[GoldentimeError]]:
    """Do all of it at the same moment; returns what was done and what was refused. Anything else is a fault."""
    start, done, refused, faults = threading.Barrier(len(deeds)), list[object](), list[GoldentimeError](), []

    def run(deed: Deed) -> None:
        start.wait()
        try:
            done.append(deed())
        except GoldentimeError as error:
            refused.append(error)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    return done, refused


def by_desk(stand: Stand, step: Callable[..., object], *args: object, **named: object) -> object:
    """One step of the desk's in a transaction of its own."""
    with stand.work() as work:
        return step(work, *args, **named)


@pytest.mark.parametrize("move", [hold, confirm])
def test_two_crews_choosing_two_hospitals_at_once_get_one(stand: Stand, move: Callable[..., object]) -> None:
    for attempt in range(8):
        patient = f"inc_{attempt}"
        first, second = stand.ask("h1", "h2", patient=patient)
        accept(stand, nurse("h1"), first.id)
        accept(stand, nurse("h2"), second.id)
        done, refused = at_once(partial(by_desk, stand, move, first.id), partial(by_desk, stand, move, second.id))
        assert (len(done), len(refused)) == (1, 1)
        states = sorted(one.state for one in stand.requests(patient).values())
        assert states == sorted([S.RELEASED, S.HELD if move is hold else S.CONFIRMED])


def test_one_request_confirmed_twice_at_once_promises_one_bed(stand: Stand) -> None:
    (request,) = stand.ask("h1")
    accept(stand, nurse("h1"), request.id)
    done, refused = at_once(*[partial(by_desk, stand, confirm, request.id)] * 3)
    assert (len(done), len(refused)) == (1, 2)
    assert stand.board().promised == 1


def test_two_desks_asking_one_hospital_at_once_ask_it_once(stand: Stand) -> None:
    for attempt in range(8):
        at_once(*[partial(stand.ask, "h1", patient=f"inc_{attempt}")] * 2)
    assert stand.board().open_asks == 8


def test_answers_to_one_hospitals_many_requests_are_all_counted(stand: Stand) -> None:
    requests = [stand.ask("h1", patient=f"inc_{n}")[0] for n in range(8)]
    done, refused = at_once(*(partial(accept, stand, nurse("h1"), one.id) for one in requests))
    assert (len(done), refused) == (8, [])
    assert [(one.block, one.accepted) for one in stand.board().records] == [(None, 8), (block_of(stand.clock.now()), 8)]


def test_whatever_happens_at_once_a_patient_has_one_hospital_or_none(stand: Stand) -> None:
    chance = seeded("races")
    for attempt in range(25):
        patient = f"inc_{attempt}"
        requests = stand.ask("h1", "h2", "h3", patient=patient)
        for one in chance.sample(requests, k=2):
            accept(stand, nurse(one.hospital_id), one.id)
        deeds = [deed for one in requests for deed in _possible(stand, one.id, one.hospital_id, patient)]
        at_once(*chance.sample(deeds, k=6))
        bound = [one for one in stand.requests(patient).values() if one.state in BOUND]
        assert len(bound) <= 1
    everything = [one for n in range(25) for one in stand.requests(f"inc_{n}").values()]
    promised = sum(one.state in PROMISED for one in everything)
    assert promised == sum(stand.board(ident).promised for ident in ("h1", "h2", "h3"))
    assert promised > 0


def _possible(stand: Stand, request_id: str, hospital_id: str, patient: str) -> list[Deed]:
    """What may happen to a patient and one of the hospitals in the same instant."""
    expiry = Deadline("sejong", EXPIRY, request_id, stand.clock.now(), {})
    return [
        partial(accept, stand, nurse(hospital_id), request_id),
        partial(decline, stand, nurse(hospital_id), request_id, code=DeclineCode.NO_ED_BED),
        partial(phone_answer, stand, DISPATCHER, request_id, declined=None),
        partial(by_desk, stand, overdue, expiry),
        partial(by_desk, stand, settle, patient),
        partial(by_desk, stand, confirm, request_id),
        partial(by_desk, stand, designate, request_id),
        partial(by_desk, stand, divert, patient),
        partial(by_desk, stand, release_all, patient, reason=ReleaseReason.CANCELLED),
    ]
