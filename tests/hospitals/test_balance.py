"""Who took more than a fair share, and that only those who can wait go further for it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hospitals.balance import MINUTE, BalancePolicy, loads, overload
from hospitals.model import Hospital
from hospitals.ranking import Load, NoteCode, TermCode
from hospitals.select import HospitalPolicy, Needs, rank_hospitals
from tests.hospitals.facts import NOW, er_beds, hospital, minutes

POLICY = BalancePolicy()


def board(*taken: int, of: int = 20) -> list[Hospital]:
    return [hospital(f"h{n}", taken=one, beds=(er_beds(10, of),)) for n, one in enumerate(taken)]


def test_a_share_is_by_beds_and_who_reports_none_has_none() -> None:
    found = loads([*board(6, 0), hospital("silent", taken=9), hospital("large", beds=(er_beds(3, 80),))])
    assert found == {"h0": Load(6, 1.0), "h1": Load(0, 1.0), "large": Load(0, 4.0)}


def test_one_who_can_wait_goes_to_whom_it_burdens_less_and_is_told_why_and_a_grave_one_does_not() -> None:
    drowned, idle = board(12, 0)
    travel = {"h0": minutes(5), "h1": minutes(9)}

    def first(acuity: int) -> str:
        needs = Needs((), acuity)
        ranking = rank_hospitals([idle, drowned], needs=needs, travel=travel, now=NOW, policy=HospitalPolicy())
        return ranking.options[0].hospital_id

    assert [first(acuity) for acuity in range(1, 6)] == ["h0", "h0", "h1", "h1", "h1"]
    ranking = rank_hospitals([drowned, idle], needs=Needs((), 3), travel=travel, now=NOW, policy=HospitalPolicy())
    last = ranking.options[-1]
    assert (last.terms[-1].code, last.terms[-1].time) == (TermCode.BALANCE, 12 * MINUTE)
    assert last.load == Load(12, 6.0)
    assert NoteCode.ABOVE_SHARE in last.notes


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(1, 5), st.data())
def test_the_cost_is_bounded_and_never_falls_with_a_further_patient(
    taken: list[int], acuity: int, data: st.DataObject
) -> None:
    where = data.draw(st.integers(0, len(taken) - 1))
    before, houses = board(*taken), board(*taken)
    houses[where] = replace(houses[where], taken=taken[where] + 1)
    costs = [overload(loads(one).get(f"h{where}"), acuity=acuity, policy=POLICY) for one in (before, houses)]
    assert 0 * MINUTE <= costs[0] <= costs[1] <= POLICY.at_most
    assert sum(load.share for load in loads(before).values()) - sum(taken) < 0.05
