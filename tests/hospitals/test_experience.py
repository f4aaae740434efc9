"""What became of requests and of posted words: counted apart, fading together, and how the chance learns from it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hospitals.experience import MEMORY, Proof, Record, block_of, peers_of, whole_of, with_outcome, with_proof
from hospitals.model import Capability, Says
from hospitals.proving import proved
from hospitals.request import DeclineCode
from hospitals.trust import TrustPolicy, chance, reliability
from tests.hospitals.facts import NOW, er_beds, hospital, said

TRUST = TrustPolicy()
STEMI, ICH = Capability.STEMI, Capability.ICH
YES, NO = Record(None, accepted=1), Record(None, declined=1)
HOUR = timedelta(hours=1)


def test_outcomes_are_counted_per_capability_and_unnamed_ones_apart() -> None:
    records = with_outcome((), (STEMI,), YES, at=NOW)
    records = with_outcome(records, (STEMI, ICH), Record(None, silent=1), at=NOW)
    house = hospital(records=with_outcome(records, (), YES, at=NOW))
    assert house.record(STEMI) == Record(STEMI, accepted=1, silent=1, as_of=NOW)
    assert (house.record(ICH).asked, house.record(None).accepted, house.record(Capability.SAH).asked) == (1, 1, 0)
    assert house.record(STEMI, block_of(NOW)).asked == 2
    assert house.record(STEMI, block_of(NOW + 4 * HOUR)).asked == 0


def test_an_answer_counts_half_after_four_weeks_however_often_it_is_added_to() -> None:
    once = with_outcome((), (STEMI,), YES, at=NOW - MEMORY)
    twice = with_outcome(once, (STEMI,), NO, at=NOW)
    assert hospital(records=twice).record(STEMI) == Record(STEMI, accepted=0.5, declined=1, as_of=NOW)
    assert Record(STEMI, accepted=1, as_of=NOW + HOUR).counts(NOW) == (1.0, 1.0)


@given(st.permutations([(YES, 0), (NO, 3), (YES, 40), (Record(None, silent=1), 400)]))
def test_the_whole_is_the_sum_of_what_was_counted(outcomes: list[tuple[Record, int]]) -> None:
    records: tuple[Record, ...] = ()
    for outcome, hours in sorted(outcomes, key=lambda one: -one[1]):
        records = with_outcome(records, (STEMI,) if hours else (ICH,), outcome, at=NOW - hours * HOUR)
    whole, peers = whole_of(records, NOW), peers_of([records, records], NOW)
    assert abs(whole.asked - sum(record.at(NOW).asked for record in records if record.block is None)) < 1e-9
    assert abs(sum(record.asked for record in peers) - 2 * whole.asked) < 1e-9


def test_a_hospital_nobody_asked_is_believed_as_its_region_is() -> None:
    says = (said(STEMI, Says.YES, ago=timedelta(0)),)
    wary = hospital(answers=says, peers=(Record(STEMI, accepted=20, declined=180),))
    alone = chance(hospital(answers=says), [STEMI], now=NOW, policy=TRUST)
    assert alone.accept == TRUST.yes
    assert chance(wary, [STEMI], now=NOW, policy=TRUST).accept < 0.4
    known = hospital(answers=says, peers=wary.peers, records=(Record(STEMI, accepted=60),))
    assert chance(known, [STEMI], now=NOW, policy=TRUST).accept > 0.8


def test_the_range_is_wide_where_few_answers_are_known_and_holds_the_chance() -> None:
    says = (said(STEMI, Says.YES, ago=timedelta(0)),)
    few, many = (
        chance(
            hospital(answers=says, records=(Record(STEMI, n, n), Record(STEMI, n, n, block=block_of(NOW)))),
            [STEMI],
            now=NOW,
            policy=TRUST,
        )
        for n in (1, 100)
    )
    assert few.high - few.low > 2 * (many.high - many.low)
    assert few.low < few.accept < few.high


def test_a_hospital_that_says_no_at_night_is_believed_by_day() -> None:
    night, says = NOW + 12 * HOUR, (said(STEMI, Says.YES, ago=timedelta(0)),)
    records: tuple[Record, ...] = ()
    for _ in range(20):
        records = with_outcome(records, (STEMI,), NO, at=night - timedelta(days=1))
        records = with_outcome(records, (STEMI,), YES, at=NOW - timedelta(days=1))
    house = hospital(answers=says, records=records, whole=whole_of(records, NOW))
    by_day = chance(house, [STEMI], now=NOW, policy=TRUST)
    by_night = chance(house, [STEMI], now=night, policy=TRUST)
    assert by_day.accept > 0.7
    assert by_night.accept < 0.35


counts = st.floats(0, 300)


@given(st.lists(counts, min_size=10, max_size=10), st.integers(0, 2))
def test_a_further_yes_never_lowers_the_chance_and_the_range_is_a_range(tallies: list[float], where: int) -> None:
    block = block_of(NOW)
    parts = [Record(STEMI, *tallies[:3]), Record(STEMI, *tallies[3:6], block=block), Record(None, *tallies[6:9])]

    def told() -> float:
        found = hospital(records=tuple(parts[:2]), whole=parts[2], peers=(Record(STEMI, declined=tallies[9]),))
        one = chance(found, [STEMI], now=NOW, policy=TRUST)
        assert 0.0 <= one.low <= one.accept <= one.high <= 1.0
        return one.accept

    before, old = told(), parts[where]
    parts[where] = Record(old.capability, old.accepted + 1, old.declined, old.silent, old.block)
    assert told() >= before


def test_a_posted_word_that_was_wrong_is_believed_less_and_one_put_right_is_no_lie() -> None:
    house = hospital(answers=(said(STEMI, Says.YES),), beds=(er_beds(5),))
    no_bed, no_surgeon = DeclineCode.NO_ED_BED, DeclineCode.NO_SPECIALIST
    assert proved(house, [STEMI], asked_at=NOW, declined=no_bed) == ((None, False),)
    assert proved(house, [STEMI], asked_at=NOW, declined=no_surgeon) == ((STEMI, False),)
    assert proved(house, [STEMI], asked_at=NOW, declined=None) == ((None, True), (STEMI, True))
    assert proved(house, [STEMI], asked_at=NOW, declined=DeclineCode.ISOLATION) == ()
    assert proved(house, [STEMI], asked_at=NOW - HOUR, declined=no_bed) == ()
    assert proved(hospital(beds=(er_beds(2),), promised=2), [STEMI], asked_at=NOW, declined=no_bed) == ()


def test_reliability_is_the_policys_until_it_is_tested_and_comes_back_with_time() -> None:
    proofs: tuple[Proof, ...] = ()
    for _ in range(6):
        proofs = with_proof(proofs, None, right=False, at=NOW)
    house = hospital(beds=(er_beds(5),), proofs=proofs)
    untested = reliability(hospital(), None, now=NOW, policy=TRUST)
    wrong = reliability(house, None, now=NOW, policy=TRUST)
    later = reliability(house, None, now=NOW + 3 * MEMORY, policy=TRUST)
    assert (untested.share, untested.tested) == (TRUST.borne_out, 0)
    assert (wrong.share, wrong.tested) == (0.45, 6)
    assert wrong.share < later.share < untested.share
