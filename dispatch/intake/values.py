"""Numbers, instants and places out of others' messages: each value, or None where it cannot be one. Pure."""

import math
from datetime import UTC, datetime
from typing import Any

from chassis.geo import LatLon

LONGEST = 24  # characters of a number; a longer one is no measurement


def number_of(raw: object, *, least: float = -math.inf, most: float = math.inf) -> float | None:
    """A finite number within bounds, also from its text; None for everything else, True and False included."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str) or len(str(raw)[: LONGEST + 1]) > LONGEST:
        return None
    try:
        found = float(raw)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and least <= found <= most else None


def whole_of(raw: object, *, least: int, most: int) -> int | None:
    """A whole number within bounds; None for everything else."""
    found = number_of(raw, least=least, most=most)
    return int(found) if found is not None and found == int(found) else None


def place_of(lat: object, lon: object) -> LatLon | None:
    """A place on the globe; None where either is no coordinate, and for 0, 0, which devices without a fix say."""
    north, east = number_of(lat, least=-90, most=90), number_of(lon, least=-180, most=180)
    return LatLon(north, east) if north is not None and east is not None and (north, east) != (0.0, 0.0) else None


def instant_of(raw: object) -> datetime | None:
    """An ISO 8601 instant with its offset, in UTC; None for everything else."""
    if not isinstance(raw, str) or len(raw) > 40:
        return None
    try:
        found = datetime.fromisoformat(raw)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def epoch_of(seconds: float | None) -> datetime | None:
    """Seconds since 1970 as an instant; None outside of the years that computers know."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def text_of(raw: Any, longest: int) -> str | None:
    """The words of a text without the space around and between, cut at `longest`; None for no text."""
    words = " ".join(raw[: 4 * longest].split())[:longest].strip() if isinstance(raw, str) else ""
    return words.replace("\0", "") or None
