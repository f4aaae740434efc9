"""What a hospital reads about itself is what the ranking uses."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from hospitals.belief import beliefs
from hospitals.model import Answer, Capability, Hospital, Level, Record, Says, Source
from hospitals.trust import TrustPolicy, acceptance

NOW = datetime(2026, 3, 2, tzinfo=UTC)
POLICY = TrustPolicy()


def hospital(*answers: Answer, records: tuple[Record, ...] = ()) -> Hospital:
    return Hospital(
        id="h",
        region="sejong",
        name_ko="h",
        name_en="h",
        place=LatLon(36.5, 127.3),
        level=Level.LOCAL_CENTRE,
        answers=answers,
        beds=(),
        records=records,
    )


def said(capability: Capability, says: Says, hours_ago: float = 0.0) -> Answer:
    return Answer(capability, says, NOW - timedelta(hours=hours_ago), Source.HOSPITAL)


def test_the_general_case_comes_first_and_what_nobody_knows_of_is_left_out() -> None:
    seen = beliefs(hospital(said(Capability.STEMI, Says.NO), said(Capability.BURNS, Says.YES)), now=NOW, policy=POLICY)
    assert [one.capability for one in seen] == [None, Capability.BURNS, Capability.STEMI]


def test_an_old_word_is_believed_less_and_says_so() -> None:
    fresh, old = (
        beliefs(hospital(said(Capability.STEMI, Says.YES, hours)), now=NOW, policy=POLICY)[1] for hours in (0.0, 6.0)
    )
    assert fresh.belief == 1.0 > old.belief
    assert fresh.accept > old.accept


@given(accepted=st.integers(0, 30), declined=st.integers(0, 30))
def test_the_chance_shown_is_the_one_the_ranking_uses(accepted: int, declined: int) -> None:
    records = (Record(Capability.STEMI, accepted=accepted, declined=declined),)
    house = hospital(said(Capability.STEMI, Says.YES), records=records)
    shown = beliefs(house, now=NOW, policy=POLICY)[1]
    assert shown.accept == acceptance(house, [Capability.STEMI], now=NOW, policy=POLICY)
    assert (shown.asked, shown.accepted) == (accepted + declined, accepted)
