"""A pad to stand on: the squadron of the scene in a real database, its pilots and a dispatcher."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import events
from chassis.audit import AuditRow
from chassis.claims import claim_deadlines
from chassis.clock import StillClock
from chassis.db import Database
from chassis.deadlines import clear_deadline
from chassis.events import Event, LiveValue
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from chassis.ids import CountedIds
from drones import pad
from drones.certificates import Certificate, Grade
from drones.feasibility import Go, NoGo, assess_drop
from drones.model import KitKind, Squadron
from drones.policy import DropPolicy
from drones.preflight import Check, Finding, asked_of_person
from drones.sortie import Sortie
from drones.tables import get_sortie, put_zone, read_squadron
from drones.tables.fleet import get_station_row
from drones.tables.pilots import put_certificate
from tests.drones.scene import HANSOL, NORTH, P65B, PAPER, REGION, SLOW_AMBULANCE, SOUTH
from tests.drones.standing import put_two_stations

DISPATCHER = Actor("u-desk", "박상황", Role.DISPATCHER, REGION)
PILOT = Actor("u-pilot1", "김조종", Role.PILOT, REGION, SOUTH.id)
SECOND_PILOT = Actor("u-pilot2", "이조종", Role.PILOT, REGION, SOUTH.id)
STRANGER = Actor("u-pilot3", "최조종", Role.PILOT, REGION, NORTH.id)


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
class Yard:
    """What commands stand on, and a few sentences to tell stories with."""

    db: Database
    clock: StillClock
    ids: CountedIds
    bell: CountingBell = field(default_factory=CountingBell)

    def squadron(self) -> Squadron:
        with self.db.read() as session:
            return read_squadron(session, (REGION,), now=self.clock.now())

    def decide(self, target: LatLon = HANSOL) -> Go | NoGo:
        return assess_drop(
            self.squadron(),
            target=target,
            kit=KitKind.AED,
            ambulance=SLOW_AMBULANCE,
            now=self.clock.now(),
            policy=DropPolicy(),
        )

    def order(self, go: Go | NoGo | None = None, *, hint: str | None = None) -> str:
        chosen = go or self.decide()
        assert isinstance(chosen, Go), chosen
        with self.db.write() as session:
            return pad.order_drop(
                session,
                self,
                DISPATCHER,
                incident_id="inc_1",
                target=HANSOL,
                go=chosen,
                now=self.clock.now(),
                landing_hint=hint,
            )

    def sortie(self, sortie_id: str) -> Sortie:
        with self.db.read() as session:
            return get_sortie(session, sortie_id)

    def airborne(self, by: Actor = PILOT, *, target: LatLon = HANSOL) -> str:
        """A sortie that has just taken off."""
        sortie_id = self.order(self.decide(target))
        pad.accept(self, by, sortie_id)
        for step in (pad.preflight_ok, pad.launch, pad.took_off):
            self.fly(sortie_id, step, by=by)
        return sortie_id

    def fly(self, sortie_id: str, step: Callable[..., Sortie], *, by: Actor = PILOT) -> Sortie:
        """One step of a pilot; before take-off with everything looked over, and below before the kit goes down."""
        if step is pad.preflight_ok:
            self.look_over(sortie_id, by)
        if step is pad.lower:
            pad.tick_check(self, by, sortie_id, Check.BELOW_CLEAR)
        return step(self, by, sortie_id)

    def look_over(self, sortie_id: str, by: Actor = PILOT) -> None:
        """The pilot reads the kit's label and confirms everything else that the list asks of a person."""
        sortie = self.sortie(sortie_id)
        for check in asked_of_person(self.preflight(sortie_id)):
            value = sortie.kit_id if check is Check.KIT else None
            pad.tick_check(self, by, sortie_id, check, value=value)

    def preflight(self, sortie_id: str) -> tuple[Finding, ...]:
        now = self.clock.now()
        with self.db.read() as session:
            return pad.read_preflight(session, get_sortie(session, sortie_id), now=now, policy=DropPolicy())

    def sweep(self, after: timedelta) -> list[str]:
        """Time passes, and a sweeper does what dispatch does with what is due."""
        now = self.clock.advance(after)
        with self.db.write() as session:
            due = claim_deadlines(session, "w1", now=now)
        for deadline in due:
            with self.db.write() as session:
                clear_deadline(session, deadline.kind, deadline.subject)
                pad.overdue(session, self, deadline, now=now)
        return [deadline.kind for deadline in due]

    def told(self, topic: str) -> list[Event]:
        with self.db.read() as session:
            return events.read(session, [topic], after=0)

    def live(self, topic: str) -> list[LiveValue]:
        with self.db.read() as session:
            return events.read_live(session, [topic])

    def audit(self, subject: str) -> list[AuditRow]:
        with self.db.read() as session:
            return list(session.scalars(select(AuditRow).where(AuditRow.subject == subject).order_by(AuditRow.id)))


def put_papers(session: Session, *, at: datetime) -> None:
    """Every pilot holds a certificate, and at every station somebody has just read the notices of the day."""
    for pilot in (PILOT, SECOND_PILOT, STRANGER):
        paper = Certificate(f"cert-{pilot.id}", pilot.id, "91-000001", Grade.SECOND, date(2027, 5, 1))
        put_certificate(session, paper, region=REGION, by="관리자", at=at)
    for station in (SOUTH, NORTH):
        row = get_station_row(session, station.id)
        row.notices_at, row.notices_by = at, SECOND_PILOT.name


@pytest.fixture
def yard(database: Database, clock: StillClock, ids: CountedIds) -> Yard:
    """Two stations, two drones, two AEDs, calm weather, and P65B open by its standing authorisation."""
    with database.write() as session:
        put_two_stations(session, now=clock.now())
        put_zone(session, replace(P65B, authorised=(PAPER,)))
        put_papers(session, at=clock.now())
    return Yard(database, clock, ids)
