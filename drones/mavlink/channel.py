"""One vehicle's line and what is said over it, safe to use while a thread of its own keeps it going."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

import structlog

from chassis.clock import Clock
from drones.mavlink.conversation import Account, Conversation
from drones.mavlink.homing import call_home
from drones.mavlink.line import Line, open_line
from drones.sortie import Sortie
from drones.vehicle import VehicleState

WAIT_S = 0.05  # for bytes; then time gets its turn
OPEN_AGAIN_S = 1.0
GOOD_FOR = timedelta(seconds=10)  # what a sortie calls for is asked several times a second; then nobody asks any more

log = structlog.get_logger("goldentime.link")


@dataclass(slots=True)
class Channel:
    """A conversation that one thread carries on and another asks.

    When the other comes to nothing, its last word is not carried on for ever: the vehicle is left to its own timers.
    """

    conversation: Conversation
    clock: Clock
    _lock: Lock = field(default_factory=Lock, repr=False)
    _told: datetime | None = None

    def turn(self, line: Line, wait_s: float = WAIT_S) -> None:
        """Take what has come, do what is due, send it. Raises OSError when the line is gone."""
        data = line.receive(wait_s)
        with self._lock:
            now = self.clock.now()
            if self._told is not None and now - self._told > GOOD_FOR:
                self.conversation.leave(now)
            if data and self.conversation.hear(data, now):
                line.confirm()
            frames = self.conversation.beat(now)
        for frame in frames:
            line.send(frame)

    def follow(self, sortie: Sortie, now: datetime) -> Account:
        """See `Conversation.follow` and `account`."""
        with self._lock:
            self._told = now
            self.conversation.follow(sortie, now)
            return self.conversation.account(sortie, now)

    def start(self, sortie: Sortie, now: datetime) -> None:
        """See `Conversation.start`."""
        with self._lock:
            self._told = now
            self.conversation.start(sortie, now)

    def call_home(self, sortie: Sortie, now: datetime) -> None:
        """See `homing.call_home`."""
        with self._lock:
            call_home(self.conversation, sortie, now)

    def overhear(self) -> Account:
        """What the vehicle says while nobody steers it; notes are given once."""
        with self._lock:
            hearing = self.conversation.hearing
            return Account(hearing.state, None, None, None, hearing.take_notes())

    def leave(self, now: datetime) -> None:
        """See `Conversation.leave`."""
        with self._lock:
            self.conversation.leave(now)

    def state(self) -> VehicleState | None:
        """What the vehicle says of itself; None before its first heartbeat."""
        with self._lock:
            return self.conversation.hearing.state


@dataclass(slots=True)
class Runner:
    """Keeps a channel going over the line at `link`, which is opened again whenever it breaks."""

    channel: Channel
    link: str
    drone_id: str
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = Thread(target=self._run, name=f"link-{self.drone_id}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it. The vehicle flies on."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._hold(open_line(self.link))
            except OSError as error:
                log.warning("link_down", drone=self.drone_id, error=str(error))
                self._stop.wait(OPEN_AGAIN_S)
            except Exception:
                log.exception("link_failed", drone=self.drone_id)  # a vehicle that nobody speaks to goes home
                self._stop.wait(OPEN_AGAIN_S)

    def _hold(self, line: Line) -> None:
        log.info("link_open", drone=self.drone_id)
        try:
            while not self._stop.is_set():
                self.channel.turn(line)
        finally:
            line.close()
