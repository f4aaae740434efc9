"""Vertical limits as aeronautical publications write them: SFC, 1 500 AGL, 8000 ft AMSL, FL180, UNL. Pure."""

import re
from dataclasses import dataclass

from drones.model import Datum

FOOT_M = 0.3048
FLIGHT_LEVEL_M = 100 * FOOT_M
GROUND_WORDS = frozenset({"SFC", "GND", "SURFACE", "GROUND", "0"})
ENDLESS_WORDS = frozenset({"UNL", "UNLIMITED", "UNLTD"})
LEVEL = re.compile(r"FL ?(\d{1,3})")
NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>FEET|FT|METRES|METERS|M)?\.? ?(?P<datum>[A-Z]*)")
DATUMS = {
    **dict.fromkeys(("AGL", "ASFC", "GND", "SFC", "HGT"), Datum.GROUND),
    **dict.fromkeys(("AMSL", "MSL", "ASL", "ALT", ""), Datum.SEA),
}


@dataclass(frozen=True, slots=True)
class Height:
    """A limit in metres from its datum; None is unlimited."""

    metres: float | None
    datum: Datum


GROUND, ENDLESS = Height(0.0, Datum.GROUND), Height(None, Datum.SEA)


def read_height(text: str) -> Height:
    """What `text` says; raises ValueError when that is not clear.

    A bare number is feet, as in the charts, and one without a datum counts from the sea: as a floor that is the
    careful reading. A flight level is a hundred feet of pressure altitude each and counts from the sea as well.
    """
    said = re.sub(r"(?<=\d)[ ,](?=\d{3}\b)", "", " ".join(text.upper().split()))
    if said in GROUND_WORDS:
        return GROUND
    if said in ENDLESS_WORDS:
        return ENDLESS
    if level := LEVEL.fullmatch(said):
        return Height(int(level[1]) * FLIGHT_LEVEL_M, Datum.SEA)
    found = NUMBER.fullmatch(said)
    if found is None or found["datum"] not in DATUMS:
        raise ValueError(f"not a height: {text!r}")
    step_m = 1.0 if (found["unit"] or "FT").startswith("M") else FOOT_M
    return Height(float(found["number"]) * step_m, DATUMS[found["datum"]])


def in_order(one: Height, other: Height) -> tuple[Height, Height]:
    """Floor and ceiling of two limits that came in no order; raises ValueError when both are unlimited."""
    low, high = sorted((one, other), key=lambda height: float("inf") if height.metres is None else height.metres)
    if low.metres is None:
        raise ValueError("no floor")
    return low, high
