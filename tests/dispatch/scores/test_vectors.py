"""Vectors: the published charts row by row, at every edge. Sources: docs/scores.md."""

from dataclasses import replace
from typing import Any

import pytest

from dispatch.model import Vitals
from dispatch.scores.coma import NOT_TESTABLE, consciousness_of_gcs, gcs, gcs_about
from dispatch.scores.newborn import apgar
from dispatch.scores.news2 import news2
from dispatch.scores.score import Lack, NotFor, Score
from dispatch.scores.sepsis import qsofa
from dispatch.scores.stroke import cpss, lams, race
from dispatch.scores.trauma import rts, trts
from tests.dispatch.scores.patients import WELL


def scored(signs: Vitals, **more: Any) -> Score:
    found = news2(signs, **more)
    assert isinstance(found, Score)
    return found


def points(signs: Vitals, name: str, **more: Any) -> float | None:
    return next(part.points for part in scored(signs, **more).parts if part.name == name)


NEWS2_EDGES = {
    "respiratory_rate_bpm": {8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3},
    "spo2_percent": {91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0, 100: 0},
    "systolic_mmhg": {90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3},
    "heart_rate_bpm": {40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3},
    "temperature_c": {35.0: 3, 35.04: 3, 35.1: 1, 36.0: 1, 36.1: 0, 38.0: 0, 38.1: 1, 39.0: 1, 39.1: 2},
    "avpu": {"A": 0, "C": 3, "V": 3, "P": 3, "U": 3},
    "oxygen": {False: 0, True: 2},
}


@pytest.mark.parametrize("sign", NEWS2_EDGES)
def test_news2_gives_each_parameter_the_points_of_the_chart(sign: str) -> None:
    given = {value: points(replace(WELL, **{sign: value}), sign) for value in NEWS2_EDGES[sign]}
    assert given == NEWS2_EDGES[sign]


@pytest.mark.parametrize(
    ("spo2", "oxygen", "given"),
    [
        (83, False, 3),
        (84, False, 2),
        (85, True, 2),
        (86, True, 1),
        (87, False, 1),
        (88, True, 0),
        (92, True, 0),
        (93, False, 0),
        (100, False, 0),
        (93, True, 1),
        (94, True, 1),
        (95, True, 2),
        (96, True, 2),
        (97, True, 3),
    ],
)
def test_news2_scale_2_counts_a_high_saturation_only_under_oxygen(spo2: int, oxygen: bool, given: int) -> None:
    signs = replace(WELL, spo2_percent=spo2, oxygen=oxygen)
    assert points(signs, "spo2_percent", spo2_scale=2) == given


def test_news2_of_a_whole_patient() -> None:
    ill = replace(
        WELL,
        respiratory_rate_bpm=24,
        spo2_percent=93,
        systolic_mmhg=96,
        heart_rate_bpm=112,
        avpu="C",
        temperature_c=36.4,
    )
    found = scored(ill)
    assert [part.points for part in found.parts] == [2, 2, 0, 2, 2, 3, 0]
    assert (found.total, found.band, found.missing) == (11, "high", ())
    assert (scored(WELL).total, scored(WELL).band) == (0, "low")


@pytest.mark.parametrize(
    ("change", "total", "band"),
    [
        ({"respiratory_rate_bpm": 21, "heart_rate_bpm": 111}, 4, "low"),
        ({"respiratory_rate_bpm": 25}, 3, "low_medium"),  # a single parameter at 3
        ({"respiratory_rate_bpm": 25, "heart_rate_bpm": 91}, 4, "low_medium"),
        ({"respiratory_rate_bpm": 25, "heart_rate_bpm": 111}, 5, "medium"),
        ({"oxygen": True, "heart_rate_bpm": 111, "spo2_percent": 92}, 6, "medium"),
        ({"oxygen": True, "heart_rate_bpm": 131, "spo2_percent": 93}, 7, "high"),
    ],
)
def test_news2_asks_for_the_response_of_the_chart(change: dict[str, Any], total: int, band: str) -> None:
    found = scored(replace(WELL, **change))
    assert (found.total, found.band) == (total, band)


def test_news2_without_a_temperature_says_at_least() -> None:
    found = scored(replace(WELL, respiratory_rate_bpm=25, spo2_percent=92, temperature_c=None))
    assert (found.total, found.low, found.high) == (None, 5, 8)
    assert (found.band, found.mildest, found.gravest) == (None, "medium", "high")
    assert found.missing == ("temperature_c",)


def test_news2_on_scale_2_needs_to_know_of_the_oxygen_only_above_the_target() -> None:
    target = scored(replace(WELL, spo2_percent=90, oxygen=None), spo2_scale=2)
    above = scored(replace(WELL, spo2_percent=95, oxygen=None), spo2_scale=2)
    assert (target.missing, target.low, target.high) == (("oxygen",), 0, 2)
    assert (above.missing, above.low, above.high) == (("spo2_percent", "oxygen"), 0, 4)
    assert above.parts[1].lack is Lack.OXYGEN_UNKNOWN


def test_news2_is_not_for_children_and_has_two_scales() -> None:
    assert isinstance(news2(WELL, age_years=15), NotFor)
    assert isinstance(news2(WELL, age_years=16), Score)
    with pytest.raises(ValueError, match="scales 1 and 2"):
        news2(WELL, spo2_scale=3)


def test_news2_takes_of_a_gcs_only_what_it_says_for_certain() -> None:
    by_gcs = {value: points(replace(WELL, avpu=None, gcs=value), "avpu") for value in (15, 14, 9, 8, 3)}
    assert by_gcs == {15: 0, 14: None, 9: None, 8: 3, 3: 3}
    assert points(replace(WELL, avpu="A", gcs=6), "avpu") == 3  # they contradict each other: the worse counts
    [part] = [one for one in scored(replace(WELL, avpu=None, gcs=12)).parts if one.name == "avpu"]
    assert part.lack is Lack.NEW_OR_OLD


@pytest.mark.parametrize(
    ("signs", "total", "band"),
    [
        (Vitals(respiratory_rate_bpm=22, systolic_mmhg=100, gcs=14), 3, "positive"),
        (Vitals(respiratory_rate_bpm=21, systolic_mmhg=101, gcs=15), 0, "negative"),
        (Vitals(respiratory_rate_bpm=22, systolic_mmhg=101, avpu="V"), 2, "positive"),
        (Vitals(respiratory_rate_bpm=22, systolic_mmhg=120, avpu="A"), 1, "negative"),
        (Vitals(respiratory_rate_bpm=30, systolic_mmhg=90), None, "positive"),  # two are enough
        (Vitals(respiratory_rate_bpm=30), None, None),
    ],
)
def test_qsofa(signs: Vitals, total: int | None, band: str | None) -> None:
    assert (qsofa(signs).total, qsofa(signs).band) == (total, band)


@pytest.mark.parametrize(
    ("eyes", "verbal", "motor", "total", "band"),
    [
        (4, 5, 6, 15, "mild"),
        (4, 4, 5, 13, "mild"),
        (3, 4, 5, 12, "moderate"),
        (2, 2, 4, 8, "severe"),
        (1, 1, 1, 3, "severe"),
    ],
)
def test_gcs(eyes: int, verbal: int, motor: int, total: int, band: str) -> None:
    found = gcs(eyes=eyes, verbal=verbal, motor=motor)
    assert (found.total, found.band) == (total, band)


def test_a_component_that_cannot_be_tested_is_not_a_one() -> None:
    found = gcs(eyes=4, verbal=NOT_TESTABLE, motor=6)
    assert (found.total, found.low, found.high, found.missing) == (None, 11, 15, ("verbal",))
    assert found.parts[1].lack is Lack.NOT_TESTABLE
    with pytest.raises(ValueError, match="motor"):
        gcs(eyes=1, verbal=1, motor=7)


def test_avpu_is_about_a_gcs_and_no_more() -> None:
    assert [gcs_about(level) for level in ("A", "V", "P", "U", "C", None)] == [15, 13, 8, 3, None, None]
    assert [consciousness_of_gcs(total) for total in (15, 14, 9, 8, None)] == ["A", None, None, "P", None]


@pytest.mark.parametrize(
    ("gcs_total", "systolic", "rate", "coded", "weighted", "band"),
    [
        (15, 120, 16, 12, 7.8408, "delayed"),
        (13, 90, 29, 12, 7.8408, "delayed"),
        (12, 90, 10, 11, 6.904, "urgent"),
        (15, 89, 30, 10, 6.8174, "immediate"),
        (8, 75, 9, 6, 3.9204, "immediate"),
        (5, 49, 5, 3, 1.9602, "immediate"),
        (3, 0, 0, 0, 0.0, "dead"),
    ],
)
def test_rts(gcs_total: int, systolic: int, rate: int, coded: int, weighted: float, band: str) -> None:
    signs = Vitals(gcs=gcs_total, systolic_mmhg=systolic, respiratory_rate_bpm=rate)
    assert (trts(signs).total, trts(signs).band) == (coded, band)
    assert (rts(signs).total, rts(signs).band) == (pytest.approx(weighted), band)


def test_rts_without_a_gcs_says_at_most() -> None:
    found = rts(Vitals(systolic_mmhg=80, respiratory_rate_bpm=16))
    assert (found.total, found.low, found.high) == (None, pytest.approx(3.361), pytest.approx(7.1082))
    assert (found.mildest, found.gravest, found.missing) == ("urgent", "immediate", ("gcs",))


def test_cpss_is_abnormal_by_any_one_sign() -> None:
    signs = ("face", "arm", "speech")
    for sign in signs:
        one = cpss(**{name: int(name == sign) if name == sign else None for name in signs})
        assert (one.band, one.low, one.total) == ("abnormal", 1, None)
    assert cpss(face=0, arm=0, speech=0).band == "normal"
    assert cpss(face=0, arm=0, speech=None).band is None


@pytest.mark.parametrize(
    ("face", "arm", "grip", "total", "band"),
    [
        (0, 0, 0, 0, "normal"),
        (1, 1, 1, 3, "abnormal"),
        (0, 2, 2, 4, "occlusion_likely"),
        (1, 2, 2, 5, "occlusion_likely"),
    ],
)
def test_lams(face: int, arm: int, grip: int, total: int, band: str) -> None:
    assert (lams(face=face, arm=arm, grip=grip).total, lams(face=face, arm=arm, grip=grip).band) == (total, band)


def test_race_reaches_nine_with_gaze_one_and_aphasia_two() -> None:
    worst = race(face=2, arm=2, leg=2, gaze=1, aphasia=2)
    assert (worst.total, worst.high, worst.band) == (9, 9, "occlusion_likely")
    assert race(face=2, arm=2, leg=0, gaze=0, agnosia=0).band == "abnormal"  # 4
    assert race(face=2, arm=2, leg=0, gaze=1, agnosia=0).band == "occlusion_likely"  # 5
    assert race(face=0, arm=0, leg=0, gaze=0, aphasia=0).band == "normal"
    with pytest.raises(ValueError, match="gaze"):
        race(face=0, arm=0, leg=0, gaze=2, aphasia=0)


def test_race_is_settled_by_five_points_whatever_is_missing() -> None:
    found = race(face=2, arm=2, leg=None, gaze=1)
    assert (found.band, found.total, found.low, found.missing) == ("occlusion_likely", None, 5, ("leg", "cortex"))


@pytest.mark.parametrize(
    ("items", "total", "band"),
    [
        ((2, 2, 2, 2, 2), 10, "reassuring"),
        ((1, 2, 1, 1, 2), 7, "reassuring"),
        ((1, 1, 1, 1, 2), 6, "moderate"),
        ((0, 1, 1, 1, 1), 4, "moderate"),
        ((0, 1, 0, 1, 1), 3, "low"),
        ((0, 0, 0, 0, 0), 0, "low"),
    ],
)
def test_apgar(items: tuple[int, ...], total: int, band: str) -> None:
    names = ("appearance", "pulse", "grimace", "activity", "respiration")
    found = apgar(**dict(zip(names, items, strict=True)))
    assert (found.total, found.band) == (total, band)
