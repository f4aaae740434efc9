"""The process that holds the lines to all connected vehicles: `flask drones link`.

It may be killed at any time. Vehicles fly on; the next process hears where they are and goes on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

import structlog

from chassis.events import put_live
from chassis.ground import Ground
from drones.autopilot.steer import tick
from drones.mavlink.adapter import MavlinkAutopilot, telemetry_of
from drones.mavlink.channel import Channel, Runner
from drones.mavlink.conversation import Conversation
from drones.mavlink.frames import Frames
from drones.pad.reporting import heard
from drones.tables.fleet import lock_drone
from drones.tables.links import Connection, read_connections

EVERY_S = 0.2
LOOK_EVERY = timedelta(seconds=5)  # for drones that were connected or taken off
OURS_EVERY = timedelta(seconds=2)  # whether another process has taken the lines
IDLE_EVERY = timedelta(seconds=5)  # how often a drone without a sortie is shown

log = structlog.get_logger("goldentime.link")
Opener = Callable[[Channel, Connection], Runner]


def _runner(channel: Channel, connection: Connection) -> Runner:
    return Runner(channel, connection.link, connection.drone_id)


@dataclass(slots=True)
class Exchange:
    """The lines as the database names them, and one tick over all of them. `opener` makes what keeps a line going."""

    system: Ground
    passphrase: str = field(default="", repr=False)
    opener: Opener = _runner
    autopilot: MavlinkAutopilot = field(init=False)
    _channels: dict[str, Channel] = field(default_factory=dict)
    _held: dict[str, tuple[Connection, Runner]] = field(default_factory=dict)
    _looked: datetime | None = None
    _shown: datetime | None = None

    def __post_init__(self) -> None:
        self.autopilot = MavlinkAutopilot(self._channels)

    def turn(self) -> None:
        """Everything that is due: lines, sorties, drones that stand idle."""
        now = self.system.clock.now()
        if self._looked is None or now - self._looked >= LOOK_EVERY:
            self._looked = now
            self.look()
        tick(self.system, self.autopilot, lambda sortie: sortie.drone_id in self._channels)
        if self._shown is None or now - self._shown >= IDLE_EVERY:
            self._shown = now
            self.show_idle()

    def look(self) -> None:
        """Open lines that are new, and let those go that are named no more."""
        with self.system.db.read() as session:
            named = {one.drone_id: one for one in read_connections(session)}
        for drone_id, (connection, _) in list(self._held.items()):
            if named.get(drone_id) != connection:
                self._let_go(drone_id)
        for drone_id in named.keys() - self._held.keys():
            self._hold(named[drone_id])

    def show_idle(self) -> None:
        """What drones without a sortie say of themselves: a decision asks for their charge."""
        with self.system.db.write() as session:
            for drone_id, channel in self._channels.items():
                state = channel.state()
                telemetry = telemetry_of(state) if state is not None else None
                if telemetry is not None:
                    row = lock_drone(session, drone_id)
                    if row.sortie_id is None:
                        put_live(session, heard(session, row, telemetry, state))

    def close(self) -> None:
        """Let all lines go. The vehicles fly on."""
        for drone_id in list(self._held):
            self._let_go(drone_id)

    def _hold(self, connection: Connection) -> None:
        clock = self.system.clock
        frames = Frames(self.passphrase, started=clock.now())
        channel = Channel(Conversation(frames, connection.system_id), clock)
        runner = self.opener(channel, connection)
        self._channels[connection.drone_id] = channel
        self._held[connection.drone_id] = (connection, runner)
        runner.start()

    def _let_go(self, drone_id: str) -> None:
        self._channels.pop(drone_id)
        self._held.pop(drone_id)[1].stop()


def run(system: Ground, stop: Event, *, passphrase: str = "", ours: Callable[[], bool] = lambda: True) -> None:
    """Hold the lines until told to stop, or until they are not `ours` any more.

    Whatever else fails is on record and ends nothing: vehicles are in the air.
    """
    exchange, looked = Exchange(system, passphrase), system.clock.now()
    try:
        while not stop.wait(EVERY_S):
            if system.clock.now() - looked >= OURS_EVERY:
                looked = system.clock.now()
                if not ours():
                    log.error("link_taken_over")
                    return
            try:
                exchange.turn()
            except Exception:
                log.exception("link_turn_failed")
    finally:
        exchange.close()
