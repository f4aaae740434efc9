"""What can be set on a simulated vehicle, by ArduPilot's names and with its meanings; `SIM_*` is the world round it."""

from dataclasses import dataclass, field

from drones.model import Airframe

DEFAULTS = {
    "AUTO_OPTIONS": 1.0,  # bit 0: it arms in AUTO; ArduCopter is delivered without
    "BATT_ARM_MAH": 0.0,  # below this it does not arm; 0 is off
    "BATT_CAPACITY": 0.0,  # mAh, from the airframe
    "BATT_CRT_MAH": 0.0,  # at this it lands where it is
    "BATT_LOW_MAH": 0.0,  # at this it returns
    "DISARM_DELAY": 10.0,  # armed and on the ground for so many seconds, it stops its motors; 0 never does
    "FENCE_ACTION": 1.0,  # 0 reports only, 1 returns
    "FENCE_ENABLE": 0.0,
    "FS_GCS_ENABLE": 1.0,  # 0 never minds, 1 returns
    "FS_GCS_TIMEOUT": 10.0,  # seconds without a heartbeat of the ground station
    "LAND_SPEED": 50.0,  # cm/s in the last ten metres
    "MAV_GCS_SYSID": 255.0,  # whose heartbeats count
    "RALLY_INCL_HOME": 0.0,
    "RTL_ALT_M": 15.0,  # the least height of a return
    "WPNAV_ACCEL": 200.0,  # cm/s²
    "WPNAV_SPEED": 1000.0,  # cm/s, until a mission says otherwise
    "SIM_ACK_LOSS": 0.0,  # 1: the last answer of an upload never leaves
    "SIM_DOCK_W": 900.0,  # what the dock charges with while it stands disarmed at home
    "SIM_GPS1_ENABLE": 1.0,
    "SIM_GRIP_HOOK": 0.0,  # 1: the gripper opens, and the kit stays hooked to it
    "SIM_GRIP_JAM": 0.0,  # 1: the gripper does not open
    "SIM_GROUND": 0.0,  # metres that the ground below is higher than home
    "SIM_LINE_CUT": 0.0,  # seconds during which nothing comes through, from now on
    "SIM_LINE_LOSS": 0.0,  # share of frames lost, each way
    "SIM_LINE_PULL": 0.0,  # kilograms with which something holds the line
    "SIM_MIS_REFUSE": 0.0,  # number of the mission item it does not support; 0 is none
    "SIM_PREARM_FAIL": 0.0,  # 1: compasses disagree
    "SIM_WINCH_JAM": 0.0,  # metres of line at which the winch sticks; 0 is none
    "SIM_WIND_DIR": 180.0,  # degrees it blows from
    "SIM_WIND_SPD": 0.0,  # m/s at flight height
}
LOW, CRITICAL = 0.15, 0.07  # shares of the battery: fielded vehicles return and land at such figures
CELLS = 12  # in series, as in the batteries of the airframes we know
NOMINAL_V = CELLS * 3.7


@dataclass(slots=True)
class Parameters:
    """The settings of one vehicle, in ArduPilot's order: by name."""

    values: dict[str, float] = field(default_factory=lambda: dict(DEFAULTS))

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def __setitem__(self, name: str, value: float) -> None:
        """Set a parameter; raises KeyError when the vehicle has none of that name."""
        if name not in self.values:
            raise KeyError(name)
        self.values[name] = value

    @property
    def names(self) -> list[str]:
        """All names, in order; a parameter's index is its place here."""
        return sorted(self.values)


def parameters_for(airframe: Airframe) -> Parameters:
    """The settings a vehicle of this type is delivered with."""
    mah = airframe.battery_wh / NOMINAL_V * 1000.0
    fitted = Parameters()
    fitted["BATT_CAPACITY"] = round(mah)
    fitted["BATT_LOW_MAH"], fitted["BATT_CRT_MAH"] = round(mah * LOW), round(mah * CRITICAL)
    fitted["WPNAV_ACCEL"] = airframe.acceleration_mps2 * 100.0
    return fitted
