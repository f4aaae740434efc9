"""The chance of a yes and the waits behind the door."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hospitals.model import BedCount, BedType, Capability, Diversion, Hospital, Level, Queue, Record, Says, Source
from hospitals.ranking import Basis
from hospitals.trust import TrustPolicy, acceptance, stance
from hospitals.waits import MINUTE, WaitPolicy, offload_wait, treatment_wait
from tests.hospitals.facts import NOW, er_beds, hospital, said

TRUST, WAITS = TrustPolicy(), WaitPolicy()
STEMI = (Capability.STEMI,)


def chance(one: Hospital, wanted: tuple[Capability, ...] = STEMI) -> float:
    return acceptance(one, wanted, now=NOW, policy=TRUST)


def test_a_yes_is_worth_more_than_silence_and_fades_towards_it() -> None:
    fresh, old = (hospital(answers=(said(Capability.STEMI, Says.YES, ago=timedelta(hours=h)),)) for h in (0, 12))
    assert chance(fresh) == TRUST.yes
    assert chance(fresh) > chance(old) > chance(hospital()) == TRUST.unknown


def test_many_answers_outweigh_what_is_posted_and_few_do_not() -> None:
    yes = (said(Capability.STEMI, Says.YES, ago=timedelta(0)),)
    once = hospital(answers=yes, records=(Record(Capability.STEMI, declined=1),))
    always = hospital(answers=yes, records=(Record(Capability.STEMI, declined=40, silent=40),))
    assert 0.7 < chance(once) < TRUST.yes
    assert chance(always) < 0.1
    assert chance(hospital(answers=yes, records=(Record(Capability.ICH, declined=40),))) == TRUST.yes


def test_crowding_and_a_notice_lower_the_chance() -> None:
    yes = (said(Capability.STEMI, Says.YES),)
    notice = Diversion("d", None, "crowding", NOW, NOW + timedelta(hours=1))
    roomy, full = hospital(answers=yes, beds=(er_beds(5),)), hospital(answers=yes, beds=(er_beds(-3),))
    assert chance(roomy) > chance(full)
    assert chance(roomy) > chance(hospital(answers=yes, diversions=(notice,)))
    forgotten = hospital(answers=yes, beds=(er_beds(-3, ago=timedelta(hours=13)),))
    assert chance(forgotten) == chance(roomy)


def test_the_rarest_of_several_needs_decides() -> None:
    one = hospital(answers=(said(Capability.STEMI, Says.YES),))
    assert chance(one, (Capability.STEMI, Capability.ICH)) == chance(one, (Capability.ICH,))


@given(accepted=st.integers(0, 500), declined=st.integers(0, 500), silent=st.integers(0, 500))
def test_a_chance_is_a_chance_and_a_further_yes_never_lowers_it(accepted: int, declined: int, silent: int) -> None:
    before = chance(hospital(records=(Record(Capability.STEMI, accepted, declined, silent),)))
    after = chance(hospital(records=(Record(Capability.STEMI, accepted + 1, declined, silent),)))
    assert 0.0 <= before <= after <= 1.0


def test_beds_and_level_speak_where_no_answer_was_given() -> None:
    bays = hospital(beds=(BedCount(BedType.TRAUMA_RESUSCITATION, 2, 2, NOW, Source.NEMC),))
    assert stance(bays, Capability.TRAUMA, now=NOW, policy=TRUST).says is Says.YES
    assert stance(hospital(), Capability.TRAUMA, now=NOW, policy=TRUST).says is Says.UNKNOWN
    clinic = hospital(level=Level.OTHER)
    assert stance(hospital(), Capability.CARDIAC_ARREST, now=NOW, policy=TRUST).says is Says.YES
    assert stance(clinic, Capability.CARDIAC_ARREST, now=NOW, policy=TRUST).says is Says.UNKNOWN


def queue(waiting: int | None, wait: timedelta | None, *, ago: timedelta = timedelta(0)) -> Queue:
    return Queue(waiting, wait, NOW - ago, Source.HOSPITAL)


def test_the_offload_wait_is_the_posted_one_fading_towards_the_assumed() -> None:
    posted = offload_wait(hospital(queue=queue(None, 40 * MINUTE)), now=NOW, policy=WAITS)
    assert (posted.time, posted.basis, posted.age) == (40 * MINUTE, Basis.POSTED, timedelta(0))
    half = offload_wait(hospital(queue=queue(None, 40 * MINUTE, ago=30 * MINUTE)), now=NOW, policy=WAITS)
    assert half.time == WAITS.offload + (40 * MINUTE - WAITS.offload) / 2
    forgotten = offload_wait(hospital(queue=queue(None, 40 * MINUTE, ago=timedelta(hours=3))), now=NOW, policy=WAITS)
    assert (forgotten.time, forgotten.basis) == (WAITS.offload, Basis.ASSUMED)


def test_without_a_posted_wait_the_queue_counts_and_then_our_own_ambulances() -> None:
    posted = offload_wait(hospital(queue=queue(3, None)), now=NOW, policy=WAITS)
    assert posted.time == WAITS.offload + 3 * WAITS.per_ambulance
    counted = offload_wait(hospital(at_door=2), now=NOW, policy=WAITS)
    assert (counted.time, counted.basis) == (WAITS.offload + 2 * WAITS.per_ambulance, Basis.COUNTED)


def test_treatment_waits_for_the_slowest_goal_and_for_a_bed() -> None:
    roomy, full = hospital(beds=(er_beds(9, ago=timedelta(0)),)), hospital(beds=(er_beds(-3, ago=timedelta(0)),))
    assert treatment_wait(roomy, STEMI, now=NOW, policy=WAITS).time == 60 * MINUTE
    assert treatment_wait(roomy, (), now=NOW, policy=WAITS).time == WAITS.treatment
    assert treatment_wait(full, STEMI, now=NOW, policy=WAITS).time == 85 * MINUTE
    unknown = treatment_wait(hospital(), STEMI, now=NOW, policy=WAITS)
    assert (unknown.time, unknown.basis) == (70 * MINUTE, Basis.ASSUMED)


def test_crowding_has_a_ceiling() -> None:
    flooded = hospital(beds=(er_beds(-66, ago=timedelta(0)),))
    assert treatment_wait(flooded, (), now=NOW, policy=WAITS).time == WAITS.treatment + WAITS.crowding_at_most
