"""A feed asked by the worker: on both databases, with a clock that stands still and nobody outside."""

from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import responses

from chassis.clock import StillClock
from chassis.db import Database
from chassis.identity import system_actor
from chassis.ids import CountedIds
from dispatch.desk.alerting import read_alerts
from dispatch.feeding import EVERY, LONGEST_WAIT, Kind, poll
from dispatch.sweep import sweep
from dispatch.tables.areas import RegionRow
from hospitals.feeds import FeedError, Trouble
from hospitals.feeds.fake import FakeFeed
from hospitals.feeds.nemc.client import NemcFeed
from hospitals.feeds.reports import Area, BedFigure, BedReport, Institution, Message, Scope, SevereReport
from hospitals.intake.posting import post_capacity
from hospitals.model import BedType, Capability, Hospital, Says, Source
from hospitals.tables.board import get_hospital
from hospitals.tables.capacity import read_posts
from hospitals.tables.feeds import FeedPollRow, FeedReadingRow, FeedRow
from tests.dispatch.town import Town, build_town

AREA = Area("세종특별자치시")
ER, STEMI = BedType.ER_GENERAL, Capability.STEMI
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    """The town, whose region asks one province."""
    town = build_town(database, clock, ids, tmp_path)
    with database.write() as session:
        session.get_one(RegionRow, "sejong").nemc_areas = [[AREA.province, None]]
    return town


@pytest.fixture
def feed(clock: StillClock) -> FakeFeed:
    """A feed that knows one hospital of ours and one that is nobody's."""
    feed = FakeFeed(clock)
    feed.severe_reports[AREA] = [SevereReport("h_near", "병원", ((STEMI, Says.YES),))]
    feed.listed[AREA] = [Institution("h_near", "다른 이름", er_phone="044-000-0000", level=None)]
    return feed


def say(feed: FakeFeed, clock: StillClock, available: int | None, ago: timedelta = timedelta(0)) -> None:
    """The feed's beds from now on."""
    figures = (BedFigure(ER, available, 20), BedFigure(BedType.CT, None, 2, usable=True))
    feed.bed_reports[AREA] = [
        BedReport(ident, ident, clock.now() - ago, figures) for ident in ("h_near", "A_elsewhere")
    ]


def hospital(town: Town, ident: str = "h_near") -> Hospital:
    with town.system.db.read() as session:
        return get_hospital(session, ident, now=town.clock.now())


def er(town: Town) -> tuple[int | None, Source]:
    count = hospital(town).count(ER)
    assert count is not None
    return count.available, count.source


def state(town: Town) -> FeedRow:
    with town.system.db.read() as session:
        return session.get_one(FeedRow, "nemc")


def test_what_the_feed_says_is_posted_with_its_own_time(town: Town, feed: FakeFeed) -> None:
    town.clock.advance(30 * MINUTE)
    say(feed, town.clock, -2, ago=2 * MINUTE)
    assert poll(town.system, feed, "w") == len(Kind)
    count, ct = hospital(town).count(ER), hospital(town).count(BedType.CT)
    assert count is not None
    assert ct is not None
    assert (count.available, count.source, count.reported_at) == (-2, Source.NEMC, town.clock.now() - 2 * MINUTE)
    assert (ct.usable, ct.available, ct.baseline) == (True, None, 2)
    with town.system.db.read() as session:
        kept = session.get_one(FeedReadingRow, ("nemc", "h_near", "beds")).reading
        polled = session.get_one(FeedPollRow, ("nemc", f"beds:{AREA}"))
        assert (
            len(read_posts(session, "h_near")) == 1
        )  # its answers are the hospital's own, newer and the feed's no change
    assert (kept.source_time, kept.fetched_at) == (count.reported_at, town.clock.now())
    assert (polled.rows, polled.failures) == (2, 0)
    assert poll(town.system, feed, "w") == 0  # nothing is due


def test_the_same_answer_again_writes_nothing(town: Town, feed: FakeFeed) -> None:
    town.clock.advance(MINUTE)
    say(feed, town.clock, 3)
    poll(town.system, feed, "w")
    town.clock.advance(2 * MINUTE)
    say(feed, town.clock, 3)
    poll(town.system, feed, "w")
    with town.system.db.read() as session:
        assert len(read_posts(session, "h_near")) == 1


def test_a_hospitals_own_newer_post_wins(town: Town, feed: FakeFeed) -> None:
    town.clock.advance(MINUTE)
    post_capacity(town.system, town.nurse("h_near"), "h_near", beds={ER: (7, 20)}, answers={STEMI: Says.NO})
    say(feed, town.clock, 3, ago=MINUTE / 2)
    poll(town.system, feed, "w")
    assert er(town) == (7, Source.HOSPITAL)
    answer = hospital(town).answer(STEMI)
    assert answer is not None
    assert (answer.says, answer.source) == (Says.NO, Source.HOSPITAL)


def test_a_message_becomes_a_notice_is_extended_and_ends_when_it_is_no_longer_told(town: Town, feed: FakeFeed) -> None:
    now = town.clock.now()
    say(feed, town.clock, 3)
    told = Message("h_near", "병원", "장비 고장으로 불가", Scope.CONDITION, "Y0010", STEMI, now, None)
    feed.told[AREA] = [told, Message("A_elsewhere", "", "불가", Scope.CONDITION, "Y0010", STEMI, now, None)]
    poll(town.system, feed, "w")
    (notice,) = hospital(town).diversions
    assert (notice.capability, notice.reason, notice.text) == (STEMI, "equipment_down", "장비 고장으로 불가")
    assert (notice.source, notice.ends_at) == (Source.NEMC, now + timedelta(hours=24))
    assert hospital(town).diverts(now, STEMI)
    later = town.clock.advance(timedelta(hours=13))
    poll(town.system, feed, "w")
    (longer,) = hospital(town).diversions
    assert (longer.id, longer.ends_at) == (notice.id, later + timedelta(hours=24))
    feed.told[AREA] = []
    town.clock.advance(5 * MINUTE)
    poll(town.system, feed, "w")
    assert hospital(town).diversions == ()


def test_the_catalogue_keeps_its_names_and_gains_a_telephone(town: Town, feed: FakeFeed) -> None:
    before = hospital(town)
    poll(town.system, feed, "w")
    after = hospital(town)
    assert (after.name_ko, after.place, after.er_phone) == (before.name_ko, before.place, "044-000-0000")


def test_trouble_is_waited_out_longer_each_time(town: Town, feed: FakeFeed) -> None:
    poll(town.system, feed, "w")
    waits = []
    for _ in range(8):
        town.clock.advance(EVERY[Kind.BEDS] * 2)
        with town.system.db.read() as session:
            row = session.get_one(FeedPollRow, ("nemc", f"beds:{AREA}"))
        town.clock.move_to(row.due_at)
        feed.failures = deque(FeedError(Trouble.RETRY, "04 HTTP_ERROR") for _ in Kind)
        poll(town.system, feed, "w")
        with town.system.db.read() as session:
            waits.append(session.get_one(FeedPollRow, ("nemc", f"beds:{AREA}")).due_at - town.clock.now())
    assert timedelta(seconds=10) <= waits[0] <= timedelta(seconds=15)
    assert waits[:4] == sorted(waits[:4])
    assert LONGEST_WAIT <= waits[-1] <= LONGEST_WAIT * 1.5
    assert (state(town).trouble, state(town).detail) == ("retry", "04 HTTP_ERROR")


def test_a_spent_quota_stops_every_worker_until_korean_midnight(town: Town, feed: FakeFeed) -> None:
    feed.failures = deque([FeedError(Trouble.QUOTA, "22")])
    assert poll(town.system, feed, "w1") == 1
    asked = len(feed.asked)
    assert poll(town.system, feed, "w2") == 0
    town.clock.advance(timedelta(hours=14))
    assert poll(town.system, feed, "w2") == 0
    assert len(feed.asked) == asked
    midnight = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    stopped = state(town).stopped_until
    assert stopped is not None
    assert midnight <= stopped <= midnight + 10 * MINUTE
    town.clock.move_to(stopped)
    assert poll(town.system, feed, "w2") == len(Kind)
    assert state(town).stopped_until is None


@pytest.mark.parametrize("trouble", [Trouble.KEY_UNKNOWN, Trouble.KEY_EXPIRED, Trouble.PAUSED])
def test_a_key_that_does_not_open_is_not_tried_again_and_again(town: Town, feed: FakeFeed, trouble: Trouble) -> None:
    feed.failures = deque([FeedError(trouble, "3x")])
    assert poll(town.system, feed, "w") == 1
    town.clock.advance(10 * MINUTE)
    assert poll(town.system, feed, "w") == 0


def test_two_workers_never_put_the_same_question(town: Town, feed: FakeFeed) -> None:
    other: list[int] = []

    class Meanwhile(FakeFeed):
        def beds(self, area: Area):  # type: ignore[no-untyped-def]
            other.append(poll(town.system, feed, "w2"))
            return FakeFeed.beds(self, area)

    assert poll(town.system, Meanwhile(town.clock), "w1") == 1
    assert other == [len(Kind) - 1]


def test_a_dead_feed_is_an_alert_and_a_live_one_takes_it_off(town: Town, feed: FakeFeed) -> None:
    def kinds() -> list[str]:
        sweep(town.system)
        with town.system.db.read() as session:
            return [one["kind"] for one in read_alerts(session, "sejong") if one["kind"] == "feed_silent"]

    poll(town.system, feed, "w")
    assert kinds() == []
    for _ in range(12):
        town.clock.advance(MINUTE)
        feed.failures = deque(FeedError(Trouble.RETRY, "timeout") for _ in range(9))
        poll(town.system, feed, "w")
    assert kinds() == ["feed_silent"]
    feed.failures.clear()
    town.clock.advance(10 * MINUTE)
    poll(town.system, feed, "w")
    assert kinds() == []
    feed.failures = deque([FeedError(Trouble.KEY_EXPIRED, "31")])
    town.clock.advance(3 * MINUTE)
    poll(town.system, feed, "w")
    assert kinds() == ["feed_silent"]
    town.clock.advance(timedelta(hours=1))  # nobody asks any more: the key was taken away
    assert kinds() == []


def test_an_area_taken_out_of_the_pack_is_asked_no_more(town: Town, feed: FakeFeed) -> None:
    poll(town.system, feed, "w")
    with town.system.db.write() as session:
        session.get_one(RegionRow, "sejong").nemc_areas = [["대전광역시", "중구"]]
    town.clock.advance(10 * MINUTE)
    poll(town.system, feed, "w")
    assert {area for _, area in feed.asked[len(Kind) :]} == {"대전광역시 중구"}


def test_what_nobody_expected_ends_no_worker(town: Town) -> None:
    class Broken(FakeFeed):
        def beds(self, area: Area):  # type: ignore[no-untyped-def]
            raise RuntimeError("a mistake of ours")

    assert poll(town.system, Broken(town.clock), "w") == len(Kind)
    assert (state(town).trouble, state(town).detail) == ("garbled", "RuntimeError")


@responses.activate
def test_over_http_a_garbled_answer_changes_nothing_and_is_on_record(town: Town) -> None:
    responses.get(url="https://nemc.example/api/getEmrrmRltmUsefulSckbdInfoInqire", body="<html>down</html>")
    before = hospital(town)
    assert poll(town.system, NemcFeed("https://nemc.example/api", "k", town.clock), "w") == len(Kind)
    assert hospital(town) == before
    assert state(town).trouble in {"garbled", "retry"}
    assert state(town).succeeded_at is None


def test_nothing_outside_is_asked_inside_a_transaction(town: Town) -> None:
    class Writing(FakeFeed):
        def beds(self, area: Area):  # type: ignore[no-untyped-def]
            with town.system.db.write() as session:  # would wait for itself, were a transaction open
                session.get_one(RegionRow, "sejong").attribution = "written"
            return FakeFeed.beds(self, area)

    assert poll(town.system, Writing(town.clock), "w") == len(Kind)
    actor = system_actor("sejong", "nemc")
    assert actor.id == "system:nemc"
