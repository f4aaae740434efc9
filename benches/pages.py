"""Each page in a real Chromium on this machine: first paint, when it shows its data, what it fetches, and how soon a
key or a tap is painted. Software drawing, no graphics card: compare rows, not absolute figures.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benches.serving import PORT, Server, at_share, serving
from tests.browser.conftest import CHROMIUM, FLAGS

ADDRESS = f"http://127.0.0.1:{PORT}"
ROUNDS = 5
PRESSES = 20
OPEN_INCIDENTS = 12
NOTICED_MS = 16.0  # the Event Timing API tells nothing of what is quicker
WATCH = """
window.pressed = [];
const note = one => one.interactionId && window.pressed.push(one.duration);
new PerformanceObserver(list => list.getEntries().forEach(note))
  .observe({type: 'event', durationThreshold: 16, buffered: true});
"""
MEASURE = """() => ({
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
  bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, one) => sum + one.transferSize, 0),
})"""
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A page, who opens it, what shows that its data is there, and the keys that are pressed on it."""

    name: str
    login: str | None
    path: str
    ready: str
    keys: tuple[str, ...] = ()


FACES = (
    Face("console", "desk", "/desk", ".queue li", ("KeyJ", "KeyK")),
    Face("map window", "desk", "/desk/map", ".map[data-state=drawn]", ("KeyG", "KeyU")),
    Face("hospital", "nurse", "/receiving", ".stepper", ()),
    Face("crew", "crew", "/crew", "#app > *", ()),
    Face("drone station", "pilot", "/pad", "#app > *", ()),
    Face("sign-in", None, "/signin", "form", ()),
)


def rows() -> Iterator[Row]:
    """A row a page: the median of five first visits, a second visit's bytes, p95 of the keys pressed."""
    yield "page", "first paint ms", "data shown ms", "KiB first visit", "KiB again", "key to paint p95 ms"
    if CHROMIUM is None:
        yield ("no Chromium found: install one, or name it in CHROMIUM", *("–",) * 5)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        with serving(url, folder) as server, sync_playwright() as playwright:
            _fill(server)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            for face in FACES:
                yield _measure(browser, server, face)
            browser.close()


def _fill(server: Server) -> None:
    """Some incidents, so that there is something to go through."""
    for number in range(OPEN_INCIDENTS):
        place = {"source": "typed", "lat": 36.45 + number * 0.01, "lon": 127.25 + number * 0.005}
        body = {"complaint": "chest_pain", "gate": {"conscious": "yes", "breathing": "yes"}, "locations": [place]}
        requests.post(f"{ADDRESS}/api/v1/calls", json=body, headers=server.headers, timeout=30).raise_for_status()


def _measure(browser: Browser, server: Server, face: Face) -> Row:
    signed_in = _signed_in(browser, server, face)
    visits = [_visit(browser, face, signed_in) for _ in range(ROUNDS)]
    paints, shown = (sorted(visit[key] for visit in visits) for key in ("paint", "shown"))
    pressed = sorted(duration for visit in visits for duration in visit["pressed"])
    return (
        face.name,
        f"{paints[ROUNDS // 2]:.0f}",
        f"{shown[ROUNDS // 2]:.0f}",
        f"{visits[0]['bytes'] / 1024:.0f}",
        f"{visits[0]['again'] / 1024:.0f}",
        f"{at_share(pressed, 0.95) / 1000:.0f}" if pressed else "–",
    )


def _signed_in(browser: Browser, server: Server, face: Face) -> Any:
    """The cookies of somebody who may see the page; nothing else of the visit is kept."""
    context = browser.new_context()
    if face.login is not None:
        sign_in(context, ADDRESS, face.login, server.passwords[face.login])
    state = context.storage_state()
    context.close()
    return state


def _visit(browser: Browser, face: Face, signed_in: Any) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 1600, "height": 900}, locale="ko-KR", storage_state=signed_in)
    context.add_init_script(WATCH)
    page = context.new_page()
    told = _open(page, face)
    told["pressed"] = _press(page, face)
    told["again"] = _open(page, face)["bytes"]
    context.close()
    return told


def _open(page: Page, face: Face) -> dict[str, Any]:
    page.goto(ADDRESS + face.path)
    page.wait_for_selector(face.ready)
    shown = page.evaluate("performance.now()")
    page.wait_for_timeout(1500)  # the map and its labels come later
    return dict(page.evaluate(MEASURE)) | {"shown": shown}


def _press(page: Page, face: Face) -> list[float]:
    """Milliseconds from each key to the next picture; what the browser does not report was quicker than 16 ms."""
    if not face.keys:
        return []
    for number in range(PRESSES):
        page.keyboard.press(face.keys[number // 5 % len(face.keys)])
        page.wait_for_timeout(100)
    noticed = list(page.evaluate("window.pressed"))
    return noticed + [NOTICED_MS] * max(0, PRESSES - len(noticed))


def sign_in(context: BrowserContext, address: str, login: str, password: str) -> None:
    """Sign somebody in, so that every further page of the context is theirs."""
    page = context.new_page()
    page.goto(f"{address}/signin")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("form[action='/signin'] button")
    page.wait_for_url(lambda where: not where.endswith("/signin"))
    page.close()
