"""What the network learns when hospitals answer, on a real database."""

from datetime import timedelta

from hospitals.capacity import Capacity
from hospitals.experience import Proof
from hospitals.intake.answering import accept, decline
from hospitals.intake.choosing import confirm
from hospitals.model import BedCount, BedType, Source
from hospitals.request import DeclineCode
from hospitals.tables.capacity import lay_over, learn_peers, lock_capacity
from tests.hospitals.conftest import Stand, nurse
from tests.hospitals.test_races import by_desk


def post_beds(stand: Stand, hospital_id: str, free: int) -> None:
    count = BedCount(BedType.ER_GENERAL, free, 20, stand.clock.now(), Source.HOSPITAL)
    with stand.db.write() as session:
        lay_over(lock_capacity(session, hospital_id), Capacity(beds=(count,)))


def test_no_bed_said_while_beds_are_posted_is_remembered_and_an_honest_correction_is_not(stand: Stand) -> None:
    post_beds(stand, "h1", 5)
    stand.clock.advance(timedelta(minutes=1))
    first, second = (stand.ask("h1", patient=f"inc_{n}")[0] for n in range(2))
    decline(stand, nurse("h1"), first.id, code=DeclineCode.NO_ED_BED)
    stand.clock.advance(timedelta(seconds=10))
    post_beds(stand, "h1", 0)
    decline(stand, nurse("h1"), second.id, code=DeclineCode.NO_ED_BED)
    [proof] = stand.board().proofs
    assert (proof.about, proof.right, proof.wrong) == (None, 0, 1)
    assert isinstance(proof, Proof)


def test_a_region_learns_from_all_its_hospitals_and_a_patient_taken_is_counted(stand: Stand) -> None:
    (one,), (two,) = stand.ask("h1", patient="inc_a"), stand.ask("h2", patient="inc_b")
    accept(stand, nurse("h1"), one.id)
    decline(stand, nurse("h2"), two.id, code=DeclineCode.NO_SPECIALIST)
    by_desk(stand, confirm, one.id)
    assert stand.board("h2").peers == ()
    with stand.db.write() as session:
        learn_peers(session, now=stand.clock.now())
    [peers] = stand.board("h2").peers
    assert (peers.accepted, peers.declined) == (1, 1)
    assert [stand.board(ident).taken for ident in ("h1", "h2")] == [1, 0]
    stand.clock.advance(timedelta(hours=6, seconds=1))
    assert stand.board("h1").taken == 0
