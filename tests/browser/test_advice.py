"""Advice at the desk: seen with how often it is right, answered with one key, and counted for the chief."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Caller, Site, Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SLOW_MS = 20_000


def chosen(page: Page, incident: str) -> None:
    page.locator(f"#call-{incident}").click(timeout=SLOW_MS)
    expect(page.locator(".advice li")).to_have_count(1, timeout=SLOW_MS)


def taken(site: Site, text: str) -> str:
    body: dict[str, Any] = {"text": text, "gate": {"conscious": "yes", "breathing": "yes"}}
    return str(site.person("desk2").post("/api/v1/calls", body)["incident_id"])


def typed_call(page: Page, desk: Caller) -> str:
    """A call whose complaint is taken over from what the words sound like while they are typed."""
    page.keyboard.press("KeyN")
    page.locator("#text").fill("가슴이 쥐어짜듯 아프고 식은땀이 나요")
    page.locator("[data-suggested=chest_pain] button").click(timeout=SLOW_MS)
    expect(page.locator("#complaint")).to_have_value("chest_pain")
    page.keyboard.press("Control+Enter")
    expect(page.locator("aside.panel h2")).to_contain_text("가슴 통증", timeout=SLOW_MS)
    incident = str(page.locator(".call[aria-pressed=true]").get_attribute("id")).removeprefix("call-")
    assert desk.get(f"/api/v1/incidents/{incident}")["incident"]["complaint"] == "chest_pain"
    return incident


def test_advice_takes_one_key_and_a_place_said_one_press(
    show: Watched,
) -> None:
    site, page = show.site, show("desk", "/desk")
    desk2 = site.person("desk2")
    agreed = taken(site, "세종시청 앞인데 몸이 뻣뻣해지고 거품을 물어요")
    passed = taken(site, "오른팔을 들지 못하고 입이 돌아갔어요")
    chosen(page, agreed)
    expect(page.locator(".advice")).to_contain_text("경련")
    expect(page.locator(".advice")).to_contain_text("검증에서")
    page.locator(".said-places .button").first.click()
    expect(page.locator("#panel-place")).to_have_value("세종시청")
    page.keyboard.press("Escape")
    chosen(page, agreed)
    page.keyboard.press("KeyF")
    expect(page.locator(".advice")).to_have_count(0, timeout=SLOW_MS)
    expect(page.locator("aside.panel h2")).to_contain_text("경련")
    chosen(page, passed)
    page.keyboard.press("KeyB")
    expect(page.locator(".advice")).to_have_count(0, timeout=SLOW_MS)
    found = [desk2.get(f"/api/v1/incidents/{one}")["incident"]["complaint"] for one in (agreed, passed)]
    assert found == ["seizure", None]
    [name] = [one for one in site.person("chief").get("/api/v1/chief/day")["advice"] if one["kind"] == "complaint"]
    assert (name["accepted"] >= 1, name["ignored"] >= 1) == (True, True)
    typed = typed_call(page, desk2)
    for one in (agreed, passed, typed):
        desk2.post(f"/api/v1/incidents/{one}/cancel", {"reason": "false_alarm"})
