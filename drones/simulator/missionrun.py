"""Flying a mission, item by item, as ArduCopter's AUTO does. Each call is a short stretch of time."""

from drones.simulator.body import Aim
from drones.simulator.codes import Command, Mode, Running, Severity
from drones.simulator.copter import Copter, Goal, Run, item_height_m
from drones.simulator.doing import do
from drones.simulator.items import DOING, Item
from drones.simulator.landing import land

CLOSE_M = 0.5  # a waypoint is reached this near, over ground and in height
WORDS = {
    Command.WAYPOINT: "WP",
    Command.LOITER_TIME: "LoitTime",
    Command.RETURN_TO_LAUNCH: "RTL",
    Command.LAND: "Land",
    Command.TAKEOFF: "Takeoff",
    Command.CHANGE_SPEED: "ChangeSpeed",
    Command.SET_SERVO: "SetServo",
    Command.FENCE_ENABLE: "FenceEnable",
    Command.GRIPPER: "Gripper",
    Command.WINCH: "Winch",
}


def start(copter: Copter) -> bool:
    """MISSION_START: change to AUTO from whatever mode, and fly if the motors run. Refused without a mission."""
    if not copter.enter(Mode.AUTO):
        return False
    copter.run.started = copter.armed
    return True


def jump(copter: Copter, to: int) -> bool:
    """Make `to` the current item; the flight goes on from there."""
    if not 0 <= to < len(copter.held.mission):
        return False
    copter.run = Run(current=to, started=copter.run.started, speed_mps=copter.run.speed_mps)
    if copter.mode is Mode.AUTO:
        copter.goal = None
    return True


def running(copter: Copter) -> Running:
    """Where the mission stands."""
    run = copter.run
    if len(copter.held.mission) < 2:
        return Running.NO_MISSION
    if run.complete:
        return Running.COMPLETE
    if not run.started or copter.mode is not Mode.AUTO:
        return Running.NOT_STARTED
    return Running.PAUSED if run.paused else Running.ACTIVE


def mission_aim(copter: Copter, seconds: float) -> Aim | None:
    """Where AUTO goes during the next `seconds`; None while it stands on the ground."""
    run = copter.run
    if not run.started or run.complete:
        return copter.hover() if copter.airborne else None
    if run.paused:
        return copter.hover()
    while (item := _current(copter)) is not None:
        if not run.begun:
            _begin(copter, item)
        if item.command in DOING:
            do(copter, item.command, item.params)
        elif copter.mode is not Mode.AUTO:
            return copter.hover()  # the item was a return: the mode has changed
        elif not _done(copter, item, seconds):
            return _towards(copter, item)
        else:
            run.reached.append(run.current)
        run.current, run.begun, run.waited_s, copter.goal = run.current + 1, False, 0.0, None
    run.complete, run.current = True, max(0, len(copter.held.mission) - 1)
    return copter.hover() if copter.airborne else None


def _current(copter: Copter) -> Item | None:
    run, mission = copter.run, copter.held.mission
    run.current = max(1, run.current)
    return mission[run.current] if run.current < len(mission) else None


def _begin(copter: Copter, item: Item) -> None:
    copter.run.begun = True
    copter.say(Severity.INFO, f"Mission: {copter.run.current} {WORDS[Command(item.command)]}")
    here = (copter.body.east, copter.body.north)
    aside = item.place is None or item.command == Command.TAKEOFF  # a take-off goes straight up
    east, north = here if aside or item.place is None else copter.xy(item.place)
    up = copter.body.up if item.command == Command.LAND else item_height_m(copter, item)
    copter.goal = Goal(east, north, up)
    if item.command == Command.TAKEOFF:
        copter.airborne = True
    if item.command == Command.RETURN_TO_LAUNCH:
        copter.enter(Mode.RTL)


def _done(copter: Copter, item: Item, seconds: float) -> bool:
    goal, body, run = copter.goal, copter.body, copter.run
    if item.command == Command.LAND:
        return not copter.airborne
    if goal is None or abs(goal.up - body.up) > CLOSE_M or body.away_m(goal.east, goal.north) > CLOSE_M:
        return False
    if item.command == Command.LOITER_TIME:
        run.waited_s += seconds
        return run.waited_s > item.params[0]
    return True


def _towards(copter: Copter, item: Item) -> Aim:
    goal = copter.goal
    if goal is None:
        return copter.hover()
    if item.command == Command.LAND:
        return land(copter, goal, cruise_mps(copter))
    return copter.aim(goal.east, goal.north, goal.up, cruise_mps(copter))


def cruise_mps(copter: Copter) -> float:
    """The ground speed the mission asked for, or the vehicle's own."""
    own = copter.parameters["WPNAV_SPEED"] / 100.0
    return copter.run.speed_mps if copter.run.speed_mps is not None else own
