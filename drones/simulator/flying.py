"""Time passes for a vehicle: it flies, its winch turns, its battery empties or fills, it minds what goes wrong."""

from drones.simulator.body import Aim
from drones.simulator.codes import Mode
from drones.simulator.copter import Copter
from drones.simulator.failsafes import watch
from drones.simulator.landing import come_back, land
from drones.simulator.missionrun import cruise_mps, mission_aim

TICK_S = 0.1
CHARGES_WITHIN_M = 20.0  # of home there is a dock
FETCHED_S = 300.0  # landed elsewhere, somebody carries it home in this time


def step(copter: Copter, seconds: float, *, now: float) -> None:
    """Fly for `seconds`. `now` is the time of those who listen, in seconds: the same pace, unless flown faster."""
    left = seconds
    while left > 1e-9:
        tick = min(left, TICK_S)
        left -= tick
        copter.winch.step(tick, copter.parameters["SIM_WINCH_JAM"])
        if copter.armed:
            _fly(copter, tick)
        else:
            _stand(copter, tick)
        watch(copter, now)


def _fly(copter: Copter, seconds: float) -> None:
    aim = _aim(copter, seconds)
    if aim is None or not copter.airborne:
        copter.idle_s += seconds
        if 0 < copter.parameters["DISARM_DELAY"] < copter.idle_s:
            copter.disarm()
        return
    copter.idle_s = 0.0
    kit_kg = copter.kit_kg if copter.winch.kit else 0.0
    braking = copter.parameters["WPNAV_ACCEL"] / 100.0
    copter.body.fly(aim, seconds, wind=copter.wind, kit_kg=kit_kg, braking_mps2=braking)
    if copter.body.up <= 0.0 and aim.up < 0.0:
        copter.airborne = False
        if copter.mode is Mode.AUTO:
            mission_aim(copter, seconds)  # the landing is reached
        copter.disarm()


def _aim(copter: Copter, seconds: float) -> Aim | None:
    goal = copter.goal
    if copter.mode is Mode.AUTO:
        return mission_aim(copter, seconds)
    if goal is None or not copter.airborne:
        return copter.hover() if copter.airborne else None
    if copter.mode is Mode.RTL:
        return come_back(copter, goal, cruise_mps(copter), seconds)
    if copter.mode is Mode.LAND:
        return land(copter, goal, 0.0)
    return copter.aim(goal.east, goal.north, goal.up, cruise_mps(copter))


def _stand(copter: Copter, seconds: float) -> None:
    """At home a dock fills the battery; from elsewhere somebody carries the vehicle there."""
    body = copter.body
    copter.idle_s += seconds
    if body.away_m(0.0, 0.0) > CHARGES_WITHIN_M:
        if copter.idle_s > FETCHED_S:
            body.east = body.north = 0.0
    else:
        filled = body.energy_wh + copter.parameters["SIM_DOCK_W"] * seconds / 3600.0
        body.energy_wh = min(body.airframe.battery_wh, filled)
