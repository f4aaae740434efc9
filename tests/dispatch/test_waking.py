"""A new job wakes its crew: what the device reports, what supervisors read, and who is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis import events, topics
from chassis.errors import ForbiddenError
from chassis.outbox import DeliveryRow
from chassis.work import working
from dispatch.boards.incident import incident_view
from dispatch.crew.stepping import step
from dispatch.crew.waking import report_shown, try_alarm
from dispatch.deliver import deliver
from dispatch.desk.paging import page_crew
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.review.period import Span
from dispatch.review.waking import Woken, judge_waking
from dispatch.review.woken import read_waking
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow, get_assignment, get_incident
from dispatch.tables.fleet import get_unit
from tests.dispatch.town import Town, call

A = AssignmentAction
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def sent(town: Town) -> tuple[str, str]:
    incident = take_call(town.system, town.kim, call()).incident_id
    return incident, send_unit(town.system, town.kim, incident, "s1")


def pages(town: Town) -> list[str]:
    with town.system.db.read() as session:
        return list(session.scalars(select(DeliveryRow.key).where(DeliveryRow.key.like("crew_page:%"))))


def test_the_first_report_counts_and_the_desk_sees_it(town: Town) -> None:
    incident, job = sent(town)
    town.clock.advance(timedelta(seconds=2))
    first = town.clock.now()
    report_shown(town.system, town.crew("s1"), job, device_at=first)
    town.clock.advance(timedelta(seconds=2))
    report_shown(town.system, town.crew("s1"), job)
    with pytest.raises(ForbiddenError):
        report_shown(town.system, town.crew("s2"), job)
    with town.system.db.read() as session:
        view = incident_view(session, town.system, session.get_one(IncidentRow, incident))
    assert view["shown"] == {job: first.isoformat()}


def test_a_report_after_the_acknowledgement_says_nothing(town: Town) -> None:
    incident, job = sent(town)
    step(town.system, town.crew("s1"), job, A.ACK)
    report_shown(town.system, town.crew("s1"), job)
    with town.system.db.read() as session:
        assert incident_view(session, town.system, session.get_one(IncidentRow, incident))["shown"] == {}


def test_delivery_and_acknowledgement_are_measured_from_the_dispatch(town: Town) -> None:
    _, job = sent(town)
    deliver(town.system, "w1")
    town.clock.advance(timedelta(seconds=3))
    report_shown(town.system, town.crew("s1"), job)
    town.clock.advance(timedelta(seconds=9))
    step(town.system, town.crew("s1"), job, A.ACK)
    with town.system.db.read() as session:
        found = read_waking(session, town.system, "sejong", span=Span.DAY, last=None, simulated=False)
    assert (found.sent, found.shown, found.acked, found.unseen) == (1, 1, 1, 0)
    assert found.paged == len(pages(town))
    assert found.shown_median_s is None  # too few to say


def test_off_duty_nobody_is_paged(town: Town) -> None:
    incident, job = sent(town)
    before = pages(town)
    with town.system.db.write() as session:
        unit = get_unit(session, "s1")
        unit.phone, unit.on_duty = "+821012345678", False
    for again, duty in ((7, False), (8, True)):
        with working(town.system, town.kim) as work:
            unit = get_unit(work.session, "s1")
            unit.on_duty = duty
            about = (get_incident(work.session, incident), get_assignment(work.session, job))
            page_crew(work, town.system, unit, *about, again=again)
    assert [key for key in pages(town) if key not in before] == [f"crew_page:{job}:8"]


def test_a_trial_rings_over_the_units_own_topic_and_pages_nobody(town: Town) -> None:
    before = pages(town)
    try_alarm(town.system, town.crew("s1"), "s1")
    with town.system.db.read() as session:
        heard = events.read(session, [topics.unit("sejong", "s1")], after=0)
    assert [event.kind for event in heard] == ["alarm_trial"]
    assert pages(town) == before
    with pytest.raises(ForbiddenError):
        try_alarm(town.system, town.crew("s2"), "s1")


@given(
    told=st.lists(
        st.tuples(st.none() | st.integers(0, 90), st.none() | st.integers(0, 300), st.booleans()), max_size=30
    )
)
def test_every_job_is_seen_or_not_and_a_median_was_measured(told: list[tuple[int | None, int | None, bool]]) -> None:
    def after(seconds: int | None) -> datetime | None:
        return T0 + timedelta(seconds=seconds) if seconds is not None else None

    found = judge_waking(Woken(T0, after(shown), after(acked), paged) for shown, acked, paged in told)
    assert found.sent == len(told)
    assert found.unseen <= found.sent - found.shown
    measured = {float(shown) for shown, _, _ in told if shown is not None}
    assert (found.shown_median_s is None) == (found.shown < 5)
    assert found.shown_median_s is None or found.shown_median_s in measured
