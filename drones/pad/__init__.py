"""Commands of the pad: a drop is ordered, a pilot answers and flies it. No answer means no drop."""

from drones.pad.certifying import certify, withdraw_certificate
from drones.pad.checking import read_notices, read_preflight
from drones.pad.commanding import take_over
from drones.pad.flying import (
    abort,
    accept,
    act,
    cancel,
    close,
    cut,
    decline,
    divert,
    explain,
    fail,
    land,
    launch,
    lower,
    on_station,
    pause,
    preflight_ok,
    released,
    resume,
    retract,
    retracted,
    tick_check,
    took_off,
)
from drones.pad.homing import call_home
from drones.pad.kits import add_kit, found_kit, remove_kit
from drones.pad.ordering import order_drop, overdue
from drones.pad.readiness import change_battery, put_into_service, take_out_of_service
from drones.pad.reporting import report_position
from drones.pad.standing import take_obstacles
from drones.pad.vendors import put_vendor, remove_vendor

__all__ = [
    "abort",
    "accept",
    "act",
    "add_kit",
    "call_home",
    "cancel",
    "certify",
    "change_battery",
    "close",
    "cut",
    "decline",
    "divert",
    "explain",
    "fail",
    "found_kit",
    "land",
    "launch",
    "lower",
    "on_station",
    "order_drop",
    "overdue",
    "pause",
    "preflight_ok",
    "put_into_service",
    "put_vendor",
    "read_notices",
    "read_preflight",
    "released",
    "remove_kit",
    "remove_vendor",
    "report_position",
    "resume",
    "retract",
    "retracted",
    "take_obstacles",
    "take_out_of_service",
    "take_over",
    "tick_check",
    "took_off",
    "withdraw_certificate",
]
