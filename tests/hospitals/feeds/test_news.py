"""What of a feed's answer is news, and what its messages become."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospitals.capacity import Capacity
from hospitals.feeds.news import FRESHENED_AFTER, IGNORED_AFTER, Reading, news
from hospitals.feeds.notices import AT_MOST, Notice, notices_of, reason_of
from hospitals.feeds.reports import BedFigure, Message, Scope
from hospitals.model import Answer, BedCount, BedType, Capability, Says, Source
from hospitals.request import DeclineCode
from tests.hospitals.facts import NOW

ER, STEMI = BedType.ER_GENERAL, Capability.STEMI
MINUTE = timedelta(minutes=1)


def counted(available: int, ago: timedelta, source: Source = Source.HOSPITAL) -> Capacity:
    return Capacity(beds=(BedCount(ER, available, 20, NOW - ago, source),))


def heard(says: Says, ago: timedelta, source: Source = Source.HOSPITAL) -> Capacity:
    return Capacity((Answer(STEMI, says, NOW - ago, source),))


def beds(available: int, ago: timedelta | None) -> Reading:
    return Reading(NOW, NOW - ago if ago is not None else None, figures=(BedFigure(ER, available, 20),))


def severe(says: Says) -> Reading:
    return Reading(NOW, answers=((STEMI, says),))


def posted(known: Capacity, reading: Reading, before: Reading | None = None) -> Capacity | None:
    return news(known, before, reading, now=NOW, by="system:nemc")


def test_a_newer_count_is_news_with_its_own_time_and_an_older_one_is_not() -> None:
    post = posted(counted(5, 20 * MINUTE), beds(3, 2 * MINUTE))
    assert post is not None
    assert post.beds == (BedCount(ER, 3, 20, NOW - 2 * MINUTE, Source.NEMC, "system:nemc"),)
    assert posted(counted(5, MINUTE), beds(3, 2 * MINUTE)) is None


def test_the_same_count_is_freshened_from_time_to_time_only() -> None:
    assert posted(counted(5, 8 * MINUTE), beds(5, MINUTE)) is None
    assert posted(counted(5, 20 * MINUTE), beds(5, MINUTE)) is not None


def test_a_stamp_of_half_a_day_ago_is_not_acted_on() -> None:
    assert posted(Capacity(), beds(5, IGNORED_AFTER)) is None
    assert posted(Capacity(), beds(5, IGNORED_AFTER - MINUTE)) is not None


@pytest.mark.parametrize("ago", [None, -timedelta(hours=1)])
def test_without_a_stamp_that_can_be_believed_it_was_true_when_fetched(ago: timedelta | None) -> None:
    post = posted(Capacity(), beds(5, ago))
    assert post is not None
    assert post.beds[0].reported_at == NOW


def test_what_the_hospital_said_stands_until_the_feed_itself_says_something_else() -> None:
    own = heard(Says.NO, 5 * MINUTE)
    assert posted(own, severe(Says.YES)) is None  # first heard: nobody knows since when
    assert posted(own, severe(Says.YES), before=severe(Says.YES)) is None  # repeated: no new word
    changed = posted(own, severe(Says.YES), before=severe(Says.NO))
    assert changed is not None
    assert changed.answers == (Answer(STEMI, Says.YES, NOW, Source.NEMC, "system:nemc"),)


def test_what_the_feed_said_is_kept_fresh_and_an_example_is_replaced() -> None:
    fed = heard(Says.YES, FRESHENED_AFTER, Source.NEMC)
    assert posted(fed, severe(Says.YES), before=severe(Says.YES)) is not None
    assert posted(heard(Says.YES, MINUTE, Source.NEMC), severe(Says.YES), before=severe(Says.YES)) is None
    assert posted(heard(Says.YES, MINUTE, Source.RECORDED), severe(Says.UNKNOWN)) is not None


@given(
    available=st.integers(-5, 30),
    own_ago=st.integers(0, 900),
    feed_ago=st.none() | st.integers(-60, 900),
    fed=st.integers(-5, 30),
)
def test_joined_the_newer_always_stands(available: int, own_ago: int, feed_ago: int | None, fed: int) -> None:
    known = counted(available, own_ago * MINUTE)
    reading = beds(fed, feed_ago * MINUTE if feed_ago is not None else None)
    post = posted(known, reading)
    after = known.joined(post) if post is not None else known
    if post is not None:
        assert after.beds[0].reported_at >= known.beds[0].reported_at
        assert post.beds[0].reported_at <= NOW
    if feed_ago is not None and 0 <= feed_ago < own_ago and feed_ago < 720:
        assert after.beds[0].available == fed


def message(text: str = "인력 부족으로 불가", **changes: object) -> Message:
    told = Message("A1", "병원", text, Scope.CONDITION, "Y0010", STEMI, NOW - MINUTE, NOW + 60 * MINUTE)
    return replace(told, **changes)  # type: ignore[arg-type]


def only(told: Message, now: datetime = NOW) -> Notice:
    (notice,) = notices_of([told], now=now)
    return notice


def test_a_message_with_a_code_closes_that_condition_for_as_long_as_it_says() -> None:
    notice = only(message())
    assert (notice.capability, notice.advisory, notice.reason) == (STEMI, False, DeclineCode.NO_SPECIALIST)
    assert (notice.starts_at, notice.ends_at) == (NOW - MINUTE, NOW + 60 * MINUTE)


def test_a_message_of_the_emergency_room_closes_nothing() -> None:
    """Seen: an eye clinic's and a dentist's "no emergencies" arrive as the emergency room's."""
    notice = only(message("응급진료 불가", scope=Scope.EMERGENCY_ROOM, code="Y000", capability=None))
    assert (notice.capability, notice.advisory) == (None, True)


def test_a_message_that_only_asks_to_be_telephoned_closes_nothing() -> None:
    assert only(message("이송 전 전화 문의")).advisory
    assert not only(message("이송 전 전화 문의, 야간 불가")).advisory


def test_a_message_without_an_end_ends_within_a_day_and_one_that_is_over_is_none() -> None:
    assert only(message(ends_at=None)).ends_at == NOW + AT_MOST
    assert only(message(ends_at=NOW + 10 * AT_MOST)).ends_at == NOW + AT_MOST
    assert notices_of([message(ends_at=NOW)], now=NOW) == ()


def test_the_same_words_are_the_same_notice_and_others_are_another() -> None:
    assert len(notices_of([message(), message(), message("장비 고장")], now=NOW)) == 2
    assert only(message()).key == only(message(), NOW + MINUTE).key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(
            ("심장내과 인력 부족으로 흉통환자 수용 불가", DeclineCode.NO_SPECIALIST),
            ("장비부족", DeclineCode.EQUIPMENT_DOWN),
        ),
        *(("중환자실 부족", DeclineCode.NO_ICU_BED), ("응급실 포화", DeclineCode.CROWDING)),
        *(
            ("병실 부족", DeclineCode.NO_WARD_BED),
            ("응급실 인력 부족", DeclineCode.NO_STAFF),
            ("시술중", DeclineCode.SPECIALIST_BUSY),
            ("불가", DeclineCode.OTHER),
        ),
    ],
)
def test_the_words_give_the_reason(text: str, reason: DeclineCode) -> None:
    assert reason_of(text) is reason
