"""COMMAND_LONG and its answers: what others may order a vehicle to do."""

from collections.abc import Callable, Mapping, Sequence

from drones.simulator.arming import prearm_faults
from drones.simulator.codes import Command, Mode, Result, Severity
from drones.simulator.copter import Copter
from drones.simulator.doing import do
from drones.simulator.missionrun import jump, start

FORCE = 21196.0  # the magic of a forced arm or disarm
Params = Sequence[float]


def obey(copter: Copter, command: int, params: Params) -> Result:
    """Carry out a command with its seven parameters."""
    order = ORDERS.get(command)
    return order(copter, params) if order is not None else do(copter, command, params)


def set_mode(copter: Copter, number: int) -> Result:
    """Change the flight mode by its number."""
    if number not in set(Mode):
        return Result.FAILED
    return _result(copter.enter(Mode(number)))


def _result(done: bool) -> Result:
    return Result.ACCEPTED if done else Result.FAILED


def _arm(copter: Copter, params: Params) -> Result:
    forced = params[1] == FORCE
    if params[0] == 1.0:
        return _result(copter.arm(forced=forced))
    return _result(copter.disarm(forced=forced)) if params[0] == 0.0 else Result.UNSUPPORTED


def _pause(copter: Copter, params: Params) -> Result:
    if copter.mode is not Mode.AUTO or int(params[0]) not in {0, 1}:
        return Result.FAILED
    copter.run.paused = int(params[0]) == 0
    return Result.ACCEPTED


def _take_off(copter: Copter, params: Params) -> Result:
    """As observed: only in GUIDED, armed, on the ground."""
    goal = copter.goal
    if copter.mode is not Mode.GUIDED or not copter.armed or copter.airborne or goal is None:
        return Result.FAILED
    goal.up, copter.airborne = params[6], True
    return Result.ACCEPTED


def _checks(copter: Copter, _params: Params) -> Result:
    for text in prearm_faults(copter):
        copter.say(Severity.CRITICAL, f"PreArm: {text}")
    return Result.TEMPORARILY_REJECTED if copter.armed else Result.ACCEPTED


ORDERS: Mapping[int, Callable[[Copter, Params], Result]] = {
    Command.ARM_DISARM: _arm,
    Command.SET_MODE: lambda copter, params: set_mode(copter, int(params[1])),
    Command.MISSION_START: lambda copter, _: _result(start(copter)),
    Command.SET_MISSION_CURRENT: lambda copter, params: _result(jump(copter, int(params[0]))),
    Command.PAUSE_CONTINUE: _pause,
    Command.TAKEOFF: _take_off,
    Command.LAND: lambda copter, _: _result(copter.enter(Mode.LAND)),
    Command.RETURN_TO_LAUNCH: lambda copter, _: _result(copter.enter(Mode.RTL)),
    Command.RUN_PREARM_CHECKS: _checks,
}
