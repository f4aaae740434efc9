"""An arrival as a page without scripts promises it: `web/static/app/eta.js` is its twin."""

from datetime import datetime, timedelta
from math import ceil

MINUTE = timedelta(minutes=1)


def spread(p50: timedelta, p90: timedelta | None) -> str:
    """7–10: p50 to p90 in whole minutes, at least 1, the second rounded up; 7 where both are one or p90 is unknown."""
    low = max(1, round(p50 / MINUTE))
    high = ceil(p90 / MINUTE) if p90 is not None else 0
    return f"{low}–{high}" if high > low else str(low)


def spread_until(eta: str, p90: str | None, now: datetime) -> str:
    """The same until two ISO 8601 instants."""
    later = datetime.fromisoformat(p90) - now if p90 is not None else None
    return spread(datetime.fromisoformat(eta) - now, later)
