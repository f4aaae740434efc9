"""Lanes, and how high, wide and heavy a vehicle may be, as OpenStreetMap's tags write them. Pure.

Source: OpenStreetMap wiki, pages Key:lanes, Key:maxheight, Key:maxwidth, Key:maxweight and Map features/Units.
"""

import re
from collections.abc import Iterable, Mapping

FOOT_M, INCH_M = 0.3048, 0.0254  # international foot and inch
METRES: Mapping[str, float] = {"": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meters": 1.0, "cm": 0.01, "mm": 0.001,
                               "ft": FOOT_M, "feet": FOOT_M, "in": INCH_M}  # fmt: skip
POUND_T = 0.45359237e-3  # international avoirdupois pound
TONNES: Mapping[str, float] = {"": 1.0, "t": 1.0, "tonne": 1.0, "tonnes": 1.0, "kg": 1e-3,
                               "lb": POUND_T, "lbs": POUND_T, "st": 2000 * POUND_T, "lt": 2240 * POUND_T,
                               "cwt": 112 * POUND_T}  # fmt: skip
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)")
_FEET = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|''|in)?)?")
_MOST_LANES = 20


def height_m(tags: Mapping[str, str]) -> float | None:
    """The lowest height told by sign or tape."""
    return _lowest(length_m(tags.get(key)) for key in ("maxheight", "maxheight:physical", "maxheight:signed"))


def width_m(tags: Mapping[str, str]) -> float | None:
    """The least width told by sign or tape."""
    return _lowest(length_m(tags.get(key)) for key in ("maxwidth", "maxwidth:physical"))


def weight_t(tags: Mapping[str, str]) -> float | None:
    """The weight for all vehicles; limits for goods vehicles alone do not bind an ambulance."""
    return mass_t(tags.get("maxweight"))


def length_m(text: str | None) -> float | None:
    """`3.5`, `3.5 m`, `350 cm`, `11'6"`, `12 ft`; of several the least. None for `default`, `none` and the like."""
    return _lowest(_length_m(part.strip().lower()) for part in (text or "").split(";"))


def mass_t(text: str | None) -> float | None:
    """`7.5`, `7.5 t`, `3500 kg`, `10 st` (short tons), `16000 lbs`; of several the least. None for words."""
    return _lowest(_amount(part.strip().lower(), TONNES) for part in (text or "").split(";"))


def lanes(tags: Mapping[str, str], *, one_way: bool) -> tuple[int, int]:
    """How many lanes run as drawn, and against; 0 where not told. An odd lane of a two-way road belongs to neither."""
    total = _count(tags.get("lanes"))
    forward, backward = _count(tags.get("lanes:forward")), _count(tags.get("lanes:backward"))
    if one_way:
        return (total or forward or backward,) * 2
    shared = _count(tags.get("lanes:both_ways"))
    if total and forward and not backward:
        backward = max(0, total - forward - shared)
    elif total and backward and not forward:
        forward = max(0, total - backward - shared)
    elif total and not forward:
        forward = backward = max(1, (total - shared) // 2)
    return forward, backward


def _length_m(text: str) -> float | None:
    feet = _FEET.fullmatch(text)
    if feet is None:
        return _amount(text, METRES)
    return _positive(float(feet[1]) * FOOT_M + float(feet[2] or 0) * INCH_M)


def _amount(text: str, units: Mapping[str, float]) -> float | None:
    match = _AMOUNT.fullmatch(text)
    if match is None or match[2] not in units:
        return None
    return _positive(float(match[1].replace(",", ".")) * units[match[2]])


def _positive(value: float) -> float | None:
    return value if value > 0 else None


def _lowest(values: Iterable[float | None]) -> float | None:
    return min((value for value in values if value is not None), default=None)


def _count(text: str | None) -> int:
    """Merged ways carry several counts: the least; halves (`1.5`) are rounded down."""
    found = [int(float(part)) for part in re.split(r"[;|·]", text or "") if re.fullmatch(r"\d+(\.\d+)?", part.strip())]
    return min((number for number in found if 0 < number <= _MOST_LANES), default=0)
