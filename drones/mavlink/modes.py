"""ArduCopter's flight modes, by the numbers its heartbeat and DO_SET_MODE use (ArduCopter/mode.h)."""

from drones.vehicle import Mode

NUMBERS = {
    Mode.STABILIZE: 0,
    Mode.AUTO: 3,
    Mode.GUIDED: 4,
    Mode.LOITER: 5,
    Mode.RTL: 6,
    Mode.LAND: 9,
    Mode.BRAKE: 17,
}
_MODES = {number: mode for mode, number in NUMBERS.items()} | {21: Mode.RTL, 27: Mode.RTL}  # SMART_RTL, AUTO_RTL


def mode_of(number: int) -> Mode:
    """The mode with this number: both other ways home are `RTL`, what a sortie never uses is `OTHER`."""
    return _MODES.get(number, Mode.OTHER)
