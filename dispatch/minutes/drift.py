"""The alarm when minutes are not kept any more: over the last fifty trips, and over a week.

Only trips promised by the minutes in force count, so that calibrating takes the alarm off.
"""

from datetime import timedelta
from typing import Any

from chassis import topics
from chassis.events import Event
from chassis.work import Work
from dispatch.desk.alerting import KNOW, alert_summary, clear_alert, find_alert, raise_alert
from dispatch.system import System
from dispatch.tables.trips import count_kept, newest_number
from routing.kept import Off, off

ROLLING = 50  # trips
WEEK = timedelta(days=7)
KIND = "minutes_off"
Kept = tuple[int, int, int]  # trips, within p50, within p90


def look_for_drift(work: Work, system: System, region: str) -> None:
    """Raise the alarm once while the minutes are off, and take it off when they are kept again."""
    model = newest_number(work.session, region)
    newest = count_kept(work.session, region, model=model, limit=ROLLING)
    week = count_kept(work.session, region, model=model, since=work.now - WEEK)
    wrong = drift(newest, week)
    if wrong is None:
        clear_alert(work, KIND, region)
    elif raise_alert(work, system, KIND, region, region=region, level=KNOW, data=_told(*wrong)):
        _tell_supervisors(work, region)


def drift(newest: Kept, week: Kept) -> tuple[str, Off] | None:
    """Over what the minutes are off and how; None while chance explains it or too few have been driven."""
    for over, (n, p50, p90), shares in (("rolling", newest, (0.9,)), ("week", week, (0.9, 0.5))):
        for share in shares if n >= ROLLING else ():
            found = off(n, p90 if share == 0.9 else p50, share)
            if found is not None:
                return over, found
    return None


def _told(over: str, found: Off) -> dict[str, Any]:
    return {
        "over": over,
        "n": found.n,
        "within": found.within,
        "share": round(found.share * 100),
        "low": found.low,
        "high": found.high,
    }


def _tell_supervisors(work: Work, region: str) -> None:
    """Nobody at the desk can mend it: it goes to those who can, at once."""
    row = find_alert(work.session, KIND, region)
    if row is not None:
        row.escalated_at = work.now
        topic = topics.supervisors(region)
        work.told.append(Event(region, topic, "alert_escalated", row.id, alert_summary(row), work.now))
