"""A ranking of the recorded board for stories, and its parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

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
from hospitals.ranking import Needs, Option, Ranking
from hospitals.select import HospitalPolicy, rank_hospitals
from tests.hospitals.facts import NOW, hospital, minutes, said

POLICY = HospitalPolicy()


def rank(board: Sequence[Hospital], needs: Needs, travel: dict[str, Travel | None] | None = None) -> Ranking:
    ways = travel if travel is not None else {one.id: minutes(20) for one in board}
    return rank_hospitals(board, needs=needs, travel=ways, now=NOW, policy=POLICY)


def option(ranking: Ranking, ident: str) -> Option:
    return next(one for one in ranking.options if one.hospital_id == ident)


def order(ranking: Ranking) -> list[str]:
    return [one.hospital_id for one in ranking.options]


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


def busy(minutes_left: float) -> Hospital:
    """A hospital that takes heart attacks, its specialist at work for so long."""
    until = NOW + timedelta(minutes=minutes_left)
    return hospital("h1", answers=(replace(said(Capability.STEMI, Says.YES), busy_until=until),))
