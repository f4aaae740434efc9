"""A hospital's shared screen, from its code to its last answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, Watched
from tests.browser.rules import broken_rules

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SLOW_MS = 20_000
CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
UNHEARD = """
class Mute extends EventTarget { state = 'suspended'; resume() { return new Promise(() => {}); } }
window.AudioContext = Mute;
"""


def ask(site: Site, complaint: str = "chest_pain", **more: Any) -> str:
    """The nurse's hospital is asked for a patient; the incident's id."""
    desk, hospital = site.person("desk2"), site.person("nurse").facility
    gate = {"conscious": "yes", "breathing": "yes"}
    call = {"complaint": complaint, "locations": [CITY_HALL], "gate": gate} | more
    incident = str(desk.post("/api/v1/calls", call)["incident_id"])
    desk.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [hospital]})
    return incident


def answer_of(site: Site, incident: str) -> dict[str, Any]:
    """The one request of an incident."""
    [request] = site.person("desk2").get(f"/api/v1/incidents/{incident}")["incident"]["requests"]
    told: dict[str, Any] = request
    return told


@pytest.fixture
def screen(show: Watched) -> Iterator[Page]:
    """A screen in the emergency department that has just typed its code."""
    nurse = show("nurse", "/receiving")
    nurse.locator("summary", has_text="공용 화면").click(timeout=SLOW_MS)
    nurse.get_by_label("화면 이름").fill("응급실 데스크")
    nurse.get_by_role("button", name="코드 받기").click()
    code = nurse.locator(".code b").inner_text()
    page = show(None, "/signin", viewport={"width": 1366, "height": 768})
    page.get_by_role("link", name="병원 공용 화면 등록").click()
    page.get_by_label("등록 코드").fill(code.lower())
    page.get_by_role("button", name="이 화면 등록").click()
    expect(page.locator(".top .chip.good")).to_be_visible(timeout=SLOW_MS)
    yield page


def test_a_shared_screen_answers_under_a_name_with_two_clicks_and_then_with_one(show: Watched, screen: Page) -> None:
    expect(screen.get_by_role("button", name="로그아웃")).to_have_count(0)
    screen.locator("summary", has_text="응답자 이름").click()
    for name in ("김수간호사", "이전공의"):
        screen.get_by_label("새 이름").fill(name)
        screen.get_by_role("button", name="넣기").click()
        expect(screen.locator(".named", has_text=name)).to_be_visible()
    first, second = ask(show.site), ask(show.site, "stroke")
    heart, stroke = (screen.locator("article.ask", has_text=word) for word in ("심근경색", "뇌졸중"))
    heart.get_by_role("button", name="수용", exact=True).click(timeout=SLOW_MS)
    heart.get_by_role("button", name="이전공의").click()
    expect(heart).to_have_count(0, timeout=SLOW_MS)
    assert answer_of(show.site, first)["answered_name"] == "이전공의"
    stroke.get_by_role("button", name="수용 곤란").click()
    stroke.get_by_role("button", name="중환자실 병상 없음").click()
    expect(stroke).to_have_count(0, timeout=SLOW_MS)
    told = answer_of(show.site, second)
    assert (told["decline_code"], told["answered_name"]) == ("no_icu_bed", "이전공의")
    nurse = show.site.person("nurse")
    [listed] = [one for one in nurse.get("/api/v1/devices")["devices"] if one["admitted_at"]]
    show.expected = ("401",)
    nurse.post(f"/api/v1/devices/{listed['id']}/revoke")
    expect(screen.locator(".band")).to_be_visible(timeout=SLOW_MS)


def test_a_page_that_cannot_be_heard_says_so_and_meets_wcag_with_a_request_waiting(show: Watched) -> None:
    show.expected = ("Applying inline style",)  # by axe itself, while it measures contrast
    page = show("nurse", "/receiving", viewport={"width": 1366, "height": 768})
    page.add_init_script(UNHEARD)
    incident = ask(show.site)
    for language in ("ko", "en"):
        page.context.add_cookies([{"name": "language", "value": language, "url": show.site.address}])
        for theme in ("light", "dark"):
            page.evaluate(f"localStorage.theme = '{theme}'")
            page.reload()
            expect(page.locator("article.ask")).to_be_visible(timeout=SLOW_MS)
            expect(page.locator(".unheard")).to_be_visible()
            page.locator("article.ask .answers button").nth(2).click()
            assert broken_rules(page) == [], (theme, language)
    show.site.person("desk2").post(f"/api/v1/incidents/{incident}/cancel", {"reason": "test"})


def test_a_quiet_hospital_reads_what_is_believed_of_it_and_puts_it_right(show: Watched) -> None:
    page = show("nurse", "/receiving")
    room = page.locator(".room")
    expect(room.get_by_role("heading", name="상황실이 보는 우리 병원")).to_be_visible(timeout=SLOW_MS)
    shown = page.locator(".believed tbody tr")
    assert shown.count() <= 8
    own = show.site.person("nurse").get("/api/v1/receiving/board")["beliefs"]
    expect(shown.first).to_contain_text(f"{round(own[0]['accept'] * 100)} %")
    page.get_by_role("button", name=f"모두 보기 {len(own)}").click()
    expect(shown).to_have_count(len(own))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_figures_and_a_busy_specialist_are_posted_with_few_clicks_and_confirmed_with_one(show: Watched) -> None:
    page, nurse = show("nurse", "/receiving", viewport={"width": 1366, "height": 768}), show.site.person("nurse")
    page.evaluate("addEventListener('click', () => { window.clicks = (window.clicks ?? 0) + 1; }, true)")

    def own() -> dict[str, Any]:
        told: dict[str, Any] = nurse.get("/api/v1/receiving/board")["hospital"]
        return told

    def heart() -> dict[str, Any]:
        [found] = [one for one in own()["answers"] if one["capability"] == "stemi"]
        return dict(found)

    [before] = [count for count in own()["beds"] if count["bed"] == "O001"]
    page.get_by_role("group", name="응급실 일반").get_by_role("button").last.click(timeout=SLOW_MS)
    page.locator("summary", has_text="중증 질환 진료").click()
    page.get_by_role("button", name="심근경색 재관류: 전문의 상태").click()
    page.get_by_role("button", name="60분").click()
    lift = page.get_by_role("button", name="심근경색 재관류: 전문의 지금 가능")
    expect(lift).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("group", name="응급실 일반").locator("output")).to_contain_text(
        str(before["available"] + 1).replace("-", "−")
    )
    assert heart()["says"] == "yes"
    assert heart()["busy_until"] is not None
    lift.click()
    expect(lift).to_have_count(0, timeout=SLOW_MS)
    assert heart()["busy_until"] is None
    said = own()["beds"]
    page.locator(".left > .head").get_by_role("button", name="그대로입니다").click()
    expect(page.locator(".toast", has_text="모두 아직 맞다고")).to_be_visible(timeout=SLOW_MS)
    assert all(new["reported_at"] > old["reported_at"] for new, old in zip(own()["beds"], said, strict=True))
    assert page.evaluate("window.clicks") == 6


def test_a_slip_answers_nothing_and_a_late_answer_is_told_who_was_first(show: Watched) -> None:
    """A double click on 수용 곤란 gives no reason; a yes after the desk's telephone call says that it did not count."""
    page, desk = show("nurse", "/receiving", viewport={"width": 1366, "height": 768}), show.site.person("desk2")
    incident = ask(show.site)
    card = page.locator("article.ask")
    expect(card.get_by_role("timer")).to_have_text(re.compile(r"^\d+초$"), timeout=SLOW_MS)
    card.get_by_role("button", name="수용 곤란").dblclick(position={"x": 40, "y": 48})
    expect(card.get_by_role("button", name="중환자실 병상 없음")).to_be_visible()
    assert answer_of(show.site, incident)["decline_code"] is None

    def answer_first(route: Route) -> None:
        said = {"accepted": False, "code": "crowding"}
        desk.post(f"/api/v1/requests/{answer_of(show.site, incident)['id']}/phone-answer", said)
        route.continue_()

    show.expected = ("409",)
    page.route("**/accept", answer_first)
    card.get_by_role("button", name="뒤로").click()
    card.get_by_role("button", name="수용", exact=True).click()
    late = page.locator("article.gone[data-late=true]")
    expect(late).to_contain_text("‘수용’은 반영되지 않았습니다", timeout=SLOW_MS)
    expect(late).to_contain_text("전화")
    late.get_by_role("button", name="확인").click()
    expect(late).to_have_count(0)
    desk.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "test"})
