"""How posts join what is known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidInputError
from hospitals.capacity import Capacity, check_beds, check_queue
from hospitals.model import BedCount, BedType, Capability, Queue, Says, Source
from tests.hospitals.facts import NOW, er_beds, said

CT = BedCount(BedType.CT, 2, 3, NOW, Source.NEMC)


def test_what_a_post_does_not_mention_stays() -> None:
    known = Capacity((said(Capability.STEMI, Says.YES),), (er_beds(4), CT), Queue(2, None, NOW, Source.HOSPITAL))
    joined = known.joined(Capacity(beds=(er_beds(1, ago=timedelta(0)),)))
    assert joined.answers == known.answers
    assert joined.queue == known.queue
    assert [(count.bed, count.available) for count in joined.beds] == [(BedType.ER_GENERAL, 1), (BedType.CT, 2)]


def test_a_late_feed_does_not_overwrite_a_newer_word() -> None:
    known = Capacity(beds=(er_beds(1, ago=timedelta(minutes=1)),))
    assert known.joined(Capacity(beds=(er_beds(9, ago=timedelta(minutes=40)),))) == known


def test_a_baseline_left_out_is_still_the_baseline() -> None:
    known = Capacity(beds=(er_beds(4, 28),))
    (count,) = known.joined(Capacity(beds=(er_beds(-3, None, ago=timedelta(0)),))).beds
    assert (count.available, count.baseline) == (-3, 28)


posts = st.builds(
    lambda bed, available, ago: Capacity(beds=(BedCount(bed, available, 10, NOW - ago, Source.NEMC),)),
    st.sampled_from([BedType.ER_GENERAL, BedType.CT, BedType.ICU_GENERAL]),
    st.integers(-20, 40),
    st.integers(0, 10**6).map(lambda number: timedelta(seconds=number)),
)


@given(st.lists(posts, max_size=6, unique_by=lambda post: post.beds[0].reported_at), st.randoms())
def test_posts_may_come_in_any_order(posted: list[Capacity], chance: object) -> None:
    def told(order: list[Capacity]) -> Capacity:
        known = Capacity()
        for post in order:
            known = known.joined(post)
        return known

    shuffled = [*posted]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(shuffled) == told(posted)


def test_figures_keep_over_full_and_missing_apart() -> None:
    figures = Capacity(beds=(er_beds(-3, 28), replace(CT, available=None))).figures()
    assert figures["beds"] == {"O001": [-3, 28], "O027": [None, 3]}


@pytest.mark.parametrize(
    ("available", "baseline", "field"),
    [
        (99_999, 10, "beds.O001.available"),
        (-501, 10, "beds.O001.available"),
        (1, -1, "beds.O001.baseline"),
        (1, 5001, "beds.O001.baseline"),
    ],
)
def test_counts_that_cannot_be_true_are_refused_by_name(available: int, baseline: int, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_beds({BedType.ER_GENERAL: (available, baseline)})
    assert refused.value.field == field


def test_waits_that_cannot_be_true_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="ambulances_waiting"):
        check_queue(-1, None)
    with pytest.raises(InvalidInputError, match="offload_wait"):
        check_queue(1, timedelta(minutes=-1))
    check_queue(0, timedelta(0))
