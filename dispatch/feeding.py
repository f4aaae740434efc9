"""Asking a feed what hospitals say: whose turn it is, how long to wait after trouble, when to ask nothing at all.

Questions are rows that any worker may lease; the answer is fetched with no transaction open. A spent quota or a wrong
key opens a breaker that every worker sees.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.chance import seeded
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from hospitals.feeds import CapacityFeed, FeedError, Trouble
from hospitals.feeds.news import Reading
from hospitals.feeds.notices import notices_of
from hospitals.feeds.reports import Area
from hospitals.intake.feeding import read_catalogue, take_institutions, take_notices, take_reading
from hospitals.tables.feeds import LOOKED_AFTER, FeedPollRow, FeedRow, claim_poll, read_polls

log = structlog.get_logger("goldentime.feeding")


class Kind(StrEnum):
    """What is asked again and again; the port can tell more."""

    BEDS = "beds"
    SEVERE = "severe"
    MESSAGES = "messages"
    INSTITUTIONS = "institutions"


# Assumptions about the quota of a key: four provinces come to some 9,800 questions a day.
EVERY: Mapping[Kind, timedelta] = {
    Kind.BEDS: timedelta(minutes=1),
    Kind.SEVERE: timedelta(minutes=5),
    Kind.MESSAGES: timedelta(minutes=2),
    Kind.INSTITUTIONS: timedelta(hours=24),
}
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=5)
STOPS: Mapping[Trouble, timedelta] = {  # a spent quota lasts until Korean midnight
    Trouble.PAUSED: timedelta(minutes=15),
    Trouble.KEY_UNKNOWN: timedelta(hours=1),
    Trouble.KEY_EXPIRED: timedelta(hours=1),
}
REFUSED_WAIT = timedelta(hours=1)
KOREA = ZoneInfo("Asia/Seoul")
AT_ONCE = 20
Taken = tuple[int, list[str]]  # rows, and what was odd


def poll(system: System, feed: CapacityFeed, worker: str) -> int:
    """Ask what is due; returns how many questions were put. Safe with any number of workers."""
    _enrol(system, feed)
    for asked in range(AT_ONCE):
        with system.db.write() as session:
            turn = claim_poll(session, feed.name, worker, now=system.clock.now())
        if turn is None:
            return asked
        _ask(system, feed, turn)
    return AT_ONCE


def _enrol(system: System, feed: CapacityFeed) -> None:
    """One row per question that the regions ask, and a sign that somebody looks."""
    now = system.clock.now()
    with system.db.read() as session:
        known = {row.ask for row in read_polls(session, feed.name)}
        wanted, row = _wanted(session), session.get(FeedRow, feed.name)
        if row is not None and known == wanted.keys() and now - row.looked_at < LOOKED_AFTER / 5:
            return
    with system.db.write() as session:
        row = session.get(FeedRow, feed.name) or FeedRow(name=feed.name, began_at=now)
        if row.looked_at is None or not row.is_looked_at(now):
            row.began_at, row.succeeded_at = now, None  # it was switched off: its silence begins now
        row.looked_at = now
        session.add(row)
        session.flush()
        gone = FeedPollRow.ask.in_(known - wanted.keys())
        session.execute(delete(FeedPollRow).where(FeedPollRow.feed == feed.name, gone))
        for ask in sorted(wanted.keys() - known):
            region, kind, area = wanted[ask]
            told = {"ask": ask, "region": region, "kind": kind.value, "area": area}
            session.add(FeedPollRow(feed=feed.name, due_at=now, failures=0, odd=[], **told))


def _wanted(session: Session) -> dict[str, tuple[str, Kind, Area]]:
    regions = session.scalars(select(RegionRow).order_by(RegionRow.id))
    areas = [(row.id, Area(str(one[0]), one[1])) for row in regions for one in row.nemc_areas]
    return {f"{kind}:{area}": (region, kind, area) for (region, area), kind in product(areas, Kind)}


def _ask(system: System, feed: CapacityFeed, turn: FeedPollRow) -> None:
    """One question, its answer taken or its trouble put on record."""
    try:
        rows, odd = TAKERS[Kind(turn.kind)](system, feed, turn)
    except FeedError as error:
        _failed(system, turn, error)
    except Exception as error:
        log.exception("feed_not_taken", feed=turn.feed, ask=turn.ask)
        _failed(system, turn, FeedError(Trouble.GARBLED, type(error).__name__))
    else:
        _succeeded(system, turn, rows, odd)


def _succeeded(system: System, turn: FeedPollRow, rows: int, odd: list[str]) -> None:
    now = system.clock.now()
    every = EVERY[Kind(turn.kind)]
    with system.db.write() as session:
        poll, row = session.get_one(FeedPollRow, (turn.feed, turn.ask)), session.get_one(FeedRow, turn.feed)
        poll.due_at = now + every * (0.9 + _chance(turn, now) / 5)
        poll.claimed_by = poll.claimed_until = None
        poll.failures, poll.succeeded_at, poll.rows, poll.odd = 0, now, rows, odd[:50]
        row.succeeded_at = now
        if not row.is_stopped(now):  # another worker may have opened the breaker while this answer was on its way
            row.stopped_until = None
    if odd:
        log.info("feed_odd", feed=turn.feed, ask=turn.ask, odd=odd[:5], count=len(odd))


def _failed(system: System, turn: FeedPollRow, error: FeedError) -> None:
    now = system.clock.now()
    with system.db.write() as session:
        poll, row = session.get_one(FeedPollRow, (turn.feed, turn.ask)), session.get_one(FeedRow, turn.feed)
        poll.failures += 1
        poll.due_at = now + _wait(turn, poll.failures, error, now)
        poll.claimed_by = poll.claimed_until = None
        row.failed_at, row.trouble, row.detail = now, error.trouble.value, error.detail[:200]
        row.stopped_until = _stop(turn, error.trouble, now) or row.stopped_until
    log.warning("feed_failed", feed=turn.feed, ask=turn.ask, trouble=error.trouble, detail=error.detail)


def _wait(turn: FeedPollRow, failures: int, error: FeedError, now: datetime) -> timedelta:
    """As long as told; else twice as long each time, up to five minutes, with up to half more by chance."""
    if error.retry_after is not None:
        return error.retry_after
    if error.trouble is Trouble.REFUSED:
        return REFUSED_WAIT
    plain: timedelta = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    return plain * (1 + _chance(turn, now) / 2)


def _stop(turn: FeedPollRow, trouble: Trouble, now: datetime) -> datetime | None:
    """Until when nobody asks anything; None when the trouble is this question's own."""
    jitter = timedelta(minutes=10) * _chance(turn, now)
    if trouble is Trouble.QUOTA:
        tomorrow = now.astimezone(KOREA).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return tomorrow + jitter
    return now + STOPS[trouble] + jitter if trouble in STOPS else None


def _chance(turn: FeedPollRow, now: datetime) -> float:
    return seeded(f"{turn.feed}:{turn.ask}:{now.isoformat()}").random()


def _beds(system: System, feed: CapacityFeed, turn: FeedPollRow) -> Taken:
    answer = feed.beds(turn.area)
    readings = [
        (row.hospital_id, Reading(answer.fetched_at, row.source_time, figures=row.figures)) for row in answer.rows
    ]
    return _take_readings(system, turn, readings, [*answer.odd, *_odd(answer.rows)])


def _severe(system: System, feed: CapacityFeed, turn: FeedPollRow) -> Taken:
    answer = feed.severe(turn.area)
    readings = [(row.hospital_id, Reading(answer.fetched_at, answers=row.answers)) for row in answer.rows]
    return _take_readings(system, turn, readings, [*answer.odd, *_odd(answer.rows)])


def _take_readings(system: System, turn: FeedPollRow, readings: Sequence[tuple[str, Reading]], odd: list[str]) -> Taken:
    """What the hospitals of the catalogue said; the others are only counted."""
    known = read_catalogue(system)
    for hospital_id, reading in readings:
        if hospital_id in known:
            take_reading(system, turn.feed, turn.kind, hospital_id, reading)
    return len(readings), odd


def _messages(system: System, feed: CapacityFeed, turn: FeedPollRow) -> Taken:
    answer, known = feed.messages(turn.area), read_catalogue(system)
    notices = notices_of((row for row in answer.rows if row.hospital_id in known), now=system.clock.now())
    take_notices(system, turn.feed, turn.ask, turn.region, notices)
    return len(answer.rows), _odd(answer.rows)  # no message at all is nothing odd


def _institutions(system: System, feed: CapacityFeed, turn: FeedPollRow) -> Taken:
    answer = feed.institutions(turn.area)
    take_institutions(system, turn.feed, answer.rows)
    return len(answer.rows), [*answer.odd, *_odd(answer.rows)]


def _odd(rows: Iterable[object]) -> list[str]:
    return [f"{row.hospital_id}: {one}" for row in rows for one in row.odd]  # type: ignore[attr-defined]


Taker = Callable[[System, CapacityFeed, FeedPollRow], Taken]
TAKERS: Mapping[Kind, Taker] = {
    Kind.BEDS: _beds,
    Kind.SEVERE: _severe,
    Kind.MESSAGES: _messages,
    Kind.INSTITUTIONS: _institutions,
}
