"""From the first ring to a unit on its way, by keys alone, and how long that takes a practised hand to type."""

from unicodedata import normalize

import pytest
import requests
from playwright.sync_api import Page, expect

from dispatch.paging.sms import signature
from tests.browser.conftest import PROVIDER, Site, Watched
from tests.browser.test_keyboard import SLOW_MS, compose, console

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
STROKES_A_SECOND = 5.0  # 300 타/분: a practised Korean typist
TYPING_S = 25.0


class Hand:
    """Presses keys and counts them; Hangul is counted by its letters, as they are struck."""

    def __init__(self, page: Page) -> None:
        self._page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.strokes += len(key.split("+"))

    def write(self, text: str) -> None:
        """Into whatever has the focus, as an input method does."""
        compose(self._page.locator("*:focus"), text)
        self.strokes += len(normalize("NFD", text))


def ring(site: Site, call: str, number: str) -> None:
    """The telephone provider tells of a call."""
    form = {"CallSid": call, "From": number, "To": "+8244119", "CallStatus": "ringing"}
    path = "/hooks/voice/incoming"
    address = site.running.settings.public_url + path
    given = signature(PROVIDER, address, {name: [value] for name, value in form.items()})
    headers = {"X-Twilio-Signature": given}
    requests.post(site.address + path, data=form, headers=headers, timeout=30).raise_for_status()


def test_from_the_ring_to_a_unit_on_its_way_in_25_seconds_of_typing(show: Watched) -> None:
    page, desk2 = console(show), show.site.person("desk2")
    hand = Hand(page)
    ring(show.site, "CA-story", "+821055507788")
    expect(page.locator(".queue")).to_contain_text("+821055507788", timeout=SLOW_MS)

    hand.press("a")
    expect(page.locator("#address")).to_be_focused(timeout=SLOW_MS)
    hand.write("정부세종")
    expect(page.locator("#address-offers [role=option]").first).to_be_visible(timeout=SLOW_MS)
    hand.press("Enter")  # applies the place that is offered
    expect(page.locator(".callform")).to_contain_text("✓")
    hand.press("Enter")
    expect(page.locator(".callform [name=conscious]").first).to_be_focused()
    hand.press("Space", "Tab", "ArrowRight", "Tab")  # both yes
    expect(page.locator("#text")).to_be_focused()
    hand.write("가슴이 아프고 식은땀이 나요")
    hand.press("Control+Shift+Enter")
    expect(page.locator("aside.panel .job").first).to_be_visible(timeout=SLOW_MS)

    [incident] = [
        one
        for one in desk2.get("/api/v1/desk/board")["incidents"]
        if any(call["caller_number"] == "+821055507788" for call in calls_of(show.site, one["id"]))
    ]
    told = desk2.get(f"/api/v1/incidents/{incident['id']}")["incident"]
    at = {stamp["name"]: stamp["at"] for stamp in told["stamps"]}
    assert at["call_ringing"] < at["call_received"] < at["dispatch"]
    assert told["gate"] | {"happened": None} == {"conscious": "yes", "breathing": "yes", "happened": None}
    assert [job["state"] for job in told["assignments"]] == ["dispatched"] * len(told["assignments"]) != []
    assert hand.strokes / STROKES_A_SECOND <= TYPING_S


def calls_of(site: Site, incident_id: str) -> list[dict[str, str]]:
    calls: list[dict[str, str]] = site.person("desk2").get(f"/api/v1/incidents/{incident_id}")["incident"]["calls"]
    return calls
