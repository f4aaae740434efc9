"""What is read aloud at the door: one record, five forms, two languages, nothing invented and nothing left out."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.care.entry import NONE_KNOWN, CareKind
from dispatch.care.forms import Form, handover
from dispatch.care.quicklists import number
from dispatch.care.record import CareRecord
from dispatch.care.short import LONGEST, short, ucs2_length
from dispatch.care.told import Told
from dispatch.care.wording import Speech, sentence, shown, spoken
from tests.dispatch.care.records import EN, KO, RECORDS, ZONE, at, entry, infarction

SPEECHES = (Speech("ko", KO, ZONE), Speech("en", EN, ZONE))
FORMS = st.sampled_from(Form)


def aloud(record: CareRecord, form: Form = Form.ATMIST, speech: Speech = SPEECHES[0]) -> str:
    return spoken(handover(record, form), speech)


def test_atmist_is_read_letter_by_letter() -> None:
    assert aloud(infarction()).splitlines() == [
        "A  72세; 남성; 중증도 2",
        "T  신고 14:00; 환자 접촉 14:12",
        "M  주증상 가슴 통증; 의심: 심근경색 (STEMI); 상황: 식사 중 가슴 통증",
        "I  소견 기록 없음",
        "S  처음 14:13: 심박수 120, 혈압 90/60, 의식 (GCS) 15; 최근 14:26: 심박수 104, "
        "혈압 100/64, 호흡수 22, 산소포화도 95 %, 의식 (GCS) 15, 의식 (AVPU) A, 산소 없이; 측정 안 함: 체온; "
        "NEWS2 6–9점, 1개 항목 측정 안 함",
        "T  14:14 12유도 심전도; 14:15 아스피린 300 mg; 이송 병원 세종충남대학교병원; 도착 예정 14:42 (12분 뒤); "
        "준비 요청: 심근경색 (STEMI)",
    ]


def test_nothing_known_is_said_to_be_unknown_and_never_to_be_normal() -> None:
    bare = CareRecord(at(1), "inc_1", "26-0001", "sejong", at(0))
    told = aloud(bare, Form.IMIST_AMBO, SPEECHES[1])
    for honest in ("Age not known", "Vital signs not taken", "Allergies not asked", "History not asked"):
        assert honest in told
    asked = replace(bare, entries=(entry("car_1", CareKind.ALLERGY, NONE_KNOWN, 1),))
    assert "No known allergies (asked)" in aloud(asked, Form.IMIST_AMBO, SPEECHES[1])


def test_a_sign_that_only_a_middle_set_has_is_told_with_its_own_time() -> None:
    record = infarction()
    early, late = record.sets
    between = replace(early, id=3, at=at(20), signs=replace(early.signs, temperature_c=38.5))
    told = aloud(replace(record, sets=(early, between, late)))
    assert "그 사이 14:20: 체온 38.5 ℃" in told
    assert "측정 안 함" not in told.split("NEWS2")[0]


def test_after_the_door_nobody_is_promised_an_arrival() -> None:
    record = infarction()
    there = replace(record, stamps=(*record.stamps, replace(record.stamps[-1], name="at_hospital", at=at(41))))
    assert "14:41 도착" in aloud(there)
    assert "도착 예정" not in aloud(there)


def test_before_leaving_the_way_to_the_scene_is_not_told_as_the_way_to_the_door() -> None:
    record = infarction()
    assert "도착 예정 시각 모름" in aloud(replace(record, stamps=record.stamps[:1]))


def test_the_earlier_text_carries_less_than_the_later_one() -> None:
    """It grows with the case."""
    whole = infarction()
    early = replace(whole, sets=whole.sets[:1], entries=whole.entries[:1])
    assert len(aloud(early)) < len(aloud(whole))


@pytest.mark.parametrize(
    ("dose", "said"), [(300.0, "300"), (0.5, "0.5"), (1_500_000.0, "1500000"), (float("nan"), "–")]
)
def test_a_dose_is_written_as_people_write_it(dose: float, said: str) -> None:
    assert number(dose) == said


@given(RECORDS, FORMS)
def test_whatever_is_on_record_it_is_told_in_both_languages_alike(record: CareRecord, form: Form) -> None:
    """Never raises; no hole of a sentence is left, no None; as many letters and as many facts in either language."""
    parts = handover(record, form)
    assert all(part.facts for part in parts)
    counted = [[len(one["lines"]) for one in shown(parts, speech)] for speech in SPEECHES]
    assert counted[0] == counted[1] == [len(part.facts) for part in parts]
    for speech in SPEECHES:
        told = spoken(parts, speech)
        assert not re.search(r"None|NaN|Infinity|\{|\}|told\.|heading\.", told)
        assert len(told.splitlines()) == len(parts)


@given(RECORDS, FORMS)
def test_every_treatment_that_stands_is_named_and_no_struck_one(record: CareRecord, form: Form) -> None:
    given_now = {one.text for one in record.of(CareKind.DRUG, CareKind.PROCEDURE)}
    gone = {one.text for one in record.entries} - {one.text for one in record.standing}
    for speech in SPEECHES:
        told = spoken(handover(record, form), speech)
        assert [text for text in given_now if " ".join(str(text).split()) not in told] == []
        assert [text for text in gone if " ".join(str(text).split()) in told] == []


@given(RECORDS, FORMS)
def test_treatments_are_told_in_the_order_they_were_done(record: CareRecord, form: Form) -> None:
    done = [fact.values["at"] for part in handover(record, form) for fact in part.facts if fact.told is Told.TREATED]
    assert done == sorted(done, key=str)


@given(RECORDS, FORMS, st.sampled_from(SPEECHES), st.integers(70, LONGEST))
def test_a_text_message_keeps_its_length_and_says_what_it_leaves_out(
    record: CareRecord, form: Form, speech: Speech, longest: int
) -> None:
    parts = handover(record, form)
    text = short(parts, speech, longest=longest)
    assert ucs2_length(text) <= longest
    said = [sentence(fact, speech) for part in parts for fact in part.facts]
    left = re.search(r"외 (\d+)건은|\+(\d+) more", text)
    named = int(next(filter(None, left.groups()))) if left else 0
    whole = "\n".join(f"{p.letter} {'; '.join(sentence(f, speech) for f in p.facts)}" for p in parts)
    assert (named == 0) == (text == whole)
    assert named <= len(said)


def test_a_text_message_counts_as_a_telephone_does() -> None:
    assert ucs2_length("가a") == 2
    assert ucs2_length("😀") == 2  # outside the plane of UCS-2: two units
    usual = short(handover(infarction(), Form.ATMIST), SPEECHES[0])
    assert "아스피린 300 mg" in usual
    assert ucs2_length(usual) <= 480
