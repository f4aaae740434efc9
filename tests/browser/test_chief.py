"""What supervisors look at: start, day, wallboard, replay."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched
from tests.browser.lines import LINE_GONE

pytestmark = [
    pytest.mark.browser,
    # A page that closes drops its downloads, and the development server leaves their files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
SLOW_MS = 20_000
SENDABLE = {"available_at_post", "available_mobile", "unknown"}
SCREENS = ((1920, 1080), (1024, 768), (1366, 768))


@pytest.fixture
def incident(quiet_site: Site) -> str:
    """A call whose unit has reached the scene; the next story's quiet ends it."""
    desk = quiet_site.person("desk2")
    gate = {"conscious": "yes", "breathing": "yes"}
    body = {"complaint": "chest_pain", "locations": [CITY_HALL], "gate": gate}
    ident = str(desk.post("/api/v1/calls", body)["incident_id"])
    units = desk.get("/api/v1/desk/board")["units"]
    unit = next(u["id"] for u in units if u["availability"] in SENDABLE)
    job = desk.post(f"/api/v1/incidents/{ident}/assignments", {"unit_id": unit})["assignment_id"]
    for action in ("ack", "en_route", "on_scene"):
        desk.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    return ident


def open_page(show: Watched, path: str, **options: Any) -> Page:
    page = show("chief", path, **options)
    expect(page.locator("h1").first).to_be_visible(timeout=SLOW_MS)
    return page


def test_a_supervisor_lands_on_the_start_page_and_goes_on_from_there(show: Watched, incident: str) -> None:
    page = show(None, "/signin")
    show.sign_in(page, "chief", show.site.passwords["chief"])
    expect(page).to_have_url(re.compile(r"/start$"))
    number = show.site.person("desk2").get(f"/api/v1/incidents/{incident}")["incident"]["number"]
    page.fill("#number", number.split("-")[1])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/chief/replay/{incident}$"))
    page.go_back()
    page.get_by_role("link", name="일일 통계").click()
    expect(page.get_by_role("heading", name="세종 일일 통계")).to_be_visible(timeout=SLOW_MS)


def test_the_day_shows_an_interval_in_detail_by_keyboard(show: Watched, incident: str) -> None:
    page = open_page(show, "/chief")
    rows = page.locator(".intervals tbody tr")
    expect(rows).to_have_count(14, timeout=SLOW_MS)
    page.get_by_role("button", name="출동 확인").focus()
    page.keyboard.press("Enter")
    detail = page.locator(".detail")
    expect(detail.get_by_role("heading", level=2)).to_contain_text("출동 확인")
    expect(detail.locator(".plot canvas")).to_have_count(2)
    detail.locator("summary").first.click()
    expect(detail.locator("details table tbody tr").first).to_be_visible()
    page.get_by_role("button", name="전화 받기").click()
    expect(detail).to_contain_text("전화 시스템이 벨 울린 시각을 보내지 않습니다")


def test_a_day_without_incidents_says_so_and_the_address_follows(show: Watched) -> None:
    page = open_page(show, "/chief")
    page.get_by_role("button", name="전날").click(timeout=SLOW_MS)
    expect(page).to_have_url(re.compile(r"/chief\?date=\d{4}-\d\d-\d\d$"))
    yesterday = page.url
    page.get_by_role("button", name="전날").click()  # of yesterday there are other stories' calls just after midnight
    expect(page).not_to_have_url(yesterday)
    expect(page.get_by_text("이날 실제 사건이 없습니다")).to_be_visible(timeout=SLOW_MS)
    day = page.url.partition("date=")[2]
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", f"/api/v1/chief/day.csv?date={day}")
    page.get_by_role("button", name="다음 날").click()
    expect(page).to_have_url(yesterday)
    page.get_by_role("button", name="다음 날").click()
    expect(page).to_have_url(re.compile(r"/chief$"))


@pytest.mark.parametrize("size", SCREENS)
def test_the_wallboard_fits_its_screen_and_has_nothing_to_press(
    show: Watched, incident: str, size: tuple[int, int]
) -> None:
    page = open_page(show, "/wallboard", viewport={"width": size[0], "height": size[1]})
    expect(page.locator(".wall-tile")).to_have_count(6, timeout=SLOW_MS)
    expect(page.locator(".wall-hospitals tbody tr").first).to_be_visible()
    assert page.locator("button, a, input, select").count() == 0
    overflow = page.evaluate("""() => [...document.querySelectorAll('body, main, .below > section, .wall-tile')]
        .filter(e => e.scrollHeight - e.clientHeight > 1 || e.scrollWidth - e.clientWidth > 1).map(e => e.className)""")
    assert overflow == []
    smallest = page.evaluate("""() => Math.min(...[...document.querySelectorAll('.wall :is(dd, dt, td, .what)')]
        .map(e => parseFloat(getComputedStyle(e).fontSize) / innerHeight))""")
    assert smallest > 0.018  # 1.8 % of the height: readable from five metres on a usual set


def test_the_wallboard_hears_of_a_call_without_a_word_about_it(show: Watched) -> None:
    page = open_page(show, "/wallboard")
    pending = page.locator(".wall-tile").first.locator(".big")
    expect(pending).to_be_visible(timeout=SLOW_MS)
    before = int(pending.inner_text())
    desk = show.site.person("desk2")
    gate = {"conscious": "yes", "breathing": "yes"}
    taken = desk.post("/api/v1/calls", {"complaint": "fever", "locations": [CITY_HALL], "gate": gate})
    try:
        expect(pending).to_have_text(str(before + 1), timeout=SLOW_MS)
        assert "세종시청" not in page.content()
    finally:
        desk.post(f"/api/v1/incidents/{taken['incident_id']}/cancel", {"reason": "test"})


def test_the_wallboard_turns_red_when_it_hears_nothing(show: Watched) -> None:
    show.expected = LINE_GONE
    page = open_page(show, "/start")
    page.route("**/api/v1/wallboard/stream*", lambda route: route.abort())
    page.goto(f"{show.site.address}/wallboard")
    expect(page.locator("body")).to_have_class(re.compile("stale"), timeout=2 * SLOW_MS)
    expect(page.locator(".band")).to_contain_text("부터")


def test_an_incident_is_lived_again_by_keyboard(show: Watched, incident: str) -> None:
    page = open_page(show, f"/chief/replay/{incident}")
    now = page.locator(".entries [data-state=now]")
    expect(now).to_have_count(1, timeout=SLOW_MS)
    page.keyboard.press("End")
    expect(page.locator(".entries [data-state=to_come]")).to_have_count(0)
    expect(page.locator(".moment")).to_contain_text("현장 도착")
    page.keyboard.press("Home")
    expect(page.locator(".moment")).to_contain_text("아직 배정된 구급대가 없습니다")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".moment")).not_to_contain_text("현장 도착")
    page.keyboard.press("Period")
    expect(page.locator("#speed")).to_have_value("60")
    page.keyboard.press("Space")
    expect(page.locator(".entries [data-state=to_come]")).to_have_count(0, timeout=SLOW_MS)
    page.get_by_role("button", name="변경 기록").click()
    expect(page.locator(".entries li").filter(has_text="구급차 보냄").first).to_be_visible()
    assert show.site.person("chief").get(f"/api/v1/incidents/{incident}/audit")["audit"][-1]["action"] == "replay"


def test_a_supervisor_opens_the_replay_from_the_console(show: Watched, incident: str) -> None:
    page = open_page(show, "/desk")
    page.locator(f"#call-{incident}").click(timeout=SLOW_MS)
    link = page.locator("aside.panel").get_by_role("link", name="출동 재생")
    expect(link).to_have_attribute("href", f"/chief/replay/{incident}", timeout=SLOW_MS)


def test_an_incident_that_never_was_says_so(show: Watched) -> None:
    show.expected = ("404",)
    page = open_page(show, "/chief/replay/inc_nothing")
    expect(page.get_by_text("그런 사건이 없습니다")).to_be_visible(timeout=SLOW_MS)
