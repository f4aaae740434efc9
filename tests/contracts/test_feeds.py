"""One suite over every feed: complete answers, each hospital once, both times, one kind of error."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests
import responses

from chassis.clock import StillClock
from chassis.geo import LatLon
from hospitals.feeds import CapacityFeed, FeedError, Trouble
from hospitals.feeds.fake import FakeFeed
from hospitals.feeds.nemc.client import PAGE_ROWS, NemcFeed
from hospitals.feeds.reports import Area, Basics, BedFigure, BedReport, Institution, SevereReport
from hospitals.model import Hospital, Level
from tests.hospitals.feeds.boards import DAEJEON, PROVINCES, SEJONG, recorded_board
from tests.hospitals.feeds.conftest import Serve

NOWHERE = Area("강원도")  # the name before 2023: nobody answers to it any more
OPERATIONS: tuple[Callable[[CapacityFeed], object], ...] = (
    lambda feed: feed.beds(SEJONG),
    lambda feed: feed.severe(SEJONG),
    lambda feed: feed.institutions(SEJONG),
    lambda feed: feed.institutions_near(LatLon(36.5, 127.2)),
    lambda feed: feed.basics("A1800441"),
    lambda feed: feed.trauma_centres(SEJONG),
    lambda feed: feed.trauma_centres_near(LatLon(36.5, 127.2)),
    lambda feed: feed.trauma_basics("A1800441"),
    lambda feed: feed.messages(SEJONG),
)


def fake(board: tuple[Hospital, ...], clock: StillClock) -> FakeFeed:
    feed = FakeFeed(clock)
    for one in board:
        area = Area(PROVINCES[one.region])
        figures = tuple(BedFigure(count.bed, count.available, count.baseline) for count in one.beds)
        newest = max(count.reported_at for count in one.beds)
        feed.bed_reports.setdefault(area, []).append(BedReport(one.id, one.name_ko, newest, figures))
        answers = tuple((answer.capability, answer.says) for answer in one.answers)
        feed.severe_reports.setdefault(area, []).append(SevereReport(one.id, one.name_ko, answers))
        facts = Institution(one.id, one.name_ko, place=one.place, level=one.level, er_phone=one.er_phone)
        feed.listed.setdefault(area, []).append(facts)
        feed.facts[one.id] = Basics(facts)
    feed.trauma = frozenset(one.id for one in board if one.level is Level.REGIONAL_CENTRE)
    return feed


@pytest.fixture(params=["nemc", "fake"])
def feed(request: pytest.FixtureRequest, serve: Serve, clock: StillClock) -> CapacityFeed:
    """Either adapter before the same fifteen hospitals."""
    board = recorded_board(clock.now())
    return serve(board, clock=clock) if request.param == "nemc" else fake(board, clock)


@pytest.fixture(params=["nemc", "fake"])
def failing(request: pytest.FixtureRequest, serve: Serve) -> CapacityFeed:
    """Either adapter while the day's requests are spent."""
    if request.param == "nemc":
        return serve(key="quota")
    return FakeFeed(failures=deque(FeedError(Trouble.QUOTA, "22") for _ in OPERATIONS))


def test_beds_carry_when_they_were_true_and_when_they_were_fetched(feed: CapacityFeed, clock: StillClock) -> None:
    answer = feed.beds(SEJONG)
    assert sorted(row.hospital_id for row in answer.rows) == ["A1800417", "A1800441"]
    assert answer.fetched_at == clock.now()
    known = {one.id: one for one in recorded_board(clock.now())}
    for row in answer.rows:
        assert row.source_time == max(count.reported_at for count in known[row.hospital_id].beds)
        told = {figure.bed: (figure.available, figure.baseline) for figure in row.figures}
        assert told == {count.bed: (count.available, count.baseline) for count in known[row.hospital_id].beds}


def test_answers_are_those_of_the_board(feed: CapacityFeed, clock: StillClock) -> None:
    known = {one.id: one for one in recorded_board(clock.now())}
    rows = feed.severe(DAEJEON).rows
    assert len(rows) == 6
    for row in rows:
        assert set(row.answers) == {(answer.capability, answer.says) for answer in known[row.hospital_id].answers}


def test_institutions_are_found_by_area_by_place_and_by_name(feed: CapacityFeed) -> None:
    (listed, *_) = feed.institutions(SEJONG).rows
    assert listed.place is not None
    assert len(feed.institutions_near(listed.place).rows) == 15
    assert feed.basics(listed.hospital_id).rows[0].institution.name == listed.name
    centres = feed.trauma_centres(DAEJEON).rows
    assert {centre.level for centre in centres} == {Level.REGIONAL_CENTRE}
    assert len(feed.trauma_centres_near(listed.place).rows) > len(centres)
    assert feed.trauma_basics(centres[0].hospital_id).rows[0].hospital_id == centres[0].hospital_id


def test_nobody_there_is_an_empty_answer_and_odd(feed: CapacityFeed) -> None:
    for ask in (feed.beds, feed.severe, feed.institutions, feed.messages):
        answer = ask(NOWHERE)
        assert answer.rows == ()
        assert "강원도" in answer.odd[0]


def test_whatever_is_asked_trouble_is_told_in_one_way(failing: CapacityFeed) -> None:
    for ask in OPERATIONS:
        with pytest.raises(FeedError) as caught:
            ask(failing)
        assert caught.value.trouble is Trouble.QUOTA


@pytest.mark.parametrize(
    ("trap", "trouble"),
    [
        *(("paused", Trouble.PAUSED), ("unknown_key", Trouble.KEY_UNKNOWN), ("expired_key", Trouble.KEY_EXPIRED)),
        *(("busy", Trouble.RETRY), ("short", Trouble.INCOMPLETE), ("cut", Trouble.GARBLED)),
    ],
)
def test_every_trap_of_the_gateway_has_its_name(serve: Serve, trap: str, trouble: Trouble) -> None:
    with pytest.raises(FeedError) as caught:
        serve(key=trap).beds(SEJONG)
    assert caught.value.trouble is trouble
    assert trap not in caught.value.detail  # the key stays out of the log


def test_names_in_capitals_old_stamps_and_missing_ones_are_read(serve: Serve) -> None:
    assert len(serve(key="upper").beds(SEJONG).rows) == 2
    clock = StillClock()
    (row, *_) = serve(key="stale", clock=clock).beds(SEJONG).rows
    assert row.source_time is not None
    assert (clock.now() - row.source_time).total_seconds() > 12 * 3600
    assert serve(key="undated").beds(SEJONG).rows[0].source_time is None


def test_all_pages_are_read(serve: Serve, clock: StillClock) -> None:
    first = recorded_board(clock.now())[0]
    crowd = tuple(replace(first, id=f"A{n:07}") for n in range(2 * PAGE_ROWS + 5))
    assert len(serve(crowd, clock=clock).beds(SEJONG).rows) == 205


def page(rows: str, total: int) -> str:
    head = "<header><resultCode>00</resultCode><resultMsg>OK</resultMsg></header>"
    tail = f"<numOfRows>100</numOfRows><pageNo>1</pageNo><totalCount>{total}</totalCount>"
    return f"<response>{head}<body><items>{rows}</items>{tail}</body></response>"


URL = "https://nemc.example/api"


@responses.activate
def test_a_hospital_that_comes_twice_counts_once_with_its_newest_stamp() -> None:
    rows = "".join(
        f"<item><hpid>A1</hpid><hvec>{n}</hvec><hvidate>2026052319{n:02}00</hvidate></item>" for n in (10, 30, 20)
    )
    responses.get(f"{URL}/getEmrrmRltmUsefulSckbdInfoInqire", body=page(rows, 3))
    answer = NemcFeed(URL, "k").beds(DAEJEON)
    assert [row.figures[0].available for row in answer.rows] == [30]
    assert answer.odd == ("twice: A1", "twice: A1")


@responses.activate
def test_sejong_is_asked_without_a_district() -> None:
    responses.get(f"{URL}/getEmrrmRltmUsefulSckbdInfoInqire", body=page("", 0))
    NemcFeed(URL, "k&y").beds(SEJONG)
    sent = responses.calls[0].request.params  # type: ignore[attr-defined]
    assert (sent["STAGE1"], sent.get("STAGE2", ""), sent["serviceKey"]) == ("세종특별자치시", "", "k&y")


@responses.activate
@pytest.mark.parametrize(
    ("status", "trouble"),
    [(401, Trouble.KEY_UNKNOWN), (429, Trouble.QUOTA), (500, Trouble.RETRY), (503, Trouble.RETRY)],
)
def test_a_status_is_believed_too(status: int, trouble: Trouble) -> None:
    responses.get(f"{URL}/getEmrrmRltmUsefulSckbdInfoInqire", status=status, headers={"Retry-After": "7"})
    with pytest.raises(FeedError) as caught:
        NemcFeed(URL, "k").beds(SEJONG)
    assert caught.value.trouble is trouble
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == 7


@responses.activate
@pytest.mark.parametrize(
    "error", [requests.ConnectTimeout("k"), requests.ReadTimeout("k"), requests.ConnectionError("k")]
)
def test_a_silent_network_is_worth_another_try_and_tells_no_key(error: Exception) -> None:
    responses.get(f"{URL}/getEmrrmRltmUsefulSckbdInfoInqire", body=error)
    with pytest.raises(FeedError) as caught:
        NemcFeed(URL, "k").beds(SEJONG)
    assert caught.value.trouble is Trouble.RETRY
    assert caught.value.detail == type(error).__name__
    assert "service_key" not in repr(NemcFeed(URL, "k"))
