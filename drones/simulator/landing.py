"""Coming down, and coming back first. Each call is a short stretch of time."""

from drones.simulator.body import Aim
from drones.simulator.copter import Copter, Goal

RETURN_WAITS_S = 5.0  # a return hovers so long before it comes down
OVER_M = 0.5  # it comes down when this near over ground
LOW_M = 10.0  # below this it sinks slowly
UNDER_M = -5.0  # aimed at, so that it does not slow down above the ground


def land(copter: Copter, goal: Goal, speed_mps: float) -> Aim:
    """Over the goal at its height, then down."""
    if not goal.coming_down and copter.body.away_m(goal.east, goal.north) > OVER_M:
        return copter.aim(goal.east, goal.north, goal.up, speed_mps)
    goal.coming_down = True
    slow = copter.parameters["LAND_SPEED"] / 100.0
    sink = copter.body.airframe.descend_mps if copter.body.up > LOW_M else slow
    return Aim(goal.east, goal.north, UNDER_M, speed_mps, 1.0, sink)


def come_back(copter: Copter, goal: Goal, speed_mps: float, seconds: float) -> Aim:
    """Up to the height of the return, over the goal, a moment's wait, down."""
    body = copter.body
    if not goal.coming_down and body.up < goal.up - OVER_M:
        return copter.aim(body.east, body.north, goal.up, 0.0)
    if body.away_m(goal.east, goal.north) <= OVER_M and goal.waited_s < RETURN_WAITS_S:
        goal.waited_s += seconds
        return copter.aim(goal.east, goal.north, goal.up, speed_mps)
    return land(copter, goal, speed_mps)
