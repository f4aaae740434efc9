"""Commands of the pad: a drop is ordered, a pilot answers and flies it. No answer means no drop."""

from drones.pad.flying import (
    abort,
    accept,
    act,
    cancel,
    close,
    decline,
    divert,
    explain,
    fail,
    land,
    launch,
    lower,
    on_station,
    preflight_ok,
    released,
    retract,
    retracted,
)
from drones.pad.ordering import order_drop, overdue
from drones.pad.readiness import change_battery, put_into_service, take_out_of_service
from drones.pad.reporting import report_position

__all__ = [
    "abort",
    "accept",
    "act",
    "cancel",
    "change_battery",
    "close",
    "decline",
    "divert",
    "explain",
    "fail",
    "land",
    "launch",
    "lower",
    "on_station",
    "order_drop",
    "overdue",
    "preflight_ok",
    "put_into_service",
    "released",
    "report_position",
    "retract",
    "retracted",
    "take_out_of_service",
]
