"""A vehicle at its station, our end of a line that may lose what it carries, and the sortie between them."""

from dataclasses import replace
from datetime import timedelta

from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.clock import StillClock
from chassis.geo import LatLon
from drones.airframes import M350
from drones.flight import Air, Profile, plan_flight
from drones.mavlink.conversation import Account, Conversation
from drones.mavlink.frames import Frames
from drones.mission import Path
from drones.missionplan import FlightPlan, compose, fingerprint
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.vehicle import Note
from tests.drones.mavlink.peer import Peer, Wire
from tests.drones.scene import CITY_HALL, HANSOL, NOW
from tests.drones.test_autopilot import flight
from tests.drones.test_autopilot import sortie as ordered

S, A = SortieState, SortieAction
RING = (LatLon(36.47, 127.27), LatLon(36.475, 127.27), LatLon(36.475, 127.275))
ARM, START, MODE, WINCH = (
    mav.MAV_CMD_COMPONENT_ARM_DISARM,
    mav.MAV_CMD_MISSION_START,
    mav.MAV_CMD_DO_SET_MODE,
    mav.MAV_CMD_DO_WINCH,
)
PLAN = compose(flight(), cruise_mps=15.0, home_amsl_m=40.0, exclusions=(RING,), rally=((CITY_HALL, 60.0),))
CORNER_A, CORNER_B = LatLon(36.4850, 127.2800), LatLon(36.4850, 127.2650)


def bent() -> FlightPlan:
    """The same drop by two corners."""
    way = (CITY_HALL, CORNER_A, CORNER_B, HANSOL)
    made = plan_flight(M350, Path(way), kit_mass_kg=1.5, wind=Air(0.0, 0.0), profile=Profile())
    assert made is not None
    return compose(made, cruise_mps=15.0, home_amsl_m=40.0)


BENT = bent()
HOLD, FIRST_RETURN = PLAN.hold, PLAN.first_return


class Story:
    """A vehicle at its station, our end of the line, and the sortie as the database has it."""

    def __init__(self, loss: float = 0.0, passphrase: str = "", plan: FlightPlan | None = None) -> None:
        self.clock = StillClock(NOW)
        self.plan = plan or PLAN
        self.peer = Peer(CITY_HALL, frames=Frames(passphrase, system=1, component=1, started=NOW))
        self.wire = Wire(Conversation(Frames(passphrase, started=NOW)), self.peer, self.clock, loss)
        self.entered: dict[SortieState, timedelta] = {}
        self.notes: list[Note] = []
        self.sortie = self.enter(S.ACCEPTED)

    @property
    def talk(self) -> Conversation:
        return self.wire.conversation

    def enter(self, state: SortieState, **changed: object) -> Sortie:
        """The sortie moves, as the tick or a pilot would move it."""
        self.entered[state] = self.clock.now() - NOW
        made = ordered(*self.entered.items(), state=state, planned=flight())
        self.sortie = replace(made, plan=self.plan, plan_hash=fingerprint(self.plan), **changed)  # type: ignore[arg-type]
        self.talk.follow(self.sortie, self.clock.now())
        return self.sortie

    def again(self) -> None:
        """Our process has died, and another one has begun."""
        self.wire.conversation = Conversation(Frames(started=self.clock.now()))
        self.talk.follow(self.sortie, self.clock.now())

    def account(self) -> Account:
        """What the adapter would report now; its notes are kept."""
        account = self.talk.account(self.sortie, self.clock.now())
        self.notes += account.notes
        return account

    def done(self) -> tuple[SortieAction | None, SortieReason | None]:
        account = self.account()
        return account.done, account.reason

    def verified(self) -> bool:
        return self.account().verified == fingerprint(self.plan)

    def told(self) -> list[Note]:
        self.account()
        return self.notes

    def codes(self) -> list[str]:
        return [note.code for note in self.told()]

    def finishes(self, action: SortieAction, within_s: float = 30.0) -> bool:
        return self.wire.run(within_s, until=lambda: self.done()[0] is action)

    def ticks(self, seconds: float) -> None:
        """Time passes, and what the vehicle says is written with its sortie."""
        for _ in range(round(seconds * 2)):
            self.wire.run(0.5)
            self.sortie = replace(self.sortie, vehicle=self.account().state)
            self.talk.follow(self.sortie, self.clock.now())

    def launch(self) -> None:
        """Loaded, launched and risen."""
        assert self.wire.run(600, until=self.verified)
        self.press()
        assert self.wire.run(60, until=lambda: self.peer.item == 1)
        self.peer.altitude_m = 10.0
        assert self.finishes(A.TAKE_OFF)
        self.enter(S.AIRBORNE)

    def press(self) -> None:
        """The pilot's word, and what the tick makes of it."""
        self.enter(S.LAUNCHING, armed_at=self.clock.now())
        self.talk.start(self.sortie, self.clock.now())

    def over_target(self) -> None:
        self.launch()
        self.peer.place, self.peer.altitude_m, self.peer.item = HANSOL, 30.0, HOLD
        assert self.finishes(A.ON_STATION)
        self.enter(S.ON_STATION)

    def lowering(self, for_s: float) -> None:
        """Over the target, and its line has been let out for so long."""
        self.over_target()
        self.enter(S.LOWERING)
        self.wire.run(for_s)


def loaded() -> Story:
    """On the ground, and the plan was read back from it."""
    story = Story()
    assert story.wire.run(10, until=story.verified)
    return story
