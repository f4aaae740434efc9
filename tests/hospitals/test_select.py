"""Ranking hospitals: the scene at Sejong city hall, and what must hold for every board."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chassis.travel import Travel
from hospitals.model import (
    Answer,
    BedCount,
    BedType,
    Capability,
    Diversion,
    Hospital,
    Level,
    Proof,
    Queue,
    Record,
    Says,
    Source,
)
from hospitals.ranking import Basis, ExclusionCode, Needs, NoteCode, Option, Ranking, TermCode
from hospitals.select import HospitalPolicy, pare, rank_hospitals
from tests.hospitals.facts import NOW, hospital, minutes, said, sejong_board, sejong_travel

POLICY = HospitalPolicy()
STEMI = Needs((Capability.STEMI,), acuity=1, bundle="stemi")
PLAIN = Needs((), acuity=3)


def rank(board: Sequence[Hospital], needs: Needs, travel: dict[str, Travel | None] | None = None) -> Ranking:
    ways = travel if travel is not None else {one.id: minutes(20) for one in board}
    return rank_hospitals(board, needs=needs, travel=ways, now=NOW, policy=POLICY)


def option(ranking: Ranking, ident: str) -> Option:
    return next(one for one in ranking.options if one.hospital_id == ident)


def order(ranking: Ranking) -> list[str]:
    return [one.hospital_id for one in ranking.options]


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


# What must hold for every board

AGES = st.integers(0, 40).map(lambda hours: timedelta(hours=hours))
WANTED = (Capability.STEMI, Capability.ICH, Capability.TRAUMA)


@st.composite
def hospitals(draw: st.DrawFn, ident: str = "") -> Hospital:
    named = ident or draw(st.sampled_from([f"h{n:02d}" for n in range(40)]))
    answers = tuple(
        Answer(one, draw(st.sampled_from(Says)), NOW - draw(AGES), Source.NEMC) for one in WANTED if draw(st.booleans())
    )
    counts = st.one_of(st.none(), st.integers(-70, 60))
    beds = tuple(
        BedCount(bed, draw(counts), draw(st.one_of(st.none(), st.integers(0, 60))), NOW - draw(AGES), Source.NEMC)
        for bed in (BedType.ER_GENERAL, BedType.TRAUMA_RESUSCITATION, BedType.CT)
        if draw(st.booleans())
    )
    waits = st.one_of(st.none(), st.integers(0, 120).map(lambda number: timedelta(minutes=number)))
    queue = Queue(draw(st.one_of(st.none(), st.integers(0, 12))), draw(waits), NOW - draw(AGES), Source.HOSPITAL)
    notice = Diversion("d", draw(st.sampled_from([None, *WANTED])), "crowding", NOW, NOW + timedelta(hours=1))
    tally = st.integers(0, 30)
    return hospital(
        named,
        level=draw(st.sampled_from(Level)),
        answers=answers,
        beds=beds,
        queue=draw(st.sampled_from([None, queue])),
        diversions=draw(st.sampled_from([(), (notice,)])),
        records=(Record(draw(st.sampled_from([None, *WANTED])), draw(tally), draw(tally), draw(tally)),),
        whole=Record(None, draw(tally), draw(tally), draw(tally), as_of=NOW - draw(AGES)),
        proofs=draw(st.sampled_from([(), (Proof(None, right=1, wrong=4),)])),
        taken=draw(st.integers(0, 12)),
        promised=draw(st.integers(0, 3)),
        at_door=draw(st.integers(0, 3)),
        open_asks=draw(st.integers(0, 4)),
    )


boards = st.lists(hospitals(), max_size=8, unique_by=lambda one: one.id)
needs_of_patients = st.builds(
    Needs,
    capabilities=st.lists(st.sampled_from(WANTED), unique=True, max_size=2).map(tuple),
    acuity=st.integers(1, 5),
    bundle=st.sampled_from([None, "arrest", "stemi"]),
    paediatric=st.booleans(),
)
drives = st.one_of(st.none(), st.integers(0, 7200).map(lambda seconds: minutes(seconds / 60)))


@given(board=boards, needs=needs_of_patients, data=st.data())
def test_everybody_is_ranked_or_excluded_with_a_reason_whatever_the_order(
    board: list[Hospital], needs: Needs, data: st.DataObject
) -> None:
    travel = {one.id: data.draw(drives) for one in board}
    ranking = rank(board, needs, travel)
    named = [*order(ranking), *(out.hospital_id for out in ranking.excluded)]
    assert sorted(named) == sorted(one.id for one in board)
    assert all(out.reasons for out in ranking.excluded)
    assert rank(data.draw(st.permutations(board)), needs, travel) == ranking


@given(board=boards, needs=needs_of_patients)
def test_the_answer_survives_json_bit_by_bit_and_a_pared_board_gives_the_same(
    board: list[Hospital], needs: Needs
) -> None:
    ranking = rank(board, needs)
    answer, question = TypeAdapter(Ranking), TypeAdapter(tuple[Hospital, ...])
    stored = answer.dump_json(ranking)
    assert answer.validate_json(stored) == ranking
    assert answer.dump_json(answer.validate_json(stored)) == stored
    pared = question.validate_json(question.dump_json(pare(board, needs=needs)))
    assert rank(pared, needs) == ranking


def better(data: st.DataObject, one: Hospital, travel: dict[str, Travel | None]) -> Hospital:
    """The same hospital, better in one thing; or nearer, in `travel`."""
    way = travel[one.id]
    choice = data.draw(
        st.sampled_from(["nearer", "beds", "queue", "yes", "record", "whole", "taken", "promised", "notice"])
    )
    if choice == "nearer" and way is not None:
        travel[one.id] = Travel(way.p50 * 0.5, way.p90, way.distance_m)
    if choice == "beds":
        more = data.draw(st.integers(1, 40))
        beds = [replace(c, available=c.available + more) if c.available is not None else c for c in one.beds]
        return replace(one, beds=tuple(beds))
    if choice == "queue" and one.queue is not None and one.queue.offload_wait is not None:
        return replace(one, queue=replace(one.queue, offload_wait=one.queue.offload_wait / 2))
    if choice == "yes":
        return replace(one, answers=tuple(Answer(c, Says.YES, NOW, Source.HOSPITAL) for c in WANTED))
    if choice == "record":
        return replace(one, records=tuple(replace(r, accepted=r.accepted + 1) for r in one.records))
    if choice == "whole":
        return replace(one, whole=replace(one.whole, accepted=one.whole.accepted + 1))
    if choice == "taken":
        return replace(one, taken=0)
    if choice == "promised":
        return replace(one, promised=0, at_door=0)
    return replace(one, diversions=()) if choice == "notice" else one


@given(board=boards.filter(bool), needs=needs_of_patients, data=st.data())
def test_a_hospital_that_gets_better_in_anything_never_ranks_lower(
    board: list[Hospital], needs: Needs, data: st.DataObject
) -> None:
    travel = {one.id: data.draw(drives) for one in board}
    before, chosen = rank(board, needs, travel), data.draw(st.sampled_from(board))
    improved = better(data, chosen, travel)
    after = rank([improved if one is chosen else one for one in board], needs, travel)
    if chosen.id in order(before):
        assert chosen.id in order(after)
        assert order(after).index(chosen.id) <= order(before).index(chosen.id)


@given(board=boards.filter(bool), needs=needs_of_patients, data=st.data())
def test_of_two_hospitals_the_one_better_on_every_term_never_ranks_lower(
    board: list[Hospital], needs: Needs, data: st.DataObject
) -> None:
    travel = {one.id: data.draw(drives) for one in board}
    options = rank(board, needs, travel).options

    def no_worse(a: Option, b: Option) -> bool:
        mine, theirs = ({term.code: term.time for term in one.terms} for one in (a, b))
        nothing = timedelta(0)
        return a.phone_first <= b.phone_first and all(
            mine.get(code, nothing) <= theirs.get(code, nothing) for code in TermCode
        )

    for place, behind in enumerate(options):
        for ahead in options[:place]:
            same = no_worse(behind, ahead) and no_worse(ahead, behind)
            assert not no_worse(behind, ahead) or (same and ahead.hospital_id < behind.hospital_id)


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


def busy(minutes_left: float) -> Hospital:
    """A hospital that takes heart attacks, its specialist at work for so long."""
    until = NOW + timedelta(minutes=minutes_left)
    return hospital("h1", answers=(replace(said(Capability.STEMI, Says.YES), busy_until=until),))


def ranked(board: Sequence[Hospital], way: float = 10) -> Ranking:
    needs = Needs((Capability.STEMI,), 1, "stemi")
    travel = {one.id: minutes(way) for one in board}
    return rank_hospitals(board, needs=needs, travel=travel, now=NOW, policy=HospitalPolicy())


def test_a_busy_specialist_is_a_wait_that_is_printed_and_not_a_no() -> None:
    (free,) = ranked([busy(-5)]).options
    ready = sum((term.time for term in free.terms[:3]), timedelta(0))
    (option,) = ranked([busy(ready / timedelta(minutes=1) + 30)]).options
    (wait,) = [term for term in option.terms if term.code is TermCode.SPECIALIST]
    assert wait.time == timedelta(minutes=30)
    assert option.expected == free.expected + wait.time
    assert option.busy_until == NOW + ready + wait.time
    assert NoteCode.SPECIALIST_BUSY in option.notes
    assert TermCode.SPECIALIST not in {term.code for term in free.terms}
    assert free.busy_until is None


def test_a_specialist_who_is_free_before_the_patient_is_ready_costs_nothing() -> None:
    (option,) = ranked([busy(5)]).options
    assert TermCode.SPECIALIST not in {term.code for term in option.terms}
    assert option.busy_until == NOW + timedelta(minutes=5)


def test_a_wait_too_long_excludes_and_says_until_when() -> None:
    (excluded,) = ranked([busy(4 * 60)]).excluded
    assert excluded.reasons == (ExclusionCode.SPECIALIST_BUSY,)
    assert excluded.busy_until == NOW + timedelta(hours=4)


@given(st.integers(0, 300), st.integers(0, 300))
def test_who_is_free_earlier_never_ranks_lower(a: int, b: int) -> None:
    first, second = replace(busy(min(a, b)), id="a"), replace(busy(max(a, b)), id="b")
    answer = ranked([second, first])
    order = [option.hospital_id for option in answer.options] + [one.hospital_id for one in answer.excluded]
    assert order == ["a", "b"]


def test_a_message_for_crews_is_noted_and_closes_nothing() -> None:
    notice = Diversion("d", None, "other", NOW, NOW + timedelta(hours=1), "응급진료 불가", advisory=True)
    (option,) = ranked([replace(busy(-5), diversions=(notice,))]).options
    assert NoteCode.ADVISED in option.notes
    assert NoteCode.ON_DIVERSION not in option.notes
