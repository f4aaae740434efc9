"""Empty, loading, error, lost link: what a list shows when it has nothing to show, and what still works."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watched
from tests.browser.faces import CONSOLE, CREW, HOSPITAL, LAPTOP, LIVE, MAP, PAD, SLOW_MS, Face
from tests.browser.lines import LINE_GONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BOARDS = {CONSOLE: "/api/v1/desk/board", HOSPITAL: "/api/v1/receiving/board", CREW: "/api/v1/crew/me"}
BOARDS |= {PAD: "/api/v1/pad/board", MAP: "/api/v1/desk/board"}
NOTHING = {
    CONSOLE: "지금은 조용합니다",
    MAP: "지금은 조용합니다",
    HOSPITAL: "지금은 문의가 없습니다",
    CREW: "출동 대기 중",
    PAD: "지금은 요청이 없습니다",
}
DOWN = {"status": 503, "code": "database_down", "title": "Service Unavailable", "type": "about:blank"}
every_list = pytest.mark.parametrize("face", BOARDS, ids=str)


def begin(show: Watched, face: Face) -> Page:
    """A page that has not asked for anything yet."""
    page = show(None, "/signin", **LAPTOP)
    show.let_in(page, str(face.login))
    return page


def test_every_page_that_listens_is_here() -> None:
    assert set(BOARDS) == set(LIVE)


@every_list
def test_an_empty_list_says_that_it_is_empty(show: Watched, face: Face) -> None:
    page = show(face.login, face.path, **LAPTOP)
    expect(page.get_by_text(NOTHING[face]).first).to_be_visible(timeout=SLOW_MS)


@every_list
def test_a_list_that_takes_long_shows_its_outline_after_a_moment(show: Watched, face: Face) -> None:
    page, held = begin(show, face), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**{BOARDS[face]}", hold)
    page.goto(show.site.address + face.path)
    outline = page.locator(".skeleton").first
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        expect(outline).to_have_css("opacity", "1", timeout=SLOW_MS)
        delay = outline.evaluate("one => getComputedStyle(one).animationDelay")
        assert delay == "0.15s", motion  # nothing flashes on a quick answer
    while not held:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()
    expect(page.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".skeleton")).to_have_count(0)


@every_list
def test_a_list_that_cannot_be_read_says_what_failed_what_still_works_and_tries_again(
    show: Watched, face: Face
) -> None:
    show.expected = ("503",)
    page = begin(show, face)
    page.route(f"**{BOARDS[face]}", lambda route: route.fulfill(status=503, json=DOWN))
    page.clock.install()
    page.goto(show.site.address + face.path)
    trouble = page.locator(".notice.bad[role=alert]")
    expect(trouble).to_contain_text("전화와 무전", timeout=SLOW_MS)
    expect(page.locator(".skeleton")).to_have_count(0)
    page.unroute(f"**{BOARDS[face]}")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))  # it would try by itself; the key does not wait
    trouble.get_by_role("button", name="다시 시도").click()
    page.clock.resume()
    expect(page.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
    expect(trouble).to_have_count(0)


@every_list
def test_a_page_that_has_lost_its_line_says_since_when_and_keeps_what_it_knew(show: Watched, face: Face) -> None:
    show.expected = LINE_GONE
    page = begin(show, face)
    page.route("**/api/v1/stream*", lambda route: route.abort())
    page.goto(show.site.address + face.path)
    expect(page.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
    page.clock.install()
    page.clock.fast_forward(11_000)
    expect(page.locator(".band[role=alert]")).to_contain_text("부터 새 소식이 없습니다", timeout=SLOW_MS)
    expect(page.locator("body")).to_have_class("stale")
    expect(page.locator(face.ready).first).to_be_visible()
    page.unroute("**/api/v1/stream*")
    expect(page.locator(".band")).to_have_count(0, timeout=SLOW_MS)
