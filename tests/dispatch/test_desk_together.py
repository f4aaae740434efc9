"""Several people at one desk: they find the same things, see each other, and lose nothing to each other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.audit import AuditRow
from chassis.errors import InvalidInputError, NotFoundError, StaleError
from chassis.events import read_live
from chassis.identity import Actor, Role
from dispatch.desk.closing import cancel_incident
from dispatch.desk.finding import find_incidents
from dispatch.desk.locating import apply_location
from dispatch.desk.presence import show_presence
from dispatch.desk.taking import answer_gate, take_call
from dispatch.model import Gate, Hypothesis, LocationSource, Tri
from dispatch.tables.cases import get_incident
from tests.dispatch.town import CITY_HALL, Town, call, north_of

YES, NO = Gate(Tri.YES, Tri.YES), Gate(Tri.NO, Tri.NO)
STRANGER = Actor("usr_x", "남", Role.DISPATCHER, "coquimbo")


def version(town: Town, incident_id: str) -> int:
    with town.system.db.read() as session:
        return get_incident(session, incident_id).version


def found(town: Town, text: str) -> list[tuple[str, str]]:
    return [(match.incident.id, match.by) for match in find_incidents(town.system, town.kim, text)]


def looked_up(town: Town) -> list[tuple[str, str]]:
    with town.system.db.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "find_by_number").order_by(AuditRow.id))
        return [(row.actor, row.subject) for row in rows]


def test_the_second_of_two_gate_answers_is_told_who_was_first_and_nothing_is_lost(town: Town) -> None:
    incident = take_call(town.system, town.kim, call(gate=Gate())).incident_id
    seen = version(town, incident)
    answer_gate(town.system, town.kim, incident, NO, seen=seen)
    with pytest.raises(StaleError) as refused:
        answer_gate(town.system, town.lee, incident, YES, seen=seen)
    assert (refused.value.by, refused.value.part) == (town.kim.name, "gate")
    with town.system.db.read() as session:
        assert get_incident(session, incident).gate["conscious"] == "no"
    answer_gate(town.system, town.lee, incident, YES, seen=version(town, incident))


def test_one_person_is_never_barred_by_an_own_answer_nor_by_the_decision_it_made(town: Town) -> None:
    incident = take_call(town.system, town.kim, call(gate=Gate())).incident_id
    seen = version(town, incident)
    for gate in (Gate(Tri.YES), YES):
        answer_gate(town.system, town.kim, incident, gate, seen=seen)
    assert version(town, incident) > seen + 2


def test_two_may_write_different_parts_at_once(town: Town) -> None:
    incident = take_call(town.system, town.kim, call(gate=Gate())).incident_id
    seen = version(town, incident)
    answer_gate(town.system, town.kim, incident, YES, seen=seen)
    there = Hypothesis(LocationSource.TYPED, north_of(CITY_HALL, 200), "시청 뒤")
    apply_location(town.system, town.lee, incident, there, seen=seen)
    with pytest.raises(StaleError):
        apply_location(town.system, town.kim, incident, there, seen=seen)


def test_an_incident_of_today_is_found_by_number_and_place_also_when_it_is_over(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    cancel_incident(town.system, town.kim, taken.incident_id, "false_alarm")
    assert found(town, taken.number) == [(taken.incident_id, "number")]
    assert found(town, "세종시청") == [(taken.incident_id, "place")]
    assert found(town, "100%_") == []
    town.clock.advance(timedelta(hours=15))  # 00:00 in Korea: it is no longer of today
    assert found(town, "세종시청") == []


def test_finding_by_a_callers_number_is_on_record_and_what_was_asked_is_not(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    assert found(town, "세종시청")
    assert looked_up(town) == []
    for written in ("010-9999-0000", "+82 10 9999 0000", "99990000"):
        assert found(town, written) == [(taken.incident_id, "caller_number")]
    assert looked_up(town) == [(town.kim.id, taken.incident_id)] * 3
    assert found(town, "999") == []


def test_nothing_of_another_region_is_found(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    with pytest.raises(NotFoundError):
        find_incidents(town.system, STRANGER, taken.number)
    with pytest.raises(InvalidInputError):
        find_incidents(town.system, town.kim, " x ")


def test_each_sees_what_the_other_has_open_and_only_the_newest_counts(town: Town) -> None:
    first, second = (take_call(town.system, town.kim, call()).incident_id for _ in range(2))
    for incident, part in ((first, None), (second, "gate")):
        show_presence(town.system, town.lee, incident, part)
    with pytest.raises(NotFoundError):
        show_presence(town.system, town.lee, "inc_nobody", None)
    with town.system.db.read() as session:
        [value] = [v for v in read_live(session, [topics.desk("sejong")]) if v.kind == "presence"]
    assert value.subject == town.lee.id
    assert value.data == {"name": town.lee.name, "incident_id": second, "part": "gate"}
