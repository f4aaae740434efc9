"""Which hospital brings this patient to definitive care soonest: every hospital ranked or excluded, with reasons.

Expected time = drive + offload + treatment wait + wait for a busy specialist + (1 − chance of a yes) × the cost of
asking again + chance of not being able × onward transfer, and for low acuity what the patient would burden: by the
hospital's level, and by how much more than its share it has taken lately.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chassis.travel import Travel
from hospitals.balance import BalancePolicy, loads, overload
from hospitals.closing import ClosingPolicy
from hospitals.model import BedType, Capability, Hospital, Level, Says
from hospitals.ranking import (
    Basis,
    Chance,
    Excluded,
    ExclusionCode,
    Load,
    Needs,
    NoteCode,
    Option,
    Ranking,
    Reliability,
    Term,
    TermCode,
)
from hospitals.trust import SHOWN_BY_BEDS, TrustPolicy, belief_left, chance, reliability, stance
from hospitals.waits import MINUTE, WaitPolicy, offload_wait, treatment_wait, whole_seconds

__all__ = ["HospitalPolicy", "Needs", "Ranking", "pare", "rank_hospitals"]


@dataclass(frozen=True, slots=True)
class HospitalPolicy:
    """What a city tunes. All figures are assumptions; `version` names them in the record."""

    version: str = "2026.11"
    trust: TrustPolicy = field(default_factory=TrustPolicy)
    waits: WaitPolicy = field(default_factory=WaitPolicy)
    balance: BalancePolicy = field(default_factory=BalancePolicy)
    closing: ClosingPolicy = field(default_factory=ClosingPolicy)
    farthest: timedelta = 90 * MINUTE
    longest_specialist_wait: timedelta = 60 * MINUTE  # a patient who would wait longer at the door goes elsewhere
    ask_again: timedelta = 8 * MINUTE
    transfer: timedelta = 75 * MINUTE
    not_able_if_unknown: float = 0.40
    not_able_by_level: tuple[tuple[Level, float], ...] = (
        (Level.REGIONAL_CENTRE, 0.02),
        (Level.LOCAL_CENTRE, 0.08),
        (Level.LOCAL_INSTITUTION, 0.25),
        (Level.OTHER, 0.50),
    )
    burden: tuple[tuple[Level, timedelta], ...] = (
        (Level.REGIONAL_CENTRE, 20 * MINUTE),
        (Level.LOCAL_CENTRE, 10 * MINUTE),
        (Level.LOCAL_INSTITUTION, timedelta(0)),
        (Level.OTHER, timedelta(0)),
    )
    ask_budget: int = 3  # open requests a hospital may have at once, so that its lamp stays meaningful


def rank_hospitals(
    board: Sequence[Hospital],
    *,
    needs: Needs,
    travel: Mapping[str, Travel | None],
    now: datetime,
    policy: HospitalPolicy,
) -> Ranking:
    """Rank or exclude every hospital of `board`. `travel` is by hospital id; None or absent is unreachable.

    The order of the board does not matter; equal times are ordered by id.
    """
    options, excluded, load = [], [], loads(board)
    for hospital in board:
        view, way = _view(hospital, needs, now, policy, load.get(hospital.id)), travel.get(hospital.id)
        reasons = _exclusions(view, way)
        if way is None or reasons:
            excluded.append(Excluded(hospital.id, reasons, _busy_until(view)))
        else:
            options.append(_option(view, way))
    options.sort(key=lambda option: (option.phone_first, option.expected, option.hospital_id))
    excluded.sort(key=lambda out: out.hospital_id)
    return Ranking(tuple(options), tuple(excluded), policy.version)


def pare(board: Sequence[Hospital], *, needs: Needs) -> tuple[Hospital, ...]:
    """The board with only what `rank_hospitals` reads for `needs`: the same ranking, a tenth of the record to keep."""
    wanted = needs.wanted()
    beds = {BedType.ER_GENERAL, *(SHOWN_BY_BEDS[one] for one in wanted if one in SHOWN_BY_BEDS)}
    return tuple(
        replace(
            hospital,
            surge=None,
            answers=tuple(answer for answer in hospital.answers if answer.capability in wanted),
            beds=tuple(count for count in hospital.beds if count.bed in beds),
            records=tuple(record for record in hospital.records if record.capability in (*wanted, None)),
            peers=tuple(record for record in hospital.peers if record.capability in (*wanted, None)),
            proofs=tuple(proof for proof in hospital.proofs if proof.about is None),
        )
        for hospital in board
    )


@dataclass(frozen=True, slots=True)
class _View:
    """One hospital as one patient meets it: `heard` is what it says of each of the `wanted`."""

    hospital: Hospital
    needs: Needs
    wanted: tuple[Capability, ...]
    heard: tuple[Says, ...]
    now: datetime
    policy: HospitalPolicy
    load: Load | None
    over: timedelta
    er_trust: Reliability

    @property
    def unknown(self) -> bool:
        return Says.UNKNOWN in self.heard


def _view(hospital: Hospital, needs: Needs, now: datetime, policy: HospitalPolicy, load: Load | None) -> _View:
    wanted = needs.wanted()
    heard = tuple(stance(hospital, one, now=now, policy=policy.trust).says for one in wanted)
    over = whole_seconds(overload(load, acuity=needs.acuity, policy=policy.balance))
    er_trust = reliability(hospital, None, now=now, policy=policy.trust)
    return _View(hospital, needs, wanted, heard, now, policy, load, over, er_trust)


def _exclusions(view: _View, way: Travel | None) -> tuple[ExclusionCode, ...]:
    hospital, now = view.hospital, view.now
    checks = {
        ExclusionCode.SENDS_ON: hospital.id == view.needs.sent_on_by,
        ExclusionCode.SAYS_NO: Says.NO in view.heard,
        ExclusionCode.SPECIALIST_BUSY: way is not None and _specialist(view, way) > view.policy.longest_specialist_wait,
        ExclusionCode.CAPABILITY_DIVERTED: any(hospital.diverts(now, one) for one in view.wanted),
        ExclusionCode.ON_DIVERSION: view.needs.acuity >= 3 and hospital.diverts(now, None),
        ExclusionCode.UNREACHABLE: way is None,
        ExclusionCode.TOO_FAR: way is not None and way.p50 > view.policy.farthest,
    }
    return tuple(code for code, applies in checks.items() if applies)


def _option(view: _View, way: Travel) -> Option:
    likely = chance(view.hospital, view.wanted, now=view.now, policy=view.policy.trust)
    terms = (*_journey(view, way), *_risks(view, likely), *_burdens(view))
    return Option(
        hospital_id=view.hospital.id,
        expected=sum((term.time for term in terms), timedelta(0)),
        terms=terms,
        p_accept=likely.accept,
        phone_first=view.unknown,
        notes=(*_answer_notes(view), *_room_notes(view)),
        travel=way,
        er_beds=view.hospital.count(BedType.ER_GENERAL),
        busy_until=_busy_until(view),
        chance=likely,
        er_trust=view.er_trust,
        load=view.load,
    )


def _journey(view: _View, way: Travel) -> tuple[Term, ...]:
    """What the patient lives through: the way, the door, the room, and the specialist who is still at work."""
    wait = _specialist(view, way)
    return (*_to_the_room(view, way), *([Term(TermCode.SPECIALIST, wait, Basis.POSTED)] if wait else []))


def _to_the_room(view: _View, way: Travel) -> tuple[Term, ...]:
    waits = view.policy.waits
    offload = offload_wait(view.hospital, now=view.now, policy=waits)
    believed = belief_left(view.er_trust, policy=view.policy.trust)
    needed = view.needs.capabilities
    treatment = treatment_wait(view.hospital, needed, now=view.now, policy=waits, bed_belief=believed)
    return (
        Term(TermCode.DRIVE, whole_seconds(way.p50), Basis.ROADS),
        Term(TermCode.OFFLOAD, offload.time, offload.basis, offload.age),
        Term(TermCode.TREATMENT, treatment.time, treatment.basis, treatment.age),
    )


def _busy_until(view: _View) -> datetime | None:
    """When the last of the specialists wanted is free; None when all are."""
    answers = [view.hospital.answer(one) for one in view.wanted]
    return max((a.busy_until for a in answers if a is not None and a.is_busy(view.now) and a.busy_until), default=None)


def _specialist(view: _View, way: Travel) -> timedelta:
    """How long the patient, ready for treatment, waits for the specialist."""
    free_at = _busy_until(view)
    if free_at is None:
        return timedelta(0)
    ready_at = view.now + sum((term.time for term in _to_the_room(view, way)), timedelta(0))
    return whole_seconds(max(free_at - ready_at, timedelta(0)))


def _risks(view: _View, likely: Chance) -> tuple[Term, ...]:
    """What may go wrong, weighted with its chance."""
    policy, refusal, not_able = view.policy, round(1.0 - likely.accept, 4), _not_able(view)
    asked = any(view.hospital.record(one).asked for one in view.wanted or (None,))
    known = Basis.RECORD if asked else Basis.ASSUMED
    return (
        Term(TermCode.REFUSAL, whole_seconds(policy.ask_again * refusal), known, share=refusal),
        Term(TermCode.TRANSFER, whole_seconds(policy.transfer * not_able), Basis.ASSUMED, share=not_able),
    )


def _burdens(view: _View) -> tuple[Term, ...]:
    """What one more patient would burden, which only those who can wait are asked to spare."""
    balance = (Term(TermCode.BALANCE, view.over, Basis.COUNTED),) if view.over else ()
    if view.needs.acuity <= 3:
        return balance
    return (Term(TermCode.BURDEN, dict(view.policy.burden)[view.hospital.level], Basis.ASSUMED), *balance)


def _not_able(view: _View) -> float:
    """The chance that the patient must be moved on: by what is unknown, or by level for a severe unnamed need."""
    if view.wanted:
        return view.policy.not_able_if_unknown if view.unknown else 0.0
    return dict(view.policy.not_able_by_level)[view.hospital.level] if view.needs.acuity <= 2 else 0.0


def _answer_notes(view: _View) -> tuple[NoteCode, ...]:
    """Why an answer is unknown, each reason once."""
    notes = []
    for one, says in zip(view.wanted, view.heard, strict=True):
        answer = view.hospital.answer(one)
        if says is not Says.UNKNOWN:
            continue
        if answer is None:
            notes.append(NoteCode.NOTHING_SAID)
        else:
            notes.append(NoteCode.SAYS_UNKNOWN if answer.says is Says.UNKNOWN else NoteCode.ANSWER_TOO_OLD)
    return tuple(dict.fromkeys(notes))


def _room_notes(view: _View) -> tuple[NoteCode, ...]:
    hospital, policy = view.hospital, view.policy
    count, free = hospital.count(BedType.ER_GENERAL), hospital.free_er_beds()
    checks = {
        NoteCode.OVER_FULL: free is not None and free < 0,
        NoteCode.FULL: free == 0,
        NoteCode.BEDS_NOT_REPORTED: free is None,
        NoteCode.BEDS_TOO_OLD: count is not None and not policy.waits.counts.left(count.reported_at, view.now),
        NoteCode.ON_DIVERSION: hospital.diverts(view.now, None),
        NoteCode.SPECIALIST_BUSY: _busy_until(view) is not None,
        NoteCode.ADVISED: hospital.advises(view.now, view.wanted),
        NoteCode.ASK_BUDGET_SPENT: hospital.open_asks >= policy.ask_budget,
        NoteCode.ABOVE_SHARE: bool(view.over),
    }
    return tuple(code for code, applies in checks.items() if applies)
