"""MAVSDK's server side, which neither we nor ArduPilot wrote, as the vehicle at the other end of a real socket."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from mavsdk import ComponentType, Configuration, Mavsdk
from mavsdk.plugins.action_server import ActionServer
from mavsdk.plugins.mission_raw_server import MissionItem, MissionRawServer

from chassis.clock import SystemClock
from drones.mavlink.commands import ARM, DISARM, Answer, Asking, Command
from drones.mavlink.conversation import Conversation
from drones.mavlink.exchange import End, Kind, Upload
from drones.mavlink.frames import Frames
from drones.mavlink.line import Line, open_line
from drones.mavlink.wire import lists_of
from tests.drones.mavlink.story import PLAN

TURNS, TURN_S = 600, 0.05


@dataclass
class Other:
    """A vehicle by MAVSDK, our line to it, and what it was brought."""

    line: Line
    action: ActionServer
    missions: list[list[MissionItem]] = field(default_factory=list)
    came: Event = field(default_factory=Event)
    talk: Conversation = field(default_factory=lambda: Conversation(Frames()))

    def found(self) -> int:
        """Its system id, once it is heard."""
        clock = SystemClock()
        for _ in range(TURNS):
            for frame in self.talk.beat(clock.now()):
                self.line.send(frame)
            self.talk.hear(self.line.receive(TURN_S), clock.now())
            if self.talk.system is not None:
                return self.talk.system
        raise AssertionError("nobody there")

    def bring(self, upload: Upload) -> End | None:
        clock, frames = SystemClock(), self.talk.frames
        for _ in range(TURNS):
            answers = [m for heard in frames.unpack(self.line.receive(TURN_S)) for m in upload.hear(heard, clock.now())]
            for message in (*answers, *upload.due(clock.now())):
                self.line.send(frames.pack(message))
            if upload.end is not None:
                break
        return upload.end

    def ask(self, command: Command, system: int) -> Answer | None:
        clock, frames, asking = SystemClock(), self.talk.frames, Asking(system)
        asking.ask(command)
        for _ in range(TURNS):
            for message in asking.due(clock.now()):
                self.line.send(frames.pack(message))
            for heard in frames.unpack(self.line.receive(TURN_S)):
                if heard.get_type() == "COMMAND_ACK":
                    asking.hear(heard, clock.now())
            if (answer := asking.answered(command.name)) is not None:
                return answer
        return None


@pytest.fixture
def other(port: int) -> Iterator[Other]:
    """It waits on a free port until we speak."""
    vehicle = Mavsdk(Configuration.create_manual(1, 1, True))
    vehicle.add_any_connection(f"udpin://127.0.0.1:{port}")
    component = vehicle.server_component_by_type(ComponentType.AUTOPILOT)
    line = open_line(f"udpout:127.0.0.1:{port}")
    found = Other(line, ActionServer(component))
    server = MissionRawServer(component)

    def brought(_: object, plan: object, __: object = None) -> None:
        found.missions.append(list(plan.mission_items))  # type: ignore[attr-defined]
        found.came.set()

    server.subscribe_incoming_mission(brought)
    yield found
    line.close()
    vehicle.destroy()


def test_it_takes_our_mission_item_by_item(other: Other) -> None:
    sent = lists_of(PLAN)[Kind.MISSION]
    upload = Upload(Kind.MISSION, sent, other.found())
    assert other.bring(upload) is End.DONE
    assert other.came.wait(60)
    [held] = other.missions
    assert [(i.command, i.frame, i.x, i.y, i.param1) for i in held] == [
        (i.command, i.frame, i.x, i.y, pytest.approx(i.params[0])) for i in sent
    ]
    assert [i.z for i in held] == pytest.approx([i.z for i in sent])


def test_it_arms_and_refuses_as_we_ask(other: Other) -> None:
    system = other.found()
    assert other.ask(ARM, system) is Answer.REFUSED
    other.action.set_armable(True, True)
    other.action.set_disarmable(True, True)
    assert other.ask(ARM, system) is Answer.ACCEPTED
    assert other.ask(DISARM, system) is Answer.ACCEPTED
