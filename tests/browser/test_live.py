"""The page's ear, `live.js`, on a clock that the story moves and a line that the story speaks into."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.faces import LIVE, SLOW_MS, Face

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
STUB = """async after => {
  const {follow} = await import('/static/app/live.js');
  const line = window.line = {calls: [], links: [], events: [], status: 200};
  window.fetch = (address, {signal}) => {
    line.calls.push(address.split('after=')[1]);
    line.signal = signal;
    if (line.status !== 200) return Promise.resolve(new Response('', {status: line.status}));
    if (line.mute) return new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)));
    const body = new ReadableStream({start(to) {
      line.say = text => to.enqueue(new TextEncoder().encode(text));
      signal.addEventListener('abort', () => to.error(signal.reason));
    }});
    return Promise.resolve(new Response(body, {status: 200}));
  };
  line.end = follow('/stream', after, {link: state => line.links.push(state), event: one => {
    line.events.push(one.id);
    if (one.data === 'odd') throw new Error('an odd message');
  }});
}"""
BEAT = "event: beat\ndata: {}\n\n"


def event(number: int, data: str = "") -> str:
    return f'id: {number}\nevent: note_added\ndata: {{"data":"{data}"}}\n\n'


class Line:
    """One page whose clock stands still, and the line it listens to."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.evaluate(STUB, 5)

    def say(self, text: str) -> None:
        """Speak to the page, and let it listen."""
        self.page.evaluate("async text => { line.say(text); for (let i = 0; i < 20; i++) await null; }", text)

    def pass_s(self, seconds: float) -> None:
        """Time goes by."""
        self.page.clock.run_for(int(seconds * 1000))

    def __getitem__(self, name: str) -> Any:
        return self.page.evaluate("name => window.line[name]", name)


@pytest.fixture
def line(show: Watched) -> Line:
    return Line(show(None, "/signin"))


def test_a_line_is_dead_after_ten_silent_seconds_and_not_before(line: Line) -> None:
    line.say(BEAT)
    for _ in range(3):
        line.pass_s(9)
        line.say(BEAT)
    line.pass_s(10)
    assert line["links"] == ["live"]
    line.pass_s(1)
    assert line["links"] == ["live", "dead"]
    assert line.page.evaluate("line.signal.aborted || line.calls.length > 1")


def test_who_takes_the_call_and_says_nothing_is_given_up_too(line: Line) -> None:
    line.say(BEAT)
    line.page.evaluate("line.mute = true")
    line.pass_s(12)
    assert len(line["calls"]) == 2
    line.pass_s(12)
    assert len(line["calls"]) == 3
    line.page.evaluate("line.mute = false")
    line.pass_s(16)
    line.say(BEAT)
    assert line["links"] == ["live", "dead", "live"]


def test_it_goes_on_behind_the_last_event_and_hears_none_twice(line: Line) -> None:
    line.say(event(6) + event(7))
    line.page.evaluate("line.mute = true")
    line.pass_s(12)
    line.page.evaluate("line.mute = false")
    line.pass_s(12)
    assert line["calls"] == ["5", "7", "7"]
    line.say(event(6) + event(7) + event(8) + event(8) + event(9))
    assert line["events"] == [6, 7, 8, 9]


def test_a_page_that_is_left_lets_go_and_comes_back_to_where_it_was(line: Line) -> None:
    line.say(event(6))
    line.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert line.page.evaluate("line.signal.aborted")
    line.pass_s(60)
    assert (line["calls"], line["links"]) == (["5"], ["live"])
    line.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    line.pass_s(1)
    line.say(event(7))
    assert line["calls"] == ["5", "6"]
    assert line["events"] == [6, 7]


def test_a_message_the_page_stumbles_over_does_not_cost_the_next_one(line: Line, show: Watched) -> None:
    line.say(event(6, "odd") + event(7))
    assert line["events"] == [6, 7]
    assert line["links"] == ["live"]
    assert [fault for fault in show.faults if "an odd message" in fault] == show.faults != []
    show.faults.clear()


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_turned_away_asks_no_more(line: Line, status: int) -> None:
    line.say(BEAT)
    line.page.evaluate("status => { line.status = status; }", status)
    line.pass_s(12)
    line.pass_s(600)
    assert line["links"] == ["live", "dead", "refused"]
    assert len(line["calls"]) == 2


@pytest.mark.parametrize("face", LIVE, ids=str)
def test_a_page_holds_one_stream_and_one_again_when_somebody_comes_back(show: Watched, face: Face) -> None:
    show.hears = True
    page = show(face.login, face.path)
    for _ in range(2):
        expect(page.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
        expect(page.locator(".feed.good")).to_be_visible(timeout=SLOW_MS)
        assert len([url for _, url in show.answers if "/stream" in url]) == face.streams == 1
        show.answers.clear()
        page.goto(f"{show.site.address}/docs")
        page.go_back()
