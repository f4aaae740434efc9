"""The town with a squadron: an arrest that somebody called about, and a drone that brings the kit."""

from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from chassis import events
from dispatch.deliver import deliver
from dispatch.desk.dropnews import tell_drops
from dispatch.desk.taking import take_call
from dispatch.model import Gate, Tri
from dispatch.tables.cases import StampRow
from dispatch.tables.drops import begin_news
from dispatch.tables.records import AlertRow
from dispatch.watch import tick
from drones import pad
from drones.feasibility import Go
from drones.moves import hung, let_go, move
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason
from drones.tables import get_sortie
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.vehicle import VehicleState
from tests.dispatch.town import Town, call
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import HANSOL
from tests.drones.standing import put_two_stations

ARREST = Gate(Tri.NO, Tri.NO)
A = SortieAction
OUT = (A.ACCEPT, A.PREFLIGHT_OK, A.LAUNCH, A.TAKE_OFF)


@dataclass
class Drop:
    """One incident with one order, and a few sentences to tell stories with."""

    town: Town
    incident_id: str
    call_id: str
    sortie_id: str = ""
    sent: list[str] = field(default_factory=list)

    def order(self) -> str:
        yard = Yard(self.town.system.db, self.town.clock, self.town.system.ids)  # type: ignore[arg-type]
        go = yard.decide()
        assert isinstance(go, Go), go
        with self.town.system.db.write() as session:
            self.sortie_id = pad.order_drop(
                session,
                self.town.system,
                self.town.kim,
                incident_id=self.incident_id,
                target=HANSOL,
                go=go,
                now=self.town.clock.now(),
            )
            begin_news(session, self.sortie_id)
        return self.sortie_id

    def fly(self, *steps: SortieAction, reason: SortieReason | None = None, tell: bool = True) -> None:
        """Pilot and vehicle take these steps; after each the worker looks, unless it is away."""
        for step in steps:
            with self.town.system.db.write() as session:
                row = lock_sortie(session, self.sortie_id)
                events.append(session, move(session, PILOT, row, step, now=self.town.clock.now(), reason=reason))
            if tell:
                tell_drops(self.town.system)

    def heard(self) -> None:
        """From now on it is known what the vehicle says of itself."""
        with self.town.system.db.write() as session:
            said = VehicleState(self.town.clock.now(), line_m=28.0)
            lock_sortie(session, self.sortie_id).vehicle = VEHICLES.dump_python(said, mode="json")

    def opens(self) -> None:
        """Its gripper answers that it is open; its winch tells what pulls, and the line comes in."""
        with self.town.system.db.write() as session:
            row = lock_sortie(session, self.sortie_id)
            said = VehicleState(self.town.clock.now(), line_m=28.0, line_kg=0.1, gripper_opened=True)
            row.vehicle = VEHICLES.dump_python(said, mode="json")
        self.fly(A.RETRACT)

    def hangs(self) -> None:
        """The line says that the kit comes up again."""
        with self.town.system.db.write() as session:
            row = lock_sortie(session, self.sortie_id)
            events.append(session, hung(session, PILOT, row, now=self.town.clock.now()))
        tell_drops(self.town.system)

    def lets_go(self) -> None:
        """Its gripper answers that it is open."""
        with self.town.system.db.write() as session:
            row = lock_sortie(session, self.sortie_id)
            events.append(session, let_go(session, PILOT, row, now=self.town.clock.now()))
        tell_drops(self.town.system)

    def texts(self) -> list[str]:
        """What the caller was texted of the kit since last asked."""
        deliver(self.town.system, "w1")
        told = [m.body for m in self.town.paging.sent if m.key.startswith("kit_")]
        new, self.sent = told[len(self.sent) :], told
        return new

    def alerts(self) -> list[str]:
        tick(self.town.system, "w1")
        with self.town.system.db.read() as session:
            open_ones = select(AlertRow.kind).where(AlertRow.open.is_(True), AlertRow.kind.like("kit_%"))
            return sorted(session.scalars(open_ones))

    def stamps(self) -> list[str]:
        with self.town.system.db.read() as session:
            rows = session.scalars(select(StampRow.name).order_by(StampRow.id))
            return [name for name in rows if name.startswith(("kit_", "pads_", "shock_", "no_shock"))]

    def sortie(self) -> Sortie:
        with self.town.system.db.read() as session:
            return get_sortie(session, self.sortie_id)


def furnish(town: Town) -> None:
    """Two stations with a drone and a kit each, in calm weather."""
    with town.system.db.write() as session:
        put_two_stations(session, now=town.clock.now())


@pytest.fixture
def arrest(town: Town) -> Drop:
    """A call about an arrest; nothing is ordered yet."""
    furnish(town)
    taken = take_call(town.system, town.kim, replace(call(HANSOL, complaint=None, gate=ARREST), language="ko"))
    return Drop(town, taken.incident_id, taken.call_id)


@pytest.fixture
def drop(arrest: Drop) -> Drop:
    """The same with a kit ordered."""
    arrest.order()
    return arrest
