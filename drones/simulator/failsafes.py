"""What a vehicle does by itself when something is wrong. What it began it does not take back when that is over."""

from drones.simulator.codes import Mode, Severity
from drones.simulator.copter import Copter

COMING_DOWN = {Mode.RTL, Mode.LAND}


def watch(copter: Copter, now: float) -> None:
    """Look at everything once; `now` is the listeners' time, by which silence is told."""
    _edge(copter, "gcs", _silent(copter, now), "GCS Failsafe", Mode.RTL)
    left, wanted = copter.left_mah, copter.parameters
    _edge(copter, "low", left < wanted["BATT_LOW_MAH"], _battery(copter, "low"), Mode.RTL)
    _edge(copter, "critical", left < wanted["BATT_CRT_MAH"], _battery(copter, "critical"), Mode.LAND)
    returns = Mode.RTL if wanted["FENCE_ACTION"] > 0 else None
    _edge(copter, "fence", copter.breaching, "Polygon fence breached", returns)
    _edge(copter, "ekf", not copter.fixed, "EKF Failsafe: changed to LAND Mode", Mode.LAND)


def _silent(copter: Copter, now: float) -> bool:
    if copter.heard_gcs is None or copter.parameters["FS_GCS_ENABLE"] <= 0:
        return False
    return now - copter.heard_gcs > copter.parameters["FS_GCS_TIMEOUT"]


def _battery(copter: Copter, how: str) -> str:
    used = copter.parameters["BATT_CAPACITY"] - copter.left_mah
    return f"Battery 1 is {how} used {used:.0f} mAh"


def _edge(copter: Copter, name: str, wrong: bool, text: str, mode: Mode | None) -> None:
    """Act when something becomes wrong in flight, and say so; say so again when it is over."""
    if wrong and name not in copter.failing and copter.airborne:
        copter.failing.add(name)
        copter.say(Severity.CRITICAL if mode is not None else Severity.WARNING, text)
        _go(copter, mode)
    elif not wrong and name in copter.failing:
        copter.failing.discard(name)
        if name == "gcs":
            copter.say(Severity.WARNING, "GCS Failsafe Cleared")


def _go(copter: Copter, mode: Mode | None) -> None:
    """A landing is never turned into a return, nor either into itself."""
    if mode is None or copter.mode is Mode.LAND or (mode is Mode.RTL and copter.mode in COMING_DOWN):
        return
    copter.run.paused = False
    copter.enter(mode)
