"""A policy in force: what it changes, who changed it, and that old decisions keep theirs."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from chassis.audit import AuditRow
from chassis.errors import InvalidInputError, TakenError
from chassis.events import EventRow
from chassis.identity import Actor, Role
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.deciding import decide, read_record
from dispatch.desk.taking import take_call
from dispatch.plan import Plan, Policy
from dispatch.policies.changing import changes, check, put_in_force
from dispatch.policies.faults import Fault, PolicyError, Words
from dispatch.policies.force import first_text, in_force
from dispatch.policies.reading import hash_of, read_policy
from dispatch.record import decide_again, pack, unpack_view
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.climbs import steps_of
from dispatch.tables.records import DecisionRow
from dispatch.watch import tick
from hospitals.intake import answering
from hospitals.ladder import climb
from hospitals.request import RequestState
from hospitals.tables.requests import read_requests
from tests.dispatch.test_policy_texts import WORDS
from tests.dispatch.town import Town, call

ADMIN = Actor("usr_admin", "관리자", Role.ADMIN, "sejong")


def changed(system: System, old: str, new: str) -> str:
    standing = first_text(system)
    assert old in standing
    return standing.replace(old, new, 1)


def decided(town: Town, complaint: str = "chest_pain") -> tuple[Plan, DecisionRow]:
    taken = take_call(town.system, town.kim, call(complaint=complaint))
    with town.system.db.read() as session:
        row = session.get_one(DecisionRow, get_incident(session, taken.incident_id).decision_id)
        return read_record(session, row.id)[1], row


def test_a_changed_policy_changes_the_next_decision_and_is_on_record_with_it(town: Town) -> None:
    before, first = decided(town)
    assert before.chosen[0].unit_id == "s1"
    assert before.hospitals is not None
    assert len(before.hospitals.options) == 3
    new = changed(town.system, 'farthest = "1h30m"', 'farthest = "14m"')
    assert put_in_force(town.system, ADMIN, new, note="외곽 공백 줄이기", base=0) == 1
    after, second = decided(town)
    assert after.hospitals is not None
    assert len(after.hospitals.options) < 3
    assert after.policy == second.policy == f"1-{hash_of(new)[:16]}"
    assert first.policy == f"0-{hash_of(first_text(town.system))[:16]}"
    assert after.hospitals.policy == after.policy


def test_a_city_that_saves_its_coverage_sends_another_unit(town: Town) -> None:
    before, _ = decided(town, "sick")
    new = changed(town.system, "coverage_weight_s = 0.0", "coverage_weight_s = 10000.0")
    new = new.replace('coverage_standard = "8m"', 'coverage_standard = "1m"')
    put_in_force(town.system, ADMIN, new, note="빈 곳을 남기지 않게", base=0)
    after, _ = decided(town, "sick")
    assert (before.chosen[0].unit_id, after.chosen[0].unit_id) == ("s1", "s2")


def test_old_and_new_decisions_are_made_again_bit_by_bit_with_the_policy_they_were_made_with(town: Town) -> None:
    decided(town)
    new = changed(town.system, 'farthest = "1h30m"', 'farthest = "14m"')
    put_in_force(town.system, ADMIN, new, note="좁히기", base=0)
    decided(town)
    with town.system.db.read() as session:
        records = [read_record(session, row.id) for row in session.query(DecisionRow)]
    assert len({plan.policy for _, plan in records}) == 2
    assert [pack(decide_again(inputs)) == pack(plan) for inputs, plan in records] == [True, True]


def test_the_ladder_asks_as_the_policy_says(town: Town) -> None:
    first = take_call(town.system, town.kim, call())
    asked = len(ask_hospitals(town.system, town.kim, first.incident_id))
    assert asked > 1
    new = changed(town.system, "parallel = [3, 3, 2, 0, 0]", "parallel = [1, 1, 1, 0, 0]")
    put_in_force(town.system, ADMIN, new, note="한 곳씩", base=0)
    second = take_call(town.system, town.kim, call())
    assert len(ask_hospitals(town.system, town.kim, second.incident_id)) == 1


def test_whoever_looked_at_an_older_version_is_told_who_changed_it(town: Town) -> None:
    lee = Actor("usr_lee", "이관리", Role.ADMIN, "sejong")
    one = changed(town.system, 'stale_after = "1m"', 'stale_after = "2m"')
    put_in_force(town.system, lee, one, note="두 분", base=0)
    with pytest.raises(TakenError) as told:
        put_in_force(town.system, ADMIN, one.replace("2m", "3m"), note="세 분", base=0)
    assert (told.value.by, told.value.ident, told.value.why) == ("이관리", "1", "두 분")


def test_of_two_at_the_same_instant_one_is_told(town: Town) -> None:
    ends: list[object] = []

    def put(minutes: int) -> None:
        new = changed(town.system, 'stale_after = "1m"', f'stale_after = "{minutes}m"')
        try:
            ends.append(put_in_force(town.system, ADMIN, new, note="동시에", base=0))
        except TakenError as taken:
            ends.append(taken.code)

    threads = [Thread(target=put, args=(minutes,)) for minutes in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, ends)) == ["1", "taken"]


def test_a_change_is_audited_with_old_and_new_and_told(town: Town) -> None:
    new = changed(town.system, 'stale_after = "1m"', 'stale_after = "90s"')
    put_in_force(town.system, ADMIN, new, note=" 터널이  많다 ", base=0)
    with town.system.db.read() as session:
        line = session.query(AuditRow).filter(AuditRow.action == "put_policy").one()
        told = session.query(EventRow).filter(EventRow.kind == "policy_changed").all()
    assert (line.actor, line.subject, line.reason) == ("usr_admin", "policy:1", "터널이 많다")
    assert line.old == {"number": 0, "assign.stale_after": "1m"}
    assert line.new == {"number": 1, "hash": hash_of(new), "assign.stale_after": "1m30s"}
    assert sorted(one.topic for one in told) == ["sejong.admin", "sejong.desk"]


def test_nothing_comes_into_force_with_a_mistake_without_a_note_or_without_a_change(town: Town) -> None:
    with pytest.raises(PolicyError) as mistaken:
        put_in_force(town.system, ADMIN, "[assign]\nstale_after = 1\nx = 2", note="x", base=0)
    assert len(mistaken.value.mistakes) == 2
    for text_, note in ((first_text(town.system), "그대로"), ("# 다름\n", " "), ("#" * 50_000, "길다")):
        with pytest.raises(InvalidInputError):
            put_in_force(town.system, ADMIN, text_, note=note, base=0)
    with town.system.db.read() as session:
        assert in_force(session, town.system, "sejong").version.startswith("0-")


@pytest.mark.parametrize("change", ["UPDATE policy_versions SET text = ''", "DELETE FROM policy_versions"])
def test_the_database_refuses_to_change_a_version(town: Town, change: str) -> None:
    put_in_force(town.system, ADMIN, "# 기본값\n", note="비우기", base=0)
    with pytest.raises(DatabaseError, match="never changed"), town.system.db.write() as session:
        session.execute(text(change))


def test_a_text_an_older_release_wrote_is_used_as_far_as_it_can_be(town: Town) -> None:
    old = changed(town.system, 'rules = "core-2026.11"', 'rules = "core-2020.01"').replace('= "1h30m"', '= "50m"')
    words = Words(frozenset({"core-2020.01"}), WORDS.bundles)
    assert not read_policy(old, words=words)[1]
    policy, mistakes = read_policy(old + "\n[forgotten]\nx = 1\n", words=WORDS)
    assert [one.fault for one in mistakes] == [Fault.UNKNOWN_KEY, Fault.UNKNOWN_WORD]
    assert policy.hospitals.farthest == timedelta(minutes=50)


def test_another_region_keeps_its_own(town: Town) -> None:
    put_in_force(town.system, ADMIN, "# 기본값\n", note="비우기", base=0)
    with town.system.db.read() as session:
        assert in_force(session, town.system, "daejeon").version.startswith("0-")
        assert in_force(session, town.system, "sejong").version.startswith("1-")


def test_checking_tells_mistakes_lines_and_figures(town: Town) -> None:
    standing = first_text(town.system)
    told = check(town.system, standing.replace('stale_after = "1m"', 'stale_after = "2m"'), against=standing)
    assert told.mistakes == ()
    assert [(one.at, one.old, one.new) for one in told.changes] == [("assign.stale_after", "1m", "2m")]
    assert [one.kind for one in told.lines if one.kind not in {"same", "gap"}] == ["removed", "added"]
    assert changes(Policy(), Policy()) == ()


@pytest.fixture
def statements(town: Town) -> Iterator[list[str]]:
    """Everything the database is asked."""
    asked: list[str] = []

    def remember(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(town.system.db.engine, "before_cursor_execute", remember)
    yield asked
    event.remove(town.system.db.engine, "before_cursor_execute", remember)


def test_a_decision_reads_the_policy_with_one_small_query(town: Town, statements: list[str]) -> None:
    put_in_force(town.system, ADMIN, "# 기본값\n", note="비우기", base=0)
    taken = take_call(town.system, town.kim, call())
    statements.clear()
    decide(town.system, taken.incident_id, made_for="story")
    about = [one for one in statements if "policy_versions" in one]
    assert len(about) == 1
    assert "policy_versions.text" not in about[0]


def test_a_bundles_own_ladder_asks_and_is_named_in_the_record_of_each_step(town: Town) -> None:
    own = '\n[ladder.bundle.stemi]\nparallel = [1, 1, 0, 0, 0]\nwiden_after = "20s"\nhold = "3m"\n'
    put_in_force(town.system, ADMIN, first_text(town.system) + own, note="심근경색은 한 곳씩", base=0)
    incident = take_call(town.system, town.kim, call()).incident_id
    assert len(ask_hospitals(town.system, town.kim, incident)) == 1
    town.clock.advance(timedelta(seconds=20))
    tick(town.system, "w1")
    with town.system.db.read() as session:
        asked = read_requests(session, incident_ids=(incident,))
        [step] = steps_of(session, incident)
    assert len(asked) == 3
    view = unpack_view(step.view)
    assert view.policy.scope == ("bundle.stemi",)
    assert view.policy.version.startswith("1-")
    assert pack(climb(view)) == step.step
    answering.accept(town.system, town.nurse(asked[0].hospital_id), asked[0].id)
    town.clock.advance(timedelta(seconds=25))
    tick(town.system, "w1")
    with town.system.db.read() as session:
        [held] = [one for one in read_requests(session, incident_ids=(incident,)) if one.state is RequestState.HELD]
    assert held.held_until == town.clock.now() + timedelta(minutes=3)
