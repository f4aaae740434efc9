"""What comes in while somebody types."""

import pytest
from playwright.sync_api import expect

from tests.browser.busy import busy
from tests.browser.conftest import Site, Watched
from tests.browser.faces import CONSOLE, HOSPITAL, SLOW_MS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
HAS_FOCUS = "one => one === document.activeElement"


def test_what_comes_in_takes_nobody_by_the_hand(show: Watched, quiet_site: Site) -> None:
    page, nurse = show(CONSOLE.login, CONSOLE.path), show(HOSPITAL.login, HOSPITAL.path)
    for one, face in ((page, CONSOLE), (nurse, HOSPITAL)):
        expect(one.locator(face.ready).first).to_be_visible(timeout=SLOW_MS)
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
