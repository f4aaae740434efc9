"""What a vehicle says of itself, as messages, and how often unless asked otherwise."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from drones.simulator.arming import prearm_faults
from drones.simulator.codes import Landed, Mode
from drones.simulator.copter import Copter
from drones.simulator.items import home_item
from drones.simulator.missionrun import running
from drones.simulator.parameters import CELLS

Message = Any  # pymavlink's messages carry no types
NO_FIX, FIX_3D = 1, 3
HDOP, SATELLITES = 80, 16  # a clear sky: HDOP in hundredths
EKF_GOOD, EKF_BLIND = 0x33F, 0x0A7  # with and without an absolute position
HOOK_KG = 0.05  # what pulls at the line where no kit hangs
FULL_V, SPAN_V = 3.5, 0.7  # volts of an empty cell, and what a full one has more
SENSORS = (
    mavlink.MAV_SYS_STATUS_SENSOR_3D_GYRO
    | mavlink.MAV_SYS_STATUS_SENSOR_3D_ACCEL
    | mavlink.MAV_SYS_STATUS_SENSOR_3D_MAG
    | mavlink.MAV_SYS_STATUS_SENSOR_ABSOLUTE_PRESSURE
    | mavlink.MAV_SYS_STATUS_AHRS
    | mavlink.MAV_SYS_STATUS_GEOFENCE
    | mavlink.MAV_SYS_STATUS_SENSOR_BATTERY
)
PROTOCOLS = (
    mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_COMMAND_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_RALLY
    | mavlink.MAV_PROTOCOL_CAPABILITY_MAVLINK2
    | mavlink.MAV_PROTOCOL_CAPABILITY_PARAM_FLOAT
)
VERSION = (4 << 24) | (7 << 16)  # of the ArduCopter it behaves like


def _heartbeat(copter: Copter, _ms: int) -> Message:
    base = mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
    base |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED if copter.armed else 0
    base |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED if copter.mode is not Mode.STABILIZE else 0
    status = mavlink.MAV_STATE_ACTIVE if copter.airborne else mavlink.MAV_STATE_STANDBY
    status = mavlink.MAV_STATE_CRITICAL if copter.failing else status
    kind, maker = mavlink.MAV_TYPE_QUADROTOR, mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA
    return mavlink.MAVLink_heartbeat_message(kind, maker, base, copter.mode, status, 3)


def _position(copter: Copter, ms: int) -> Message:
    body, here = copter.body, home_item(copter.place, 0.0)
    up_mm = round(body.up * 1000)
    speeds = (_cm(body.north_mps), _cm(body.east_mps), -_cm(body.up_mps))
    amsl_mm = round(copter.home_amsl_m * 1000) + up_mm
    heading = round(body.heading_deg * 100)
    return mavlink.MAVLink_global_position_int_message(ms, here.lat_e7, here.lon_e7, amsl_mm, up_mm, *speeds, heading)


def _hud(copter: Copter, _ms: int) -> Message:
    body = copter.body
    throttle = round(100 * min(1.0, body.power_w / (body.airframe.battery_wh * 4)))  # full: a quarter of an hour
    through = body.through_air_mps(copter.wind) if copter.airborne else 0.0
    amsl_m = copter.home_amsl_m + body.up
    return mavlink.MAVLink_vfr_hud_message(
        through, body.ground_mps, round(body.heading_deg), throttle, amsl_m, body.up_mps
    )


def _landed(copter: Copter, _ms: int) -> Message:
    state = Landed.IN_AIR if copter.airborne else Landed.ON_GROUND
    if copter.airborne and copter.goal is not None and copter.goal.coming_down:
        state = Landed.LANDING
    return mavlink.MAVLink_extended_sys_state_message(0, state)


def _mission(copter: Copter, _ms: int) -> Message:
    total = max(0, len(copter.held.mission) - 1)
    mode = 1 if copter.mode is Mode.AUTO else 2  # in mission mode, or suspended
    return mavlink.MAVLink_mission_current_message(copter.run.current, total, running(copter), mode)


def _system(copter: Copter, _ms: int) -> Message:
    ready = mavlink.MAV_SYS_STATUS_PREARM_CHECK
    fenced = mavlink.MAV_SYS_STATUS_GEOFENCE
    healthy = SENSORS | (0 if prearm_faults(copter) else ready)
    healthy &= ~fenced if copter.breaching else ~0
    load, drops = 180, 0
    return mavlink.MAVLink_sys_status_message(
        SENSORS | ready, SENSORS | ready, healthy, load, round(_volts(copter) * 1000), _ca(copter),
        _percent(copter), drops, 0, 0, 0, 0, 0,
    )  # fmt: skip


def _battery(copter: Copter, _ms: int) -> Message:
    frame = copter.body.airframe
    cells = [round(_volts(copter) / CELLS * 1000)] * 10
    used_mah = round(copter.parameters["BATT_CAPACITY"] - copter.left_mah)
    used_hj = round((frame.battery_wh - copter.body.energy_wh) * 36)
    return mavlink.MAVLink_battery_status_message(
        0, 0, 1, 2500, cells, _ca(copter), used_mah, used_hj, _percent(copter)
    )


def _gps(copter: Copter, ms: int) -> Message:
    here, body = home_item(copter.place, 0.0), copter.body
    amsl_mm = round((copter.home_amsl_m + body.up) * 1000)
    fix, seen = (FIX_3D, SATELLITES) if copter.fixed else (NO_FIX, 0)
    hdop = HDOP if copter.fixed else 9999
    course = round(math.degrees(math.atan2(body.east_mps, body.north_mps)) % 360.0 * 100) % 36000
    return mavlink.MAVLink_gps_raw_int_message(
        ms * 1000, fix, here.lat_e7, here.lon_e7, amsl_mm, hdop, hdop, _cm(body.ground_mps), course, seen
    )


def _ekf(copter: Copter, _ms: int) -> Message:
    return mavlink.MAVLink_ekf_status_report_message(EKF_GOOD if copter.fixed else EKF_BLIND, 0.1, 0.1, 0.1, 0.1, 0.0)


def _wind(copter: Copter, _ms: int) -> Message:
    return mavlink.MAVLink_wind_message(copter.parameters["SIM_WIND_DIR"], copter.parameters["SIM_WIND_SPD"], 0.0)


def _winch(copter: Copter, ms: int) -> Message:
    winch = copter.winch
    hangs = winch.kit and winch.kit_height_m(copter.over_ground_m) > 0.0
    status = 0 if winch.jammed else mavlink.MAV_WINCH_STATUS_HEALTHY
    status |= mavlink.MAV_WINCH_STATUS_MOVING if winch.moving else 0
    status |= mavlink.MAV_WINCH_STATUS_FULLY_RETRACTED if winch.line_m == 0.0 else 0
    speed = winch.rate_mps if winch.moving else 0.0
    tension = (copter.kit_kg if hangs else HOOK_KG) + copter.parameters["SIM_LINE_PULL"]
    return mavlink.MAVLink_winch_status_message(ms * 1000, winch.line_m, speed, tension, 24.0, 1.0, 25, status)


def _fence(copter: Copter, _ms: int) -> Message:
    polygon = mavlink.FENCE_BREACH_BOUNDARY if copter.breaching else mavlink.FENCE_BREACH_NONE
    return mavlink.MAVLink_fence_status_message(int(copter.breaching), 0, polygon, 0)


def _home(copter: Copter, _ms: int) -> Message:
    home = home_item(copter.home, copter.home_amsl_m)
    amsl_mm, ahead = round(copter.home_amsl_m * 1000), (1.0, 0.0, 0.0, 0.0)
    return mavlink.MAVLink_home_position_message(home.lat_e7, home.lon_e7, amsl_mm, 0, 0, 0, ahead, 0, 0, 0)


def _attitude(copter: Copter, ms: int) -> Message:
    return mavlink.MAVLink_attitude_message(ms, 0.0, 0.0, math.radians(copter.body.heading_deg), 0.0, 0.0, 0.0)


def _version(copter: Copter, _ms: int) -> Message:
    nothing = [0] * 8
    uid = abs(hash(copter.home)) % 2**63
    return mavlink.MAVLink_autopilot_version_message(PROTOCOLS, VERSION, 0, 0, 0, nothing, nothing, nothing, 0, 0, uid)


def _cm(metres: float) -> int:
    return round(metres * 100)


def _volts(copter: Copter) -> float:
    return CELLS * (FULL_V + SPAN_V * copter.battery_share)


def _ca(copter: Copter) -> int:
    return round(copter.body.power_w / _volts(copter) * 100)


def _percent(copter: Copter) -> int:
    return round(copter.battery_share * 100)


SPOKEN: Mapping[int, Callable[[Copter, int], Message]] = {
    mavlink.MAVLINK_MSG_ID_HEARTBEAT: _heartbeat,
    mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: _position,
    mavlink.MAVLINK_MSG_ID_VFR_HUD: _hud,
    mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: _landed,
    mavlink.MAVLINK_MSG_ID_MISSION_CURRENT: _mission,
    mavlink.MAVLINK_MSG_ID_SYS_STATUS: _system,
    mavlink.MAVLINK_MSG_ID_BATTERY_STATUS: _battery,
    mavlink.MAVLINK_MSG_ID_GPS_RAW_INT: _gps,
    mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT: _ekf,
    mavlink.MAVLINK_MSG_ID_WIND: _wind,
    mavlink.MAVLINK_MSG_ID_WINCH_STATUS: _winch,
    mavlink.MAVLINK_MSG_ID_FENCE_STATUS: _fence,
    mavlink.MAVLINK_MSG_ID_HOME_POSITION: _home,
    mavlink.MAVLINK_MSG_ID_ATTITUDE: _attitude,
    mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION: _version,
}
ONLY_ASKED = {mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION}
UNASKED_S = 1.0
EVERY_S: Mapping[int, float] = {number: UNASKED_S for number in SPOKEN if number not in ONLY_ASKED}
