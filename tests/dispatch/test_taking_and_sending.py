"""A call comes in, is decided about, and a unit goes."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis import events, topics
from chassis.audit import AuditRow
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError, TakenError
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from chassis.outbox import DeliveryRow
from dispatch.calls import NewCall
from dispatch.crew.reporting import Fix, report_position, set_service
from dispatch.crew.stepping import step
from dispatch.desk.closing import cancel_incident, close_incident
from dispatch.desk.deciding import find_plan, read_record
from dispatch.desk.locating import apply_location
from dispatch.desk.merging import merge_incident, unmerge_incident
from dispatch.desk.sending import cancel_assignment, divert, explain_override, send_plan, send_unit
from dispatch.desk.taking import answer_gate, take_call
from dispatch.model import Gate, Hypothesis, LocationSource, Tri, Verification
from dispatch.record import decide_again, pack
from dispatch.states import AssignmentAction, AssignmentState, IncidentState
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow, StampRow
from tests.dispatch.town import CITY_HALL, Town, call, north_of


def stored(town: Town, incident_id: str) -> IncidentRow:
    with town.system.db.read() as session:
        return session.get_one(IncidentRow, incident_id)


def job(town: Town, assignment_id: str) -> AssignmentRow:
    with town.system.db.read() as session:
        return session.get_one(AssignmentRow, assignment_id)


def units_of(town: Town, incident_id: str) -> list[str | None]:
    """Whom the newest decision would send."""
    with town.system.db.read() as session:
        plan = find_plan(session, session.get_one(IncidentRow, incident_id))
    assert plan is not None
    return [choice.unit_id for choice in plan.chosen]


def route(town: Town, assignment_id: str) -> object:
    with town.system.db.read() as session:
        return session.get_one(AssignmentRow, assignment_id).route


def test_a_call_is_on_record_stamped_and_decided(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    row = stored(town, taken.incident_id)
    assert (row.priority, row.bundle, row.state) == (1, "stemi", IncidentState.PENDING)
    assert row.decision_id == taken.decision_id
    with town.system.db.read() as session:
        names = session.scalars(select(StampRow.name).where(StampRow.incident_id == row.id)).all()
        assert "call_received" in names
        assert session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.subject == row.id)) == 1
        kinds = [e.kind for e in events.read(session, [topics.desk("sejong")], after=0)]
    assert kinds == ["call_received", "decision_made"]


def test_a_call_without_a_place_is_kept_and_says_what_is_missing(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(None))
    assert taken.warnings == ("location_missing",)
    assert taken.decision_id is None
    assert stored(town, taken.incident_id).priority == 1


def test_a_call_from_far_away_is_kept_and_not_planned(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(LatLon(33.5, 126.5)))
    assert taken.warnings == ("location_outside_area",)
    with town.system.db.read() as session:
        kept = session.get_one(CallRow, taken.call_id).hypotheses
    assert kept[0]["place"]["lat"] == 33.5


def test_a_fix_of_unknown_radius_is_used_unverified_and_a_person_can_verify_it(town: Town) -> None:
    vague = Hypothesis(LocationSource.PHONE, north_of(CITY_HALL, 300))
    taken = take_call(town.system, town.kim, NewCall("sejong", complaint="fall", hypotheses=(vague,)))
    assert stored(town, taken.incident_id).verification == Verification.UNVERIFIED
    apply_location(town.system, town.kim, taken.incident_id, Hypothesis(LocationSource.GRID, None, "다바 8109 3140"))
    row = stored(town, taken.incident_id)
    assert (row.verification, row.place_source) == (Verification.VERIFIED, "grid")
    assert row.decision_id != taken.decision_id


def test_units_on_their_way_are_led_to_the_place_that_was_put_right(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    first = send_plan(town.system, town.kim, taken.incident_id).assignment_ids[0]
    there, before, way = north_of(CITY_HALL, 5000), job(town, first), route(town, first)
    apply_location(town.system, town.kim, taken.incident_id, Hypothesis(LocationSource.TYPED, there, "조치원역"))
    after = job(town, first)
    assert before.eta is not None and after.eta is not None and after.eta > before.eta
    assert route(town, first) != way
    with town.system.db.read() as session:
        heard = [
            e for e in events.read(session, [topics.unit("sejong", "s1")], after=0) if e.kind == "assignment_changed"
        ]
    assert heard[-1].data["action"] == "relocate"
    assert heard[-1].data["incident"]["place"]["text"] == "조치원역"


def test_a_crew_on_scene_is_not_led_away(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    first = send_plan(town.system, town.kim, taken.incident_id).assignment_ids[0]
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE, AssignmentAction.ON_SCENE):
        step(town.system, town.crew("s1"), first, action)
    before, way = job(town, first).eta, route(town, first)
    apply_location(
        town.system,
        town.kim,
        taken.incident_id,
        Hypothesis(LocationSource.TYPED, north_of(CITY_HALL, 5000), "조치원역"),
    )
    assert (job(town, first).eta, route(town, first)) == (before, way)


def test_what_was_on_the_screen_is_sent_though_more_has_been_decided_since(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    there = Hypothesis(LocationSource.TYPED, north_of(CITY_HALL, 4000), "북쪽")
    newer = apply_location(town.system, town.kim, taken.incident_id, there)
    sent = send_plan(town.system, town.kim, taken.incident_id, seen=taken.decision_id)
    assert (job(town, sent.assignment_ids[0]).unit_id, job(town, sent.assignment_ids[0]).decision_id) == (
        "s1",
        taken.decision_id,
    )
    with pytest.raises(NotFoundError):
        send_plan(town.system, town.kim, take_call(town.system, town.kim, call()).incident_id, seen=newer)


def test_an_unknown_complaint_is_refused_before_anything_is_written(town: Town) -> None:
    with pytest.raises(InvalidInputError) as caught:
        take_call(town.system, town.kim, call(complaint="lost_cat"))
    assert caught.value.field == "complaint"
    with town.system.db.read() as session:
        assert session.scalar(select(func.count()).select_from(CallRow)) == 0


def test_a_second_call_from_next_door_is_offered_as_a_duplicate(town: Town) -> None:
    first = take_call(town.system, town.kim, call())
    town.clock.advance(timedelta(minutes=3))
    second = take_call(town.system, town.kim, call(north_of(CITY_HALL, 60)))
    assert [c.incident_id for c in second.duplicates] == [first.incident_id]
    merge_incident(town.system, town.kim, second.incident_id, first.incident_id)
    assert stored(town, second.incident_id).state == IncidentState.MERGED
    unmerge_incident(town.system, town.kim, second.incident_id)
    assert stored(town, second.incident_id).state == IncidentState.PENDING


def test_gate_answers_raise_a_call_to_an_arrest(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(complaint="fall", gate=Gate()))
    answer_gate(town.system, town.kim, taken.incident_id, Gate(Tri.NO, Tri.NO))
    row = stored(town, taken.incident_id)
    assert (row.priority, row.determinant) == (1, "arrest")


def test_rank_one_goes_and_its_crew_is_paged(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    sent = send_plan(town.system, town.kim, taken.incident_id)
    row = job(town, sent.assignment_ids[0])
    assert (row.unit_id, row.rank, row.state) == ("s1", 1, AssignmentState.DISPATCHED)
    assert row.eta is not None
    with town.system.db.read() as session:
        assert session.get_one(AssignmentRow, row.id).route is not None
        assert session.get(DeliveryRow, f"crew_page:{row.id}:0") is not None


def test_an_arrest_gets_two_units_one_of_them_als(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(gate=Gate(Tri.NO, Tri.NO)))
    sent = send_plan(town.system, town.kim, taken.incident_id)
    assert [job(town, one).unit_id for one in sent.assignment_ids] == ["s1", "s2"]


def test_the_nearest_crew_begins_where_the_skilled_one_is_far_away(town: Town) -> None:
    set_service(town.system, town.crew("s1"), "s1", out_of_service="cleaning")
    near = take_call(town.system, town.kim, call())
    assert units_of(town, near.incident_id) == ["s3"]  # the skilled one is nearly as soon there: it goes alone
    cancel_incident(town.system, town.kim, near.incident_id, "test")
    report_position(town.system, town.crew("s3"), "s3", Fix(north_of(CITY_HALL, 12_000)))
    far = take_call(town.system, town.kim, call())
    assert units_of(town, far.incident_id) == ["s3", "s2"]
    assert job(town, send_plan(town.system, town.kim, far.incident_id).assignment_ids[1]).unit_id == "s2"
    light = take_call(town.system, town.kim, call(complaint="fever"))
    assert len(units_of(town, light.incident_id)) == 1


def test_another_rank_goes_at_once_and_the_reason_comes_afterwards(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    assignment = send_unit(town.system, town.kim, taken.incident_id, "s3")
    assert job(town, assignment).rank == 2
    explain_override(town.system, town.kim, assignment, "local_knowledge")
    assert job(town, assignment).override_reason == "local_knowledge"


def test_two_dispatchers_send_one_unit_and_exactly_one_wins(town: Town) -> None:
    mine, theirs = (take_call(town.system, who, call()) for who in (town.kim, town.lee))
    gate, won, lost = threading.Barrier(2), list[str](), list[TakenError]()

    def send(who: Actor, incident_id: str) -> None:
        gate.wait()
        try:
            won.append(send_unit(town.system, who, incident_id, "s1"))
        except TakenError as error:
            lost.append(error)

    pair = [(town.kim, mine.incident_id), (town.lee, theirs.incident_id)]
    threads = [threading.Thread(target=send, args=one) for one in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].by in {town.kim.name, town.lee.name}
    assert lost[0].why in {mine.number, theirs.number}


def test_a_lost_race_is_planned_again_and_nobody_fails(town: Town) -> None:
    calls = [take_call(town.system, town.kim, call()) for _ in range(4)]
    sent = [send_plan(town.system, town.kim, taken.incident_id) for taken in calls]
    units = [job(town, one.assignment_ids[0]).unit_id for one in sent if one.assignment_ids]
    assert sorted(units) == ["s1", "s2", "s3", "s4"]


def test_with_nobody_left_the_incident_stays_pending_with_the_reason(town: Town) -> None:
    for _ in range(4):
        send_plan(town.system, town.kim, take_call(town.system, town.kim, call()).incident_id)
    last = take_call(town.system, town.kim, call())
    sent = send_plan(town.system, town.kim, last.incident_id)
    assert sent.assignment_ids == ()
    assert sent.unfilled == ("no_unit_available",)
    assert stored(town, last.incident_id).state == IncidentState.PENDING


def test_a_second_assignment_waits_and_never_resets_the_first(town: Town) -> None:
    first, second = (take_call(town.system, town.kim, call()) for _ in range(2))
    running = send_unit(town.system, town.kim, first.incident_id, "s1")
    step(town.system, town.crew("s1"), running, AssignmentAction.ACK)
    waiting = send_unit(town.system, town.kim, second.incident_id, "s1", queue=True)
    assert job(town, running).state == AssignmentState.ACKED
    assert job(town, waiting).state == AssignmentState.PROPOSED
    step(town.system, town.crew("s1"), running, AssignmentAction.CLEAR)
    assert job(town, waiting).state == AssignmentState.DISPATCHED


def test_a_unit_is_diverted_once_only(town: Town) -> None:
    light = take_call(town.system, town.kim, call(complaint="fever"))
    running = send_unit(town.system, town.kim, light.incident_id, "s1")
    grave = take_call(town.system, town.kim, call())
    moved = divert(town.system, town.kim, running, grave.incident_id)
    assert job(town, running).state == AssignmentState.DIVERTED
    assert job(town, moved).diverts == 1
    graver = take_call(town.system, town.kim, call(gate=Gate(Tri.NO, Tri.NO)))
    with pytest.raises(IllegalMoveError):
        divert(town.system, town.kim, moved, graver.incident_id)


def test_a_unit_on_its_way_to_somebody_less_ill_is_offered_as_a_divert(town: Town) -> None:
    light = take_call(town.system, town.kim, call(complaint="fever"))
    send_unit(town.system, town.kim, light.incident_id, "s1")
    grave = take_call(town.system, town.kim, call())
    assert grave.decision_id is not None
    with town.system.db.read() as session:
        _, plan = read_record(session, grave.decision_id)
    first = plan.units.options[0]
    assert (first.unit_id, "divert" in first.notes) == ("s1", True)


def test_an_incident_with_a_unit_on_it_is_not_closed(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    assignment = send_unit(town.system, town.kim, taken.incident_id, "s1")
    with pytest.raises(IllegalMoveError):
        close_incident(town.system, town.kim, taken.incident_id, "transported")
    cancel_assignment(town.system, town.kim, assignment, "called_off")
    close_incident(town.system, town.kim, taken.incident_id, "called_off")
    assert stored(town, taken.incident_id).state == IncidentState.CLOSED


def test_another_regions_desk_sees_no_such_incident(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    stranger = Actor("usr_x", "남", Role.DISPATCHER, "daejeon")
    with pytest.raises(NotFoundError):
        send_plan(town.system, stranger, taken.incident_id)


def test_a_decision_made_again_from_its_record_is_the_same_bit_by_bit(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(gate=Gate(Tri.NO, Tri.NO)))
    assert taken.decision_id is not None
    with town.system.db.read() as session:
        inputs, plan = read_record(session, taken.decision_id)
    assert pack(decide_again(inputs)) == pack(plan)


def test_an_unknown_unit_is_named(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    with pytest.raises(NotFoundError) as caught:
        send_unit(town.system, town.kim, taken.incident_id, "s99")
    assert caught.value.ident == "s99"
