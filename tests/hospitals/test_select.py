"""Ranking hospitals: the scene at Sejong city hall, and what must hold for every board."""

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.travel import Travel
from hospitals.model import BedCount, BedType, Capability, Diversion, Hospital, Level, Says, Source
from hospitals.ranking import Basis, ExclusionCode, Needs, NoteCode, TermCode
from tests.hospitals.facts import NOW, hospital, minutes, said, sejong_board, sejong_travel
from tests.hospitals.rankings import boards, drives, needs_of_patients, option, order, rank

STEMI = Needs((Capability.STEMI,), acuity=1, bundle="stemi")
PLAIN = Needs((), acuity=3)


def test_a_heart_attack_at_sejong_city_hall_goes_to_daejeon_or_cheongju() -> None:
    ranking = rank(sejong_board(), STEMI, sejong_travel())
    assert not ranking.excluded
    assert order(ranking)[0] == "A1600007"  # Yuseong Sun: the nearest that says yes
    assert order(ranking)[-2:] == ["A1800417", "A1800441"]  # the near ones that report nothing come last …
    for near in ("A1800441", "A1800417"):
        assert option(ranking, near).phone_first  # … and may still be asked, by telephone
        assert NoteCode.SAYS_UNKNOWN in option(ranking, near).notes
    assert not any(one.phone_first for one in ranking.options[:-2])


def test_the_over_full_hospital_is_shown_with_its_number_and_a_penalty() -> None:
    ranking = rank(sejong_board(), STEMI, sejong_travel())
    crowded, roomy = option(ranking, "A1600001"), option(ranking, "A1600006")
    assert crowded.er_beds is not None
    assert (crowded.er_beds.available, crowded.er_beds.baseline) == (-3, 28)
    assert NoteCode.OVER_FULL in crowded.notes
    assert crowded.p_accept < roomy.p_accept
    waits = {one.hospital_id: term.time for one in (crowded, roomy) for term in one.terms if term.code == "treatment"}
    assert waits["A1600001"] > waits["A1600006"]


def test_every_term_says_what_it_stands_on_and_they_sum_up() -> None:
    for one in rank(sejong_board(), STEMI, sejong_travel()).options:
        always = [code for code in TermCode if code not in {TermCode.SPECIALIST, TermCode.BURDEN, TermCode.BALANCE}]
        assert [term.code for term in one.terms] == always
        assert one.expected == sum((term.time for term in one.terms), timedelta(0))
        basis = {term.code: term.basis for term in one.terms}
        assert basis[TermCode.DRIVE] is Basis.ROADS
        assert basis[TermCode.OFFLOAD] is Basis.ASSUMED
        assert basis[TermCode.TREATMENT] is Basis.POSTED


def test_who_says_no_is_excluded_with_the_reason() -> None:
    board = [hospital("no", answers=(said(Capability.STEMI, Says.NO),)), hospital("far"), hospital("cut_off")]
    ranking = rank(board, STEMI, {"no": minutes(5), "far": minutes(300), "cut_off": None})
    assert not ranking.options
    assert {out.hospital_id: out.reasons for out in ranking.excluded} == {
        "no": (ExclusionCode.SAYS_NO,),
        "far": (ExclusionCode.TOO_FAR,),
        "cut_off": (ExclusionCode.UNREACHABLE,),
    }


def test_a_no_of_yesterday_is_forgotten_and_the_telephone_asks_again() -> None:
    old = hospital(answers=(said(Capability.STEMI, Says.NO, ago=timedelta(hours=30)),))
    (only,) = rank([old], STEMI).options
    assert only.phone_first
    assert NoteCode.ANSWER_TOO_OLD in only.notes


def test_a_notice_for_all_stops_light_cases_and_is_shown_for_grave_ones() -> None:
    notice = Diversion("d", None, "crowding", NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    board = [hospital(diversions=(notice,))]
    (shown,) = rank(board, Needs((), acuity=2)).options
    assert NoteCode.ON_DIVERSION in shown.notes
    (out,) = rank(board, PLAIN).excluded
    assert out.reasons == (ExclusionCode.ON_DIVERSION,)
    ended = replace(notice, ends_at=NOW)
    assert rank([hospital(diversions=(ended,))], PLAIN).options


def test_a_notice_for_one_capability_stops_only_who_needs_it() -> None:
    notice = Diversion("d", Capability.STEMI, "no_specialist", NOW, NOW + timedelta(hours=1))
    answers = (said(Capability.STEMI, Says.YES), said(Capability.ICH, Says.YES))
    board = [hospital(diversions=(notice,), answers=answers)]
    assert rank(board, STEMI).excluded[0].reasons == (ExclusionCode.CAPABILITY_DIVERTED,)
    assert rank(board, Needs((Capability.ICH,), 1)).options


def test_a_light_case_spares_the_regional_centre_and_a_grave_one_seeks_it() -> None:
    board = [hospital("centre", level=Level.REGIONAL_CENTRE), hospital("house", level=Level.LOCAL_INSTITUTION)]
    travel: dict[str, Travel | None] = {"centre": minutes(10), "house": minutes(15)}
    assert order(rank(board, Needs((), 4), travel)) == ["house", "centre"]
    assert order(rank(board, Needs((), 1), travel)) == ["centre", "house"]
    assert rank(board, Needs((), 4), travel).options[-1].terms[-1].code is TermCode.BURDEN


def test_a_grave_child_goes_where_there_is_a_childrens_emergency_room() -> None:
    beds = (BedCount(BedType.ER_PAEDIATRIC, 0, 4, NOW, Source.NEMC),)
    board = [hospital("with", beds=beds), hospital("without")]
    travel: dict[str, Travel | None] = {"with": minutes(25), "without": minutes(5)}
    assert order(rank(board, Needs((), 2, paediatric=True), travel)) == ["with", "without"]
    assert order(rank(board, Needs((), 4, paediatric=True), travel)) == ["without", "with"]


def test_an_arrest_goes_to_the_nearest_designated_institution() -> None:
    board = [hospital("near", level=Level.LOCAL_INSTITUTION), hospital("clinic", level=Level.OTHER)]
    ranking = rank(board, Needs((Capability.CARDIAC_ARREST,), 1, "arrest"), {"near": minutes(5), "clinic": minutes(2)})
    assert order(ranking) == ["near", "clinic"]
    assert option(ranking, "clinic").phone_first


def test_a_burning_lamp_is_noted() -> None:
    (busy,) = rank([hospital(open_asks=3)], PLAIN).options
    assert NoteCode.ASK_BUDGET_SPENT in busy.notes


def test_an_impossible_acuity_is_refused() -> None:
    with pytest.raises(ValueError, match="acuity"):
        Needs((), acuity=6)


@given(board=boards.filter(bool), needs=needs_of_patients, data=st.data())
def test_the_hospital_that_sends_the_patient_on_is_left_out_and_nothing_else_moves(
    board: list[Hospital], needs: Needs, data: st.DataObject
) -> None:
    travel = {one.id: data.draw(drives) for one in board}
    leaving = data.draw(st.sampled_from(board)).id
    before, after = rank(board, needs, travel), rank(board, replace(needs, sent_on_by=leaving), travel)
    assert order(after) == [ident for ident in order(before) if ident != leaving]
    [out] = [one for one in after.excluded if one.hospital_id == leaving]
    assert ExclusionCode.SENDS_ON in out.reasons


def test_the_hand_written_board_is_the_recorded_one(shared_data: Path) -> None:
    def table(name: str) -> dict[str, dict[str, str]]:
        with (shared_data / "interop" / "nemc" / name).open(encoding="utf-8-sig") as file:
            return {row["hpid"]: row for row in csv.DictReader(file)}

    beds, severe = table("region_realtime_beds_20260523.csv"), table("region_severe_acceptance_20260523.csv")
    words = {"Y": Says.YES, "정보미제공": Says.UNKNOWN}
    for one in sejong_board():
        row, count, answer = beds[one.id], one.count(BedType.ER_GENERAL), one.answer(Capability.STEMI)
        assert count is not None
        assert answer is not None
        assert (count.available, count.baseline) == (int(row["hvec"]), int(row["hvs01"]))
        assert answer.says is words[severe[one.id]["MKioskTy1"].strip()]
