"""Closing a road or slowing it, for a time; extending that, ending it. What follows is seen to at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chassis import topics
from chassis.deadlines import Deadline, clear_deadline, set_deadline, still_due
from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.closures import AT_LEAST, LONGEST, REMINDED, Closure, ClosureDraft, ClosureKind, check_draft, place_draft
from dispatch.closures import street_of as street_of_edges
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.system import System
from dispatch.tables.areas import next_number, regions_beside
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.traffic import CLOSURES, ClosureRow, closure, get_closure, points_json
from dispatch.traffic.following import Followed, follow
from dispatch.traffic.reranking import Because, because_of

ENDS, REMIND, FOLLOW = "closure_ends", "closure_remind", "closure_follow"
ENDING = "closure_ending"
GRACE = timedelta(seconds=5)  # within which whoever changed the traffic has seen to it


@dataclass(frozen=True, slots=True)
class Closed:
    """The closure as it stands, and what followed from the change."""

    closure: Closure
    followed: Followed


def close_road(system: System, actor: Actor, draft: ClosureDraft) -> Closed:
    """Close or slow what was pointed out. Raises InvalidInputError with the field, NotFoundError without roads."""
    check_draft(draft, now=system.clock.now())
    segments = system.roads.held().segments
    edges = place_draft(draft, segments)
    street, english = street_of_edges(edges, segments)
    code = "road_closed" if draft.kind is ClosureKind.CLOSED else "road_slow"
    with working(system, actor) as work:
        row = _drawn(work, system, draft)
        row.street, row.street_en = street, english
        row.network, row.edges = segments.network.digest, list(edges)
        work.session.add(row)
        work.session.flush()
        _set_timers(work, row)
        made = closure(row)
        _await_follower(work, made, code)
        new = {"kind": row.kind, "street": street, "edges": len(edges), "ends_at": row.ends_at.isoformat()}
        _tell(work, made, "close_road" if draft.kind is ClosureKind.CLOSED else "slow_road", None, new)
    return _followed(system, made, code)


def _drawn(work: Work, system: System, draft: ClosureDraft) -> ClosureRow:
    """The closure as it was pointed out, from now on; where it lies on the roads is not in it yet."""
    return ClosureRow(
        id=system.ids.new("clo"),
        region=work.actor.region,
        kind=draft.kind,
        shape=draft.shape,
        reason=draft.reason,
        share=draft.share if draft.kind is ClosureKind.SLOW else None,
        both_ways=draft.both_ways,
        note=draft.note,
        points=points_json(draft.points),
        near_m=draft.near_m,
        author=work.actor.id,
        author_name=work.actor.name,
        begins_at=work.now,
        ends_at=draft.ends_at,
    )


def extend_closure(system: System, actor: Actor, closure_id: str, ends_at: datetime) -> Closure:
    """Let it last until another instant. Raises IllegalMoveError when it is over, InvalidInputError for the instant."""
    with working(system, actor) as work:
        row = _open(work, closure_id)
        if not work.now + AT_LEAST <= ends_at <= work.now + LONGEST:
            raise InvalidInputError("ends_at", "1 minute to 14 days from now")
        old = {"ends_at": row.ends_at.isoformat()}
        row.ends_at = ends_at
        clear_alert(work, ENDING, row.id)
        _set_timers(work, row)
        made = closure(row)
        _tell(work, made, "extend_closure", old, {"ends_at": ends_at.isoformat()})
    system.roads.refresh()
    return made


def end_closure(system: System, actor: Actor, closure_id: str) -> Closed:
    """The road is open again. Raises IllegalMoveError when it has been for long."""
    with working(system, actor) as work:
        row = _open(work, closure_id)
        row.ended_at, row.ended_by = work.now, actor.name
        made = _over(work, row, "open_road")
    return _followed(system, made, "road_open")


def closure_ends(work: Work, _: System, deadline: Deadline) -> None:
    """Its time is over: said, and not only noticed. The roads find it out by the same instant."""
    row = work.session.get(ClosureRow, deadline.subject)
    if row is None or row.ended_at is not None or row.ends_at > work.now:
        return
    _over(work, row, "closure_expires")


def remind_of(work: Work, system: System, deadline: Deadline) -> None:
    """It ends soon: does it still hold?"""
    row = work.session.get(ClosureRow, deadline.subject)
    if row is None or not closure(row).holds(work.now):
        return
    data = {"street": row.street, "ends_at": row.ends_at.isoformat(), "kind": row.kind}
    raise_alert(work, system, ENDING, row.id, region=row.region, level=ACT_SOON, data=data)


def follow_late(system: System, deadline: Deadline) -> None:
    """Whoever changed the traffic could not see to what follows: somebody else does. Outside any transaction."""
    with system.db.write() as session:
        if not still_due(session, deadline):
            return
        clear_deadline(session, FOLLOW, deadline.subject)
    told: Mapping[str, Any] = deadline.data
    follow(system, Because(told["code"], told["street"], told["street_en"], told["closure_id"]))


def _followed(system: System, made: Closure, code: str) -> Closed:
    done = follow(system, because_of(made, code))
    with system.db.write() as session:
        clear_deadline(session, FOLLOW, made.id)
    return Closed(made, done)


def _open(work: Work, closure_id: str) -> ClosureRow:
    row = get_closure(work.session, closure_id, region=work.actor.region)
    if not closure(row).holds(work.now):
        raise IllegalMoveError("closure", "over", "end", ())
    return row


def _over(work: Work, row: ClosureRow, action: str) -> Closure:
    for timer in (ENDS, REMIND):
        clear_deadline(work.session, timer, row.id)
    clear_alert(work, ENDING, row.id)
    work.session.flush()
    made = closure(row)
    _await_follower(work, made, "road_open")
    _tell(work, made, action, {"ends_at": row.ends_at.isoformat()}, None)
    return made


def _set_timers(work: Work, row: ClosureRow) -> None:
    remind_at = max(row.ends_at - REMINDED, work.now + (row.ends_at - work.now) / 2)
    set_deadline(work.session, Deadline(row.region, ENDS, row.id, row.ends_at, {}))
    set_deadline(work.session, Deadline(row.region, REMIND, row.id, remind_at, {}))


def _await_follower(work: Work, made: Closure, code: str) -> None:
    """Should this process end before it has seen to what follows, the worker does."""
    told = {"code": code, "street": made.street, "street_en": made.street_en, "closure_id": made.id}
    due_at = work.now if work.actor.id.startswith("system:") else work.now + GRACE
    set_deadline(work.session, Deadline(made.region, FOLLOW, made.id, due_at, told))


def _tell(work: Work, made: Closure, action: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """The audit and the version that other processes look at; then, in every region on the same roads, the desk and
    each crew that is on the road."""
    next_number(work.session, made.region, CLOSURES)
    record_change(work, action, made.id, old, new, region=made.region)
    regions = regions_beside(work.session, made.region)
    crews = work.session.execute(
        select(AssignmentRow.unit_region, AssignmentRow.unit_id)
        .where(AssignmentRow.region.in_(regions), AssignmentRow.open.is_(True))
        .order_by(AssignmentRow.unit_id)
        .distinct()
    )
    told = {"id": made.id, "kind": made.kind, "open": made.holds(work.now), "street": made.street}
    readers = [
        *((region, topics.desk(region)) for region in regions),
        *((region, topics.unit(region, unit)) for region, unit in crews),
    ]
    work.told.extend(Event(region, topic, "closure_changed", made.id, told, work.now) for region, topic in readers)
