"""The whole system behind real pages: Sejong's pack, one person of each role, a server, a Chromium that is watched."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, expect
from sqlalchemy import select, update
from werkzeug.serving import WSGIRequestHandler, make_server

from chassis.events import LiveRow, LiveValue, put_live
from dispatch.system import System
from dispatch.tables.areas import StationRow
from dispatch.tables.fleet import UnitRow
from drones.tables.kits import KitRow
from tests.browser.calm import calm
from tests.browser.serving import Server
from tests.sejong import Sejong
from web.app import create_app
from web.manifest import read_manifest

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")  # the first has no window to care for: half the work
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"),
    *("--disable-component-update", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),  # a camera that counts, and a yes
    # What would leave this machine fails, and says so; pages that film name themselves in .local, to each other alone.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.local",
)
PLAIN = ("--disable-gpu",)  # a page costs half as much where nothing is drawn as on a graphics card
DRAWING = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")  # WebGL2 without such a card
WATCH_POLICY = """window.violations = [];
addEventListener('securitypolicyviolation', one => violations.push(`${one.effectiveDirective} ${one.blockedURI}`));"""
WITHOUT_WEBGL = """const draw = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith('webgl') ? null : draw.call(this, kind, ...more);
};"""  # drawing a map without a graphics card takes half the time of a story that is about something else
PROVIDER = "provider-of-the-stories"
expect.set_options(timeout=20_000)  # what a page waits for takes longer on a busy machine; what is there, no time
NO_WORKER = ("503",)  # /readyz tells the administrators' page that no worker runs in these stories


class KeepsLines(WSGIRequestHandler):
    """A page loads a hundred files: on a few connections that are kept, as from a real server."""

    protocol_version = "HTTP/1.1"


@dataclass(frozen=True)
class Site:
    """The running system, by its address, and how its people sign in."""

    address: str
    passwords: dict[str, str]
    system: System | None = None
    people: dict[str, "Caller"] = field(default_factory=dict)

    @property
    def running(self) -> System:
        """The system itself, for what only time brings."""
        assert self.system is not None
        return self.system

    def person(self, login: str) -> "Caller":
        """Somebody signed in without a browser, for what a story takes for granted."""
        if login not in self.people:
            self.people[login] = Caller(self, login)
        return self.people[login]


class Caller:
    """A signed-in person who speaks JSON."""

    def __init__(self, site: Site, login: str) -> None:
        self._site, self._session = site, requests.Session()
        sentence = self._session.get(f"{site.address}/signin", timeout=30).text
        token = sentence.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"csrf_token": token, "login": login, "password": site.passwords[login]}
        answer = self._session.post(f"{site.address}/signin", data=form, allow_redirects=False, timeout=30)
        assert answer.status_code == 302
        self._session.headers["X-CSRF-Token"] = self.get("/api/v1/me")["csrf_token"]
        self.facility = self.get("/api/v1/me")["actor"]["facility"]

    @property
    def cookie(self) -> str:
        """The session, for a browser that need not sign in once more."""
        return str(self._session.cookies["goldentime"])

    def get(self, path: str) -> Any:
        answer = self._session.get(self._site.address + path, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        answer = self._session.post(self._site.address + path, json=body or {}, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, prepared_sejong: Sejong) -> Iterator[Site]:
    """A fresh system with Sejong's pack; the simulated day is off until a story turns it on."""
    if not read_manifest():
        pytest.skip("the browser assets are not installed: python -m web.assets")
    # Nothing is sent; what the telephone's provider calls back is believed.
    system = prepared_sejong.copy(tmp_path_factory.mktemp("instance"), SMS_AUTH_TOKEN=PROVIDER)
    app = create_app(system)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=KeepsLines)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", prepared_sejong.passwords, system)
    server.shutdown()
    app.extensions["goldentime_hubs"].close()
    system.db.close()


def keep_in_sight(site: Site) -> None:
    """Every unit has just said that it is at its post: no device runs in these stories, and none goes home from one.

    Newer values take the place of what earlier stories told: hubs remember, and would tell it to the next page.
    """
    if site.system is None:
        return
    now = site.system.clock.now()
    with site.system.db.write() as session:
        for unit, station in session.execute(select(UnitRow, StationRow).outerjoin(StationRow)):
            unit.position_at = now
            unit.lat, unit.lon = unit.post_lat or station.lat, unit.post_lon or station.lon
        units = session.scalars(select(UnitRow))
        at_post = {one.id: {"lat": one.lat, "lon": one.lon} for one in units}
        told = session.scalars(select(LiveRow).where(LiveRow.kind == "position"))
        rows = [LiveValue(r.region, r.topic, r.kind, r.subject, at_post[r.subject], now) for r in told]
        put_live(session, rows)


def restock(site: Site) -> None:
    """Every kit that an earlier story let down stands on its shelf again."""
    if site.system is not None:
        with site.system.db.write() as session:
            session.execute(update(KitRow).values(used_at=None, removed_at=None, missing_since=None, sortie_id=None))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; skips with the reason where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium found: install one, or name it in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*FLAGS, *PLAIN]}


@pytest.fixture(scope="session")
def drawing_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Another Chromium, which draws maps."""
    browser = browser_type.launch(**browser_type_launch_args | {"args": [*FLAGS, *DRAWING]})
    yield browser
    browser.close()


@dataclass
class Watched:
    """Opens pages and remembers what went wrong in any of them."""

    browser: Browser
    site: Site
    contexts: list[BrowserContext]
    faults: list[str]
    draws: bool = True
    expected: tuple[str, ...] = ()
    hears: bool = False  # whether it listens to everything that is loaded: a hundred files a page
    answers: list[tuple[int, str]] = field(default_factory=list)  # then: its status and address

    def __call__(self, login: str | None, path: str, **options: Any) -> Page:
        """A page of its own browser profile, with `login` signed in, at `path`."""
        about = {"locale": "ko-KR", "timezone_id": "Asia/Seoul", "viewport": {"width": 1600, "height": 900}} | options
        if self.draws:
            about = {"device_scale_factor": 0.5} | about  # a quarter of the points to draw without a graphics card
        context = self.browser.new_context(**about)
        self.contexts.append(context)
        context.add_init_script(WATCH_POLICY)
        if not self.draws:
            context.add_init_script(WITHOUT_WEBGL)
        page = context.new_page()
        if self.hears:
            page.on("response", lambda answer: self.answers.append((answer.status, answer.url)))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", self._said)
        if login is not None:
            self.let_in(page, login)
        page.goto(self.site.address + path)
        return page

    def let_in(self, page: Page, login: str) -> None:
        """Give the page somebody's session, from its next request on."""
        cookie = self.site.person(login).cookie
        page.context.add_cookies([{"name": "goldentime", "value": cookie, "url": self.site.address}])

    def sign_in(self, page: Page, login: str, password: str) -> None:
        """Fill the form and press its key."""
        if not page.url.startswith(f"{self.site.address}/signin"):
            page.goto(f"{self.site.address}/signin")
        page.fill("[name=login]", login)
        page.fill("[name=password]", password)
        page.click("form[action='/signin'] button")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in self.expected):
            self.faults.append(f"console: {message.text}")


Watch = Callable[[Site], Watched]


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Iterator[Watch]:
    """`watch(site)` gives what opens that site's pages; whatever goes wrong in one of them fails the story.

    Maps are drawn in stories that are marked `draws`.
    """
    opened: list[Watched] = []
    draws = request.node.get_closest_marker("draws") is not None
    browser = request.getfixturevalue("drawing_browser" if draws else "browser")

    def begin(site: Site) -> Watched:
        opened.append(Watched(browser, site, [], [], draws))
        return opened[-1]

    yield begin
    for watched in opened:
        for context in watched.contexts:
            context.close()
    assert [fault for watched in opened for fault in watched.faults] == []


def make_quiet(site: Site) -> Site:
    """Nobody is ill and nothing in the air: one story's failure is its own."""
    calm(site)
    restock(site)
    keep_in_sight(site)
    return site


@pytest.fixture
def quiet_site(site: Site) -> Site:
    """The site made quiet."""
    return make_quiet(site)


@pytest.fixture
def show(watch: Watch, quiet_site: Site) -> Watched:
    """`show("desk", "/desk")` opens a page; whatever goes wrong in it fails the story."""
    return watch(quiet_site)


@pytest.fixture
def system(tmp_path: Path, prepared_sejong: Sejong) -> Iterator[System]:
    """A system of this story's own, which the story writes to while its server is dead."""
    system = prepared_sejong.copy(tmp_path)
    yield system
    system.db.close()


@pytest.fixture
def server(system: System, prepared_sejong: Sejong) -> Iterator[Server]:
    """Its server, as a process of its own."""
    settings = system.settings
    server = Server({"SECRET_KEY": settings.secret_key, "GOLDENTIME_INSTANCE": str(settings.instance)})
    server.passwords = prepared_sejong.passwords
    server.start()
    yield server
    server.kill()
