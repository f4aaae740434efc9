"""The simulated vehicle: its state, and what can be done to it. `flying` moves it on, `radio` speaks for it."""

from dataclasses import dataclass, field

from chassis.geo import LatLon
from drones.flight import Air, air
from drones.plane import Plane, Point
from drones.simulator.arming import refusals
from drones.simulator.body import Aim, Body
from drones.simulator.codes import Command, Frame, Mode, Severity
from drones.simulator.fence import Fence, build_fence
from drones.simulator.items import Held, Item
from drones.simulator.parameters import Parameters
from drones.simulator.winch import Winch

NO_NAVIGATION = {Mode.STABILIZE, Mode.LAND}  # flown without knowing where
ABOVE_SEA = {Frame.AMSL, Frame.AMSL_INT}


@dataclass(slots=True)
class Run:
    """How far the mission is: `current` is the item it is at, `reached` those not told of yet."""

    current: int = 0
    started: bool = False
    begun: bool = False
    paused: bool = False
    complete: bool = False
    speed_mps: float | None = None
    waited_s: float = 0.0
    reached: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Goal:
    """Where a return or a landing ends. `up` is the height it goes there at, `coming_down` that it is over it."""

    east: float
    north: float
    up: float
    coming_down: bool = False
    waited_s: float = 0.0


@dataclass(slots=True)
class Copter:
    """One vehicle. `heard_gcs` is when its ground station was last heard, None before the first time."""

    home: LatLon
    home_amsl_m: float
    body: Body
    parameters: Parameters
    kit_kg: float = 1.5
    mode: Mode = Mode.STABILIZE
    armed: bool = False
    airborne: bool = False
    held: Held = field(default_factory=Held)
    fence: Fence = field(default_factory=Fence)
    run: Run = field(default_factory=Run)
    winch: Winch = field(default_factory=Winch)
    goal: Goal | None = None
    idle_s: float = 0.0
    heard_gcs: float | None = None
    failing: set[str] = field(default_factory=set)
    said: list[tuple[Severity, str]] = field(default_factory=list)
    plane: Plane = field(init=False)
    origin: Point = field(init=False)

    def __post_init__(self) -> None:
        self.plane = Plane(self.home.lat)
        self.origin = self.plane.xy(self.home)

    def xy(self, place: LatLon) -> Point:
        """Metres east and north of home."""
        east, north = self.plane.xy(place)
        return east - self.origin[0], north - self.origin[1]

    @property
    def place(self) -> LatLon:
        """Where it is."""
        return self.plane.place((self.origin[0] + self.body.east, self.origin[1] + self.body.north))

    @property
    def over_ground_m(self) -> float:
        """How high it is above what is below it."""
        return self.body.up - self.parameters["SIM_GROUND"]

    @property
    def wind(self) -> Air:
        """The air it flies in."""
        return air(wind_mps=self.parameters["SIM_WIND_SPD"], wind_from_deg=self.parameters["SIM_WIND_DIR"])

    @property
    def battery_share(self) -> float:
        """What is left, 0 to 1."""
        return self.body.energy_wh / self.body.airframe.battery_wh

    @property
    def left_mah(self) -> float:
        """What is left, in the unit of the parameters."""
        return self.battery_share * self.parameters["BATT_CAPACITY"]

    @property
    def fixed(self) -> bool:
        """Whether it knows where it is."""
        return self.parameters["SIM_GPS1_ENABLE"] > 0

    @property
    def breaching(self) -> bool:
        """Whether it is where its fence, enabled, forbids."""
        return self.parameters["FENCE_ENABLE"] > 0 and self.fence.breached((self.body.east, self.body.north))

    def change_battery(self, share: float) -> bool:
        """Another battery is in, charged to `share`; False, and nothing done, unless it stands with its motors off."""
        if self.armed or self.airborne:
            return False
        self.body.energy_wh = self.body.airframe.battery_wh * share
        return True

    def say(self, severity: Severity, text: str) -> None:
        """A status text for everybody who listens."""
        self.said.append((severity, text))

    def hover(self) -> Aim:
        """Stay here."""
        return Aim(self.body.east, self.body.north, self.body.up, 0.0, 1.0, 1.0)

    def aim(self, east: float, north: float, up: float, speed_mps: float) -> Aim:
        """Go there at the airframe's rates of climb and descent."""
        frame = self.body.airframe
        return Aim(east, north, up, speed_mps, frame.climb_mps, frame.descend_mps)

    def fence_changed(self) -> None:
        """Another fence was uploaded."""
        self.fence = build_fence(self.held.fence, self.xy)

    def arm(self, *, forced: bool = False) -> bool:
        """Start the motors unless something stands against it, which is said. On the ground a kit is hung in first."""
        against = [] if forced else refusals(self)
        for text in against:
            self.say(Severity.CRITICAL, f"Arm: {text}")
        if against:
            return False
        if not self.armed:
            self.armed, self.idle_s, self.run = True, 0.0, Run()
            self.winch.load()
            self.say(Severity.INFO, "Arming motors")
        return True

    def disarm(self, *, forced: bool = False) -> bool:
        """Stop the motors; in the air only by force, and then it falls."""
        if self.airborne and not forced:
            return False
        if self.armed:
            self.armed = self.airborne = False
            self.idle_s = 0.0
            self.run.started = False
            self.body.rest()
            self.say(Severity.INFO, "Disarming motors")
        return True

    def enter(self, mode: Mode) -> bool:
        """Change the flight mode; False when it cannot be flown now."""
        if mode is Mode.AUTO and not self._mission_begins():
            return False
        if mode not in NO_NAVIGATION and not self.fixed:
            self.say(Severity.WARNING, f"Mode change to {mode.name} failed: requires position")
            return False
        if mode is not self.mode:
            self.mode, self.goal, self.run.paused, self.run.begun = mode, None, False, False
            self.run.started = self.run.started or self.airborne  # in the air a mission goes on by itself
            self.goal = self._goal(mode)
        return True

    def _mission_begins(self) -> bool:
        """Whether there is a mission, with a take-off to begin with when it stands on the ground."""
        mission = self.held.mission
        if len(mission) < 2:
            return False
        if not self.airborne and mission[1].command != Command.TAKEOFF:
            self.say(Severity.CRITICAL, "Auto: Missing Takeoff Cmd")
            return False
        return True

    def _goal(self, mode: Mode) -> Goal | None:
        body = self.body
        if mode is Mode.RTL:
            (east, north), least_m = self._way_back()
            return Goal(east, north, max(body.up, least_m))
        if mode is Mode.LAND:
            return Goal(body.east, body.north, body.up, coming_down=True)
        return Goal(body.east, body.north, body.up) if mode is Mode.GUIDED else None

    def _way_back(self) -> tuple[Point, float]:
        """Home, or the nearest rally point when there are any; and how high to go there."""
        rally = [(self.xy(item.place), item) for item in self.held.rally if item.place is not None]
        least_m, home = self.parameters["RTL_ALT_M"], (0.0, 0.0)
        if not rally:
            return home, least_m
        (point, item) = min(rally, key=lambda known: self.body.away_m(*known[0]))
        if self.parameters["RALLY_INCL_HOME"] > 0 and self.body.away_m(*home) < self.body.away_m(*point):
            return home, least_m
        return point, item.altitude_m


def item_height_m(copter: Copter, item: Item) -> float:
    """The item's height above home. The simulated ground is flat, so that above terrain is above home."""
    return item.altitude_m - copter.home_amsl_m if item.frame in ABOVE_SEA else item.altitude_m
