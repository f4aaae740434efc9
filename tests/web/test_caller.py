"""What happens behind the link in the text message, with and without scripts, and what the desk does with it."""

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker

WEB = Path(__file__).parents[2] / "web"
MOST_BYTES = 50_000


def taken(kim: Person, **more: Any) -> dict[str, Any]:
    answer = kim.post("/api/v1/calls", a_call(caller_number="+821055556666", **more))
    assert answer.status_code == 201
    body: dict[str, Any] = answer.json
    return body


def incident(kim: Person, call: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = kim.get(f"/api/v1/incidents/{call['incident_id']}").json["incident"]
    return found


def lines(kim: Person, call: dict[str, Any]) -> list[tuple[str, str | None]]:
    messages = incident(kim, call)["calls"][0]["messages"]
    return [(one["side"], one["text"] or one["phrase"] or one["kind"]) for one in messages]


def alerts(kim: Person) -> dict[str, int]:
    return {one["kind"]: one["level"] for one in kim.get("/api/v1/desk/board").json["alerts"]}


def test_the_page_says_what_happens_in_order(kim: Person, caller: FlaskClient, person: PersonMaker) -> None:
    call, crew = taken(kim), person("crew")
    link = f"/api/v1/caller/{call['link_token']}"

    def stage() -> str:
        return str(caller.get(link).json["stage"])

    seen = [stage()]
    kim.post(f"/api/v1/incidents/{call['incident_id']}/send")
    [job] = incident(kim, call)["assignments"]
    assert caller.get(link).json["eta"] is not None
    seen.append(stage())
    for action in ("en_route", "on_scene", "depart", "hand_over", "clear"):
        crew.post(f"/api/v1/assignments/{job['id']}/steps", {"action": action})
        seen.append(stage())
    assert seen == ["taken", "sent", "going", "here", "left", "left", "over"]
    steps = caller.get(link).json["steps"]
    assert [step["done"] for step in steps] == [True] * 6
    assert steps[0]["at"] is not None


def test_a_unit_that_was_stood_down_is_not_still_coming(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim, send=True)
    [job] = incident(kim, call)["assignments"]
    kim.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "better_unit"})
    view = caller.get(f"/api/v1/caller/{call['link_token']}").json
    assert (view["stage"], view["eta"]) == ("taken", None)
    assert [step["at"] for step in view["steps"][1:]] == [None] * 5


def test_a_call_that_was_merged_follows_the_incident_people_work_at(kim: Person, caller: FlaskClient) -> None:
    first, second = taken(kim, send=True), taken(kim)
    kim.post(f"/api/v1/incidents/{second['incident_id']}/merge", {"into": first["incident_id"]})
    assert caller.get(f"/api/v1/caller/{second['link_token']}").json["stage"] == "sent"


def test_words_go_both_ways_and_both_see_that_they_were_read(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    page = f"/c/{call['link_token']}"
    assert caller.post(f"{page}/say", data={"text": "말을 할 수 없어요"}).status_code == 303
    assert alerts(kim)["caller_wrote"] == 2
    ident = incident(kim, call)["calls"][0]["id"]
    assert "읽음" not in caller.get(page).text
    assert kim.post(f"/api/v1/calls/{ident}/messages", {"phrase": "breathing"}).status_code == 204
    assert "caller_wrote" not in alerts(kim)
    assert lines(kim, call) == [("caller", "말을 할 수 없어요"), ("desk", "breathing")]
    shown = caller.get(page).text
    assert "정상으로 숨을 쉬나요?" in shown
    assert "읽음" in shown
    assert "kim" not in shown


def test_a_phrase_is_read_in_the_language_of_whoever_reads_it(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    caller.set_cookie("language", "en")
    caller.post(f"/c/{call['link_token']}/say", data={"phrase": "not_breathing"})
    assert alerts(kim)["caller_urgent"] == 1
    assert incident(kim, call)["calls"][0]["language"] == "en"
    assert "Not breathing" in caller.get(f"/c/{call['link_token']}").text
    caller.set_cookie("language", "ko")
    assert "숨을 안 쉬어요" in caller.get(f"/c/{call['link_token']}").text


def test_a_line_sent_twice_by_a_bad_network_is_written_once(town: Town, kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    for _ in range(2):
        caller.post(f"/c/{call['link_token']}/say", data={"phrase": "yes"})
    assert lines(kim, call) == [("caller", "yes")]
    town.clock.advance(timedelta(seconds=11))
    caller.post(f"/c/{call['link_token']}/say", data={"phrase": "yes"})
    assert len(lines(kim, call)) == 2


def test_more_lines_than_a_person_can_mean_are_stopped_for_a_minute(
    town: Town, kim: Person, caller: FlaskClient
) -> None:
    call = taken(kim)
    page = f"/api/v1/caller/{call['link_token']}/messages"
    answers = [caller.post(page, json={"text": f"{n}"}).status_code for n in range(13)]
    assert answers == [204] * 12 + [429]
    refused = caller.post(page, json={"text": "x"})
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("too_many", "60")
    town.clock.advance(timedelta(minutes=1))
    assert caller.post(page, json={"text": "x"}).status_code == 204


def test_a_device_that_repeats_its_position_is_stopped(kim: Person, caller: FlaskClient) -> None:
    call, where = taken(kim), {"lat": 36.5, "lon": 127.3, "accuracy_m": 10}
    page = f"/api/v1/caller/{call['link_token']}/location"
    assert [caller.post(page, json=where).status_code for _ in range(7)] == [204] * 6 + [429]


def test_a_wish_to_be_called_back_stands_until_somebody_says_what_came_of_it(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    page = f"/c/{call['link_token']}"
    for _ in range(2):
        caller.post(f"{page}/callback")
    assert lines(kim, call) == [("caller", "callback")]
    [alert] = [a for a in kim.get("/api/v1/desk/board").json["alerts"] if a["kind"] == "caller_callback"]
    assert alert["data"]["phone"] == "+821055556666"
    assert "상황실이 곧 전화합니다" in caller.get(page).text
    wishes = f"/api/v1/calls/{incident(kim, call)['calls'][0]['id']}/wishes"
    assert kim.post(wishes, {"kind": "callback", "outcome": "still_coming"}).status_code == 422
    assert kim.post(wishes, {"kind": "callback", "outcome": "called"}).status_code == 204
    assert kim.post(wishes, {"kind": "callback", "outcome": "called"}).status_code == 404
    assert "caller_callback" not in alerts(kim)
    assert "통화했습니다" in caller.get(page).text


def test_help_is_called_off_by_nobody_but_the_desk(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim, send=True)
    page = f"/c/{call['link_token']}"
    first = caller.post(f"{page}/no-help")
    assert (first.status_code, "sure" in first.headers["Location"]) == (303, True)
    assert lines(kim, call) == []
    caller.post(f"{page}/no-help", data={"sure": "1"})
    assert alerts(kim)["caller_no_help"] == 2
    assert incident(kim, call)["assignments"][0]["state"] == "dispatched"
    wishes = f"/api/v1/calls/{incident(kim, call)['calls'][0]['id']}/wishes"
    kim.post(wishes, {"kind": "no_help", "outcome": "still_coming"})
    assert "구급차는 계속 갑니다" in caller.get(page).text


def test_a_slip_is_taken_back_by_the_caller(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim, send=True)
    page = f"/c/{call['link_token']}"
    caller.post(f"{page}/no-help", data={"sure": "1"})
    assert caller.post(f"{page}/help-after-all").status_code == 303
    assert "caller_no_help" not in alerts(kim)


def test_the_way_in_reaches_the_crew_and_no_hospital(kim: Person, caller: FlaskClient, person: PersonMaker) -> None:
    call = taken(kim, send=True)
    caller.post(f"/c/{call['link_token']}/place", data={"words": "103동 1204호, 현관 1234*"})
    [job] = person("crew").get("/api/v1/crew/me").json["jobs"]
    assert job["way_in"] == "103동 1204호, 현관 1234*"
    assert "1234*" not in person("nurse").get("/api/v1/receiving/board").text


def test_another_region_and_another_role_read_and_write_nothing(kim: Person, person: PersonMaker) -> None:
    call = incident(kim, taken(kim))["calls"][0]["id"]
    for login in ("crew", "nurse", "pilot", "admin"):
        assert person(login).post(f"/api/v1/calls/{call}/messages", {"text": "x"}).status_code == 403
    assert kim.post("/api/v1/calls/nothing/messages", {"text": "x"}).status_code == 404


def test_a_link_that_has_ended_shows_and_takes_nothing(town: Town, kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    ident = incident(kim, call)["calls"][0]["id"]
    town.clock.advance(timedelta(hours=6, seconds=1))
    assert caller.get(f"/c/{call['link_token']}").status_code == 404
    assert caller.post(f"/c/{call['link_token']}/say", data={"text": "x"}).status_code == 404
    assert kim.post(f"/api/v1/calls/{ident}/messages", {"text": "x"}).json["code"] == "illegal_move"


def test_a_call_that_is_over_takes_no_more_words(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    kim.post(f"/api/v1/incidents/{call['incident_id']}/cancel", {"reason": "false_alarm"})
    page = caller.get(f"/c/{call['link_token']}").text
    assert "이 신고는 끝났습니다" in page
    assert "<form" not in page.replace('<form class="language"', "")
    assert caller.post(f"/c/{call['link_token']}/say", data={"text": "x"}).status_code == 409


def test_news_that_nobody_has_cost_nothing(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim)
    news = f"/c/{call['link_token']}/news"
    tag = caller.get(news).headers["ETag"]
    again = caller.get(news, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    caller.post(f"/c/{call['link_token']}/callback")
    assert caller.get(news, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("gate", [{"conscious": "no", "breathing": "no"}, {"conscious": "yes", "breathing": "yes"}])
def test_the_whole_page_is_small_enough_for_a_bad_network(
    kim: Person, caller: FlaskClient, gate: dict[str, str]
) -> None:
    call = taken(kim, gate=gate)
    for word in range(12):
        caller.post(f"/c/{call['link_token']}/say", data={"text": f"{word}번째 문자입니다. 빨리 와 주세요."})
    files = ("css/ui.css", "css/caller.css", "app/caller.js", "icon.svg")
    parts = [caller.get(f"/c/{call['link_token']}").data, *((WEB / "static" / name).read_bytes() for name in files)]
    assert sum(map(len, parts)) < MOST_BYTES
    assert sum(len(gzip.compress(part)) for part in parts) < MOST_BYTES / 3


def test_first_aid_is_told_in_the_language_of_the_interview(kim: Person, caller: FlaskClient) -> None:
    call = taken(kim, gate={"conscious": "no", "breathing": "no"}, language="vi")
    link = f"/c/{call['link_token']}"
    told = caller.get(link).text
    assert "Bắt đầu ép tim" in told
    assert '<html lang="vi"' in told
    assert "Gửi vị trí của tôi" in told
    assert "Đang điều xe cấp cứu" in caller.get(f"{link}/news").text
    assert "发送我的位置" in caller.get(f"{link}?speak=zh").text
    assert "正在安排救护车" in caller.get(f"{link}/news?speak=zh").text
    assert "开始胸外按压" in caller.get(f"{link}?speak=zh").text
    kim.post(f"/api/v1/incidents/{call['incident_id']}/interview", {"answers": {"arrest.child": "yes"}})
    assert "Hồi sức tim phổi cho trẻ" in caller.get(link).text
