"""Published cases of START, JumpSTART, SALT and field triage: who is carried first, and where to."""

from dataclasses import replace
from typing import Any

import pytest

from dispatch.scores.fieldtriage import LOOKED_AT, RED, YELLOW, field_triage
from dispatch.scores.sieves import SALT, Casualty, jumpstart, start
from tests.dispatch.scores.patients import WELL

START_CASES = [
    (Casualty(walks=True), "minor"),
    (Casualty(walks=False, breathes=False, breathes_opened=True), "immediate"),
    (Casualty(walks=False, breathes=False, breathes_opened=False), "deceased"),
    (Casualty(walks=False, respiratory_rate_bpm=0, breathes_opened=False), "deceased"),
    (Casualty(walks=False, respiratory_rate_bpm=31), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=30, radial_pulse=True, obeys=True), "delayed"),
    (Casualty(walks=False, respiratory_rate_bpm=20, radial_pulse=False), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=20, capillary_refill_s=2.1), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=20, capillary_refill_s=2.0, obeys=True), "delayed"),
    (Casualty(walks=False, respiratory_rate_bpm=20, radial_pulse=True, obeys=False), "immediate"),
]
JUMPSTART_CASES = [
    (Casualty(walks=True), "minor"),
    (Casualty(walks=False, breathes=False, breathes_opened=True), "immediate"),
    (Casualty(walks=False, breathes=False, breathes_opened=False, radial_pulse=False), "deceased"),
    (
        Casualty(walks=False, breathes=False, breathes_opened=False, radial_pulse=True, breathes_rescued=True),
        "immediate",
    ),
    (
        Casualty(walks=False, breathes=False, breathes_opened=False, radial_pulse=True, breathes_rescued=False),
        "deceased",
    ),
    (Casualty(walks=False, respiratory_rate_bpm=14), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=46), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=45, radial_pulse=True, avpu="A"), "delayed"),
    (Casualty(walks=False, respiratory_rate_bpm=15, radial_pulse=True, avpu="V"), "delayed"),
    (Casualty(walks=False, respiratory_rate_bpm=30, radial_pulse=False), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=30, radial_pulse=True, avpu="P", appropriate=True), "delayed"),
    (Casualty(walks=False, respiratory_rate_bpm=30, radial_pulse=True, avpu="P", appropriate=False), "immediate"),
    (Casualty(walks=False, respiratory_rate_bpm=30, radial_pulse=True, avpu="U"), "immediate"),
]


@pytest.mark.parametrize(("found", "band"), START_CASES)
def test_start(found: Casualty, band: str) -> None:
    assert start(found).band == band


@pytest.mark.parametrize(("found", "band"), JUMPSTART_CASES)
def test_jumpstart(found: Casualty, band: str) -> None:
    assert jumpstart(found).band == band


def test_start_asks_for_what_is_missing_in_its_order() -> None:
    found = start(Casualty(walks=False, respiratory_rate_bpm=20))
    assert (found.band, found.mildest, found.gravest) == (None, "delayed", "immediate")
    assert found.missing == ("perfused", "obeys")
    assert [(one.name, one.value) for one in found.reasons] == [
        ("walks", False),
        ("breathes", True),
        ("over_30", False),
    ]
    assert start(Casualty()).missing[0] == "walks"


FINE = {"breathes": True, "obeys": True, "peripheral_pulse": True, "no_distress": True, "bleeding_controlled": True}


@pytest.mark.parametrize(
    ("change", "band"),
    [
        ({"minor_only": True}, "minimal"),
        ({"minor_only": False}, "delayed"),
        ({"breathes": False}, "dead"),
        *[({sign: False, "survivable": True}, "immediate") for sign in FINE if sign != "breathes"],
        *[({sign: False, "survivable": False}, "expectant") for sign in FINE if sign != "breathes"],
    ],
)
def test_salt(change: dict[str, bool], band: str) -> None:
    assert SALT.sort(FINE | change).band == band


NOTHING = dict.fromkeys(LOOKED_AT, False)


def judged(age: int | None, found: dict[str, bool] | None = None, **signs: Any) -> str | None:
    return field_triage(NOTHING | (found or {}), replace(WELL, **signs), age_years=age).band


@pytest.mark.parametrize(
    ("age", "signs", "band"),
    [
        (70, {"systolic_mmhg": 105}, "red"),
        (70, {"systolic_mmhg": 110}, "none"),
        (65, {"systolic_mmhg": 109}, "red"),
        (64, {"systolic_mmhg": 109}, "none"),
        (40, {"heart_rate_bpm": 104, "systolic_mmhg": 100}, "red"),
        (40, {"heart_rate_bpm": 100, "systolic_mmhg": 100}, "none"),
        (40, {"systolic_mmhg": 89}, "red"),
        (4, {"systolic_mmhg": 77}, "red"),
        (4, {"systolic_mmhg": 78}, "none"),
        (9, {"systolic_mmhg": 88, "heart_rate_bpm": 120}, "none"),  # no shock index below ten
        (10, {"systolic_mmhg": 88}, "red"),
        (30, {"systolic_mmhg": 120, "heart_rate_bpm": 80}, "none"),
        (30, {"respiratory_rate_bpm": 9}, "red"),
        (30, {"respiratory_rate_bpm": 10}, "none"),
        (30, {"respiratory_rate_bpm": 29}, "none"),
        (30, {"respiratory_rate_bpm": 30}, "red"),
        (30, {"spo2_percent": 89}, "red"),
        (30, {"spo2_percent": 90}, "none"),
        (None, {"systolic_mmhg": 69}, "red"),  # too low at every age
        (None, {"systolic_mmhg": 120}, "none"),  # low at none
    ],
)
def test_field_triage_by_vital_signs(age: int | None, signs: dict[str, Any], band: str) -> None:
    assert judged(age, **signs) == band


@pytest.mark.parametrize("criterion", [name for name in RED if name in LOOKED_AT])
def test_any_red_criterion_is_red(criterion: str) -> None:
    assert judged(30, {criterion: True}) == "red"


@pytest.mark.parametrize("criterion", YELLOW)
def test_any_yellow_criterion_is_yellow(criterion: str) -> None:
    assert judged(30, {criterion: True}) == "yellow"


def test_field_triage_does_not_guess_an_age_or_the_air() -> None:
    assert judged(None, systolic_mmhg=85) is None  # low for an adult, not for a child of two
    assert judged(30, oxygen=True, spo2_percent=97) is None  # of room air nothing is known
    assert judged(30, oxygen=True, spo2_percent=89) == "red"
    nobody_looked = field_triage({})
    assert (nobody_looked.mildest, nobody_looked.gravest) == ("none", "red")
    assert set(nobody_looked.missing) == {*RED, *YELLOW}


def test_a_gcs_speaks_of_commands_only_where_it_cannot_be_otherwise() -> None:
    unasked = {**NOTHING, "no_commands": None}
    bands = {total: field_triage(unasked, replace(WELL, gcs=total), age_years=30).band for total in (15, 14, 8, 7, 3)}
    assert bands == {15: "none", 14: None, 8: None, 7: "red", 3: "red"}
