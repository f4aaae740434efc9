"""When a region has nowhere left to go."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hospitals.closing import Closing, ClosingPolicy, closings
from hospitals.experience import Record
from hospitals.model import Capability, Diversion, Hospital, Says
from hospitals.trust import TrustPolicy
from tests.hospitals.facts import NOW, hospital, said

STEMI, BURNS = Capability.STEMI, Capability.BURNS
POLICY = ClosingPolicy()


def notice(capability: Capability | None, *, hours: float = 1, advisory: bool = False) -> Diversion:
    return Diversion("d", capability, "crowding", NOW, NOW + timedelta(hours=hours), advisory=advisory)


def closed(*board: Hospital, policy: ClosingPolicy = POLICY, later: timedelta = timedelta(0)) -> list[Closing]:
    return closings(board, now=NOW + later, trust=TrustPolicy(), policy=policy)


def able(ident: str, *notices: Diversion) -> Hospital:
    return hospital(ident, answers=(said(STEMI, Says.YES),), diversions=notices)


def test_all_on_notice_is_told_once_and_is_over_when_the_first_notice_ends() -> None:
    board = able("a", notice(None)), able("b", notice(None, hours=2))
    assert closed(*board) == [Closing(None, 2, 0)]
    assert closed(*board, later=timedelta(hours=1)) == []
    assert closed(able("a", notice(None)), able("b", notice(None, advisory=True))) == []


def test_a_condition_is_closed_when_all_who_are_able_for_it_are() -> None:
    other = hospital("other", answers=(said(BURNS, Says.YES),))
    assert closed(able("a", notice(STEMI)), able("b", notice(None)), other) == [Closing(STEMI, 2, 0)]
    assert closed(able("a", notice(STEMI)), able("b"), other) == []
    assert closed(able("a", notice(STEMI)), able("b"), other, policy=ClosingPolicy(left_open=1)) == [
        Closing(STEMI, 2, 1)
    ]


def test_who_never_could_is_not_missed_and_who_lately_did_is() -> None:
    never = [hospital(ident, answers=(said(STEMI, Says.NO),)) for ident in ("a", "b")]
    assert closed(*never) == []
    did = [replace(one, records=(Record(STEMI, accepted=1),)) for one in never]
    assert closed(*did) == [Closing(STEMI, 2, 0)]


@given(st.lists(st.tuples(st.sampled_from(Says), st.booleans(), st.booleans()), max_size=5), st.integers(0, 2))
def test_it_is_closed_only_if_hardly_anybody_is_open_and_opening_one_never_closes(
    houses: list[tuple[Says, bool, bool]], left: int
) -> None:
    board = [
        hospital(f"h{n}", answers=(said(STEMI, says),), diversions=(*[notice(None)] * whole, *[notice(STEMI)] * part))
        for n, (says, whole, part) in enumerate(houses)
    ]
    policy = ClosingPolicy(left_open=left)
    found = closed(*board, policy=policy)
    assert all(one.still_open <= left < one.able + left and one.able >= policy.at_least for one in found)
    opened = [replace(one, diversions=()) for one in board]
    assert [one for one in closed(*opened, policy=policy) if one.still_open > left] == []
