"""Whatever may happen to one patient's requests, at the same instant, from threads of two processes.

`races` runs them and holds each to account: one hospital or a lawful none, every promised bed counted once, and a log
that gives the rows.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from chassis.chance import Random, seeded
from chassis.clock import StillClock
from chassis.db import Database
from chassis.deadlines import Deadline
from chassis.errors import GoldentimeError
from chassis.ids import RandomIds
from hospitals.intake.answering import accept, decline, phone_answer
from hospitals.intake.asking import arrive, ask, overdue
from hospitals.intake.choosing import confirm, designate, divert, hold, offload, release_all, settle
from hospitals.intake.moves import EXPIRY, HOLD
from hospitals.ladder import Ask
from hospitals.request import BOUND, PROMISED, DeclineCode, ReleaseReason, Request
from hospitals.tables.requests import read_requests
from tests.hospitals.conftest import DISPATCHER, Stand, case, nurse
from tests.hospitals.logs import check_log

HOSPITALS = ("h1", "h2", "h3")
AT_ONCE = 6  # deeds of one race, shared out among the processes
WAIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happens: to a request, or to the patient of it."""

    what: str
    request_id: str
    hospital_id: str
    patient: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a handful of deeds: how many were done, with which code others were refused, and what broke."""

    done: int
    refused: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What came of many races."""

    races: int = 0
    chosen: int = 0  # how many ended with a hospital; the others lawfully with none
    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    promised: Counter[str] = field(default_factory=Counter)


def at_once(*deeds: Callable[[], object]) -> tuple[list[object], list[GoldentimeError], list[Exception]]:
    """Do all of it at the same moment, a thread each: what was done, what was refused, and what broke."""
    start, done, refused, faults = threading.Barrier(len(deeds)), list[object](), list[GoldentimeError](), []

    def run(deed: Callable[[], object]) -> None:
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
    return done, refused, faults


def by_desk(stand: Stand, step: Callable[..., object], *args: object, **named: object) -> object:
    """One step of the desk's in a transaction of its own."""
    with stand.work() as work:
        return step(work, *args, **named)


DEEDS: dict[str, Callable[[Stand, Deed], object]] = {
    "accept": lambda stand, d: accept(stand, nurse(d.hospital_id), d.request_id),
    "accept_later": lambda stand, d: accept(stand, nurse(d.hospital_id), d.request_id, condition="in_15_min"),
    "stabilise": lambda stand, d: accept(stand, nurse(d.hospital_id), d.request_id, condition="stabilise_only"),
    "decline": lambda stand, d: decline(stand, nurse(d.hospital_id), d.request_id, code=DeclineCode.NO_ED_BED),
    "phone_yes": lambda stand, d: phone_answer(stand, DISPATCHER, d.request_id, declined=None),
    "phone_no": lambda stand, d: phone_answer(stand, DISPATCHER, d.request_id, declined=DeclineCode.CROWDING),
    "expire": lambda stand, d: by_desk(stand, overdue, _deadline(stand, EXPIRY, d)),
    "hold_ends": lambda stand, d: by_desk(stand, overdue, _deadline(stand, HOLD, d)),
    "window_ends": lambda stand, d: by_desk(stand, settle, d.patient),
    "hold": lambda stand, d: by_desk(stand, hold, d.request_id),
    "confirm": lambda stand, d: by_desk(stand, confirm, d.request_id),
    "designate": lambda stand, d: by_desk(stand, designate, d.request_id),
    "divert": lambda stand, d: by_desk(stand, divert, d.patient),
    "cancel": lambda stand, d: by_desk(stand, release_all, d.patient, reason=ReleaseReason.CANCELLED),
    "arrive": lambda stand, d: by_desk(stand, arrive, case(d.patient), hospital_id=d.hospital_id, ids=stand.ids),
    "offload": lambda stand, d: by_desk(stand, offload, d.patient, read_for=timedelta(days=1)),
    "ask_again": lambda stand, d: by_desk(
        stand, ask, case(d.patient), asks=[Ask(d.hospital_id)], etas={}, ids=stand.ids
    ),
}


def races(url: str, *, number: int, seed: str = "races") -> Report:
    """So many races on the database at `url`, which has the schema and the hospitals of a `Stand`.

    Raises AssertionError at the first that ends as it must not.
    """
    stand, chance = _stand(url), seeded(seed)
    report = Report()
    with _two_processes(url) as processes:
        for race in range(number):
            patient = f"inc_{seed}_{race}"
            deeds = [_deed(chance, one) for one in _before(stand, chance, patient) for _ in range(3)]
            outcomes = processes(stand.clock.now(), chance.sample(deeds, k=AT_ONCE))
            faults = [fault for one in outcomes for fault in one.faults]
            assert not faults, f"race {race}: {faults}"
            _hold_to_account(stand, patient, report)
            report.done += sum(one.done for one in outcomes)
            report.refused.update(code for one in outcomes for code in one.refused)
    stand.db.close()
    return report


def _stand(url: str) -> Stand:
    return Stand(Database(url), StillClock(), RandomIds())  # type: ignore[arg-type]


def _before(stand: Stand, chance: Random, patient: str) -> Sequence[Request]:
    """Three are asked; none, one or two have agreed; sometimes one of them is held already."""
    requests = stand.ask(*HOSPITALS, patient=patient)
    agreed = chance.sample(requests, k=chance.choice([0, 1, 2, 2]))
    for one in agreed:
        accept(stand, nurse(one.hospital_id), one.id, condition=chance.choice([None, None, "in_15_min"]))
    if chance.choice([True, False]):
        by_desk(stand, settle, patient)
    return requests


def _deed(chance: Random, request: Request) -> Deed:
    return Deed(chance.choice(sorted(DEEDS)), request.id, request.hospital_id, request.patient_id)


def _deadline(stand: Stand, kind: str, deed: Deed) -> Deadline:
    return Deadline("sejong", kind, deed.request_id, stand.clock.now(), {})


def _hold_to_account(stand: Stand, patient: str, report: Report) -> None:
    with stand.db.read() as session:
        requests = read_requests(session, patient_id=patient)
    bound = [one for one in requests if one.state in BOUND]
    assert len(bound) <= 1
    check_log(stand, patient)
    report.races += 1
    report.chosen += len(bound)
    for ident in HOSPITALS:
        report.promised[ident] += sum(one.state in PROMISED for one in requests if one.hospital_id == ident)
        assert stand.board(ident).promised == report.promised[ident]


Together = Callable[[datetime, Sequence[Deed]], list[Outcome]]


@contextmanager
def _two_processes(url: str) -> Iterator[Together]:
    """Both wait for each other before every race, and then start a thread for each deed of theirs."""
    context = get_context("spawn")
    gate, pipes = context.Barrier(2), [context.Pipe() for _ in range(2)]
    children = [context.Process(target=_serve, args=(url, theirs, gate), daemon=True) for _, theirs in pipes]

    def together(now: datetime, deeds: Sequence[Deed]) -> list[Outcome]:
        for number, (ours, _) in enumerate(pipes):
            ours.send((now, deeds[number::2]))
        return [_answer(ours) for ours, _ in pipes]

    for child in children:
        child.start()
    try:
        yield together
    finally:
        for (ours, _), child in zip(pipes, children, strict=True):
            ours.send(None)
            child.join(WAIT_S)


def _answer(pipe: "Connection[object, Outcome]") -> Outcome:
    if not pipe.poll(WAIT_S):
        raise TimeoutError("a process of the race does not answer")
    return pipe.recv()


def _serve(url: str, pipe: "Connection[Outcome, tuple[datetime, Sequence[Deed]] | None]", gate: Barrier) -> None:
    """One process: take deeds, do them at once, say what came of them, until told to go home."""
    stand = _stand(url)
    while (told := pipe.recv()) is not None:
        now, deeds = told
        stand.clock.move_to(now)
        gate.wait(WAIT_S)
        done, refused, faults = at_once(*(partial(DEEDS[deed.what], stand, deed) for deed in deeds))
        pipe.send(Outcome(len(done), tuple(one.code for one in refused), tuple(repr(one) for one in faults)))
    stand.db.close()
