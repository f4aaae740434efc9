"""The estimate as it is served: a red flag can only make it graver; the same case, the same answer; never a crash."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.estimate.acuity import Estimate, NoEstimate, estimate_now, fitted, raised
from dispatch.estimate.lexicon import lexicon
from dispatch.estimate.presentation import Arrival, Presentation
from dispatch.model import Vitals
from hospitals.request import Sex

RED = [
    "가슴이 쥐어짜듯 아파요",
    "의식이 없어요",
    "숨을 못 쉬어요",
    "경련을 해요",
    "chest pain",
    "not breathing",
    "피가 안 멈춰요",
]
CALM = [
    "배가 아파요",
    "손가락을 베였어요",
    "열이 나요",
    "knee pain",
    "for medication",
    "술에 취했어요",
    "headache",
    "",
    "뭐라고요?",
]


def maybe(of: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), of)


SIGNS = st.builds(
    Vitals,
    heart_rate_bpm=maybe(st.integers(0, 300)),
    systolic_mmhg=maybe(st.integers(0, 320)),
    diastolic_mmhg=maybe(st.integers(0, 200)),
    respiratory_rate_bpm=maybe(st.integers(0, 90)),
    spo2_percent=maybe(st.integers(0, 100)),
    temperature_c=st.one_of(st.none(), st.floats(20, 45)),
    pain=maybe(st.integers(0, 10)),
    avpu=st.sampled_from([None, "A", "V", "P", "U"]),
)
CASES = st.builds(
    Presentation,
    complaint=st.one_of(st.sampled_from(CALM), st.text(max_size=80)),
    age_years=maybe(st.integers(15, 110)),
    sex=st.sampled_from([None, *Sex]),
    in_pain=st.sampled_from([None, True, False]),
    injury=st.sampled_from([None, True, False]),
    arrival=st.sampled_from([None, *Arrival]),
    signs=SIGNS,
)


def level(case: Presentation) -> int:
    answer = estimate_now(case)
    assert isinstance(answer, Estimate)
    return answer.level


@given(CASES, st.sampled_from(RED), st.booleans())
def test_adding_a_red_flag_never_makes_it_less_grave(case: Presentation, red: str, first: bool) -> None:
    before = estimate_now(case)
    words = (red, case.complaint) if first else (case.complaint, red)
    after = estimate_now(replace(case, complaint=". ".join(words)))
    assert isinstance(after, Estimate)
    if isinstance(before, Estimate) and red_stands(after):
        assert after.level <= before.level
        assert after.grave >= before.grave - 1e-12


def red_stands(answer: Estimate) -> bool:
    return bool(answer.red)


@pytest.mark.parametrize("concept", [concept.id for concept in lexicon().concepts if concept.red])
def test_every_red_flag_of_the_list_weighs_towards_grave(concept: str) -> None:
    group = f"group.{next(one.group for one in lexicon().concepts if one.id == concept)}"
    for weights in (fitted().measured, fitted().said):
        assert min(weights.slopes[weights.names.index(group)]) >= 0


@given(CASES)
def test_the_same_case_gets_the_same_answer_and_its_chances_are_chances(case: Presentation) -> None:
    answer = estimate_now(case)
    assert answer == estimate_now(case)
    if isinstance(answer, Estimate):
        assert sum(answer.chances) == pytest.approx(1)
        assert min(answer.chances) >= 0
        assert answer.grave == pytest.approx(answer.chances[0] + answer.chances[1])


@given(st.integers(1, 5), st.integers(1, 5))
def test_an_estimate_never_lowers_what_the_rules_say(rules: int, estimated: int) -> None:
    assert raised(rules, estimated) <= rules


@pytest.mark.parametrize(
    ("case", "allowed"),
    [
        (Presentation("심정지예요 숨을 안 쉬어요", 70, signs=Vitals(avpu="U")), {1}),
        (Presentation("가슴이 쥐어짜듯 아파요", 62, Sex.MALE, True, False, Arrival.AMBULANCE_119), {1, 2}),
        (Presentation("의식이 흐려지고 횡설수설하세요", 71, signs=Vitals(avpu="V")), {1, 2}),
        (Presentation("ankle sprain", 25, injury=True, arrival=Arrival.WALKING), {4, 5}),
        (Presentation("for medication", 40, arrival=Arrival.WALKING), {4, 5}),
        (Presentation("fever", 80, signs=Vitals(128, 78, 45, 28, 86, 39.6, avpu="V")), {1, 2}),
    ],
)
def test_plain_cases_come_out_plainly(case: Presentation, allowed: set[int]) -> None:
    assert level(case) in allowed


@given(CASES)
def test_worse_breathing_and_mind_never_make_it_less_grave(case: Presentation) -> None:
    """Of two measured sets, the one with deep hypoxia and no response weighs at least as much."""
    signs = replace(case.signs, heart_rate_bpm=80, systolic_mmhg=125, spo2_percent=97, avpu="A")
    worse = replace(signs, spo2_percent=80, avpu="U")
    assert level(replace(case, signs=worse)) <= level(replace(case, signs=signs))


def test_without_words_or_signs_there_is_none_and_it_says_why() -> None:
    assert estimate_now(Presentation("여보세요?", 50)) is NoEstimate.NOTHING_TO_GO_BY
    assert estimate_now(Presentation("열이 나요", 4)) is NoEstimate.CHILD


def test_what_is_served_says_how_far_its_level_can_be_trusted() -> None:
    answer = estimate_now(Presentation("가슴이 아파요", 60, signs=Vitals(pain=8)))
    assert isinstance(answer, Estimate)
    assert not answer.measured
    assert answer.kept == fitted().kept_said[answer.level]
    assert answer.kept.low <= answer.kept.right <= answer.kept.high
    assert answer.red == ("chest_pain",)
    assert answer.reasons[0].by > 0
