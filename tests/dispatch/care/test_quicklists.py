"""The quick lists are whole, name nothing that is not there, and doubt what cannot well be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.care.doubts import DoubtCode, doubts_about
from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind
from dispatch.care.quicklists import UNOBTAINABLE, entry_words, find_item, read_lists, read_routes, read_units

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DRUGS = sorted(read_lists()[CareKind.DRUG].items)


def entry(kind: CareKind, code: str | None, **more: object) -> CareEntry:
    return replace(CareEntry("e", kind, code, NOON, "crew", "Kim"), **more)


def test_every_kind_has_a_list_with_version_sources_and_words_in_both_languages() -> None:
    for kind in CareKind:
        found = read_lists()[kind]
        assert found.version
        assert found.sources
        assert all(set(one.words) == {"ko", "en"} and all(one.words.values()) for one in found.items.values())
    assert len(DRUGS) >= 30


def test_every_usual_dose_has_a_known_unit_and_route_and_is_never_doubted() -> None:
    for kind in (CareKind.DRUG, CareKind.PROCEDURE):
        for item in read_lists()[kind].items.values():
            for usual in item.doses:
                assert usual.unit in read_units()
                assert usual.route is None or usual.route in read_routes()
                given_ = entry(kind, item.code, dose=usual.dose, unit=usual.unit, route=usual.route)
                assert doubts_about(given_, ()) == (), given_


def test_what_stands_against_a_drug_is_a_drug_of_the_list() -> None:
    for kind in (CareKind.ALLERGY, CareKind.MEDICATION):
        for item in read_lists()[kind].items.values():
            assert set(item.against) <= set(DRUGS), item.code


def test_none_known_and_nobody_to_ask_are_answers_of_their_own() -> None:
    for kind in (CareKind.ALLERGY, CareKind.MEDICATION, CareKind.HISTORY):
        assert {NONE_KNOWN, UNOBTAINABLE} <= set(read_lists()[kind].items)


@pytest.mark.parametrize(
    ("dose", "unit", "route", "code"),
    [
        (10, "mg", "iv", DoubtCode.DOSE_HIGH),
        (0.001, "mg", "iv", DoubtCode.DOSE_LOW),
        (1, "g", "iv", DoubtCode.UNIT),
        (1, "mg", "rectal", DoubtCode.UNIT),
    ],
)
def test_a_dose_that_cannot_well_be_is_doubted(dose: float, unit: str, route: str, code: DoubtCode) -> None:
    [doubt] = doubts_about(entry(CareKind.DRUG, "adrenaline", dose=dose, unit=unit, route=route), ())
    assert doubt.code is code


def test_five_milligrams_are_much_in_a_vein_and_usual_as_a_mist() -> None:
    by_vein = entry(CareKind.DRUG, "adrenaline", dose=5.0, unit="mg", route="iv")
    assert [one.most for one in doubts_about(by_vein, ())] == [1.0]
    assert doubts_about(replace(by_vein, route="nebulised"), ()) == ()


def test_an_allergy_stands_against_its_whole_class_and_a_medicine_against_what_it_must_not_meet() -> None:
    nsaid, pde5 = entry(CareKind.ALLERGY, "nsaid"), entry(CareKind.MEDICATION, "pde5_inhibitor")
    aspirin, nitro = entry(CareKind.DRUG, "aspirin"), entry(CareKind.DRUG, "nitroglycerin")
    assert [(d.code, d.against) for d in doubts_about(aspirin, [nsaid, pde5])] == [(DoubtCode.ALLERGY, "nsaid")]
    assert [d.code for d in doubts_about(nitro, [nsaid, pde5])] == [DoubtCode.MEDICATION]


def test_somebodys_own_words_are_read_for_the_name_of_the_drug() -> None:
    said = entry(CareKind.ALLERGY, None, text="모르핀 맞고 두드러기")
    assert [d.against for d in doubts_about(entry(CareKind.DRUG, "morphine"), [said])] == ["모르핀 맞고 두드러기"]
    assert doubts_about(entry(CareKind.DRUG, "fentanyl"), [said]) == ()


@given(st.sampled_from(DRUGS), st.floats(0.0001, 10_000), st.floats(0.0001, 10_000))
def test_a_plausible_dose_lies_between_plausible_doses(drug: str, one: float, other: float) -> None:
    item = find_item(CareKind.DRUG, drug)
    assert item is not None
    limit = item.limits[0]
    asked = entry(CareKind.DRUG, drug, unit=limit.unit, route=next(iter(limit.routes), None))
    low, high = sorted((one, other))
    if not doubts_about(replace(asked, dose=low), ()) and not doubts_about(replace(asked, dose=high), ()):
        assert doubts_about(replace(asked, dose=(low + high) / 2), ()) == ()


def test_an_entry_is_said_short_in_both_languages() -> None:
    given_ = entry(CareKind.DRUG, "adrenaline", dose=0.5, unit="mg", route="im")
    assert entry_words(given_, "ko") == "에피네프린 0.5 mg 근육"
    assert entry_words(given_, "en") == "Adrenaline (epinephrine) 0.5 mg IM"
    assert entry_words(entry(CareKind.FINDING, None, text="멍"), "en") == "멍"
