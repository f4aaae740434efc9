"""People who ring: nobody who tried is lost, and each of them is taken by exactly one dispatcher."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from chassis.errors import IllegalMoveError, InvalidInputError, TakenError
from chassis.identity import Actor
from dispatch.boards.incident import incident_view
from dispatch.calls import NewCall
from dispatch.deliver import deliver
from dispatch.desk.alerting import read_alerts
from dispatch.desk.taking import take_call
from dispatch.lines.claiming import claim_line, fill_call
from dispatch.lines.returning import call_back, close_line, mark_silent
from dispatch.lines.ringing import Heard, caller_of, hear_line
from dispatch.lines.view import lines_view
from dispatch.policies.changing import put_in_force
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.lines import DialledRow, LineRow
from dispatch.telephone import LINE, CloseReason, LineAction, LineState
from dispatch.watch import tick
from tests.dispatch.town import Town, call

NUMBER = "+821055501234"


def ring(town: Town, provider_id: str = "CA1", status: str = "ringing", number: str | None = NUMBER) -> str:
    return hear_line(town.system, Heard(provider_id, number, "+8244119", status))


def shown(town: Town) -> list[dict[str, Any]]:
    with town.system.db.read() as session:
        return lines_view(session, "sejong")


def kinds(town: Town) -> list[str]:
    with town.system.db.read() as session:
        return [alert["kind"] for alert in read_alerts(session, "sejong")]


def test_who_rings_is_on_record_at_the_servers_time_and_shown_oldest_first(town: Town) -> None:
    ring(town)
    town.clock.advance(timedelta(seconds=3))
    ring(town, "CA2", number=None)
    assert [(one["number"], one["state"]) for one in shown(town)] == [(NUMBER, "ringing"), (None, "ringing")]
    assert shown(town)[1]["rang_at"] == town.clock.now().isoformat()


@given(
    reports=st.lists(st.sampled_from(["ringing", "in-progress", "completed", "no-answer", "queued", ""]), min_size=1)
)
def test_what_ended_never_rings_again(reports: list[str]) -> None:
    """The state machine under the provider's reports, in any order and any number of times."""
    state, ended = LINE.start, False
    for report in reports:
        ended = ended or report in {"completed", "no-answer"}
        if ended and state is LineState.RINGING:
            state = LINE.after(state, LineAction.HANG_UP)
        assert (state is LineState.ABANDONED) == ended


def test_reports_that_come_twice_and_in_the_wrong_order_make_one_abandoned_call(town: Town) -> None:
    for status in ("completed", "ringing", "in-progress", "completed", "ringing"):
        ring(town, status=status)
    assert [one["state"] for one in shown(town)] == ["abandoned"]


def test_of_many_who_claim_at_once_exactly_one_has_it_and_the_others_learn_who(town: Town) -> None:
    line, start = ring(town), Barrier(4)

    def claim(actor: Actor) -> str:
        start.wait()
        try:
            claim_line(town.system, actor, line)
        except TakenError as lost:
            return f"lost to {lost.by}"
        return f"won {actor.name}"

    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(claim, [town.kim, town.lee, town.kim, town.lee]))
    [winner] = [one.removeprefix("won ") for one in ended if one.startswith("won ")]
    assert sorted(one for one in ended if not one.startswith("won ")) == [f"lost to {winner}"] * 3
    with town.system.db.read() as session:
        assert session.scalar(select(func.count()).select_from(IncidentRow)) == 1


def test_a_claim_makes_a_draft_whose_stamps_tell_the_ring_and_the_answer(town: Town) -> None:
    line, rang = ring(town), town.clock.now()
    town.clock.advance(timedelta(seconds=6))
    taken = claim_line(town.system, town.kim, line)
    with town.system.db.read() as session:
        incident = get_incident(session, str(taken["incident_id"]))
        view = incident_view(session, town.system, incident)
    stamps = {one["name"]: one["at"] for one in view["stamps"]}
    assert stamps == {"call_received": town.clock.now().isoformat(), "call_ringing": rang.isoformat()}
    assert (view["calls"][0]["caller_number"], view["calls"][0]["channel"], view["state"]) == (
        NUMBER,
        "voice",
        "received",
    )


def test_the_form_fills_the_draft_and_takes_nothing_back(town: Town) -> None:
    taken = claim_line(town.system, town.kim, ring(town))
    town.clock.advance(timedelta(seconds=20))
    told = call(complaint="chest_pain", text="가슴이 아파요")
    filled = fill_call(town.system, town.kim, str(taken["id"]), told)
    assert filled.incident_id == taken["incident_id"]
    assert filled.decision_id is not None
    assert filled.duplicates == ()
    with town.system.db.read() as session:
        incident = get_incident(session, filled.incident_id)
        view = incident_view(session, town.system, incident)
    assert (view["complaint"], view["place"]["text"], view["state"]) == ("chest_pain", "세종시청", "pending")
    assert view["received_at"] == (town.clock.now() - timedelta(seconds=20)).isoformat()
    assert view["calls"][0]["text"] == "가슴이 아파요"
    assert shown(town) == []
    with pytest.raises(IllegalMoveError):
        fill_call(town.system, town.kim, str(taken["id"]), told)


def test_an_unanswered_call_sounds_and_goes_to_the_supervisors(town: Town) -> None:
    line = ring(town)
    town.clock.advance(timedelta(seconds=9))
    tick(town.system, "w1")
    assert kinds(town) == []
    town.clock.advance(timedelta(seconds=1))
    tick(town.system, "w1")
    assert kinds(town) == ["line_unanswered"]
    town.clock.advance(timedelta(seconds=20))
    tick(town.system, "w1")
    with town.system.db.read() as session:
        [alert] = read_alerts(session, "sejong")
    assert alert["escalated_at"] == town.clock.now().isoformat()
    claim_line(town.system, town.kim, line)
    assert kinds(town) == []


def test_who_hung_up_is_called_back_until_reached_or_given_up_with_a_reason(town: Town) -> None:
    line = ring(town)
    ring(town, status="no-answer")
    town.clock.advance(timedelta(seconds=60))
    tick(town.system, "w1")
    assert kinds(town) == ["line_call_back"]
    with pytest.raises(InvalidInputError):
        close_line(town.system, town.kim, line, CloseReason.NOT_REACHED)
    for attempt in (1, 2):
        assert call_back(town.system, town.kim, line) is False
        call_back(town.system, town.kim, line)  # the same hand pressing again
        assert (shown(town)[0]["attempts"], kinds(town)) == (attempt, [])
        town.clock.advance(timedelta(seconds=60))
        tick(town.system, "w1")
        assert kinds(town) == ["line_call_back"]
    close_line(town.system, town.kim, line, CloseReason.NOT_REACHED)
    assert (shown(town), kinds(town)) == ([], [])


def test_a_person_reached_by_the_call_back_is_taken_like_any_other(town: Town) -> None:
    line = ring(town)
    ring(town, status="completed")
    call_back(town.system, town.kim, line)
    taken = claim_line(town.system, town.kim, line)
    assert (taken["state"], taken["incident_id"] is not None) == ("claimed", True)


def test_the_desks_telephone_rings_first_where_the_provider_knows_one(town: Town) -> None:
    with town.system.db.write() as session:
        session.add(DialledRow(number="+8244119", region="sejong", group="queue:119, sip:desk@example.org"))
    line = ring(town)
    ring(town, status="completed")
    assert call_back(town.system, town.kim, line) is True
    deliver(town.system, "w1")
    [placed] = town.paging.rung
    assert (placed.to, placed.key) == ("sip:desk@example.org", f"call_back:{line}:1")


def test_a_silent_call_stays_in_the_queue_until_a_person_ends_it(town: Town) -> None:
    taken = claim_line(town.system, town.kim, ring(town))
    mark_silent(town.system, town.kim, str(taken["id"]))
    assert [one["state"] for one in shown(town)] == ["silent"]
    close_line(town.system, town.kim, str(taken["id"]), CloseReason.MISDIALLED)
    with town.system.db.read() as session:
        assert get_incident(session, str(taken["incident_id"])).state == "cancelled"
    assert shown(town) == []


def test_who_rings_again_is_not_called_back_for_the_first_time(town: Town) -> None:
    first = ring(town)
    ring(town, status="completed")
    claim_line(town.system, town.kim, ring(town, "CA2"))
    with town.system.db.read() as session:
        row = session.get_one(LineRow, first)
        assert (row.state, row.closed_reason) == (LineState.CLOSED, CloseReason.RANG_AGAIN)


def test_the_number_tells_what_it_called_about_before_and_belongs_to_its_region(town: Town) -> None:
    earlier = take_call(town.system, town.kim, NewCall("sejong", caller_number="010-5550-1234"))
    with town.system.db.write() as session:
        session.add(DialledRow(number="+8241119", region="sejong", group=None))
    line = hear_line(town.system, Heard("CA9", "+82-10-5550-1234", "+8241119", "ringing"))
    assert [one["id"] for one in shown(town)[0]["earlier"]] == [earlier.incident_id]
    assert line == shown(town)[0]["id"]


@pytest.mark.parametrize("withheld", ["anonymous", "", "+266696687", "x" * 40, "12"])
def test_a_withheld_number_is_none_and_is_not_called(town: Town, withheld: str) -> None:
    assert caller_of(withheld) is None
    line = hear_line(town.system, Heard("CA1", caller_of(withheld), None, "completed"))
    with pytest.raises(InvalidInputError):
        call_back(town.system, town.kim, line)
    close_line(town.system, town.kim, line, CloseReason.NOT_REACHED)


def test_nobody_is_lost_in_any_state() -> None:
    """Every state is either shown to somebody, or an end with a person behind it."""
    assert LINE.ends() == {LineState.ANSWERED, LineState.CLOSED}
    assert LINE.allowed(LineState.ABANDONED) == (LineAction.CALL_BACK, LineAction.CLOSE)


def texts(town: Town) -> list[tuple[str, bool]]:
    deliver(town.system, "w1")
    return [(one.to, "We saw your call" in one.body) for one in town.paging.sent]


def miss(town: Town, provider_id: str, *, tries: int) -> str:
    line = ring(town, provider_id)
    ring(town, provider_id, "no-answer")
    for _ in range(tries):
        call_back(town.system, town.kim, line)
        town.clock.advance(timedelta(minutes=2))
        tick(town.system, "w1")
    return line


def test_who_cannot_be_reached_gets_one_text_a_day_however_often_they_rang(town: Town) -> None:
    put_in_force(town.system, town.lee, "[lines]\ntext_after_attempts = 2\n", note="문자로 알리기", base=0)
    miss(town, "CA1", tries=1)
    assert texts(town) == []
    line = miss(town, "CA2", tries=2)
    assert texts(town) == [(NUMBER, True)]
    close_line(town.system, town.kim, line, CloseReason.NOT_REACHED)
    miss(town, "CA3", tries=3)
    assert texts(town) == [(NUMBER, True)]
    town.clock.advance(timedelta(days=1, minutes=10))
    miss(town, "CA4", tries=2)
    assert texts(town) == [(NUMBER, True)] * 2


def test_closed_as_not_reached_tells_the_person_at_once_and_a_withheld_number_nobody(town: Town) -> None:
    put_in_force(town.system, town.lee, "[lines]\ntext_after_attempts = 2\n", note="문자로 알리기", base=0)
    line = miss(town, "CA1", tries=1)
    town.clock.advance(timedelta(seconds=10))
    call_back(town.system, town.kim, line)
    close_line(town.system, town.kim, line, CloseReason.NOT_REACHED)
    assert texts(town) == [(NUMBER, True)]
    hidden = ring(town, "CA9", "no-answer", number=None)
    close_line(town.system, town.kim, hidden, CloseReason.NOT_REACHED)
    assert len(texts(town)) == 1


def test_unless_a_region_says_so_nobody_is_texted(town: Town) -> None:
    line = miss(town, "CA1", tries=4)
    close_line(town.system, town.kim, line, CloseReason.NOT_REACHED)
    assert texts(town) == []
