"""What signal priority did on a day: counted, timed, and estimated only where it is said to be an estimate."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.review.greens import SAVED_S, GreenFact, green_rows, judge_greens
from routing.priority.states import RequestState as S


def green(after_s: float | None, *, state: S = S.CLOSED, passed: bool = True, others: float | None = None) -> GreenFact:
    wait = timedelta(seconds=after_s) if after_s is not None else None
    return GreenFact(state, wait is not None, wait, passed, passed and wait is not None, others)


def test_a_day_is_counted() -> None:
    day = [green(8.0), green(10.0), green(None), green(None, state=S.REJECTED, passed=False)]
    found = judge_greens(day)
    assert (found.asked, found.granted, found.refused, found.passed, found.passed_granted) == (4, 2, 1, 3, 2)
    assert found.share == 2 / 3
    assert found.saved_s == round(2 * SAVED_S, 1)
    assert (found.others_delay_s, found.others_known) == (None, 0)  # unknown is not nothing
    assert found.grant_median_s is None  # two are too few for a median


def test_what_was_withdrawn_unanswered_was_not_asked() -> None:
    assert judge_greens([green(None, state=S.CANCELLED, passed=False)]).asked == 0
    assert judge_greens([green(5.0, state=S.STALE, passed=False)]).asked == 1


def test_percentiles_are_waits_that_happened_and_others_are_added_up_where_known() -> None:
    found = judge_greens([green(float(s), others=10.0 if s < 3 else None) for s in range(10)])
    assert found.grant_median_s in range(10)
    assert found.grant_p90_s == 8.0
    assert (found.others_delay_s, found.others_known) == (30.0, 3)


@given(st.lists(st.sampled_from([green(3.0), green(None), green(None, state=S.MAX_PRESENCE, passed=False)])))
def test_the_parts_never_exceed_the_whole(day: list[GreenFact]) -> None:
    found = judge_greens(day)
    assert found.passed_granted <= found.passed <= found.asked
    assert found.granted + found.refused <= found.asked
    assert len(list(green_rows(found))) == 12
