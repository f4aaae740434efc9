"""The statistics nobody kept: patients sent on, difficult cases, reasons, shares, and what may leave the house."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.review.disclosure import FEW, FEWEST, told, told_group, told_share
from dispatch.review.facts import AskFact, DayFacts
from dispatch.review.moves import Moves, judge_moves
from dispatch.review.network import Network, judge_network
from hospitals.request import DeclineCode
from tests.dispatch.review.test_asking import BEGAN, ask

TODAY = date(2026, 3, 2)


def network(*asks: AskFact, beds: dict[str, int] | None = None) -> Network:
    return judge_network(DayFacts((), (), asks), days={one.incident_id: TODAY for one in asks}, beds=beds or {})


def arrived(hospital: str, *, after_min: int = 20, asked_s: int = 0, **more: object) -> AskFact:
    one = ask(hospital, asked_s=asked_s)
    return replace(one, arrived_at=BEGAN + timedelta(minutes=after_min), chosen=True, **more)  # type: ignore[arg-type]


def test_a_patient_who_is_taken_to_a_second_hospital_is_counted_with_what_became_of_it() -> None:
    first, second = arrived("h1"), arrived("h2", after_min=90, asked_s=2400)
    on_the_way = replace(second, arrived_at=None)
    nobody = replace(ask("h2", "declined", asked_s=2400))
    assert judge_moves([first]) == Moves(1, 0, 0, 0, 0)
    assert judge_moves([second, first]) == Moves(1, 1, 1, 0, 0)
    assert judge_moves([first, on_the_way]) == Moves(1, 1, 0, 1, 0)
    assert judge_moves([first, nobody]) == Moves(1, 1, 0, 0, 1)
    assert judge_moves([replace(first, redirected=True)]) == Moves(1, 1, 0, 0, 1)
    assert judge_moves([first, ask("h3", "declined")]) == Moves(1, 0, 0, 0, 0)


def test_reasons_are_flagged_when_more_than_a_tenth_say_nothing() -> None:
    named = [ask("h1", "declined", patient=f"p{n}") for n in range(9)]
    others = [replace(ask("h1", "declined", patient=f"o{n}"), declined=DeclineCode.OTHER) for n in range(2)]
    assert not network(*named, *others[:1]).reasons.flagged
    assert network(*named, *others).reasons.flagged
    assert not network().reasons.flagged


def test_a_share_is_by_beds_and_unknown_for_who_reports_none() -> None:
    taken = [arrived("h1"), replace(arrived("h1"), patient_id="p2"), replace(arrived("h2"), patient_id="p3")]
    found = network(*taken, replace(arrived("h3"), patient_id="p4"), beds={"h1": 10, "h2": 20})
    assert [(one.hospital_id, one.taken) for one in found.asking.hospitals] == [("h1", 2), ("h2", 1), ("h3", 1)]
    assert [one.share for one in found.hospitals] == [1.0, 2.0, None]


def test_the_time_to_a_yes_is_per_patient_and_told_from_five_on() -> None:
    four = [ask("h1", patient=f"p{n}", after_s=10 * n) for n in range(4)]
    assert (network(*four).accept.n, network(*four).accept.median_s) == (4, None)
    five = network(*four, ask("h1", patient="p4", after_s=40)).accept
    assert (five.n, five.median_s, five.p90_s) == (5, 20, None)


groups = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30))


@given(groups)
def test_no_small_count_can_be_read_or_worked_out_from_the_total(counts: dict[str, int]) -> None:
    shown = told_group(counts)
    assert all(value == counts[key] for key, value in shown.items() if isinstance(value, int))
    hidden = [key for key, value in shown.items() if not isinstance(value, int)]
    assert {key for key, count in counts.items() if 0 < count < FEWEST} <= set(hidden)
    large = [key for key, count in counts.items() if count >= FEWEST]
    assert len(hidden) != 1 or not large


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_share_never_tells_a_small_count(part: int, rest: int) -> None:
    share = told_share(part, part + rest)
    assert share is None or all(count == 0 or count >= FEWEST for count in (part, rest))
    assert told(part) == (FEW if part in range(1, FEWEST) else part)
