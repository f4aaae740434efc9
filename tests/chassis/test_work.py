"""One command: its change, its event and its line of audit are kept together or not at all."""

from dataclasses import dataclass, field

import pytest

from chassis import events
from chassis.audit import AuditRow
from chassis.bell.local import LocalBell
from chassis.clock import StillClock
from chassis.db import Database
from chassis.events import Event
from chassis.heartbeat import WorkerRow, beat, newest_beat
from chassis.identity import Actor, Role
from chassis.ids import CountedIds
from chassis.work import record_change, working

KIM = Actor("usr_kim", "김상황", Role.DISPATCHER, "sejong")


@dataclass(frozen=True)
class House:
    """The least a command stands on."""

    db: Database
    clock: StillClock
    ids: CountedIds
    bell: LocalBell = field(default_factory=LocalBell)


@pytest.fixture
def house(database: Database, clock: StillClock, ids: CountedIds) -> House:
    return House(database, clock, ids)


def command(house: House, *, breaks: bool = False) -> None:
    with working(house, KIM) as work:
        beat(work.session, "w1", now=work.now)
        record_change(work, "start", "w1", {"state": None}, {"state": "up"}, reason="asked")
        work.told.append(Event("sejong", "sejong.desk", "started", "w1", {"by": KIM.id}, work.now))
        if breaks:
            raise ZeroDivisionError


def test_what_a_command_did_is_there_with_event_and_audit_and_then_the_bell_rings(house: House) -> None:
    before = house.bell.count()
    command(house)
    assert house.bell.count() == before + 1
    with house.db.read() as session:
        line, told = session.query(AuditRow).one(), events.read(session, ["sejong.desk"], after=0)
        assert newest_beat(session) == house.clock.now()
    assert (line.actor, line.role, line.region, line.new, line.reason) == (
        *("usr_kim", "dispatcher", "sejong"),
        {"state": "up"},
        "asked",
    )
    assert [(e.kind, e.at) for e in told] == [("started", house.clock.now())]


def test_a_command_that_breaks_leaves_nothing_and_wakes_nobody(house: House) -> None:
    before = house.bell.count()
    with pytest.raises(ZeroDivisionError):
        command(house, breaks=True)
    assert house.bell.count() == before
    with house.db.read() as session:
        assert session.query(AuditRow).count() == session.query(WorkerRow).count() == 0
        assert events.newest_id(session, "sejong") == 0
