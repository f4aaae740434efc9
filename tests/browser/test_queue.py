"""The dispatcher's queue: clocks against targets, an order that holds still, and nobody who waits out of sight."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import Site, Watched
from tests.browser.lines import LINE_GONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SLOW_MS = 20_000
LAPTOP = {"viewport": {"width": 1366, "height": 768}}


def take_call(site: Site, **more: Any) -> dict[str, Any]:
    """A call taken by the second dispatcher."""
    place = {"source": "typed", "lat": 36.5, "lon": 127.26, "text": "호수공원"}
    body = {"complaint": "chest_pain", "locations": [place], "gate": {"conscious": "yes", "breathing": "yes"}}
    taken: dict[str, Any] = site.person("desk2").post("/api/v1/calls", body | more)
    return taken


def cancel(site: Site, *taken: dict[str, Any]) -> None:
    """Leave nothing behind."""
    for one in taken:
        site.person("desk2").post(f"/api/v1/incidents/{one['incident_id']}/cancel", {"reason": "false_alarm"})


def console(show: Watched, **options: Any) -> Page:
    page = show("desk", "/desk", **options)
    expect(page.locator(".top .feed.good")).to_be_visible(timeout=SLOW_MS)
    return page


def row(page: Page, taken: dict[str, Any]) -> Any:
    return page.locator(f"#call-{taken['incident_id']}")


def test_a_row_shows_its_clock_against_the_target_the_server_gave(show: Watched) -> None:
    page = console(show)
    unasked, waiting = take_call(show.site, gate={}), take_call(show.site)
    expect(row(page, unasked).locator(".leg")).to_contain_text("/ 0:45", timeout=SLOW_MS)
    expect(row(page, unasked).locator(".leg")).to_contain_text("생명 위협 확인")
    expect(row(page, waiting).locator(".leg")).to_contain_text("/ 1:00")
    expect(row(page, waiting).locator(".leg")).to_contain_text("배차 대기")
    cancel(show.site, unasked, waiting)


def aged(seconds: int) -> Callable[[Route], None]:
    """The board as it would be `seconds` after every clock has begun."""

    def answer(route: Route) -> None:
        board = route.fetch().json()
        for incident in board["incidents"]:
            began = datetime.fromisoformat(board["now"]) - timedelta(seconds=seconds)
            incident["leg"] = incident["leg"] and incident["leg"] | {"since": began.isoformat()}
        route.fulfill(json=board)

    return answer


def test_a_late_clock_says_so_by_shape_word_and_colour(show: Watched) -> None:
    taken = take_call(show.site)
    page = console(show)
    for seconds, grade, said, shape in ((46, "warn", "임박", "triangle-alert"), (61, "late", "지연", "octagon-alert")):
        page.route("**/api/v1/desk/board", aged(seconds))
        page.reload()
        leg = row(page, taken).locator(".leg")
        expect(leg).to_have_attribute("data-grade", grade, timeout=SLOW_MS)
        expect(leg).to_contain_text(said)
        expect(leg.locator("use")).to_have_attribute("href", f"/static/vendor/icons.svg#{shape}")
    page.unroute_all(behavior="wait")
    cancel(show.site, taken)


def test_nothing_moves_under_the_pointer_and_the_new_call_is_told(show: Watched) -> None:
    page = console(show)
    light = take_call(show.site, complaint="fever")
    expect(row(page, light)).to_be_visible(timeout=SLOW_MS)
    row(page, light).hover()
    stood = row(page, light).bounding_box()
    grave = take_call(show.site)
    expect(page.locator(".held")).to_contain_text("새 신고 1건", timeout=SLOW_MS)
    assert row(page, light).bounding_box() == stood
    page.mouse.move(900, 500)
    expect(page.locator(".held")).to_have_count(0)
    ids = page.locator("nav.queue [data-waits] .call").evaluate_all("rows => rows.map(row => row.id)")
    assert ids.index(f"call-{grave['incident_id']}") < ids.index(f"call-{light['incident_id']}")
    cancel(show.site, light, grave)


def test_who_waits_out_of_sight_is_counted_and_one_press_away(show: Watched) -> None:
    page = console(show, viewport={"width": 1366, "height": 420})
    calls = [take_call(show.site, complaint="fever") for _ in range(6)]
    below = page.locator(".queue .out.below")
    expect(below).to_contain_text("아래에 대기", timeout=SLOW_MS)
    expect(row(page, calls[-1])).not_to_be_in_viewport()
    last = page.locator("nav.queue [data-waits] .call").last
    while not last.evaluate("row => row.getBoundingClientRect().bottom <= innerHeight"):
        below.click()
    expect(page.locator(".queue .out.above")).to_contain_text("위에 대기")
    cancel(show.site, *calls)


def test_a_snapshot_that_arrives_late_takes_back_nothing_the_stream_has_told(show: Watched) -> None:
    page, gone = console(show), take_call(show.site)
    waiting = page.locator("[data-waits]", has=row(page, gone))
    expect(waiting).to_be_visible(timeout=SLOW_MS)
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/api/v1/desk/board", lambda route: held.append((route, route.fetch())))
    take_call(show.site)  # makes the console read the board, in which the call still stands that is cancelled now
    while not held:
        page.wait_for_timeout(50)
    cancel(show.site, gone)
    expect(waiting).to_have_count(0, timeout=SLOW_MS)
    held[0][0].fulfill(response=held[0][1])  # alone: those behind it would make it good
    expect(row(page, take_call(show.site))).to_be_visible(timeout=SLOW_MS)
    assert waiting.count() == 0
    page.unroute("**/api/v1/desk/board")


def test_the_feed_says_its_age_and_since_when_it_is_dead(show: Watched) -> None:
    show.expected = LINE_GONE
    page = console(show, **LAPTOP)
    expect(page.locator(".top .feed .num")).to_contain_text("초")
    page.route("**/api/v1/stream*", lambda route: route.abort())
    page.reload()
    expect(page.locator(".band")).to_contain_text("부터", timeout=SLOW_MS)
    expect(page.locator("body.stale")).to_have_count(1)
    page.unroute_all()
    expect(page.locator(".top .feed.good")).to_be_visible(timeout=SLOW_MS)


def test_the_top_bar_fits_a_laptop(show: Watched) -> None:
    for language in ("ko", "en"):
        page = console(show, **LAPTOP)
        page.context.add_cookies([{"name": "language", "value": language, "url": show.site.address}])
        page.reload()
        expect(page.locator(".top .kpi")).to_have_count(6, timeout=SLOW_MS)
        for kpi in page.locator(".top .kpi").all():
            expect(kpi).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("로그아웃|Sign out"))).to_be_in_viewport(ratio=1)
        assert page.locator(".top").evaluate("bar => bar.scrollWidth - bar.clientWidth") <= 0
