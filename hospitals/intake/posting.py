"""What hospitals say of themselves: capacity and notices. Each command is one short transaction.

Hospital staff speak for their own hospital only; the desk writes down what it was told by telephone; machines
(feeds, city packs) post with the source they name.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.ground import Ground
from chassis.identity import DESK, Actor, Role
from chassis.work import Work, record_change, working
from hospitals.capacity import Capacity, Colours, Count, Stamp, Word, check_beds, check_queue, check_surge, check_words
from hospitals.events import capacity_posted, diversion_changed
from hospitals.feeds.reports import BedFigure
from hospitals.feeds.said import Said
from hospitals.model import Answer, BedCount, BedType, Capability, Diversion, Hospital, Queue, Says, Source, Surge
from hospitals.request import DeclineCode
from hospitals.tables.board import get_hospital
from hospitals.tables.capacity import CapacityPostRow, lay_over, lock_capacity
from hospitals.tables.diversions import DiversionRow, as_diversion

CLOCK_SKEW = timedelta(minutes=5)  # assumption: a hospital's clock is at most this fast
SPOKEN = {Role.HOSPITAL: Source.HOSPITAL, Role.DISPATCHER: Source.PHONE, Role.SUPERVISOR: Source.PHONE}
LONGEST_NOTICE = timedelta(hours=24)  # assumption: whoever needs longer says so again


def post_capacity(
    system: Ground,
    actor: Actor,
    hospital_id: str,
    *,
    beds: Mapping[BedType, Count] | None = None,
    answers: Mapping[Capability, Says | Word] | None = None,
    ambulances_waiting: int | None = None,
    offload_wait: timedelta | None = None,
    surge: Colours | None = None,
    source: Source = Source.NEMC,
    reported_at: datetime | None = None,
) -> Hospital:
    """Post what is known; returns the hospital as it then stands.

    `beds` are (available, baseline), `surge` (red, yellow, green). What is left out stays as it was, and a report
    older than what is known changes the history only. `source` is for machines to name: staff post as the hospital,
    the desk as telephone.
    Raises InvalidInputError, ForbiddenError, NotFoundError.
    """
    said = Said(
        tuple(BedFigure(bed, *count) for bed, count in (beds or {}).items()),
        tuple((one, word if isinstance(word, Word) else Word(word)) for one, word in (answers or {}).items()),
        ambulances_waiting,
        offload_wait,
        reported_at,
        surge,
    )
    return post_said(system, actor, hospital_id, [said], source=source)


def post_said(
    system: Ground, actor: Actor, hospital_id: str, reports: Sequence[Said], *, source: Source = Source.NEMC
) -> Hospital:
    """Post several reports at once, all of them or none; see post_capacity."""
    with working(system, actor) as work:
        for said in reports:
            check_beds({figure.bed: (figure.available, figure.baseline) for figure in said.figures})
            check_queue(said.ambulances_waiting, said.offload_wait)
            check_surge(*said.surge or (None, None, None))
            check_words(dict(said.words), now=work.now)
            stamp = _stamp(work, hospital_id, source, said.reported_at)
            hospital = post_report(work, hospital_id, _capacity(said, stamp), stamp)
        return hospital


def _capacity(said: Said, stamp: Stamp) -> Capacity:
    queued = said.ambulances_waiting is not None or said.offload_wait is not None
    return Capacity(
        tuple(
            Answer(one, word.says, **stamp, busy_until=word.busy_until, on_call=word.on_call)
            for one, word in said.words
        ),
        tuple(BedCount(f.bed, f.available, f.baseline, **stamp, usable=f.usable) for f in said.figures),
        Queue(said.ambulances_waiting, said.offload_wait, **stamp) if queued else None,
        Surge(*said.surge, **stamp) if said.surge is not None else None,
    )


def still_correct(
    system: Ground,
    actor: Actor,
    hospital_id: str,
    *,
    beds: Collection[BedType] = (),
    capabilities: Collection[Capability] = (),
    source: Source = Source.NEMC,
    reported_at: datetime | None = None,
) -> Hospital:
    """Say that these figures, or without any that everything shown, are still true: in one tap.

    Raises InvalidInputError when none of it was ever posted.
    """
    with working(system, actor) as work:
        stamp = _stamp(work, hospital_id, source, reported_at)
        known = lock_capacity(work.session, hospital_id).known()
        known = known.only(beds, capabilities) if beds or capabilities else known
        if known == Capacity():
            raise InvalidInputError("beds", "nothing was posted yet")
        return post_report(work, hospital_id, known.stamped(stamp), stamp)


def declare_diversion(
    system: Ground,
    actor: Actor,
    hospital_id: str,
    *,
    capability: Capability | None,
    reason: DeclineCode,
    ends_at: datetime,
    starts_at: datetime | None = None,
) -> Diversion:
    """Say that patients cannot be taken, of one capability or (None) of all, until `ends_at` and not a minute longer.

    Raises InvalidInputError, ForbiddenError, NotFoundError.
    """
    with working(system, actor) as work:
        _check_speaker(actor, hospital_id)
        starts_at = starts_at or work.now
        if not max(starts_at, work.now) < ends_at <= starts_at + LONGEST_NOTICE:
            raise InvalidInputError("ends_at", f"must come after the start and now, within {LONGEST_NOTICE}")
        hospital = get_hospital(work.session, hospital_id, now=work.now)
        row = DiversionRow(
            id=system.ids.new("div"),
            hospital_id=hospital_id,
            region=hospital.region,
            capability=capability,
            reason=reason.value,
            advisory=False,
            source=SPOKEN.get(actor.role, Source.NEMC).value,
            declared_by=actor.id,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        work.session.add(row)
        return tell_diversion(work, row, hospital, "declare_diversion")


def lift_diversion(system: Ground, actor: Actor, diversion_id: str) -> Diversion:
    """End a notice now; one that has ended stays as it is. Raises ForbiddenError, NotFoundError."""
    with working(system, actor) as work:
        row = work.session.get(DiversionRow, diversion_id, with_for_update=True)
        if row is None:
            raise NotFoundError("diversion", diversion_id)
        _check_speaker(actor, row.hospital_id)
        if row.lifted_at is not None or row.ends_at <= work.now:
            return as_diversion(row)
        row.lifted_at = work.now
        return tell_diversion(work, row, get_hospital(work.session, row.hospital_id, now=work.now), "lift_diversion")


def _stamp(work: Work, hospital_id: str, source: Source, reported_at: datetime | None) -> Stamp:
    _check_speaker(work.actor, hospital_id)
    at = reported_at or work.now
    if at > work.now + CLOCK_SKEW:
        raise InvalidInputError("reported_at", "lies in the future")
    through = SPOKEN.get(work.actor.role, source)
    return {"reported_at": min(at, work.now), "source": through, "reported_by": work.actor.id}


def _check_speaker(actor: Actor, hospital_id: str) -> None:
    """Its own staff, a desk that was told by telephone, or a machine; raises ForbiddenError for anybody else."""
    own = actor.role is Role.HOSPITAL and actor.facility == hospital_id
    if not own and actor.role not in DESK | {Role.ADMIN}:
        raise ForbiddenError(f"{actor.name} may not speak for hospital {hospital_id}")


def post_report(work: Work, hospital_id: str, post: Capacity, stamp: Stamp) -> Hospital:
    """Lay a report over what is known: history, audit and event with it, inside the caller's transaction."""
    row = lock_capacity(work.session, hospital_id)
    old = row.known().about(post).figures()
    lay_over(row, post)
    work.session.add(
        CapacityPostRow(hospital_id=hospital_id, region=row.region, posted_at=work.now, post=post, **stamp)
    )
    record_change(work, "post_capacity", hospital_id, old, post.figures(), region=row.region)
    hospital = get_hospital(work.session, hospital_id, now=work.now)
    work.told.extend(capacity_posted(hospital, post, at=work.now))
    return hospital


def tell_diversion(work: Work, row: DiversionRow, hospital: Hospital, action: str) -> Diversion:
    """Audit and event of a notice that was declared or lifted, inside the caller's transaction."""
    notice = as_diversion(row)
    new = {"hospital_id": row.hospital_id, "capability": row.capability, "ends_at": notice.ends_at.isoformat()}
    record_change(work, action, row.id, None, new, region=row.region, reason=row.reason)
    work.told.extend(diversion_changed(hospital, notice, at=work.now))
    return notice
