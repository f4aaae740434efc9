"""What holds for every page, on a busy board and on a quiet one: both languages, both looks, every size."""

import re
from collections.abc import Sequence
from enum import StrEnum

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import dispatch.schema  # noqa: F401  so that every enum of the domain is known
from tests.browser.busy import Busy, busy
from tests.browser.conftest import NO_WORKER, Site, Watched
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
from web.i18n import catalogue

pytestmark = [
    pytest.mark.browser,
    # A page that closes drops its downloads, and the development server leaves their files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
SNAKE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
LATIN = re.compile(r"\b[a-z]{4,}\b")
SHOWN = """() => [document.body.innerText, ...[...document.querySelectorAll('body *')].flatMap(one =>
  ['title', 'aria-label', 'placeholder', 'alt'].map(name => one.getAttribute(name)))].filter(Boolean).join('\\n')"""
AT_REST = """() => document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity)
  .forEach(one => one.finish())"""
HAS_FOCUS = "one => one === document.activeElement"
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
CALLER, RECORD = "caller", "record"


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


def look_closely(page: Page, face: Face) -> None:
    """Open what is usually closed: an incident, its details, the list of reasons, every fold."""
    if face == CONSOLE:
        page.keyboard.press("KeyJ")
        expect(page.locator("aside.panel .section").first).to_be_visible(timeout=SLOW_MS)
    if face == HOSPITAL:
        page.locator("article.ask .answers button").nth(2).click()
    page.evaluate("document.querySelectorAll('details:not([open], .tools-menu) > summary').forEach(one => one.click())")


def broken_rules(page: Page, theme: str) -> list[object]:
    """The rules of WCAG 2.2 AA that what the page shows now breaks."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.evaluate(AT_REST)
    found = Axe().run(page, options=RULES).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160], v["nodes"][0]["failureSummary"]) for v in found]


def raw_words(page: Page, face: Face, language: str) -> list[str]:
    """Keys of the catalogue and codes of the domain that the page shows instead of sentences."""
    words, known = page.evaluate(SHOWN), catalogue(language)
    raw = [key for key in re.findall(r"\b[a-z_]+(?:\.[a-z_0-9]+)+\b", words) if key in known]
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


def told(**found: Sequence[object]) -> dict[str, Sequence[object]]:
    """What was found wrong, by what it is about."""
    return {about: wrong for about, wrong in found.items() if wrong}


@pytest.fixture
def board(quiet_site: Site) -> Busy:
    return busy(quiet_site)


@pytest.fixture(params=[*FACES, CALLER, RECORD], ids=str)
def face(request: pytest.FixtureRequest, board: Busy) -> Face:
    """Every page there is; the caller's is behind the link that was sent, a record behind its incident."""
    given: Face | str = request.param
    if isinstance(given, Face):
        return given
    if given == RECORD:
        return Face(RECORD, "nurse", f"/record/{board.incidents[0]}", "main .card", streams=0)
    return Face(CALLER, None, f"/c/{board.link}", "h1", streams=0)


def test_a_busy_page_is_accessible_has_words_for_everything_and_breaks_no_policy(show: Watched, face: Face) -> None:
    show.expected = (*NO_WORKER, "Applying inline style")  # by axe itself, while it measures contrast
    page = show(face.login, face.path, **(PHONE if face in {CREW} or face.name == CALLER else LAPTOP))
    for language in ("ko", "en"):
        speak(page, show.site, language)
        drawn(page, face)
        look_closely(page, face)
        wrong = told(
            raw=raw_words(page, face, language),
            policy=page.evaluate("window.violations"),
            wide=page.evaluate(STICKS_OUT),
            light=broken_rules(page, "light"),
            dark=broken_rules(page, "dark"),
        )
        assert wrong == {}, language


def test_a_busy_page_fits_every_window_and_shows_where_the_keyboard_is(show: Watched, face: Face) -> None:
    show.expected = NO_WORKER
    page = show(face.login, face.path, **LAPTOP)
    drawn(page, face)
    wrong = told(
        order=page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").all_inner_texts(),
        lost=lost_steps(page),
    )
    for size in (DESKTOP, ZOOMED, PHONE, SMALL_PHONE):
        page.set_viewport_size(size["viewport"])
        drawn(page, face)
        wrong |= told(**{"x".join(map(str, size["viewport"].values())): page.evaluate(STICKS_OUT)})
    assert wrong == {}


@pytest.mark.draws
@pytest.mark.parametrize("with_map", WITH_A_MAP, ids=str)
def test_a_drawn_map_is_accessible_and_breaks_no_policy(show: Watched, board: Busy, with_map: Face) -> None:
    show.expected = (*NO_WORKER, "Applying inline style")
    page = show(with_map.login, with_map.path, **LAPTOP)
    drawn(page, with_map)
    expect(page.locator(".map[data-state=drawn]").first).to_be_visible(timeout=SLOW_MS)
    found = told(
        policy=page.evaluate("window.violations"), light=broken_rules(page, "light"), dark=broken_rules(page, "dark")
    )
    assert found == {}


@pytest.mark.parametrize("keys", ["Shift+Slash", "KeyN"])
def test_what_the_console_opens_over_itself_is_accessible_too(show: Watched, board: Busy, keys: str) -> None:
    show.expected = ("Applying inline style",)
    page = show(CONSOLE.login, CONSOLE.path, **LAPTOP)
    drawn(page, CONSOLE)
    page.keyboard.press(keys)
    expect(page.locator("dialog[open], .callform #text").first).to_be_visible()
    for theme in ("light", "dark"):
        assert broken_rules(page, theme) == [], theme


@pytest.mark.parametrize(
    "wish", [{"reduced_motion": "reduce"}, {"contrast": "more"}, {"forced_colors": "active"}], ids=str
)
@pytest.mark.parametrize("asked", LIVE, ids=str)
def test_a_page_does_what_its_reader_asked_the_system_for(
    show: Watched, board: Busy, asked: Face, wish: dict[str, str]
) -> None:
    page = show(asked.login, asked.path, **LAPTOP, **wish)
    drawn(page, asked)
    look_closely(page, asked)
    if "reduced_motion" in wish:
        assert page.evaluate(MOVING) == []
    faint = page.evaluate("""() => [...document.querySelectorAll('.priority, .button')].filter(one => one.offsetParent)
      .filter(one => { const look = getComputedStyle(one); return look.color === look.backgroundColor; }).length""")
    assert faint == 0


def test_at_two_hundred_percent_the_queue_is_still_there(show: Watched, board: Busy) -> None:
    page = show(CONSOLE.login, CONSOLE.path, **ZOOMED)
    drawn(page, CONSOLE)
    first = page.locator(".queue li").first
    expect(first).to_be_in_viewport(ratio=0.6)
    assert page.evaluate(STICKS_OUT) == []


def test_what_comes_in_takes_nobody_by_the_hand(show: Watched, quiet_site: Site) -> None:
    page, nurse = show(CONSOLE.login, CONSOLE.path), show(HOSPITAL.login, HOSPITAL.path)
    for one, face in ((page, CONSOLE), (nurse, HOSPITAL)):
        drawn(one, face)
        expect(one.locator(".feed.good")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(page.locator("#address")).to_be_focused()
    page.locator("#text").fill("가슴이 아파")
    stepper = nurse.locator(".stepper button").first
    stepper.focus()
    busy(quiet_site)
    expect(nurse.locator("article.ask")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".queue li").first).to_be_visible(timeout=SLOW_MS)
    assert page.locator("#text").evaluate(HAS_FOCUS)
    expect(page.locator("#text")).to_have_value("가슴이 아파")
    assert stepper.evaluate(HAS_FOCUS)
