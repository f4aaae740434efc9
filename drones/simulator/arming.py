"""What stands against starting the motors, in the vehicle's own words. Pure."""

from collections.abc import Sequence
from typing import Protocol

from drones.simulator.codes import Mode
from drones.simulator.parameters import Parameters

ARMS_IN_AUTO = 1
NOT_ARMABLE = {Mode.RTL, Mode.LAND, Mode.BRAKE}


class Checked(Protocol):
    """What is looked at."""

    parameters: Parameters
    mode: Mode

    @property
    def left_mah(self) -> float: ...
    @property
    def fixed(self) -> bool: ...
    @property
    def breaching(self) -> bool: ...


def prearm_faults(copter: Checked) -> Sequence[str]:
    """What is wrong with the vehicle, whether or not anybody wants to arm."""
    wanted, left = copter.parameters, copter.left_mah
    faults = {
        "GPS 1: Bad fix": not copter.fixed,
        "Compasses inconsistent": wanted["SIM_PREARM_FAIL"] > 0,
        "Battery 1 below minimum arming capacity": left < wanted["BATT_ARM_MAH"],
        "Battery 1 low capacity failsafe": left < wanted["BATT_LOW_MAH"],
        "Vehicle breaching Polygon fence": copter.breaching,
    }
    return [text for text, holds in faults.items() if holds]


def refusals(copter: Checked) -> Sequence[str]:
    """Why it does not arm now; empty when it does."""
    auto_forbidden = copter.mode is Mode.AUTO and not int(copter.parameters["AUTO_OPTIONS"]) & ARMS_IN_AUTO
    if copter.mode in NOT_ARMABLE or auto_forbidden:
        return (f"{copter.mode.name} mode not armable",)
    return prearm_faults(copter)
