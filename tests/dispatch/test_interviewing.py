"""The interview on a running incident: answers on record, decided anew, and a priority that a person sets."""

from typing import Any

import pytest
from sqlalchemy import func, select

from chassis import events, topics
from chassis.audit import AuditRow
from chassis.errors import IllegalMoveError, InvalidInputError, NoArrestError, StaleError
from dispatch.boards.interview import interview_view
from dispatch.calls import NewCall
from dispatch.compression import Undue
from dispatch.desk import deciding
from dispatch.desk.alerting import read_alerts
from dispatch.desk.closing import cancel_incident
from dispatch.desk.deciding import decide, read_record
from dispatch.desk.interviewing import (
    answer_interview,
    note_first_compression,
    note_no_compression,
    set_priority,
    speak,
)
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import answer_gate, take_call
from dispatch.model import Gate, Hypothesis, LocationSource, Priority, Tri
from dispatch.record import decide_again, pack
from dispatch.retriage import Change
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow, StampRow
from tests.dispatch.town import CITY_HALL, Town, north_of

WELL, GONE = Gate(Tri.YES, Tri.YES), Gate(Tri.NO, Tri.NO)


def a_fall(town: Town, gate: Gate = WELL) -> str:
    where = Hypothesis(LocationSource.TYPED, north_of(CITY_HALL, 300), "나성동")
    return take_call(
        town.system, town.kim, NewCall("sejong", complaint="fall", gate=gate, hypotheses=(where,))
    ).incident_id


def stored(town: Town, incident_id: str) -> IncidentRow:
    with town.system.db.read() as session:
        return session.get_one(IncidentRow, incident_id)


def view(town: Town, incident_id: str) -> dict[str, object]:
    with town.system.db.read() as session:
        return interview_view(session, town.system, session.get_one(IncidentRow, incident_id))


def test_an_answer_is_on_record_told_and_decided_anew_while_the_unit_drives(town: Town) -> None:
    made = a_fall(town)
    send_plan(town.system, town.kim, made)
    assert stored(town, made).priority == 3
    decision = answer_interview(town.system, town.kim, made, {"fall.height": "6", "fall.head": "yes"})
    row = stored(town, made)
    assert (row.priority, row.determinant, row.bundle) == (1, "fall.height", "trauma")
    assert row.decision_id == decision
    assert row.interview["fall.height"] | {"at": ""} == {
        "value": "6",
        "by": town.kim.id,
        "name": town.kim.name,
        "at": "",
    }
    with town.system.db.read() as session:
        assert session.scalar(select(func.count()).select_from(AssignmentRow)) == 1
        old = session.scalars(select(AuditRow).where(AuditRow.action == "interview")).one()
        assert (old.old, old.new) == (None, {"answers": ["fall.head", "fall.height"]})
        kinds = [e.kind for e in events.read(session, [topics.desk("sejong")], after=0)]
        assert kinds[-2:] == ["incident_changed", "decision_made"]
        inputs, plan = read_record(session, str(decision))
    assert pack(decide_again(inputs)) == pack(plan)
    assert plan.triage.answers == ("fall.height=6", "fall.head=yes")
    assert plan.triage.rules_version == town.system.rules.whole_version


def fallen(town: Town) -> list[dict[str, object]]:
    with town.system.db.read() as session:
        return [one["data"] for one in read_alerts(session, "sejong") if one["kind"] == "priority_fell"]


def test_an_interview_goes_on_where_it_was_left_and_an_answer_can_be_taken_back(town: Town) -> None:
    made = a_fall(town)
    assert view(town, made)["next"] == "fall.height"
    answer_interview(town.system, town.kim, made, {"fall.height": "0", "fall.head": "no"})
    assert view(town, made)["next"] == "fall.limbs"  # blood thinners are asked only of those who hit their head
    answer_interview(town.system, town.kim, made, {"fall.head": "yes", "fall.stand": "no"})
    assert view(town, made)["next"] == "fall.thinner"
    assert stored(town, made).priority == 2
    assert fallen(town) == []
    answer_interview(town.system, town.kim, made, {"fall.head": None, "fall.stand": None})
    assert stored(town, made).priority == 3
    assert fallen(town) == [{"was": 2, "now": 3}]  # the result is that of the answers; a person is told all the same
    answer_interview(town.system, town.kim, made, {"fall.head": "yes"})
    assert fallen(town) == []
    answer_interview(town.system, town.kim, made, {"fall.head": None})
    assert set(stored(town, made).interview) == {"fall.height"}


def test_the_view_speaks_every_language_and_says_what_fired(town: Town) -> None:
    made = a_fall(town, GONE)
    answer_interview(town.system, town.kim, made, {"arrest.child": "no", "arrest.pressing": "no"})
    seen = view(town, made)
    assert [card["id"] for card in seen["cards"]] == ["arrest", "fall"]  # type: ignore[attr-defined]
    assert all(set(one["ask"]) == {"ko", "en", "zh", "vi"} for one in seen["questions"])  # type: ignore[attr-defined]
    assert seen["result"]["fired"] == ["gate.arrest", "fall", "arrest.nobody_presses"]  # type: ignore[index]
    assert seen["result"]["answers"] == ["arrest.pressing=no"]  # type: ignore[index]
    assert seen["guide"]["beats"] == 110  # type: ignore[index]


def test_deciding_again_makes_no_guess_at_words_less_urgent(town: Town) -> None:
    made = take_call(town.system, town.kim, NewCall("sejong", text="back pain")).incident_id
    assert (stored(town, made).priority, stored(town, made).complaint) == (2, None)
    decide(town.system, made, made_for="system:test")
    assert stored(town, made).priority == 2


def test_an_older_decision_never_lands_over_a_newer_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made, real, waiting = a_fall(town), deciding.look, [GONE]

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        if waiting:
            answer_gate(town.system, town.lee, made, waiting.pop())
        return real(*args, **kwargs)

    monkeypatch.setattr(deciding, "look", meanwhile)
    decided = decide(town.system, made, made_for="system:test")
    row = stored(town, made)
    assert (row.priority, row.determinant, row.decision_id) == (1, "arrest", decided.decision_id)
    assert decided.triage.determinant == "arrest"


def test_two_people_ask_and_the_second_is_told(town: Town) -> None:
    made = a_fall(town)
    seen = stored(town, made).version
    answer_interview(town.system, town.kim, made, {"fall.head": "no"}, seen=seen)
    with pytest.raises(StaleError) as outrun:
        answer_interview(town.system, town.lee, made, {"fall.head": "yes"}, seen=seen)
    assert outrun.value.part == "interview"
    assert stored(town, made).interview["fall.head"]["value"] == "no"


@pytest.mark.parametrize("answers", [{"fall.colour": "yes"}, {"fell.head": "yes"}, {"fall.head": "x"}, {"head": "yes"}])
def test_what_no_card_asks_is_no_answer(town: Town, answers: dict[str, str | None]) -> None:
    made = a_fall(town)
    with pytest.raises(InvalidInputError):
        answer_interview(town.system, town.kim, made, answers)
    assert stored(town, made).interview == {}


def test_raising_is_free_and_lowering_needs_a_reason(town: Town) -> None:
    made = a_fall(town)
    set_priority(town.system, town.kim, made, Priority.P1)
    assert stored(town, made).priority == 1
    with pytest.raises(InvalidInputError, match="reason"):
        set_priority(town.system, town.kim, made, Priority.P2)
    set_priority(town.system, town.kim, made, Priority.P4, reason=Change.MISTAKE)
    assert stored(town, made).priority == 4
    answer_interview(town.system, town.kim, made, {"fall.stand": "yes"})
    assert stored(town, made).priority == 4
    answer_interview(town.system, town.kim, made, {"fall.faint": "yes"})
    assert stored(town, made).priority == 2  # graver than what the person saw: the rules count again
    with town.system.db.read() as session:
        lines = session.scalars(select(AuditRow).where(AuditRow.action == "set_priority").order_by(AuditRow.id)).all()
    assert [line.reason for line in lines] == [None, "mistake"]


def test_what_the_rules_say_gives_the_priority_back_to_them(town: Town) -> None:
    made = a_fall(town)
    set_priority(town.system, town.kim, made, Priority.P1)
    set_priority(town.system, town.kim, made, Priority.P3, reason=Change.BETTER)
    assert stored(town, made).ruling is None


def test_the_first_compression_leaves_one_stamp(town: Town) -> None:
    made = a_fall(town, GONE)
    note_first_compression(town.system, town.kim, made)
    first = view(town, made)["stamps"]["first_compression"]  # type: ignore[index]
    note_first_compression(town.system, town.lee, made)
    assert view(town, made)["stamps"]["first_compression"] == first  # type: ignore[index]
    with town.system.db.read() as session:
        stamps = session.scalars(select(StampRow).where(StampRow.name == "first_compression")).all()
    assert [one.incident_id for one in stamps] == [made]


def test_nobody_is_less_urgent_for_having_got_worse(town: Town) -> None:
    made = a_fall(town)
    with pytest.raises(InvalidInputError):
        set_priority(town.system, town.kim, made, Priority.P4, reason=Change.WORSE)
    assert stored(town, made).priority == 3


def stamps_of(town: Town, incident_id: str) -> list[str]:
    with town.system.db.read() as session:
        wanted = select(StampRow.name).where(StampRow.incident_id == incident_id).order_by(StampRow.id)
        return list(session.scalars(wanted))


def test_compressions_are_told_only_of_what_is_or_was_an_arrest(town: Town) -> None:
    made = a_fall(town)
    for told in (
        lambda: note_first_compression(town.system, town.kim, made),
        lambda: note_no_compression(town.system, town.kim, made, Undue.REFUSED),
    ):
        with pytest.raises(NoArrestError):
            told()
    answer_gate(town.system, town.kim, made, GONE)
    answer_gate(town.system, town.kim, made, WELL)
    assert stored(town, made).determinant == "fall"
    note_no_compression(town.system, town.kim, made, Undue.NO_ARREST)
    note_no_compression(town.system, town.lee, made, Undue.NO_ARREST)
    names = stamps_of(town, made)
    assert (names.count("arrest_known"), names.count("no_compression_no_arrest")) == (1, 1)


def test_an_arrest_the_interview_finds_is_known_from_then_on(town: Town) -> None:
    made = a_fall(town, Gate(Tri.NO, Tri.YES))
    assert "arrest_known" not in stamps_of(town, made)
    answer_interview(town.system, town.kim, made, {"unconscious.gasping": "yes"})
    answer_interview(town.system, town.kim, made, {"unconscious.fit": "yes"})
    assert stamps_of(town, made).count("arrest_known") == 1


def test_the_call_remembers_the_language(town: Town) -> None:
    made = a_fall(town)
    speak(town.system, town.kim, made, "vi")
    assert view(town, made)["language"] == "vi"
    with town.system.db.read() as session:
        assert session.scalars(select(CallRow.language)).one() == "vi"
    with pytest.raises(InvalidInputError):
        speak(town.system, town.kim, made, "xx")


def test_nobody_is_interviewed_about_what_is_over(town: Town) -> None:
    made = a_fall(town)
    cancel_incident(town.system, town.kim, made, reason="hoax")
    with pytest.raises(IllegalMoveError):
        answer_interview(town.system, town.kim, made, {"fall.head": "yes"})
