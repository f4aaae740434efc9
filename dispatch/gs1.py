"""What a barcode on a drug or a kit says: product, lot, when it expires. Pure.

GS1 General Specifications: element strings of DataMatrix and GS1-128 with their application identifiers, as a scanner
gives them (symbology identifier in front, FNC1 as GS) or as they are printed, in brackets; and the plain EAN-13, EAN-8
and UPC-A.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

GS = "\x1d"  # FNC1 as a scanner sends it: the end of a part without a fixed length
PREFIX = re.compile(r"^\](?:d2|C1|e0|Q3|E0|E4)")
PLAIN = re.compile(r"\d{8}|\d{12,14}")
FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "17": 6}  # AI: length of what follows
OPEN = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "710": 20, "713": 20, "714": 20}
PRINTED = re.compile(r"\((\d{2,4})\)([^(]+)")
SPAN_BACK, SPAN_ON = 49, 50  # GS1: a year of two digits lies from 49 years ago to 50 years on


class UnreadableError(ValueError):
    """This is no barcode that we can read; the message says why."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """`gtin` has 14 digits; what the code does not say is None."""

    gtin: str
    lot: str | None = None
    serial: str | None = None
    expires: date | None = None


def read_code(text: str, *, today: date) -> Scanned:
    """What the code says. Raises UnreadableError."""
    bare = PREFIX.sub("", text.strip())
    if PLAIN.fullmatch(bare) and has_check_digit(bare):
        return Scanned(bare.zfill(14))
    parts = _printed(bare) if bare.startswith("(") else _elements(bare)
    if "01" not in parts:
        raise UnreadableError("the code names no product")
    if not has_check_digit(parts["01"]):
        raise UnreadableError("the check digit of the product number is wrong")
    found = Scanned(parts["01"], lot=parts.get("10"), serial=parts.get("21"))
    return replace(found, expires=_date(parts["17"], today)) if "17" in parts else found


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (GS1, modulo 10, weights 3 and 1 from the right)."""
    weighed = sum(int(one) * (3 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits[:-1])))
    return digits[-1] == str(-weighed % 10)


def _printed(text: str) -> dict[str, str]:
    if PRINTED.sub("", text).strip():
        raise UnreadableError("the brackets do not close")
    return {ai: value.strip() for ai, value in PRINTED.findall(text)}


def _elements(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    left = text.lstrip(GS)
    while left:
        ai = next((left[:size] for size in (2, 3) if left[:size] in FIXED or left[:size] in OPEN), None)
        if ai is None:
            raise UnreadableError(f"unknown part {left[:4]}")
        value, left = _take(ai, left[len(ai) :])
        parts[ai] = value
    return parts


def _take(ai: str, rest: str) -> tuple[str, str]:
    if ai in FIXED:
        value, rest = rest[: FIXED[ai]], rest[FIXED[ai] :]
        if len(value) < FIXED[ai] or not value.isdecimal():
            raise UnreadableError(f"part {ai} is too short")
        return value, rest.lstrip(GS)
    value, _, rest = rest.partition(GS)
    if not 0 < len(value) <= OPEN[ai]:
        raise UnreadableError(f"part {ai} is empty or too long")
    return value, rest


def _date(digits: str, today: date) -> date:
    """YYMMDD; day 00 is the last of the month."""
    if not re.fullmatch(r"\d{6}", digits):
        raise UnreadableError("the date of expiry is no date")
    year, month, day = _year(int(digits[:2]), today), int(digits[2:4]), int(digits[4:])
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError as error:
        raise UnreadableError("the date of expiry is no date") from error


def _year(two: int, today: date) -> int:
    century = today.year - today.year % 100
    year = century + two
    if year - today.year > SPAN_ON:
        return year - 100
    return year + 100 if today.year - year > SPAN_BACK else year
