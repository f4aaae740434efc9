"""Many simulated vehicles in one process: a socket for each, one loop for all."""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chassis.chance import seeded
from chassis.geo import LatLon
from drones.model import Airframe
from drones.simulator.body import Body
from drones.simulator.copter import Copter
from drones.simulator.flying import TICK_S, step
from drones.simulator.parameters import parameters_for
from drones.simulator.radio import Radio

FORGOTTEN_S = 30.0  # who says nothing for so long is told nothing
LATE_S = 1.0  # a loop that was held up makes up for no more than this
DATAGRAM = 2048
Address = tuple[str, int]
ANY_PORT: Address = ("127.0.0.1", 0)


@dataclass(slots=True)
class Vehicle:
    """A vehicle with its socket. `listeners` are those it was spoken to by, and when; `battery` is the number of the
    last battery that people have put in."""

    radio: Radio
    socket: socket.socket
    drone_id: str = ""
    battery: int = 0
    listeners: dict[Address, float] = field(default_factory=dict)

    @property
    def copter(self) -> Copter:
        """The vehicle itself."""
        return self.radio.copter

    @property
    def address(self) -> Address:
        """Where it listens."""
        host, port = self.socket.getsockname()
        return host, port

    def receive(self, now: float) -> None:
        """Answer everything that lies in the socket."""
        while True:
            try:
                datagram, sender = self.socket.recvfrom(DATAGRAM)
            except (BlockingIOError, ConnectionError):
                return
            self.listeners[sender] = now
            for frame in self.radio.hear(datagram, now=now):
                self._send(frame, sender)

    def speak(self, now: float) -> None:
        """Tell those who listen what is due."""
        frames = self.radio.say(now=now)
        for listener, heard_at in list(self.listeners.items()):
            if now - heard_at > FORGOTTEN_S:
                del self.listeners[listener]
                continue
            for frame in frames:
                self._send(frame, listener)

    def _send(self, frame: bytes, to: Address) -> None:
        try:
            self.socket.sendto(frame, to)
        except (BlockingIOError, ConnectionError):
            return  # as on the air: gone


def make_copter(airframe: Airframe, home: LatLon, *, battery_share: float = 1.0, home_amsl_m: float = 0.0) -> Copter:
    """A vehicle on the ground at `home`."""
    body = Body(airframe, airframe.battery_wh * battery_share)
    return Copter(home, home_amsl_m, body, parameters_for(airframe))


def put_on_air(copter: Copter, *, system: int, address: Address = ANY_PORT, key: bytes | None = None) -> Vehicle:
    """Open a vehicle's socket; port 0 takes any free one. Raises OSError when the port is taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setblocking(False)
    try:
        opened.bind(address)
    except OSError:
        opened.close()
        raise
    return Vehicle(Radio(copter, system, key, seeded(system)), opened)


def free_port(wanted: int) -> int:
    """`wanted`, or the next one at which no vehicle listens."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                wanted += 1
            else:
                return wanted


@dataclass(slots=True)
class Fleet:
    """Vehicles that fly `speed` times as fast as the clock. Telemetry and what silence tells are not hurried."""

    vehicles: tuple[Vehicle, ...]
    speed: float = 1.0
    clock: Callable[[], float] = time.monotonic
    waiting: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    flown_at: float | None = None

    def __post_init__(self) -> None:
        for vehicle in self.vehicles:
            self.waiting.register(vehicle.socket, selectors.EVENT_READ, vehicle)

    def run(self, stopped: Callable[[], bool]) -> None:
        """Serve until told to stop, then close the sockets."""
        try:
            while not stopped():
                self.turn()
        finally:
            self.close()

    def turn(self) -> None:
        """Answer until a tick is over, then fly on for as long as it took."""
        begun = self.clock()
        until = begun + TICK_S if self.flown_at is None else max(begun, self.flown_at + TICK_S)
        while (left := until - self.clock()) > 0:
            for ready, _ in self.waiting.select(left):
                ready.data.receive(self.clock())
        now = self.clock()
        seconds = TICK_S if self.flown_at is None else min(LATE_S, now - self.flown_at)
        self.flown_at = now
        for vehicle in self.vehicles:
            step(vehicle.copter, seconds * self.speed, now=now)
            vehicle.speak(now)

    def close(self) -> None:
        """Close every socket."""
        self.waiting.close()
        for vehicle in self.vehicles:
            vehicle.socket.close()
