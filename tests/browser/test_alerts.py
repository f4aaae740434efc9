"""Alerts at the console: few at once, owned, put aside with a reason, and never hidden while they stand."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SLOW_MS = 20_000
RAISED = "2026-03-02T00:00:00+00:00"


def alert(ident: str, kind: str, level: int, **more: Any) -> dict[str, Any]:
    states = ("acked_by", "acked_at", "shelved_by", "shelved_until", "shelved_reason", "escalated_at", "incident_id")
    about = {"id": ident, "kind": kind, "subject": ident, "level": level, "data": {}, "raised_at": RAISED, "open": True}
    return dict.fromkeys(states) | about | more


def console(show: Watched, *alerts: dict[str, Any]) -> Page:
    """The console of a room where these alerts stand."""

    def board(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"alerts": list(alerts)})

    page = show("desk", "/desk")
    page.route("**/api/v1/desk/board", board)
    page.reload()
    expect(page.locator(".top .feed.good")).to_be_visible(timeout=SLOW_MS)
    return page


def test_at_most_three_stand_in_full_and_equal_ones_of_one_cause_together(show: Watched) -> None:
    waiting = [alert(f"w{n}", "pending_too_long", 1) for n in range(4)]
    page = console(show, *waiting, *(alert(f"s{n}", "silent_unit", 2) for n in range(5)))
    expect(page.locator(".alert")).to_have_count(3, timeout=SLOW_MS)
    expect(page.locator(".alerts .more")).to_have_text(re.compile("2건 더"))
    page.locator(".alerts .more").click()
    expect(page.locator(".alert")).to_have_count(5)
    expect(page.locator(".alert", has_text="외 4건")).to_have_count(1)


def test_a_grave_one_that_is_owned_or_shelved_folds_and_stays_listed(show: Watched) -> None:
    shelved = {"shelved_by": "이상황", "shelved_until": "2026-03-02T01:00:00+00:00", "shelved_reason": "being_handled"}
    page = console(
        show,
        alert("a", "pending_too_long", 1, acked_by="김상황"),
        alert("b", "pending_too_long", 1, **shelved),
        alert("c", "silent_unit", 2, **shelved),
    )
    folded = page.locator(".folded-alert")
    expect(folded).to_have_count(2, timeout=SLOW_MS)
    expect(folded.filter(has_text="김상황 확인")).to_have_count(1)
    expect(folded.filter(has_text="이상황 미룸(조치 중)")).to_have_count(1)
    expect(page.locator(".alerts .more")).to_have_text(re.compile("확인·미룸 1건"))


def test_an_alert_is_shelved_by_keys_with_a_reason_and_a_time_its_level_allows(show: Watched) -> None:
    page, sent = console(show, alert("a", "pending_too_long", 1)), []
    page.route(
        "**/alerts/a/shelve", lambda route: (sent.append(route.request.post_data_json), route.fulfill(status=204))
    )
    expect(page.locator(".alert")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyZ")
    shelf = page.locator(".shelf")
    expect(shelf.get_by_role("button").first).to_be_focused()
    assert shelf.locator("option").all_inner_texts() == ["5분", "10분"]
    page.keyboard.press("Enter")
    expect(shelf).to_have_count(0)
    assert sent == [{"reason": "being_handled", "minutes": 5}]


def test_an_unowned_grave_one_steps_six_times_then_stands_and_never_for_who_wants_no_motion(show: Watched) -> None:
    page = console(show, alert("a", "pending_too_long", 1))
    style = (
        "card => { const s = getComputedStyle(card); return [s.animationIterationCount, s.animationTimingFunction]; }"
    )
    count, how = page.locator(".alert").evaluate(style)
    assert count == "6"
    assert how.startswith("steps(2")
    page.emulate_media(reduced_motion="reduce")
    assert page.locator(".alert").evaluate("card => getComputedStyle(card).animationName") == "none"
    expect(page.locator(".alerts [role=log][aria-live=assertive]")).to_contain_text("오래 대기")
