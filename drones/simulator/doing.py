"""What a vehicle does besides flying, ordered by its mission or by somebody who speaks to it."""

from collections.abc import Callable, Mapping, Sequence

from drones.simulator.codes import Command, Result, Severity
from drones.simulator.copter import Copter

RELAX, BY_LENGTH, BY_RATE = 0, 1, 2  # WINCH_ACTIONS
RELEASE, GRAB = 0, 1  # GRIPPER_ACTIONS
GROUND_SPEED = 1  # SPEED_TYPE
LONG_M = 1_000.0  # more than any drum holds: turn until told otherwise
Params = Sequence[float]


def do(copter: Copter, command: int, params: Params) -> Result:
    """Carry it out at once; UNSUPPORTED for what this vehicle has not got."""
    act = ACTS.get(command)
    return act(copter, params) if act is not None else Result.UNSUPPORTED


def _winch(copter: Copter, params: Params) -> Result:
    action, length_m, rate_mps = int(params[1]), params[2], params[3]
    if action == RELAX:
        copter.winch.stop()
    elif action == BY_LENGTH and rate_mps != 0.0:
        copter.winch.turn(length_m, abs(rate_mps))
        copter.say(Severity.INFO, f"Winch: {'lowering' if length_m > 0 else 'raising'} {abs(length_m):.1f}m")
    elif action == BY_RATE:
        copter.winch.turn(LONG_M if rate_mps > 0 else -LONG_M if rate_mps < 0 else 0.0, abs(rate_mps))
    else:
        return Result.FAILED
    return Result.ACCEPTED


def _gripper(copter: Copter, params: Params) -> Result:
    action = int(params[1])
    if action == RELEASE and copter.parameters["SIM_GRIP_JAM"]:
        return Result.FAILED
    if action == RELEASE:
        if not copter.parameters["SIM_GRIP_HOOK"]:
            copter.winch.release(copter.over_ground_m)
        copter.say(Severity.INFO, "Gripper load released")
    elif action == GRAB and not copter.airborne:
        copter.winch.load()
        copter.say(Severity.INFO, "Gripper load grabbed")
    elif action != GRAB:
        return Result.FAILED
    return Result.ACCEPTED


def _speed(copter: Copter, params: Params) -> Result:
    if int(params[0]) != GROUND_SPEED or not params[1] > 0.0:
        return Result.FAILED
    copter.run.speed_mps = params[1]
    return Result.ACCEPTED


def _fence(copter: Copter, params: Params) -> Result:
    if int(params[0]) not in {0, 1}:
        return Result.FAILED
    copter.parameters["FENCE_ENABLE"] = float(int(params[0]))
    return Result.ACCEPTED


def _servo(_copter: Copter, params: Params) -> Result:
    return Result.ACCEPTED if 1 <= int(params[0]) <= 16 else Result.FAILED


ACTS: Mapping[int, Callable[[Copter, Params], Result]] = {
    Command.WINCH: _winch,
    Command.GRIPPER: _gripper,
    Command.CHANGE_SPEED: _speed,
    Command.FENCE_ENABLE: _fence,
    Command.SET_SERVO: _servo,
}
