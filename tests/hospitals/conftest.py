"""A small ground with two hospitals, a desk and nurses; on both databases."""

from dataclasses import dataclass, field

import pytest

from chassis import events
from chassis.claims import claim_deadlines
from chassis.clock import StillClock
from chassis.db import Database
from chassis.deadlines import Deadline, clear_deadline
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.ids import CountedIds
from chassis.work import Work
from hospitals.intake.asking import Case, ask
from hospitals.ladder import Ask
from hospitals.model import Capability, Hospital
from hospitals.ranking import Needs
from hospitals.request import AgeBand, Request, Sex
from hospitals.tables.board import get_hospital, put_hospital
from hospitals.tables.requests import read_requests
from tests.hospitals.facts import hospital


@dataclass
class CountingBell:
    """Counts its rings."""

    rings: int = 0

    def ring(self) -> None:
        self.rings += 1

    def count(self) -> int:
        return self.rings

    def wait(self, *, after: int, timeout_s: float) -> int:
        return self.rings


@dataclass
class Stand:
    """What commands stand on, and a few sentences to tell stories with."""

    db: Database
    clock: StillClock
    ids: CountedIds
    bell: CountingBell = field(default_factory=CountingBell)

    def work(self) -> "Step":
        """One transaction of the desk's."""
        return Step(self)

    def board(self, hospital_id: str = "h1") -> Hospital:
        """One hospital as it stands now."""
        with self.db.read() as session:
            return get_hospital(session, hospital_id, now=self.clock.now())

    def requests(self, patient: str = "inc_1") -> dict[str, Request]:
        """The newest request to each hospital for one patient."""
        with self.db.read() as session:
            return {one.hospital_id: one for one in read_requests(session, patient_id=patient)}

    def told(self, topic: str) -> list[Event]:
        """Everything a reader of `topic` was told."""
        with self.db.read() as session:
            return events.read(session, [topic], after=0)

    def due(self) -> list[Deadline]:
        """The deadlines that are due now, each handed out once."""
        with self.db.write() as session:
            due = claim_deadlines(session, "w", now=self.clock.now())
            for one in due:
                clear_deadline(session, one.kind, one.subject)
        return due

    def ask(self, *hospital_ids: str, patient: str = "inc_1", acuity: int = 1) -> tuple[Request, ...]:
        """The desk asks these hospitals for a patient with a heart attack."""
        with self.work() as work:
            return ask(work, case(patient, acuity), asks=[Ask(one) for one in hospital_ids], etas={}, ids=self.ids)


class Step:
    """`with stand.work() as work:` one transaction of the dispatcher's, its events appended at the end."""

    def __init__(self, stand: Stand, actor: Actor | None = None) -> None:
        self._stand, self._actor = stand, actor or DISPATCHER

    def __enter__(self) -> Work:
        self._transaction = self._stand.db.write()
        self._work = Work(self._transaction.__enter__(), self._actor, self._stand.clock.now())
        return self._work

    def __exit__(self, *raised: object) -> None:
        if raised[0] is None:
            events.append(self._work.session, self._work.told)
        self._transaction.__exit__(*raised)  # type: ignore[arg-type]


DISPATCHER = Actor("d1", "Dispatcher", Role.DISPATCHER, "sejong")


def nurse(hospital_id: str) -> Actor:
    """A nurse of this hospital."""
    return Actor(f"nurse_{hospital_id}", "Nurse", Role.HOSPITAL, "sejong", facility=hospital_id)


def case(patient: str = "inc_1", acuity: int = 1) -> Case:
    """A man with a heart attack."""
    return Case(
        incident_id=patient,
        patient_id=patient,
        region="sejong",
        needs=Needs((Capability.STEMI,), acuity, "stemi"),
        age_band=AgeBand.OLDER,
        sex=Sex.MALE,
    )


def put_hospitals(database: Database) -> None:
    """Three hospitals, h1 with an alarm telephone."""
    with database.write() as session:
        put_hospital(session, hospital("h1"), alert_phone="+82100001111")
        put_hospital(session, hospital("h2"))
        put_hospital(session, hospital("h3", region="daejeon"))


@pytest.fixture
def stand(database: Database, clock: StillClock, ids: CountedIds) -> Stand:
    """The three hospitals' ground."""
    put_hospitals(database)
    return Stand(database, clock, ids)
