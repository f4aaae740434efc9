"""Two calls, one event: whatever is merged and taken apart, in whatever order, everything is as it was."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis import events, topics
from chassis.audit import AuditRow
from chassis.db import Base
from chassis.errors import IllegalMoveError, InvalidInputError
from dispatch.boards.caller import caller_view
from dispatch.boards.incident import incident_view
from dispatch.boards.interview import interview_view
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.closing import add_note, close_incident
from dispatch.desk.deciding import read_decision
from dispatch.desk.interviewing import set_priority
from dispatch.desk.locating import offer_location
from dispatch.desk.merging import merge_incident, similar_to, unmerge_incident
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.duplicates import DuplicatePolicy, find_duplicates
from dispatch.likeness import groups, likeness
from dispatch.merged import Merged, together
from dispatch.model import Gate, Hypothesis, Incident, Location, LocationSource, Priority, Tri, Verification
from dispatch.protocols import read_rules
from dispatch.retriage import Change
from dispatch.states import IncidentState
from dispatch.tables.cases import CallRow, IncidentRow, StampRow, get_incident
from dispatch.tables.family import family_of, followed
from dispatch.tables.patients import NoteRow, PatientRow, VitalsRow
from dispatch.triage import Triage, triage
from tests.dispatch.town import CITY_HALL, Town, call, north_of

PARTS = ("priority", "determinant", "bundle", "complaint")
CASE: tuple[type[Base], ...] = (IncidentRow, CallRow, PatientRow, NoteRow, StampRow, VitalsRow)
complaints = st.sampled_from(sorted({name for group in groups() for name in group.complaints} | {"lost_cat"}))


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def incident(received_at: datetime, complaint: str) -> Incident:
    """One that is open at the city hall."""
    place = Location(CITY_HALL, LocationSource.TYPED, Verification.VERIFIED)
    state, about = IncidentState.PENDING, {"determinant": None, "bundle": None}
    return Incident("i", "sejong", "26-1", state, received_at, place, Priority.P1, complaint, **about)


def everything(town: Town) -> Mapping[str, Any]:
    """Every row of every case; left out is what counts the writings, and the decision, which is made anew."""
    with town.system.db.read() as session:
        return {
            table.__tablename__: [
                {
                    c.name: getattr(row, c.name)
                    for c in table.__table__.columns
                    if c.name not in {"version", "decision_id"}
                }
                for row in session.scalars(select(table).order_by(table.__mapper__.primary_key[0]))
            ]
            for table in CASE
        }


def calls_of(town: Town, count: int) -> list[str]:
    """Calls from one place, a minute apart; the ids of their incidents."""
    taken = []
    for number in range(count):
        taken.append(take_call(town.system, town.kim, call(north_of(CITY_HALL, 20.0 * number))).incident_id)
        town.clock.advance(timedelta(minutes=1))
    return taken


def view(town: Town, incident_id: str) -> dict[str, Any]:
    """As the panel shows it."""
    with town.system.db.read() as session:
        return incident_view(session, town.system, get_incident(session, incident_id))


@pytest.mark.parametrize("gate", [Gate(), None])
def test_merge_then_unmerge_is_the_identity(town: Town, gate: Gate | None) -> None:
    first = take_call(town.system, town.kim, call()).incident_id
    town.clock.advance(timedelta(minutes=2))
    second = take_call(town.system, town.lee, call(None, gate=gate) if gate else call()).incident_id
    add_note(town.system, town.kim, second, "보호자 있음")
    before = everything(town)
    merge_incident(town.system, town.kim, second, first)
    assert everything(town) != before
    unmerge_incident(town.system, town.lee, second)
    assert everything(town) == before


@pytest.mark.parametrize("order", list(permutations(range(3)))[:4])
def test_a_chain_of_merges_comes_apart_in_any_order(town: Town, order: tuple[int, ...]) -> None:
    a, b, c, d = calls_of(town, 4)
    before, merges = everything(town), [(b, a), (c, b), (d, c)]
    for child, parent in reversed(merges):
        merge_incident(town.system, town.kim, child, parent)
    with town.system.db.read() as session:
        assert followed(session, d).id == a
        assert sorted(family_of(session, a)) == sorted([a, b, c, d])
    for which in order:
        unmerge_incident(town.system, town.kim, merges[which][0])
    assert everything(town) == before


def test_the_one_that_remains_shows_both_callers_times_words_and_positions(town: Town) -> None:
    first, second = calls_of(town, 2)
    merge_incident(town.system, town.kim, second, first)
    shown, gone = view(town, first), view(town, second)
    assert [one["incident_id"] for one in shown["calls"]] == [first, second]
    assert len({one["received_at"] for one in shown["calls"]}) == 2
    assert all(one["hypotheses"] for one in shown["calls"])
    assert [one["id"] for one in shown["merged"]] == [second]
    assert gone["parent"]["id"] == first
    assert gone["state"] == IncidentState.MERGED


def test_the_second_caller_follows_the_help_of_the_first_and_a_later_position_reaches_it(town: Town) -> None:
    first = take_call(town.system, town.kim, call(None)).incident_id
    second = take_call(town.system, town.kim, call(None))
    merge_incident(town.system, town.kim, second.incident_id, first)
    fix = Hypothesis(LocationSource.LINK, CITY_HALL, radius_m=8)
    assert offer_location(town.system, town.kim, second.call_id, fix)
    with town.system.db.read() as session:
        row, said = get_incident(session, first), session.get_one(CallRow, second.call_id)
        assert (row.place_source, said.incident_id) == ("link", second.incident_id)
        assert caller_view(session, said, now=town.clock.now(), rules=town.system.rules)["number"] == row.number
        heard = [e.kind for e in events.read(session, [topics.caller("sejong", said.id)], after=0)]
    assert "help_changed" in heard


ARREST = Gate(Tri.NO, Tri.NO)


def test_the_plan_follows_the_graver_of_both_calls_and_names_the_one_that_raised_it(town: Town) -> None:
    mild = take_call(town.system, town.kim, call(complaint="back_pain")).incident_id
    grave = take_call(town.system, town.lee, call(complaint="back_pain", gate=ARREST)).incident_id
    before = view(town, mild)
    merge_incident(town.system, town.kim, grave, mild)
    merged = view(town, mild)
    with town.system.db.read() as session:
        plan, _ = read_decision(session, merged["decision_id"], region="sejong")
        asked = interview_view(session, town.system, get_incident(session, mild))["result"]
    assert before["priority"] > merged["priority"] == Priority.P1
    assert (merged["determinant"], plan.triage.determinant) == ("arrest", "arrest")
    assert f"merged.{view(town, grave)['number']}" in plan.triage.fired
    assert asked["fired"] == list(plan.triage.fired)
    unmerge_incident(town.system, town.lee, grave)
    apart = view(town, mild)
    assert [apart[part] for part in PARTS] == [before[part] for part in PARTS]
    assert apart["decision_id"] != merged["decision_id"]
    assert view(town, grave)["priority"] == Priority.P1


def test_a_milder_call_that_is_merged_changes_nothing_of_the_plan(town: Town) -> None:
    grave = take_call(town.system, town.kim, call(gate=ARREST)).incident_id
    mild = take_call(town.system, town.lee, call(complaint="back_pain", text="허리가 아파요")).incident_id
    before = view(town, grave)
    merge_incident(town.system, town.kim, mild, grave)
    assert [view(town, grave)[part] for part in PARTS] == [before[part] for part in PARTS]


def test_a_person_may_lower_what_a_merged_call_raised_once_they_have_seen_it(town: Town) -> None:
    mild = take_call(town.system, town.kim, call(complaint="back_pain")).incident_id
    grave = take_call(town.system, town.lee, call(complaint="back_pain", gate=ARREST)).incident_id
    set_priority(town.system, town.kim, mild, Priority.P4, reason=Change.MISTAKE)
    merge_incident(town.system, town.kim, grave, mild)
    assert view(town, mild)["priority"] == Priority.P1
    set_priority(town.system, town.kim, mild, Priority.P3, reason=Change.MISTAKE)
    assert view(town, mild)["priority"] == Priority.P3


RULES = read_rules()
ties = st.sampled_from(list(Tri))
triages = st.builds(
    lambda said, conscious, breathing: triage(complaint=said, text=None, gate=Gate(conscious, breathing), rules=RULES),
    st.sampled_from([None, *(rule.id for rule in RULES.complaints)]),
    ties,
    ties,
)


@given(triages, st.lists(triages, max_size=4))
def test_merging_never_lowers_and_its_order_does_not_matter(own: Triage, others: list[Triage]) -> None:
    merged = [Merged(f"26-{number}", one) for number, one in enumerate(others)]
    found = together(own, merged, RULES)
    assert found == together(own, list(reversed(merged)), RULES)
    assert found.priority == min(one.priority for one in (own, *others))
    responses = [RULES.responses.index(one.response) for one in (found, own)]
    assert responses[0] <= responses[1]
    assert found == own or any(code.startswith("merged.26-") for code in found.fired)
    assert found.determinant == "arrest" or set(own.needs) <= set(found.needs)


def test_both_are_told_and_both_ways_are_on_record(town: Town) -> None:
    first, second = calls_of(town, 2)
    with town.system.db.read() as session:
        seen = max(e.id for e in events.read(session, [topics.desk("sejong")], after=0))
    merge_incident(town.system, town.kim, second, first)
    unmerge_incident(town.system, town.lee, second)
    with town.system.db.read() as session:
        told = [e.subject for e in events.read(session, [topics.desk("sejong")], after=seen)]
        record = session.scalars(select(AuditRow).where(AuditRow.subject == second).order_by(AuditRow.id)).all()
    assert (told.count(first), told.count(second)) == (4, 3)  # merged and taken apart, and each decided anew
    assert [(row.action, row.actor) for row in record[-2:]] == [("merge", "usr_kim"), ("unmerge", "usr_lee")]


def test_a_merge_waits_until_unit_and_hospital_are_off_the_incident(town: Town) -> None:
    first, second, third = calls_of(town, 3)
    send_plan(town.system, town.kim, second)
    ask_hospitals(town.system, town.kim, third, hospital_ids=("h_near",))
    for child, why in ((second, "assigned"), (third, "hospital_asked")):
        with pytest.raises(IllegalMoveError) as refused:
            merge_incident(town.system, town.kim, child, first)
        assert refused.value.state == why
        assert view(town, child)["merged_into"] is None


def test_nothing_is_merged_into_itself_in_a_ring_or_into_what_is_over(town: Town) -> None:
    a, b, c = calls_of(town, 3)
    merge_incident(town.system, town.kim, b, a)
    for child, parent in ((a, a), (a, b)):
        with pytest.raises((InvalidInputError, IllegalMoveError)):
            merge_incident(town.system, town.kim, child, parent)
    close_incident(town.system, town.kim, c, "treated")
    with pytest.raises(IllegalMoveError):
        merge_incident(town.system, town.kim, a, c)


def test_the_panel_offers_only_what_came_before(town: Town) -> None:
    first, second = calls_of(town, 2)
    with town.system.db.read() as session:
        rows = [get_incident(session, one) for one in (first, second)]
        assert [[c.incident_id for c in similar_to(session, row)] for row in rows] == [[], [first]]


@given(complaints, complaints)
def test_likeness_is_the_same_either_way_and_surest_for_the_same(one: str, other: str) -> None:
    share, word = likeness(one, other, different=0.4)
    assert (share, word) == likeness(other, one, different=0.4)
    assert 0 < share <= likeness(one, one, different=0.4)[0] == 1.0


@given(st.floats(0, 400), st.integers(0, 40), complaints)
def test_the_score_is_the_product_of_its_parts_and_falls_with_each(town_far: float, minutes: int, said: str) -> None:
    now, rule = NOW, DuplicatePolicy()
    one = incident(now - timedelta(minutes=minutes), "arrest")
    found = find_duplicates(north_of(CITY_HALL, town_far), said, incidents=[one], now=now)
    if town_far > rule.within_m + 1 or minutes > 30:
        assert found == ()
    for c in found:
        assert c.score == pytest.approx(c.nearness * c.recency * c.likeness, abs=1e-3)
        nearer = find_duplicates(north_of(CITY_HALL, town_far / 2), said, incidents=[one], now=now)[0]
        same = find_duplicates(north_of(CITY_HALL, town_far), "arrest", incidents=[one], now=now)[0]
        assert min(nearer.score, same.score) >= c.score - 1e-4
