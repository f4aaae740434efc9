"""A real server dies with a page open, and comes back: the page says so in red, and afterwards nothing is missing."""

import pytest
from playwright.sync_api import Page, expect

from chassis import events, topics
from chassis.events import Event
from dispatch.system import System
from tests.browser.conftest import Site, Watch, Watched
from tests.browser.faces import CONSOLE, LAPTOP, SLOW_MS
from tests.browser.lines import LINE_GONE
from tests.browser.serving import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DESK = topics.desk("sejong")
CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
LISTEN = """async after => {
  const {follow} = await import('/static/app/live.js');
  window.heard = [];
  follow('/api/v1/stream', after, {event: one => heard.push(one.id), link: () => {}});
}"""


@pytest.fixture
def console(server: Server, watch: Watch) -> tuple[Watched, Page]:
    """A console with its stream open, and beside it an ear that notes the id of every event."""
    show = watch(Site(server.address, server.passwords))
    show.expected = LINE_GONE
    page = show(CONSOLE.login, CONSOLE.path, **LAPTOP)
    expect(page.locator(CONSOLE.ready).first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".feed.good")).to_be_visible(timeout=SLOW_MS)
    return show, page


def write(system: System, number: int) -> list[int]:
    """Events of another process; their ids."""
    with system.db.write() as session:
        told = [Event("sejong", DESK, "filler", str(n), {}, system.clock.now()) for n in range(number)]
        return events.append(session, told)


def take_calls(show: Watched, number: int) -> list[str]:
    """Calls taken at the running server; the incidents' numbers."""
    call = {"complaint": "fall", "locations": [CITY_HALL], "gate": {"conscious": "yes", "breathing": "yes"}}
    return [show.site.person("desk2").post("/api/v1/calls", call)["number"] for _ in range(number)]


def heard(page: Page, last: int) -> list[int]:
    """What the ear has noted, once `last` is among it."""
    page.wait_for_function("last => window.heard.includes(last)", arg=last, timeout=SLOW_MS)
    ids: list[int] = page.evaluate("window.heard")
    return ids


def test_a_killed_server_costs_no_event_and_doubles_none(
    system: System, server: Server, console: tuple[Watched, Page]
) -> None:
    show, page = console
    with system.db.read() as session:
        newest = events.newest_id(session, "sejong")
    page.evaluate(LISTEN, newest)
    before = write(system, 3)
    heard(page, before[-1])
    page.clock.install()
    server.kill()
    during = write(system, 20)
    page.clock.fast_forward(11_000)
    band = page.locator(".band")
    expect(band).to_contain_text("부터", timeout=SLOW_MS)
    expect(page.locator("body")).to_have_class("stale")
    expect(page.locator(".feed.bad")).to_be_visible()
    server.start()
    expect(band).to_have_count(0, timeout=SLOW_MS)
    expect(page.locator("body")).not_to_have_class("stale")
    after = write(system, 2)
    assert heard(page, after[-1]) == before + during + after
    [number] = take_calls(show, 1)
    expect(page.locator(".queue").get_by_text(number)).to_have_count(1, timeout=SLOW_MS)


def test_a_line_that_says_nothing_without_closing_is_noticed_and_given_up(
    server: Server, console: tuple[Watched, Page]
) -> None:
    _, page = console
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url) if "/stream" in request.url else None)
    page.clock.install()
    server.freeze()
    try:
        for tried in (1, 2):
            page.clock.fast_forward(11_000)
            expect(page.locator(".band")).to_be_visible(timeout=SLOW_MS)
            while len(calls) < tried:
                page.clock.run_for(500)
    finally:
        server.thaw()
    expect(page.locator(".band")).to_have_count(0, timeout=SLOW_MS)
    expect(page.locator(".feed.good")).to_be_visible(timeout=SLOW_MS)
