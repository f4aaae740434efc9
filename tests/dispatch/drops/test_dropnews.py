"""Desk and caller learn how far the kit is: once each stage, as it stands, in the caller's language."""

from dataclasses import replace
from datetime import timedelta
from math import ceil

import pytest

from chassis import events, topics
from dispatch.boards.caller import caller_view
from dispatch.boards.drop import drop_view, told_of_drop
from dispatch.cards import LANGUAGES
from dispatch.crew.stepping import step
from dispatch.desk.closing import close_incident
from dispatch.desk.dropnews import tell_drops
from dispatch.desk.interviewing import speak
from dispatch.desk.sending import send_unit
from dispatch.model import Channel
from dispatch.states import AssignmentAction
from dispatch.tables.cases import CallRow, IncidentRow, get_incident
from dispatch.tables.drops import begin_news
from drones.kitstage import ANSWERS_WITHIN, KitStage
from drones.states import SortieReason
from drones.tables import put_drone
from drones.tables.sorties import SortieRow
from tests.dispatch.drops.conftest import OUT, A, Drop
from tests.drones.scene import DRONE_S


def test_a_caller_is_texted_at_take_off_when_it_is_lowered_and_when_it_is_down_once_each(drop: Drop) -> None:
    drop.fly(A.ACCEPT, A.PREFLIGHT_OK, A.LAUNCH)
    assert drop.texts() == []
    drop.fly(A.TAKE_OFF)
    minutes = ceil((drop.sortie().eta - drop.town.clock.now()).total_seconds() / 60)
    assert drop.texts() == [
        f"[119] 드론이 자동심장충격기(AED) 싣고 가는 중, 약 {minutes}분. 환자 곁을 지키고 드론 아래에 서지 마세요."
    ]
    drop.fly(A.ON_STATION, A.LOWER)
    assert [text[:10] for text in drop.texts()] == ["[119] 드론이 "]
    drop.fly(A.RELEASE, A.RETRACT, A.RETURN, A.LAND, A.CLOSE)
    [down] = drop.texts()
    assert "지금 가져오세요" in down
    assert tell_drops(drop.town.system) == 0


def lowered(drop: Drop) -> None:
    """The line is out, the pilot has let the kit go, and the vehicle has not answered yet."""
    drop.fly(*OUT)
    drop.heard()
    drop.fly(A.ON_STATION, A.LOWER)
    drop.texts()
    drop.fly(A.RELEASE)


def shown(drop: Drop) -> list[object]:
    """How far the kit is, for the desk, for the wall and for who called."""
    with drop.town.system.db.read() as session:
        view = drop_view(session, drop.town.system.rules, get_incident(session, drop.incident_id))
        told = told_of_drop(session, drop.town.system.rules, get_incident(session, drop.incident_id))
    assert view is not None and told is not None
    return [view["sortie"]["stage"], told["stands"]]


def test_nobody_is_sent_for_a_kit_before_the_vehicle_says_that_it_came_off(drop: Drop) -> None:
    lowered(drop)
    assert (drop.texts(), shown(drop)) == ([], [KitStage.LOWERING, KitStage.LOWERING])
    drop.town.clock.advance(timedelta(minutes=5))
    assert drop.alerts() == []  # nobody is asked whether somebody has fetched it
    drop.lets_go()
    [down] = drop.texts()
    assert "지금 가져오세요" in down
    assert shown(drop) == [KitStage.DOWN, KitStage.DOWN]


@pytest.mark.parametrize("word", [A.RETRACT, A.ABORT])
def test_a_kit_that_goes_up_again_with_the_line_is_told_not_to_come(drop: Drop, word: A) -> None:
    lowered(drop)
    drop.fly(word)
    drop.town.clock.advance(ANSWERS_WITHIN)
    tell_drops(drop.town.system)
    [gone] = drop.texts()
    assert "가져오세요" not in gone
    assert (drop.alerts(), shown(drop)) == (["kit_not_coming"], [KitStage.NOT_COMING, KitStage.NOT_COMING])


def test_an_answer_that_comes_after_the_second_press_is_told_alone(drop: Drop) -> None:
    lowered(drop)
    drop.fly(A.RETRACT)
    assert drop.texts() == []
    drop.lets_go()
    drop.town.clock.advance(ANSWERS_WITHIN)
    tell_drops(drop.town.system)
    [down] = drop.texts()
    assert "지금 가져오세요" in down
    assert drop.alerts() == []


def test_a_kit_that_comes_up_again_is_told_to_nobody_as_down_and_the_desk_is_asked_to_say_so(drop: Drop) -> None:
    lowered(drop)
    drop.opens()
    drop.town.clock.advance(ANSWERS_WITHIN)
    tell_drops(drop.town.system)
    assert (drop.texts(), shown(drop)) == ([], [KitStage.LOWERING, KitStage.LOWERING])
    drop.hangs()
    [gone] = drop.texts()
    assert "가져오세요" not in gone
    assert (drop.alerts(), shown(drop)) == (["kit_came_up"], [KitStage.NOT_COMING, KitStage.NOT_COMING])
    drop.fly(A.RETURN, A.LAND)
    assert drop.alerts() == ["kit_came_up"]


def test_a_kit_that_stayed_behind_is_told_as_down_when_the_line_says_so(drop: Drop) -> None:
    lowered(drop)
    drop.opens()
    drop.lets_go()
    [down] = drop.texts()
    assert "지금 가져오세요" in down


def test_of_a_kit_that_was_told_down_and_is_seen_on_the_line_later_the_desk_is_told(drop: Drop) -> None:
    lowered(drop)
    drop.lets_go()
    assert len(drop.texts()) == 1
    drop.hangs()
    assert (drop.texts(), drop.alerts()) == ([], ["kit_came_up"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_speak_the_language_of_the_interview(drop: Drop, language: str) -> None:
    speak(drop.town.system, drop.town.kim, drop.incident_id, language)
    drop.fly(*OUT)
    [text] = drop.texts()
    assert drop.town.system.rules.drops[drop.sortie().kit].name[language] in text


def test_what_was_missed_while_no_worker_ran_is_told_as_it_stands(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE, tell=False)
    tell_drops(drop.town.system)
    [text] = drop.texts()
    assert "지금 가져오세요" in text


def test_a_drone_that_turns_back_is_told_to_who_waits_for_it_and_to_the_desk(drop: Drop) -> None:
    drop.fly(*OUT)
    assert drop.alerts() == []
    drop.texts()
    drop.fly(A.ABORT, reason=SortieReason.TECHNICAL)
    assert drop.texts() == ["[119] 드론은 오지 않습니다. 구급대는 계속 가고 있습니다. 처치를 계속하세요."]
    assert drop.alerts() == ["kit_not_coming"]
    drop.fly(A.LAND, A.CLOSE)
    assert drop.texts() == []


def test_the_next_order_takes_the_alert_of_the_last_one_off(drop: Drop) -> None:
    drop.fly(A.DECLINE, reason=SortieReason.TECHNICAL)  # before any worker has seen that it was ordered
    assert drop.alerts() == ["kit_not_coming"]
    assert drop.texts() == []  # it never flew: nobody at the call had heard of it
    drop.order()
    drop.fly(*OUT)
    assert drop.alerts() == []


@pytest.mark.parametrize("reason", [SortieReason.AMBULANCE_AHEAD, SortieReason.CALL_ENDED])
def test_nobody_is_alarmed_by_what_they_called_off_themselves(drop: Drop, reason: SortieReason) -> None:
    drop.fly(A.CANCEL, reason=reason)
    assert drop.alerts() == []


def test_a_kit_that_nobody_fetches_is_asked_about_after_a_minute(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE)
    drop.town.clock.advance(timedelta(seconds=59))
    assert drop.alerts() == []
    drop.town.clock.advance(timedelta(seconds=1))
    assert drop.alerts() == ["kit_not_fetched"]


def test_nobody_is_texted_in_a_simulation_or_at_a_number_nobody_has_proven(drop: Drop) -> None:
    with drop.town.system.db.write() as session:
        session.get_one(CallRow, drop.call_id).channel = Channel.WEB
    drop.fly(*OUT)
    with drop.town.system.db.write() as session:
        session.get_one(CallRow, drop.call_id).channel = Channel.VOICE
        session.get_one(IncidentRow, drop.incident_id).simulated = True
    drop.fly(A.ON_STATION)
    assert drop.texts() == []


def test_the_callers_page_is_told_to_look_and_learns_nothing_on_the_way(drop: Drop) -> None:
    drop.fly(*OUT)
    with drop.town.system.db.read() as session:
        told = events.read(session, [topics.caller("sejong", drop.call_id)], after=0)
    assert [event.data for event in told if event.kind == "help_changed"][-1] == {}


def test_a_closed_incident_is_told_nothing_more(drop: Drop) -> None:
    drop.fly(*OUT)
    drop.texts()
    close_incident(drop.town.system, drop.town.kim, drop.incident_id, "false_call")
    drop.fly(A.ABORT, reason=SortieReason.TECHNICAL)
    assert (drop.texts(), drop.alerts()) == ([], [])


def test_two_workers_tell_once(drop: Drop) -> None:
    drop.fly(*OUT, tell=False)
    assert [tell_drops(drop.town.system), tell_drops(replace(drop.town.system))] == [1, 0]


def arrive(drop: Drop) -> None:
    """The first crew stands before the door."""
    job = send_unit(drop.town.system, drop.town.kim, drop.incident_id, "s1")
    step(drop.town.system, drop.town.crew("s1"), job, AssignmentAction.ON_SCENE)


def test_nobody_is_sent_for_a_box_once_a_crew_is_there(drop: Drop) -> None:
    drop.fly(*OUT)
    drop.texts()
    arrive(drop)
    drop.fly(A.ON_STATION)
    assert len(drop.texts()) == 1  # whoever stands there still has to keep away
    drop.fly(A.LOWER, A.RELEASE)
    drop.town.clock.advance(timedelta(minutes=5))
    assert (drop.texts(), drop.alerts()) == ([], [])
    with drop.town.system.db.read() as session:
        call = session.get_one(CallRow, drop.call_id)
        view = drop_view(session, drop.town.system.rules, session.get_one(IncidentRow, drop.incident_id))
        assert caller_view(session, call, drop.town.system.rules, now=drop.town.clock.now())["kit"] is None
    assert view is not None
    assert (view["crew_there"], view["words"]["steps"], view["words"]["question"]) == (True, [], None)


def test_a_crew_that_arrives_takes_the_alerts_about_the_kit_off(drop: Drop) -> None:
    drop.fly(*OUT)
    drop.fly(A.ABORT, reason=SortieReason.TECHNICAL)
    assert drop.alerts() == ["kit_not_coming"]
    arrive(drop)
    tell_drops(drop.town.system)
    assert drop.alerts() == []


def test_a_kit_whose_news_cannot_be_told_keeps_no_other_from_being_told(drop: Drop) -> None:
    drop.fly(*OUT, tell=False)
    with drop.town.system.db.write() as session:
        lost = session.get_one(SortieRow, drop.sortie_id)
        twin = {column.key: getattr(lost, column.key) for column in SortieRow.__table__.columns}
        put_drone(session, replace(DRONE_S, id="dr-other"))
        session.add(SortieRow(**twin | {"id": "sor_0", "incident_id": "inc_gone", "drone_id": "dr-other"}))
        session.flush()
        begin_news(session, "sor_0")
    assert tell_drops(drop.town.system) == 1
    assert len(drop.texts()) == 1
