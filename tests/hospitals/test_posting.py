"""Posting capacity and notices, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from chassis import events, topics
from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.identity import Actor, Role, system_actor
from hospitals.capacity import Word
from hospitals.intake.posting import declare_diversion, lift_diversion, post_capacity, still_correct
from hospitals.model import BedType, Capability, Says, Source
from hospitals.request import DeclineCode
from hospitals.tables.board import get_hospital, put_hospital, read_board
from hospitals.tables.capacity import read_posts, read_stale
from tests.hospitals.conftest import DISPATCHER, Stand, nurse
from tests.hospitals.facts import hospital, said

ER = BedType.ER_GENERAL


def test_a_nurse_posts_and_everybody_who_may_read_is_told(stand: Stand) -> None:
    now = stand.clock.now()
    posted = post_capacity(stand, nurse("h1"), "h1", beds={ER: (-3, 28)}, answers={Capability.STEMI: Says.NO})
    count, answer = posted.count(ER), posted.answer(Capability.STEMI)
    assert count is not None
    assert (count.available, count.baseline, count.source, count.reported_at) == (-3, 28, Source.HOSPITAL, now)
    assert answer is not None
    assert (answer.says, answer.reported_by) == (Says.NO, "nurse_h1")
    with stand.db.read() as session:
        assert get_hospital(session, "h1", now=now) == posted
        for topic in (topics.hospital("sejong", "h1"), topics.desk("sejong")):
            (told,) = events.read(session, [topic], after=0)
            assert told.kind == "capacity_posted"
            assert told.data["beds"] == {"O001": [-3, 28]}
        assert not events.read(session, [topics.hospital("sejong", "h2")], after=0)
        audited = session.scalars(select(AuditRow)).one()
        assert (audited.action, audited.actor, audited.subject) == ("post_capacity", "nurse_h1", "h1")
    assert stand.bell.rings == 1


def test_a_second_post_keeps_what_it_leaves_out_and_the_history_keeps_both(stand: Stand) -> None:
    post_capacity(stand, nurse("h1"), "h1", beds={ER: (5, 20), BedType.CT: (1, 2)}, ambulances_waiting=2)
    stand.clock.advance(timedelta(minutes=10))
    known = post_capacity(stand, nurse("h1"), "h1", beds={ER: (4, None)})
    assert {count.bed: (count.available, count.baseline) for count in known.beds} == {ER: (4, 20), BedType.CT: (1, 2)}
    assert known.queue is not None
    assert known.queue.ambulances_waiting == 2
    with stand.db.read() as session:
        newest, first = read_posts(session, "h1")
        assert [count.available for count in newest.beds] == [4]
        assert len(first.beds) == 2
        audited = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        assert audited is not None
        assert audited.old is not None
        assert audited.old["beds"] == {"O001": [5, 20]}


def test_the_desk_writes_down_what_it_heard_and_a_feed_names_itself(stand: Stand) -> None:
    heard = post_capacity(stand, DISPATCHER, "h1", beds={ER: (2, 20)}, source=Source.NEMC).count(ER)
    fed = post_capacity(stand, system_actor("sejong", "nemc"), "h2", beds={ER: (3, 20)}, source=Source.NEMC).count(ER)
    assert heard is not None
    assert fed is not None
    assert (heard.source, fed.source) == (Source.PHONE, Source.NEMC)


def test_a_late_report_changes_the_history_only(stand: Stand) -> None:
    post_capacity(stand, nurse("h1"), "h1", beds={ER: (5, 20)})
    earlier = stand.clock.now() - timedelta(hours=1)
    late = post_capacity(stand, system_actor("sejong"), "h1", beds={ER: (9, 20)}, reported_at=earlier).count(ER)
    assert late is not None
    assert late.available == 5
    with stand.db.read() as session:
        assert len(read_posts(session, "h1")) == 2


def test_still_correct_makes_old_numbers_fresh(stand: Stand) -> None:
    with pytest.raises(InvalidInputError, match="nothing was posted"):
        still_correct(stand, nurse("h1"), "h1")
    post_capacity(stand, system_actor("sejong"), "h1", beds={ER: (5, 20)}, answers={Capability.STEMI: Says.YES})
    later = stand.clock.advance(timedelta(hours=2))
    fresh = still_correct(stand, nurse("h1"), "h1")
    assert {(count.reported_at, count.source) for count in fresh.beds} == {(later, Source.HOSPITAL)}
    assert {(answer.reported_at, answer.source) for answer in fresh.answers} == {(later, Source.HOSPITAL)}
    assert [count.available for count in fresh.beds] == [5]


@pytest.mark.parametrize(
    "stranger",
    [
        nurse("h2"),
        Actor("p1", "Medic", Role.PARAMEDIC, "sejong", "u1"),
        Actor("o1", "Pilot", Role.PILOT, "sejong", "s1"),
        Actor("n0", "Nurse of nowhere", Role.HOSPITAL, "sejong"),
    ],
)
def test_nobody_else_speaks_for_a_hospital(stand: Stand, stranger: Actor) -> None:
    notice = declare_diversion(
        stand,
        nurse("h1"),
        "h1",
        capability=None,
        reason=DeclineCode.CROWDING,
        ends_at=stand.clock.now() + timedelta(hours=1),
    )
    with pytest.raises(ForbiddenError):
        post_capacity(stand, stranger, "h1", beds={ER: (5, 20)})
    with pytest.raises(ForbiddenError):
        still_correct(stand, stranger, "h1")
    with pytest.raises(ForbiddenError):
        declare_diversion(stand, stranger, "h1", capability=None, reason=DeclineCode.CROWDING, ends_at=notice.ends_at)
    with pytest.raises(ForbiddenError):
        lift_diversion(stand, stranger, notice.id)
    with stand.db.read() as session:
        assert get_hospital(session, "h1", now=stand.clock.now()).beds == ()
        assert get_hospital(session, "h1", now=stand.clock.now()).diversions == (notice,)


def test_what_cannot_be_true_is_refused_and_nothing_is_kept(stand: Stand) -> None:
    with pytest.raises(InvalidInputError, match="available"):
        post_capacity(stand, nurse("h1"), "h1", beds={ER: (6000, 20)})
    with pytest.raises(InvalidInputError, match="reported_at"):
        post_capacity(
            stand, nurse("h1"), "h1", beds={ER: (1, 20)}, reported_at=stand.clock.now() + timedelta(minutes=6)
        )
    with pytest.raises(NotFoundError):
        post_capacity(stand, DISPATCHER, "nowhere", beds={ER: (1, 20)})
    with stand.db.read() as session:
        assert get_hospital(session, "h1", now=stand.clock.now()).beds == ()
    assert not stand.told(topics.hospital("sejong", "h1"))


def test_a_clock_a_little_fast_is_believed_to_be_now(stand: Stand) -> None:
    ahead = stand.clock.now() + timedelta(minutes=4)
    count = post_capacity(stand, nurse("h1"), "h1", beds={ER: (1, 20)}, reported_at=ahead).count(ER)
    assert count is not None
    assert count.reported_at == stand.clock.now()


def test_a_notice_stands_until_it_ends_or_is_lifted(stand: Stand) -> None:
    def declared() -> int:
        with stand.db.read() as session:
            return len(get_hospital(session, "h1", now=stand.clock.now()).diversions)

    ends_at = stand.clock.now() + timedelta(hours=2)
    first, second = (
        declare_diversion(stand, nurse("h1"), "h1", capability=scope, reason=DeclineCode.NO_SPECIALIST, ends_at=ends_at)
        for scope in (Capability.STEMI, None)
    )
    assert declared() == 2
    lifted = lift_diversion(stand, nurse("h1"), second.id)
    assert lifted.ends_at == stand.clock.now()
    assert lift_diversion(stand, nurse("h1"), second.id) == lifted
    assert declared() == 1
    stand.clock.move_to(ends_at)
    assert declared() == 0
    assert lift_diversion(stand, nurse("h1"), first.id) == first
    with pytest.raises(NotFoundError):
        lift_diversion(stand, nurse("h1"), "div_none")


@pytest.mark.parametrize("hours", [-1, 0, 25])
def test_a_notice_needs_an_end_that_is_near_enough(stand: Stand, hours: int) -> None:
    with pytest.raises(InvalidInputError, match="ends_at"):
        declare_diversion(
            stand,
            nurse("h1"),
            "h1",
            capability=None,
            reason=DeclineCode.CROWDING,
            ends_at=stand.clock.now() + timedelta(hours=hours),
        )


def test_a_board_is_read_by_name_or_region_in_the_order_of_ids(stand: Stand) -> None:
    now = stand.clock.now()
    with stand.db.read() as session:
        assert [one.id for one in read_board(session, now=now)] == ["h1", "h2", "h3"]
        assert [one.id for one in read_board(session, now=now, regions=["daejeon"])] == ["h3"]
        assert [one.id for one in read_board(session, now=now, hospital_ids=["h3", "h1"])] == ["h1", "h3"]
        assert read_board(session, now=now, hospital_ids=[]) == ()
        with pytest.raises(NotFoundError):
            get_hospital(session, "nowhere", now=now)


def test_who_has_been_silent_for_long_is_found(stand: Stand) -> None:
    post_capacity(stand, nurse("h1"), "h1", beds={ER: (5, 20)})
    posted = stand.clock.now()
    later = stand.clock.advance(timedelta(minutes=20))
    post_capacity(stand, nurse("h2"), "h2", beds={ER: (5, 20)})
    with stand.db.read() as session:
        stale = read_stale(session, now=later + timedelta(minutes=15), limit=timedelta(minutes=30))
        assert [(one.hospital_id, one.reported_at) for one in stale] == [("h1", posted), ("h3", None)]


def test_a_large_board_takes_as_many_statements_as_a_small_one(stand: Stand) -> None:
    with stand.db.write() as session:
        for number in range(30):
            put_hospital(session, hospital(f"x{number}", answers=(said(Capability.STEMI, Says.YES),)))
    statements: list[str] = []
    listen(stand.db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with stand.db.read() as session:
        assert len(read_board(session, now=stand.clock.now())) == 33
    assert len([text for text in statements if text.startswith("SELECT")]) == 5


def test_surge_is_one_statement_and_the_newer_one_replaces_it(stand: Stand) -> None:
    post_capacity(stand, nurse("h1"), "h1", beds={ER: (5, 20)}, surge=(2, 4, 10))
    stand.clock.advance(timedelta(minutes=5))
    known = post_capacity(stand, nurse("h1"), "h1", surge=(1, None, 10))
    assert known.surge is not None
    assert (known.surge.red, known.surge.yellow, known.surge.green) == (1, None, 10)
    assert stand.told(topics.desk("sejong"))[-1].data["surge"] == [1, None, 10]
    later = post_capacity(stand, nurse("h1"), "h1", beds={ER: (4, 20)})
    assert later.surge == known.surge
    with pytest.raises(InvalidInputError, match=r"surge\.red"):
        post_capacity(stand, nurse("h1"), "h1", surge=(-1, 0, 0))


def test_only_what_is_named_is_said_again(stand: Stand) -> None:
    answers: dict[Capability, Says | Word] = {
        Capability.STEMI: Word(Says.YES, stand.clock.now() + timedelta(hours=2), "3114"),
        Capability.BURNS: Says.YES,
    }
    post_capacity(stand, nurse("h1"), "h1", beds={ER: (5, 20), BedType.CT: (1, 2)}, answers=answers)
    before = stand.clock.now()
    stand.clock.advance(timedelta(hours=1))
    known = still_correct(stand, nurse("h1"), "h1", beds=[ER], capabilities=[Capability.STEMI])
    fresh = {item.reported_at for item in (known.count(ER), known.answer(Capability.STEMI)) if item is not None}
    old = {item.reported_at for item in (known.count(BedType.CT), known.answer(Capability.BURNS)) if item is not None}
    assert (fresh, old) == ({stand.clock.now()}, {before})
    heart = known.answer(Capability.STEMI)
    assert heart is not None
    assert (heart.busy_until, heart.on_call) == (before + timedelta(hours=2), "3114")
    with pytest.raises(InvalidInputError, match="nothing was posted"):
        still_correct(stand, nurse("h1"), "h1", beds=[BedType.MRI])
