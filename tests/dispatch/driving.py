"""A unit on its way through junctions with lights, a second at a time, and what is said of it to their centre."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.orm import undefer

from chassis.geo import LatLon
from chassis.identity import Actor
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.deliver import deliver_signals
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.priority.asking import Asker
from dispatch.priority.hearing import hear
from dispatch.signalling import Signals
from dispatch.simulation.crews import place_on
from dispatch.states import AssignmentAction as A
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow
from dispatch.tables.signals import SignalRequestRow, requests_of, steps_of_requests
from routing.junctions import find_junctions
from routing.priority import Kind, RequestState, Status
from routing.signals.fake import FakeCentre
from routing.signals.numbers import made_up
from routing.signals.srm import SSM, SignalStatus
from tests.dispatch.town import Holder, Town, call
from tests.routing.towns import corner, grid, town_roads

S = RequestState
ROADS = town_roads(grid(6, signals=[6 * row + column for row in range(6) for column in range(1, 5)]))
JUNCTIONS = find_junctions(ROADS.network)
NUMBERS = made_up(JUNCTIONS)
SCENE = corner(0, 5)


@dataclass
class Drive:
    """Unit s1 on its way along the southern street, a second at a time."""

    town: Town
    system: System
    centre: FakeCentre
    job: str = ""
    asker: Asker = field(default_factory=Asker)
    gone_s: float = 0.0

    @property
    def crew(self) -> Actor:
        return self.town.crew("s1")

    def second(self, *, moves: bool = True, count: int = 1) -> None:
        """The clock, the vehicle, the worker; in this order."""
        for _ in range(count):
            self.town.clock.advance(timedelta(seconds=1))
            if moves:
                self.gone_s += 1
                route = self.row().route
                assert route is not None
                at = place_on(route["points"], self.gone_s / route["p50_s"])
                report_position(self.system, self.crew, "s1", Fix(at))
            self.asker.tick(self.system)
            deliver_signals(self.system, "w")

    def way_s(self) -> float:
        """How long the whole way takes."""
        route = self.row().route
        assert route is not None
        return float(route["p50_s"])

    def place(self) -> LatLon:
        with self.system.db.read() as session:
            unit = session.get_one(UnitRow, "s1")
            return LatLon(unit.lat or 0.0, unit.lon or 0.0)

    def until_asked(self) -> SignalRequestRow:
        for _ in range(200):
            if self.requests():
                return self.requests()[0]
            self.second()
        raise AssertionError("nobody was asked")

    def row(self) -> AssignmentRow:
        with self.system.db.read() as session:
            return session.get_one(AssignmentRow, self.job, options=[undefer(AssignmentRow.route)])

    def requests(self) -> list[SignalRequestRow]:
        with self.system.db.read() as session:
            return requests_of(session, [self.job])

    def states(self) -> list[str]:
        return [row.state for row in self.requests()]

    def answer(self, row: SignalRequestRow, status: Status, *, late_s: float = 0.0) -> int:
        at = self.town.clock.now() - timedelta(seconds=late_s)
        said = SSM(row.sequence, NUMBERS.of[row.junction], (SignalStatus("s1", row.number, status),), at)
        return hear(self.system, said, simulated=False)

    def said(self) -> list[tuple[Kind, int]]:
        return [(one.requests[0].requestType, one.requests[0].requestID) for one, _ in self.centre.sent]

    def log(self) -> list[tuple[str, str]]:
        with self.system.db.read() as session:
            return [(one.said, one.state) for one in steps_of_requests(session, [r.id for r in self.requests()])]


def set_out(town: Town, system: System, centre: FakeCentre) -> Drive:
    """Unit s1 is sent to the scene and drives off."""
    drive = Drive(town, system, centre)
    report_position(system, drive.crew, "s1", Fix(corner(0, 0)))
    taken = take_call(system, town.kim, call(SCENE))
    drive.job = send_unit(system, town.kim, taken.incident_id, "s1")
    step(system, drive.crew, drive.job, A.EN_ROUTE)
    return drive


def set_out_alone(town: Town) -> Drive:
    """The same with roads, lights and a centre of their own."""
    centre = FakeCentre()
    signals = Signals("http")
    signals.centre = centre
    system = replace(town.system, roads=Holder(ROADS), signals=signals)
    return set_out(town, system, centre)
