"""What holds of every patient: a worse value never lowers a score, and what is unknown never hides what is known."""

from dataclasses import fields, replace
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dispatch.model import Vitals
from dispatch.scores.fieldtriage import BANDS, LOOKED_AT, field_triage
from dispatch.scores.news2 import news2
from dispatch.scores.score import Scale, Score
from dispatch.scores.sepsis import qsofa
from dispatch.scores.sheets import SHEETS, assess
from dispatch.scores.sieves import JUMPSTART, SALT, START
from dispatch.scores.sorting import Sieve, Verdict
from dispatch.scores.trauma import rts, trts

NEWS2_BANDS = ("low", "low_medium", "medium", "high")
ORDER = {
    Scale.NEWS2: NEWS2_BANDS,
    Scale.QSOFA: ("negative", "positive"),
    Scale.GCS: ("mild", "moderate", "severe"),
    Scale.RTS: ("delayed", "urgent", "immediate", "dead"),
    Scale.TRTS: ("delayed", "urgent", "immediate", "dead"),
    Scale.APGAR: ("reassuring", "moderate", "low"),
    Scale.CPSS: ("normal", "abnormal"),
    Scale.LAMS: ("normal", "abnormal", "occlusion_likely"),
    Scale.RACE: ("normal", "abnormal", "occlusion_likely"),
    Scale.START: START.bands,
    Scale.JUMPSTART: JUMPSTART.bands,
    Scale.SALT: SALT.bands,
    Scale.FIELD_TRIAGE: BANDS,
}
NORMAL = {
    "heart_rate_bpm": (51, 90),
    "systolic_mmhg": (111, 219),
    "respiratory_rate_bpm": (12, 20),
    "spo2_percent": (96, 100),
    "temperature_c": (36.1, 38.0),
}
SIGNS = {
    "heart_rate_bpm": st.integers(0, 300),
    "systolic_mmhg": st.integers(0, 300),
    "respiratory_rate_bpm": st.integers(0, 80),
    "spo2_percent": st.integers(0, 100),
    "temperature_c": st.floats(20, 45, allow_nan=False),
    "avpu": st.sampled_from("ACVPU"),
    "gcs": st.integers(3, 15),
    "oxygen": st.booleans(),
}
PATIENTS = st.builds(Vitals, **{name: st.none() | values for name, values in SIGNS.items()})
WHOLE = st.builds(  # ACVPU and GCS describe one patient: where they contradict each other, hiding one changes the score
    lambda signs, awake: replace(signs, avpu=awake[0], gcs=awake[1]),
    st.builds(Vitals, **SIGNS),
    st.sampled_from([("A", 15), *((level, gcs) for level in "CV" for gcs in range(9, 15))])
    | st.tuples(st.sampled_from("PU"), st.integers(3, 8)),
)
AGES = st.none() | st.integers(0, 110)


def by_vitals(signs: Vitals, age: int | None, scale_2: bool) -> list[Score]:
    found = [news2(signs, spo2_scale=2 if scale_2 else 1), qsofa(signs), rts(signs), trts(signs)]
    return [one for one in found if isinstance(one, Score)]


def grade(result: Score | Verdict, band: str) -> int:
    return ORDER[result.scale].index(band)


def lies_within(closer: Score | Verdict, wider: Score | Verdict) -> bool:
    """Whether knowing more has only narrowed it down."""
    bands = grade(wider, wider.mildest) <= grade(closer, closer.mildest) <= grade(closer, closer.gravest)
    bands = bands and grade(closer, closer.gravest) <= grade(wider, wider.gravest)
    if isinstance(closer, Score) and isinstance(wider, Score):
        return bands and wider.low - 1e-6 <= closer.low <= closer.high <= wider.high + 1e-6
    return bands


def findings(scale: Scale) -> st.SearchStrategy[dict[str, Any]]:
    answers = {item.name: st.none() | st.sampled_from(item.options) for item in SHEETS[scale]}
    return st.fixed_dictionaries(answers).filter(lambda found: any(one is not None for one in found.values()))


TAPPED = st.sampled_from(sorted(SHEETS)).flatmap(lambda scale: st.tuples(st.just(scale), findings(scale)))


@given(PATIENTS, AGES, st.booleans())
def test_every_patient_has_a_score_with_its_bounds_and_its_missing(signs: Vitals, age: int | None, two: bool) -> None:
    for found in by_vitals(signs, age, two):
        assert found.low <= found.high
        assert grade(found, found.mildest) <= grade(found, found.gravest)
        assert (found.total is None) == bool(found.missing)
        assert found.missing or found.low == found.high


@given(WHOLE, st.sets(st.sampled_from(sorted(SIGNS))), st.booleans(), AGES)
def test_what_is_unknown_never_moves_a_bound_past_the_truth(
    signs: Vitals, hidden: set[str], two: bool, age: int | None
) -> None:
    partly = replace(signs, **dict.fromkeys(hidden))
    for whole, part in zip(by_vitals(signs, age, two), by_vitals(partly, age, two), strict=True):
        assert lies_within(whole, part)
    seen = dict.fromkeys(LOOKED_AT, False)
    assert lies_within(field_triage(seen, signs, age_years=age), field_triage(seen, partly, age_years=None))


def worse(sign: str, value: float, by: float) -> float:
    """Further away from normal, on the side it is on; from within normal, beyond it."""
    return value - by if value < NORMAL[sign][0] else value + by


@given(PATIENTS, st.sampled_from(sorted(NORMAL)), st.floats(0, 60))
def test_a_value_further_from_normal_never_lowers_news2(signs: Vitals, sign: str, by: float) -> None:
    value = getattr(signs, sign)
    if value is None or (sign == "spo2_percent" and value >= NORMAL[sign][0]):
        return
    before, after = news2(signs), news2(replace(signs, **{sign: worse(sign, value, by)}))
    assert isinstance(before, Score)
    assert isinstance(after, Score)
    assert after.low >= before.low
    assert after.high >= before.high
    assert grade(after, after.mildest) >= grade(before, before.mildest)


@given(PATIENTS, st.integers(88, 100), st.integers(0, 12))
def test_on_scale_2_more_oxygen_in_the_blood_under_oxygen_is_never_better(signs: Vitals, spo2: int, by: int) -> None:
    given_oxygen = replace(signs, oxygen=True, spo2_percent=spo2)
    before, after = (news2(replace(given_oxygen, spo2_percent=min(100, spo2 + more)), spo2_scale=2) for more in (0, by))
    assert isinstance(before, Score)
    assert isinstance(after, Score)
    assert after.low >= before.low


@given(TAPPED, st.data())
def test_a_worse_answer_never_lowers_a_score(tapped: tuple[Scale, dict[str, Any]], data: st.DataObject) -> None:
    scale, found = tapped
    graded = [
        one for one in SHEETS[scale] if isinstance(found[one.name], int) and not isinstance(found[one.name], bool)
    ]
    if not graded:
        return
    item = data.draw(st.sampled_from(graded))
    later = item.options[item.options.index(found[item.name]) :]
    after = assess(scale, found | {item.name: data.draw(st.sampled_from([one for one in later if one != "NT"]))})
    before = assess(scale, found)
    assert grade(after, after.mildest) >= grade(before, before.mildest)
    assert grade(after, after.gravest) >= grade(before, before.gravest)


@given(TAPPED, st.data())
def test_an_answer_more_only_narrows_the_band(tapped: tuple[Scale, dict[str, Any]], data: st.DataObject) -> None:
    scale, found = tapped
    answered = sorted(name for name, one in found.items() if one is not None)
    kept = data.draw(st.sets(st.sampled_from(answered), min_size=1))
    before = assess(scale, {name: one if name in kept else None for name, one in found.items()})
    assert lies_within(assess(scale, found), before)


GOOD = {"walks", "breathes", "breathes_opened", "breathes_rescued", "pulse", "perfused", "obeys", "appropriate"}
GOOD |= {"rate_15_45", "peripheral_pulse", "no_distress", "bleeding_controlled", "minor_only", "survivable"}


def every_answer(sieve: Sieve) -> list[dict[str, bool | None]]:
    questions = sieve.questions()
    return [
        dict(zip(questions, answers, strict=True)) for answers in product((True, False, None), repeat=len(questions))
    ]


def test_every_path_of_every_sieve_ends_and_a_worse_answer_is_never_milder() -> None:
    """All answers there are, not a sample: three for each question."""
    for sieve in (START, SALT):
        for answers in every_answer(sieve):
            before = sieve.sort(answers)
            assert (before.band is None) == bool(before.missing)
            for question, answer in answers.items():
                good = question in GOOD
                if answer is None or answer != good:
                    continue
                after = sieve.sort(answers | {question: not good})
                assert grade(after, after.mildest) >= grade(before, before.mildest)


@given(st.fixed_dictionaries({name: st.none() | st.booleans() for name in LOOKED_AT}), PATIENTS, AGES, st.data())
def test_a_criterion_more_never_lowers_field_triage(
    found: dict[str, bool | None], signs: Vitals, age: int | None, data: st.DataObject
) -> None:
    met = found | {data.draw(st.sampled_from(LOOKED_AT)): True}
    before, after = field_triage(found, signs, age_years=age), field_triage(met, signs, age_years=age)
    assert grade(after, after.mildest) >= grade(before, before.mildest)
    assert grade(after, after.gravest) >= grade(before, before.gravest)


def test_signs_have_no_field_the_strategies_forget() -> None:
    unscored = {"diastolic_mmhg", "glucose_mg_dl", "pain"}
    assert {f.name for f in fields(Vitals)} == {*SIGNS, *unscored}
