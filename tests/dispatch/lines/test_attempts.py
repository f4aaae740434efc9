"""The supervisors' figures of who rang: every attempt counts once, and the answer interval stands on the first ring."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.identity import Actor, Role
from dispatch.lines.claiming import claim_line, fill_call
from dispatch.lines.returning import call_back, close_line, mark_silent
from dispatch.review.attempted import read_attempts
from dispatch.review.attempts import AttemptFact, attempt_rows, judge_attempts
from dispatch.review.day import HEAD
from dispatch.review.reading import read_day
from dispatch.review.summary import summarise
from dispatch.review.targets import Interval
from dispatch.telephone import CloseReason, LineState
from tests.dispatch.lines.test_lines import ring
from tests.dispatch.town import Town, call

TODAY = date(2026, 3, 2)
KIM = Actor("u_kim", "kim", Role.DISPATCHER, "sejong")
FACTS = st.builds(AttemptFact, st.sampled_from(LineState), st.booleans(), st.booleans(), st.integers(0, 5))


@given(st.lists(FACTS))
def test_the_order_does_not_matter_and_no_part_is_more_than_the_whole(facts: list[AttemptFact]) -> None:
    found = judge_attempts(facts)
    assert judge_attempts(reversed(facts)) == found
    missed = sum(one.abandoned or one.silent for one in facts)
    assert found.reached + found.waiting + found.closed <= missed <= found.abandoned + found.silent
    assert max(found.abandoned, found.silent, missed) <= found.all == len(facts)
    assert (found.share is None) == (found.all == 0)
    assert {len(row) for row in attempt_rows(found)} == {len(HEAD)}


def test_a_day_says_how_fast_calls_were_taken_and_what_became_of_the_others(town: Town) -> None:
    for n in range(5):
        line = ring(town, f"CA{n}", number=f"+8210555000{n}")
        town.clock.advance(timedelta(seconds=3 * n))
        claim_line(town.system, KIM, line)
        fill_call(town.system, KIM, line, call())
    ring(town, "CA5", number="+82105550005")
    ring(town, "CA5", "completed", number="+82105550005")  # abandoned twice: two attempts
    ring(town, "CA6", number="+82105550005")
    ring(town, "CA6", "completed", number="+82105550005")
    waits = ring(town, "CA7", number="+82105550007")
    claim_line(town.system, KIM, waits)
    mark_silent(town.system, KIM, waits)
    call_back(town.system, KIM, waits)
    claim_line(town.system, KIM, waits)  # reached: it is no longer silent, and once was
    gone = ring(town, "CA8", "no-answer", number=None)
    close_line(town.system, KIM, gone, CloseReason.NO_HELP_NEEDED)
    with town.system.db.read() as session:
        found = judge_attempts(read_attempts(session, "sejong", TODAY))
        summary = summarise(read_day(session, "sejong", TODAY, simulated=False))
        assert read_attempts(session, "sejong", TODAY + timedelta(days=1)) == ()
    assert (found.all, found.abandoned, found.silent) == (9, 3, 1)
    assert (found.called_back, found.reached, found.closed, found.waiting) == (1, 1, 1, 2)
    answer = next(one for one in summary.intervals if one.interval is Interval.ANSWER).whole
    assert (answer.n, answer.median_s, answer.judged, answer.within) == (6, 3.0, 6, 5)
