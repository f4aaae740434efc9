"""A ranking where specialists are busy: a wait that is printed, and not a no."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hospitals.model import Capability, Diversion, Hospital
from hospitals.ranking import ExclusionCode, Needs, NoteCode, Ranking, TermCode
from hospitals.select import HospitalPolicy, rank_hospitals
from tests.hospitals.facts import NOW, minutes
from tests.hospitals.rankings import busy


def ranked(board: Sequence[Hospital], way: float = 10) -> Ranking:
    needs = Needs((Capability.STEMI,), 1, "stemi")
    travel = {one.id: minutes(way) for one in board}
    return rank_hospitals(board, needs=needs, travel=travel, now=NOW, policy=HospitalPolicy())


def test_a_busy_specialist_is_a_wait_that_is_printed_and_not_a_no() -> None:
    (free,) = ranked([busy(-5)]).options
    ready = sum((term.time for term in free.terms[:3]), timedelta(0))
    (option,) = ranked([busy(ready / timedelta(minutes=1) + 30)]).options
    (wait,) = [term for term in option.terms if term.code is TermCode.SPECIALIST]
    assert wait.time == timedelta(minutes=30)
    assert option.expected == free.expected + wait.time
    assert option.busy_until == NOW + ready + wait.time
    assert NoteCode.SPECIALIST_BUSY in option.notes
    assert TermCode.SPECIALIST not in {term.code for term in free.terms}
    assert free.busy_until is None


def test_a_specialist_who_is_free_before_the_patient_is_ready_costs_nothing() -> None:
    (option,) = ranked([busy(5)]).options
    assert TermCode.SPECIALIST not in {term.code for term in option.terms}
    assert option.busy_until == NOW + timedelta(minutes=5)


def test_a_wait_too_long_excludes_and_says_until_when() -> None:
    (excluded,) = ranked([busy(4 * 60)]).excluded
    assert excluded.reasons == (ExclusionCode.SPECIALIST_BUSY,)
    assert excluded.busy_until == NOW + timedelta(hours=4)


@given(st.integers(0, 300), st.integers(0, 300))
def test_who_is_free_earlier_never_ranks_lower(a: int, b: int) -> None:
    first, second = replace(busy(min(a, b)), id="a"), replace(busy(max(a, b)), id="b")
    answer = ranked([second, first])
    order = [option.hospital_id for option in answer.options] + [one.hospital_id for one in answer.excluded]
    assert order == ["a", "b"]


def test_a_message_for_crews_is_noted_and_closes_nothing() -> None:
    notice = Diversion("d", None, "other", NOW, NOW + timedelta(hours=1), "응급진료 불가", advisory=True)
    (option,) = ranked([replace(busy(-5), diversions=(notice,))]).options
    assert NoteCode.ADVISED in option.notes
    assert NoteCode.ON_DIVERSION not in option.notes
