"""What is known of a place, at the desk and in the cab; the pages for a change of shift and for paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.rules import broken_rules

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SLOW_MS = 20_000
HERE = {"source": "typed", "lat": 36.529, "lon": 127.372, "text": "부강역"}
PAGES = ("/desk/handover", "/desk/paper", "/desk/premises")


def test_a_note_is_written_by_keyboard_seen_with_the_next_call_and_ended(show: Watched) -> None:
    show.expected = ("Applying inline style",)  # axe's own
    kim = show.site.person("desk")
    incident = kim.post("/api/v1/calls", {"complaint": "fever", "locations": [HERE]})["incident_id"]
    page = show("desk", "/desk")
    page.locator(f"#call-{incident}").click(timeout=SLOW_MS)
    expect(page.get_by_role("region", name="현장 정보")).to_be_visible()
    page.keyboard.press("KeyP")
    form = page.get_by_role("form", name="새 메모")
    expect(form.get_by_label("종류")).to_be_focused()
    form.get_by_label("종류").select_option("dog")
    form.get_by_label("내용").fill("큰 개 두 마리")
    page.keyboard.press("Control+Enter")
    note = page.locator(".panel .premise", has_text="큰 개 두 마리")
    expect(note).to_be_visible(timeout=SLOW_MS)
    expect(note).to_contain_text("개 주의")
    assert broken_rules(page) == []

    page.keyboard.press("KeyN")
    page.locator("#address").fill("부강역")
    expect(page.locator(".callform .premise", has_text="큰 개 두 마리")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("Escape")

    note.get_by_role("button", name="내리기: 개 주의").click()
    note.get_by_role("button", name="사실과 다름").click()
    expect(page.locator(".panel .premise", has_text="큰 개 두 마리")).to_have_count(0, timeout=SLOW_MS)
    kim.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "test"})


def test_a_shift_is_handed_over_by_two_people_without_a_script(show: Watched) -> None:
    page = show("desk", "/desk/handover", java_script_enabled=False)
    page.get_by_role("button", name="교대 일지 만들기").click()
    page.get_by_label("인계 사항").fill("조용했음")
    page.get_by_role("button", name="이름으로 인계 서명").click()
    expect(page.get_by_text("인수자가 자기 자리에서 서명합니다.")).to_be_visible()
    other = show("desk2", page.url.removeprefix(show.site.address))
    other.get_by_role("button", name="이름으로 인수 서명").click()
    expect(other.get_by_text("교대 완료")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_behind_the_tools_are_accessible_and_fit(path: str, show: Watched) -> None:
    show.expected = ("Applying inline style",)  # axe's own
    page = show("desk", path, viewport={"width": 1366, "height": 768})
    for theme, language in (("light", "ko"), ("dark", "en")):
        page.context.add_cookies([{"name": "language", "value": language, "url": show.site.address}])
        page.evaluate(f"localStorage.theme = '{theme}'")
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert broken_rules(page) == [], (theme, language)


def test_the_tools_stand_behind_one_key_of_the_top_bar(show: Watched) -> None:
    page = show("desk", "/desk")
    page.locator(".tools-menu summary").focus(timeout=SLOW_MS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="종이 접수 입력")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="종이 접수 입력")).to_be_hidden()
    expect(page.locator(".tools-menu summary")).to_be_focused()
