"""How hospitals were asked, in figures."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dispatch.review.asking import judge_asking, time_to_accept
from dispatch.review.facts import AskFact
from hospitals.request import DeclineCode

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


def ask(
    hospital: str,
    answer: str = "agreed",
    *,
    patient: str = "p1",
    after_s: int = 20,
    asked_s: int = 0,
    designated: bool = False,
) -> AskFact:
    asked = BEGAN + timedelta(seconds=asked_s)
    answered = answer in {"agreed", "declined"}
    return AskFact(
        incident_id=f"i-{patient}",
        patient_id=patient,
        hospital_id=hospital,
        asked_at=asked,
        answered_at=asked + timedelta(seconds=after_s) if answered else None,
        agreed=answer == "agreed",
        declined=DeclineCode.NO_ED_BED if answer == "declined" else None,
        silent=answer == "silent",
        withdrawn=answer == "withdrawn",
        designated=designated,
    )


ASKS = st.lists(
    st.builds(
        ask,
        st.sampled_from(["h1", "h2", "h3"]),
        st.sampled_from(["agreed", "declined", "silent", "withdrawn", "waiting"]),
        patient=st.sampled_from(["p1", "p2"]),
        after_s=st.integers(0, 200),
        asked_s=st.integers(0, 600),
        designated=st.booleans(),
    ),
    max_size=30,
)


def test_the_wait_for_a_yes_counts_from_the_first_question() -> None:
    asks = [ask("h1", "declined"), ask("h2", "silent"), ask("h3", "agreed", asked_s=120, after_s=15)]
    assert time_to_accept(asks) == {"i-p1": [timedelta(seconds=135)]}


def test_a_designated_hospital_was_never_asked() -> None:
    found = judge_asking([ask("h1", designated=True)], {})
    assert (found.asked, found.designated, found.patients) == (0, 1, 0)
    assert time_to_accept([ask("h1", designated=True)]) == {}


def test_an_incident_with_four_questions_is_counted_and_one_that_stood_half_an_hour_twice() -> None:
    asks = [ask(f"h{n}", "declined") for n in range(4)] + [ask("h1", patient="p2")]
    assert judge_asking(asks, {"i-p1": timedelta(minutes=20)}).many_and_long == 0
    found = judge_asking(asks, {"i-p1": timedelta(minutes=31)})
    assert (found.many, found.many_and_long, found.per_patient) == (1, 1, {1: 1, 4: 1})
    assert found.codes == {"no_ed_bed": 4}


def test_who_is_released_before_answering_loses_no_reply_rate() -> None:
    [one] = judge_asking(
        [ask("h1"), ask("h1", "withdrawn", patient="p2"), ask("h1", "waiting", patient="p3")], {}
    ).hospitals
    assert one.rate == 1.0
    [one] = judge_asking([ask("h1"), ask("h1", "silent", patient="p2")], {}).hospitals
    assert one.rate == 0.5
    [one] = judge_asking([ask("h1", "waiting")], {}).hospitals
    assert one.rate is None


@given(asks=ASKS, seed=st.integers())
def test_every_question_ends_in_one_way_and_the_hospitals_add_up(asks: list[AskFact], seed: int) -> None:
    found = judge_asking(asks, {})
    declined = sum(found.codes.values())
    assert found.agreed + declined + found.silent + found.waiting + found.withdrawn == found.asked
    assert sum(one.asked for one in found.hospitals) == found.asked == len(asks) - found.designated
    assert sum(n * patients for n, patients in found.per_patient.items()) == found.asked
    assert all(one.rate is None or 0.0 <= one.rate <= 1.0 for one in found.hospitals)
    shuffled = list(asks)
    Random(seed).shuffle(shuffled)
    assert judge_asking(shuffled, {}) == found
