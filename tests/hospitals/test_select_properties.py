"""What holds of every ranking of hospitals, whatever the board."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chassis.travel import Travel
from hospitals.model import Answer, Hospital, Says, Source
from hospitals.ranking import Needs, Option, Ranking, TermCode
from hospitals.select import pare
from tests.hospitals.facts import NOW
from tests.hospitals.rankings import WANTED, boards, drives, needs_of_patients, order, rank


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
