"""What a feed tells goes through the same door as any post: history, audit, event, and the newer report wins.

Nothing outside is called from here: the answers have been fetched, and what is news of them is decided purely.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.ground import Ground
from chassis.identity import Actor, system_actor
from chassis.work import Work, record_change, working
from hospitals.capacity import Stamp
from hospitals.feeds.news import Reading, news, stamp_of
from hospitals.feeds.notices import AT_MOST, Notice
from hospitals.feeds.reports import Institution
from hospitals.intake.posting import post_report, tell_diversion
from hospitals.model import Source
from hospitals.tables.board import get_hospital
from hospitals.tables.capacity import CapacityRow, lock_capacity
from hospitals.tables.diversions import DiversionRow
from hospitals.tables.facts import HospitalRow, get_hospital_row
from hospitals.tables.feeds import FeedReadingRow


def feed_actor(region: str, feed: str) -> Actor:
    """Who posts what a feed tells."""
    return system_actor(region, feed)


def read_catalogue(system: Ground) -> frozenset[str]:
    """The ids of the hospitals that are known here."""
    with system.db.read() as session:
        return frozenset(session.scalars(select(HospitalRow.id)))


def take_reading(system: Ground, feed: str, kind: str, hospital_id: str, reading: Reading) -> bool:
    """Post what of `reading` is news; False when nothing is, and then nothing is written. Raises NotFoundError."""
    now = system.clock.now()
    with system.db.read() as session:
        row, kept = session.get(CapacityRow, hospital_id), session.get(FeedReadingRow, (feed, hospital_id, kind))
        before = kept.reading if kept is not None else None
        by = feed_actor("", feed).id
        if row is not None and reading.says_as(before) and news(row.known(), before, reading, now=now, by=by) is None:
            return False
        region = get_hospital_row(session, hospital_id).region
    with working(system, feed_actor(region, feed)) as work:
        return _take(work, feed, kind, hospital_id, reading)


def _take(work: Work, feed: str, kind: str, hospital_id: str, reading: Reading) -> bool:
    known = lock_capacity(work.session, hospital_id).known()
    kept = work.session.get(FeedReadingRow, (feed, hospital_id, kind))
    post = news(known, kept.reading if kept is not None else None, reading, now=work.now, by=work.actor.id)
    work.session.merge(FeedReadingRow(feed=feed, hospital_id=hospital_id, kind=kind, reading=reading))
    if post is None:
        return False
    told = stamp_of(reading, now=work.now) or reading.fetched_at
    stamp: Stamp = {"reported_at": told, "source": Source.NEMC, "reported_by": work.actor.id}
    post_report(work, hospital_id, post, stamp)
    return True


def take_notices(system: Ground, feed: str, ask: str, region: str, notices: Sequence[Notice]) -> int:
    """Declare what is new, extend what stays, lift what the feed no longer says; returns how many notices changed."""
    with system.db.read() as session:
        if not _compare(session, ask, notices, system.clock.now()).anything():
            return 0
    with working(system, feed_actor(region, feed)) as work:
        found = _compare(work.session, ask, notices, work.now)
        for row, notice in found.longer:
            row.ends_at = notice.ends_at
        for row in found.gone:
            row.lifted_at = work.now
            _tell(work, row, "lift_diversion")
        for notice in found.new:
            row = _row(system.ids.new("div"), work, ask, notice)
            work.session.add(row)
            _tell(work, row, "declare_diversion")
        return len(found.new) + len(found.gone) + len(found.longer)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The notices of one question against those that stand."""

    new: list[Notice]
    gone: list[DiversionRow]
    longer: list[tuple[DiversionRow, Notice]]

    def anything(self) -> bool:
        return bool(self.new or self.gone or self.longer)


def _compare(session: Session, ask: str, notices: Sequence[Notice], now: datetime) -> _Compared:
    """A notice that stays is extended when half of the longest time is left, and not with every answer."""
    wanted = select(DiversionRow).where(DiversionRow.feed_ask == ask, DiversionRow.lifted_at.is_(None))
    wanted = wanted.where(DiversionRow.ends_at > now)
    rows = {row.feed_key: row for row in session.scalars(wanted.order_by(DiversionRow.id).with_for_update())}
    told = {notice.key: notice for notice in notices}
    return _Compared(
        new=[notice for key, notice in told.items() if key not in rows],
        gone=[row for key, row in rows.items() if key not in told],
        longer=[
            (rows[key], notice)
            for key, notice in told.items()
            if key in rows and rows[key].ends_at < min(notice.ends_at, now + AT_MOST / 2)
        ],
    )


def _row(ident: str, work: Work, ask: str, notice: Notice) -> DiversionRow:
    return DiversionRow(
        id=ident,
        hospital_id=notice.hospital_id,
        region=get_hospital_row(work.session, notice.hospital_id).region,
        capability=notice.capability,
        reason=notice.reason.value,
        text=notice.text,
        advisory=notice.advisory,
        source=Source.NEMC.value,
        feed_ask=ask,
        feed_key=notice.key,
        declared_by=work.actor.id,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
    )


def _tell(work: Work, row: DiversionRow, action: str) -> None:
    tell_diversion(work, row, get_hospital(work.session, row.hospital_id, now=work.now), action)


def take_institutions(system: Ground, feed: str, institutions: Iterable[Institution]) -> int:
    """Fill in the emergency telephones the catalogue lacks; names and places stay the catalogue's own."""
    told = {one.hospital_id: one.er_phone for one in institutions if one.er_phone}
    lacking = (
        select(HospitalRow).where(HospitalRow.id.in_(told), HospitalRow.er_phone.is_(None)).order_by(HospitalRow.id)
    )
    with system.db.read() as session:
        found = list(session.scalars(lacking))
    for known in found:
        with working(system, feed_actor(known.region, feed)) as work:
            row = get_hospital_row(work.session, known.id)
            row.er_phone = told[known.id]
            new = {"er_phone": row.er_phone}
            record_change(work, "complete_hospital", row.id, {"er_phone": None}, new, region=row.region)
    return len(found)
