"""The clock of an incident: which one runs, what it is measured against."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import answer_gate, take_call
from dispatch.events import incident_summary
from dispatch.legs import AFTER_SCENE, LEGS, TARGETS, LegName, Running, leg_of
from dispatch.model import Gate, Priority, Tri
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.tables.cases import assignments_of, get_incident
from tests.dispatch.town import Town, call

NOW = datetime(2026, 3, 2, tzinfo=UTC)
seconds = st.integers(0, 7200).map(lambda s: timedelta(seconds=s))
jobs = st.builds(
    Running,
    state=st.sampled_from(sorted(LEGS)),
    since=seconds.map(lambda ago: NOW - ago),
    eta=st.none() | seconds.map(lambda ahead: NOW + ahead),
)
priorities = st.none() | st.sampled_from(list(Priority))


def leg(town: Town, incident_id: str) -> tuple[str, float | None]:
    with town.system.db.read() as session:
        row = get_incident(session, incident_id)
        shown = incident_summary(row, assignments_of(session, [row.id]).get(row.id, []))["leg"]
    return (shown["name"], shown["late_s"])


@given(priority=priorities, gated=st.booleans(), running=st.lists(jobs, max_size=4))
def test_the_clock_that_runs_out_first_is_shown_whatever_the_order(
    priority: Priority | None, gated: bool, running: list[Running]
) -> None:
    shown = leg_of(NOW, gated=gated, priority=priority, running=running)
    backwards = leg_of(NOW, gated=gated, priority=priority, running=running[::-1])
    assert shown.late_at == backwards.late_at
    counts = [job for job in running if job.state in AFTER_SCENE] or running
    ends = [leg_of(NOW, gated=gated, priority=priority, running=[job]).late_at for job in counts]
    assert shown.late_at == min((end for end in ends if end is not None), default=shown.late_at)


@given(priority=priorities, gated=st.booleans(), running=st.lists(jobs, max_size=4))
def test_a_clock_needs_an_eye_before_it_needs_a_person(
    priority: Priority | None, gated: bool, running: list[Running]
) -> None:
    target = leg_of(NOW, gated=gated, priority=priority, running=running).target
    assert target is None or timedelta(0) <= target.warn <= target.late
    assert target is None or target.goal <= target.late


def test_somebody_not_triaged_yet_waits_no_longer_than_the_gravest() -> None:
    assert TARGETS.waits(None) == TARGETS.waits(Priority.P1)
    assert TARGETS.waits(Priority.P4) is None


def test_the_clock_follows_an_incident_from_the_gate_to_the_hospital(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(gate=Gate()))
    assert leg(town, taken.incident_id) == (LegName.GATE, 45)
    answer_gate(town.system, town.kim, taken.incident_id, Gate(Tri.YES, Tri.YES))
    assert leg(town, taken.incident_id)[0] == LegName.WAITING
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    walked = [leg(town, taken.incident_id)]
    for action in ("ack", "en_route", "on_scene", "at_patient", "depart", "at_hospital", "hand_over"):
        town.clock.advance(timedelta(seconds=10))
        step(town.system, town.crew("s1"), job, AssignmentAction(action))
        walked.append(leg(town, taken.incident_id))
    assert [name for name, _ in walked] == [
        *("ack", "turnout", "travel", "scene", "scene", "transport", "offload", "turnaround")
    ]
    assert [walked[0][1], walked[1][1], walked[3][1], walked[6][1]] == [60, 90, 1200, 1800]


def test_reaching_the_patient_does_not_set_the_clock_of_the_scene_back(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    step(town.system, town.crew("s1"), job, AssignmentAction.ON_SCENE)
    arrived = town.clock.now()
    town.clock.advance(timedelta(minutes=4))
    step(town.system, town.crew("s1"), job, AssignmentAction.AT_PATIENT)
    with town.system.db.read() as session:
        [row] = assignments_of(session, [taken.incident_id])[taken.incident_id]
    assert (row.state, row.leg_since) == (AssignmentState.AT_PATIENT, arrived)
