"""What holds for every page, on a busy board and on a quiet one: both languages, both looks, every size."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import dispatch.schema  # noqa: F401  so that every enum of the domain is known
import web
from tests.browser.busy import Busy, busy
from tests.browser.conftest import NO_WORKER, Site, Watch, Watched, make_quiet
from tests.browser.faces import (
    CONSOLE,
    CREW,
    DESKTOP,
    FACES,
    HOSPITAL,
    LAPTOP,
    LIVE,
    PHONE,
    SLOW_MS,
    SMALL_PHONE,
    WITH_A_MAP,
    ZOOMED,
    Face,
)
from tests.browser.rules import broken_by_theme
from web.i18n import catalogue

pytestmark = [
    pytest.mark.browser,
    # A page that closes drops its downloads, and the development server leaves their files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SNAKE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
LATIN = re.compile(r"\b[a-z]{4,}\b")
SHOWN = """() => [document.body.innerText, ...[...document.querySelectorAll('body *')].flatMap(one =>
  ['title', 'aria-label', 'placeholder', 'alt'].map(name => one.getAttribute(name)))].filter(Boolean).join('\\n')"""
MOVING = """() => document.getAnimations().filter(one => one.playState === 'running'
  && !one.effect.target.matches('.skeleton')).map(one => one.effect.target.outerHTML.slice(0, 120))"""  # it only waits
STICKS_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
  document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().right > innerWidth).slice(0, 8).map(one => one.outerHTML.slice(0, 120))]"""
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), look = getComputedStyle(one);
  const inner = ['date', 'time', 'datetime-local'].includes(one.type);  // the browser marks day and month by itself
  const ringed = ({outlineStyle, outlineWidth}) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  const ring = [one, one.parentElement, one.nextElementSibling].some(at => at && ringed(getComputedStyle(at)));
  return {page: one === document.body, name: one.outerHTML.slice(0, 120),
    ring: ring || inner || look.boxShadow !== 'none',
    seen: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight};
}"""
FAINT = """() => [...document.querySelectorAll('.priority, .button')].filter(one => one.offsetParent)
  .filter(one => { const look = getComputedStyle(one); return look.color === look.backgroundColor; })
  .map(one => one.outerHTML.slice(0, 120))"""
LOOK = re.compile(r"\[data-theme[^{}]*\{([^{}]*)\}")
LOOK_AWAY = "document.activeElement.blur()"
KEY = re.compile(
    r"\b(?:admin|alert|assignment|audit|audit_action|chief|common|interval|job|link|may|page|password|policy|replay"
    r"|request|rights_of|role|sortie|stamp|start|stress|wall)\.(?!csv\b)[a-z_]+\b"
)
CALLER, RECORD, REPLAY = "caller", "record", "replay"
FRESH_S = 60  # calls and requests that wait longer than that look different


def codes() -> set[str]:
    """Every code of the domain that is one Latin word of four letters or more."""
    return {str(member.value) for kind in StrEnum.__subclasses__() for member in kind} & set(
        LATIN.findall(" ".join(str(member.value) for kind in StrEnum.__subclasses__() for member in kind))
    )


def speak(page: Page, site: Site, language: str) -> None:
    """Show the page in a language."""
    page.context.add_cookies([{"name": "language", "value": language, "url": site.address}])
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", language)


def drawn(page: Page, face: Face) -> None:
    """Wait until the page shows its data."""
    expect(page.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".skeleton")).to_have_count(0, timeout=SLOW_MS)


def look_closely(page: Page, face: Face) -> None:
    """Open what is usually closed: an incident, its details, the list of reasons, every fold."""
    if face == CONSOLE:
        page.keyboard.press("KeyJ")
        expect(page.locator("aside.panel .section").first).to_be_visible(timeout=SLOW_MS)
    if face == HOSPITAL:
        page.locator("article.ask .answers button").nth(2).click()
    page.evaluate("document.querySelectorAll('details:not([open], .tools-menu) > summary').forEach(one => one.click())")


def raw_words(page: Page, face: Face, language: str) -> list[str]:
    """Keys of the catalogue and codes of the domain that the page shows instead of sentences."""
    words, known = page.evaluate(SHOWN), catalogue(language)
    raw = [key for key in re.findall(r"\b[a-z_]+(?:\.[a-z_0-9]+)+\b", words) if key in known]
    raw += KEY.findall(page.locator("body").inner_text())
    if face.coded:
        return raw
    return raw + SNAKE.findall(words) + (sorted(set(LATIN.findall(words)) & codes()) if language == "ko" else [])


def lost_steps(page: Page) -> list[str]:
    """Where the keyboard stands as it walks the page, if one cannot see it there."""
    met = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["page"]:
            break
        met.append(at)
    return [at["name"] for at in met if not at["ring"] or not at["seen"]]


def too_wide(page: Page, face: Face, *sizes: dict[str, Any]) -> dict[str, Sequence[object]]:
    """What sticks out of a window of these sizes, by the size."""
    wrong: dict[str, Sequence[object]] = {}
    for size in sizes:
        page.set_viewport_size(size["viewport"])
        drawn(page, face)
        wrong |= told(**{"x".join(map(str, size["viewport"].values())): page.evaluate(STICKS_OUT)})
    return wrong


def told(**found: Sequence[object]) -> dict[str, Sequence[object]]:
    """What was found wrong, by what it is about."""
    return {about: wrong for about, wrong in found.items() if wrong}


@pytest.fixture(scope="module")
def fresh_board(site: Site) -> Callable[[], Busy]:
    """Makes a busy board, and another when it has grown old; no story here changes one."""
    made: list[tuple[float, Busy]] = []

    def board() -> Busy:
        if not made or monotonic() - made[-1][0] > FRESH_S:
            made.append((monotonic(), busy(make_quiet(site))))
        return made[-1][1]

    return board


@pytest.fixture
def board(fresh_board: Callable[[], Busy]) -> Busy:
    return fresh_board()


@pytest.fixture
def show(watch: Watch, site: Site, board: Busy) -> Watched:
    """Opens pages as everywhere, but of the busy board."""
    return watch(site)


@pytest.fixture(params=[*FACES, CALLER, RECORD, REPLAY], ids=str)
def face(request: pytest.FixtureRequest, board: Busy) -> Face:
    """Every page there is; the caller's is behind the link that was sent, a record and a replay behind an incident."""
    given: Face | str = request.param
    if isinstance(given, Face):
        return given
    if given == RECORD:
        return Face(RECORD, "nurse", f"/record/{board.incidents[0]}", "main .card", streams=0)
    if given == REPLAY:
        return Face(REPLAY, "chief", f"/chief/replay/{board.incidents[0]}", "main > *", streams=0)
    return Face(CALLER, None, f"/c/{board.link}", "h1", streams=0)


def test_a_busy_page_is_accessible_fits_every_window_has_words_for_everything_and_breaks_no_policy(
    show: Watched, face: Face
) -> None:
    show.expected = (*NO_WORKER, "Applying inline style")  # by axe itself, while it measures contrast
    page = show(face.login, face.path, **LAPTOP)
    drawn(page, face)
    wrong = told(
        order=page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").all_inner_texts(),
        lost=lost_steps(page),
    )
    page.evaluate(LOOK_AWAY)
    wrong |= too_wide(page, face, DESKTOP, ZOOMED, SMALL_PHONE, PHONE, LAPTOP)
    assert wrong == {}
    if face == CREW or face.name == CALLER:
        page = show(face.login, face.path, **PHONE)
    for language in ("ko", "en"):
        if language != "ko":
            speak(page, show.site, language)
        drawn(page, face)
        look_closely(page, face)
        wrong = told(
            raw=raw_words(page, face, language),
            policy=page.evaluate("window.violations"),
            wide=page.evaluate(STICKS_OUT),
        )
        wrong |= broken_by_theme(page) | too_wide(page, face, PHONE, LAPTOP)
        assert wrong == {}, language


def test_the_looks_differ_in_colour_alone_so_that_one_is_enough_for_what_is_not_colour() -> None:
    sheets = "".join(sheet.read_text("utf-8") for sheet in (Path(web.__file__).parent / "static/css").glob("*.css"))
    set_by_look = {line.split(":")[0].strip() for rule in LOOK.findall(sheets) for line in rule.split(";")} - {""}
    assert set_by_look == {"color-scheme", "filter"}
    assert "prefers-color-scheme" not in sheets


@pytest.mark.draws
@pytest.mark.parametrize("with_map", WITH_A_MAP, ids=str)
def test_a_drawn_map_is_accessible_and_breaks_no_policy(show: Watched, with_map: Face) -> None:
    show.expected = (*NO_WORKER, "Applying inline style")
    page = show(with_map.login, with_map.path, **LAPTOP)
    drawn(page, with_map)
    expect(page.locator(".map[data-state=drawn]").first).to_be_visible(timeout=SLOW_MS)
    assert told(policy=page.evaluate("window.violations"), **broken_by_theme(page)) == {}


def test_what_the_console_opens_over_itself_is_accessible_too(show: Watched) -> None:
    show.expected = ("Applying inline style",)
    page = show(CONSOLE.login, CONSOLE.path, **LAPTOP)
    drawn(page, CONSOLE)
    for keys, opened in (("Shift+Slash", "dialog[open]"), ("KeyN", ".callform #text")):
        page.keyboard.press(keys)
        expect(page.locator(opened).first).to_be_visible()
        assert broken_by_theme(page) == {}, keys
        page.keyboard.press("Escape")
        expect(page.locator(opened)).to_have_count(0)


@pytest.mark.parametrize("asked", LIVE, ids=str)
def test_a_page_does_what_its_reader_asked_the_system_for(show: Watched, asked: Face) -> None:
    page = show(asked.login, asked.path, **LAPTOP, reduced_motion="reduce")
    drawn(page, asked)
    look_closely(page, asked)
    assert told(moving=page.evaluate(MOVING), faint=page.evaluate(FAINT)) == {}
    page.emulate_media(reduced_motion="no-preference", contrast="more")
    assert page.evaluate(FAINT) == [], "more contrast"
    page.emulate_media(contrast="no-preference", forced_colors="active")
    assert page.evaluate(FAINT) == [], "forced colours"


def test_at_two_hundred_percent_the_queue_is_still_there(show: Watched) -> None:
    page = show(CONSOLE.login, CONSOLE.path, **ZOOMED)
    drawn(page, CONSOLE)
    first = page.locator(".queue li").first
    expect(first).to_be_in_viewport(ratio=0.6)
    assert page.evaluate(STICKS_OUT) == []
