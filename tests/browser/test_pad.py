"""The drone operators' page: from an order to the shelf by keyboard, home by one press, and a station at rest."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from drones.tables.sorties import lock_sortie
from tests.browser.conftest import Site, Watched
from tests.browser.rules import broken_rules
from tests.browser.test_pages import SLOW_MS, take_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FAR = {"source": "typed", "lat": 36.445, "lon": 127.31, "text": "시골길"}
SIZES = ({"width": 1600, "height": 900}, {"width": 1366, "height": 768}, {"width": 390, "height": 844})
FAILED_IN_AIR = """async () => {
  const {hear, hearValue} = await import('/static/app/pad/state.js'), failed = {sortie_id: 'srt', drone_id: 'drn'};
  hearValue({kind: 'drone_position', subject: 'drn', at: new Date().toISOString(), data: {vehicle: {mode: 'auto'}}});
  hear({kind: 'failed_in_air', subject: failed.sortie_id, data: {failed}}, () => null);
}"""


@pytest.fixture
def order(site: Site) -> Iterator[dict[str, Any]]:
    """An arrest far enough out that the station's drone is there first; over and tidied away afterwards."""
    desk, pilot = site.person("desk2"), site.person("pilot")
    call = take_call(site, gate={"conscious": "no", "breathing": "no"}, complaint="arrest", locations=[FAR])
    desk.post(f"/api/v1/incidents/{call['incident_id']}/send")
    [sortie] = pilot.get("/api/v1/pad/board")["sorties"]
    yield sortie
    finish(site, sortie["id"])
    for job in desk.get(f"/api/v1/incidents/{call['incident_id']}")["incident"]["assignments"]:
        if job["open"]:
            desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "called_off"})
    desk.post(f"/api/v1/incidents/{call['incident_id']}/cancel", {"reason": "test_call"})


def finish(site: Site, sortie_id: str) -> None:
    """Bring a sortie to its end from wherever a story left it."""
    pilot = site.person("pilot")
    while sortie := next((s for s in pilot.get("/api/v1/pad/board")["sorties"] if s["id"] == sortie_id), None):
        action = next(a for a in ("cancel", "close", "land", "return", "abort", "divert") if a in sortie["allowed"])
        pilot.post(f"/api/v1/sorties/{sortie_id}/steps", {"action": action, "reason": "call_ended"})


def held(page: Page, stands: str) -> None:
    """Hold the guarded key until it has acted, and on: it begins nothing else before it has come up."""
    page.keyboard.down("Space")
    expect(state(page)).to_have_text(stands, timeout=SLOW_MS)
    page.keyboard.down("Space")  # repeats itself
    drawn(page)
    expect(page.locator(".hold.held")).to_have_count(0, timeout=1)
    page.keyboard.up("Space")


def drawn(page: Page) -> None:
    """What has just been heard is on the page now."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def state(page: Page) -> Any:
    return page.locator(".flight header .chip")


def checked(page: Page, order: dict[str, Any]) -> None:
    """No vehicle is heard in these stories: the pilot answers its part of the list by hand."""
    page.keyboard.press("KeyA")
    expect(state(page)).to_have_text("수락", timeout=SLOW_MS)
    done = page.get_by_role("button", name="점검 완료")
    expect(done).to_be_disabled()
    expect(page.locator(".ask")).to_have_count(6, timeout=SLOW_MS)
    for point in (1, 2, 3, 4, 5, 7):
        page.keyboard.press(f"Digit{point}")
    expect(page.locator(".ask[aria-pressed=true]")).to_have_count(6, timeout=SLOW_MS)
    read(page, "kit-of-another-shelf")
    expect(page.locator(".label-read")).to_contain_text("다른 키트", timeout=SLOW_MS)
    read(page, order["kit_id"])
    if page.get_by_role("button", name="방금 확인함").count():
        page.get_by_role("button", name="방금 확인함").click()
    expect(done).to_be_enabled(timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(state(page)).to_have_text("점검 완료", timeout=SLOW_MS)


def read(page: Page, label: str) -> None:
    """Scan a kit's label, as a scanner types it."""
    page.keyboard.press("Digit6")
    page.locator("#kit-label").fill(label)
    page.keyboard.press("Enter")


def lowered(site: Site, sortie_id: str) -> None:
    """The time that letting the line out takes is over."""
    began = site.running.clock.now() - timedelta(minutes=2)
    with site.running.db.write() as session:
        row = lock_sortie(session, sortie_id)
        row.entered = {**row.entered, "lowering": began.isoformat()}


def test_a_drop_is_flown_by_keyboard_from_the_order_to_the_shelf(show: Watched, order: dict[str, Any]) -> None:
    page = show("pilot", "/pad")
    expect(state(page)).to_have_text("투하 요청", timeout=SLOW_MS)
    expect(page.get_by_role("timer")).to_contain_text("/ 0:45")
    checked(page, order)
    page.keyboard.press("Space")  # a slip is no launch
    expect(state(page)).to_have_text("점검 완료")
    held(page, "이륙 중")
    for stands in ("비행 중", "목표 상공"):
        page.keyboard.press("KeyN")
        expect(state(page)).to_have_text(stands, timeout=SLOW_MS)
    page.keyboard.press("Space")  # nobody has looked below yet
    expect(page.locator(".flight .hold")).to_be_disabled()
    page.keyboard.press("Digit1")
    expect(page.locator(".flight .hold")).to_be_enabled(timeout=SLOW_MS)
    held(page, "키트 내리는 중")
    expect(page.locator(".flight .hold")).to_be_disabled()  # it still hangs
    lowered(show.site, order["id"])
    page.reload()
    expect(page.locator(".flight .hold")).to_be_enabled(timeout=SLOW_MS)
    held(page, "키트 놓음")
    page.keyboard.press("KeyN")
    expect(state(page)).to_have_text("줄 감는 중", timeout=SLOW_MS)
    page.keyboard.press("KeyR")
    expect(state(page)).to_have_text("복귀 중", timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(state(page)).to_have_text("착륙", timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(page.locator(".readiness")).to_contain_text("전달됨", timeout=SLOW_MS)


def test_one_press_calls_the_drone_home_and_asks_why_afterwards(show: Watched, order: dict[str, Any]) -> None:
    page = show("pilot", "/pad")
    expect(state(page)).to_have_text("투하 요청", timeout=SLOW_MS)
    checked(page, order)
    page.locator(".hold").hover()
    page.mouse.down()
    expect(state(page)).to_have_text("이륙 중", timeout=SLOW_MS)
    page.mouse.up()
    page.keyboard.press("KeyN")
    expect(state(page)).to_have_text("비행 중", timeout=SLOW_MS)
    page.keyboard.press("KeyP")
    expect(page.locator(".flight .link")).to_contain_text("공중 정지", timeout=SLOW_MS)
    page.keyboard.press("KeyP")
    expect(page.locator(".flight .link")).not_to_contain_text("공중 정지", timeout=SLOW_MS)
    page.get_by_role("button", name="지금 귀환").click()
    why = page.locator(".reasons-choice")
    expect(why).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(page.get_by_role("button", name="마무리")).to_be_disabled(timeout=SLOW_MS)
    page.keyboard.press("Digit1")
    expect(why).to_have_count(0, timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(page.locator(".readiness")).to_be_visible(timeout=SLOW_MS)


def test_a_pause_that_is_seen_before_it_is_answered_is_taken_back_by_the_next_press(
    show: Watched, order: dict[str, Any]
) -> None:
    page, late = show("pilot", "/pad"), list[tuple[Route, APIResponse]]()
    expect(state(page)).to_have_text("투하 요청", timeout=SLOW_MS)
    checked(page, order)
    held(page, "이륙 중")
    page.keyboard.press("KeyN")
    expect(state(page)).to_have_text("비행 중", timeout=SLOW_MS)

    def answer_late(route: Route) -> None:
        late.append((route, route.fetch()))

    page.route("**/pause", answer_late)
    page.keyboard.press("KeyP")
    paused = page.locator(".flight .link", has_text="공중 정지")
    expect(paused).to_be_visible(timeout=SLOW_MS)  # by the event
    page.keyboard.press("KeyP")
    expect(paused).to_have_count(0, timeout=SLOW_MS)
    [(route, answer)] = late
    with page.expect_response("**/pause"):
        route.fulfill(response=answer)
    drawn(page)
    expect(paused).to_have_count(0)  # what was said before says nothing now


def test_an_alarm_is_in_sight_however_far_the_page_is_scrolled_and_its_keys_lie_free(show: Watched) -> None:
    page = show("pilot", "/pad", viewport=SIZES[-1])
    expect(page.locator(".readiness")).to_be_visible(timeout=SLOW_MS)
    page.evaluate(FAILED_IN_AIR)
    alarm = page.get_by_role("log", name="경보")
    expect(alarm).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(alarm).to_be_in_viewport(ratio=1)
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for key in ("복귀 지시", "확인함"):
            alarm.get_by_role("button", name=key).click(trial=True)  # nothing lies on it


def test_an_order_is_declined_with_two_keys(show: Watched, order: dict[str, Any]) -> None:
    page = show("pilot", "/pad")
    expect(state(page)).to_have_text("투하 요청", timeout=SLOW_MS)
    page.keyboard.press("KeyX")
    page.keyboard.press("Digit2")
    expect(page.locator(".readiness")).to_contain_text("공역", timeout=SLOW_MS)


def test_a_station_at_rest_says_what_it_could_do_and_why_not(show: Watched) -> None:
    page = show("pilot", "/pad")
    ready = page.locator(".readiness")
    expect(ready).to_contain_text("출동 가능", timeout=SLOW_MS)
    expect(ready.locator(".air")).to_contain_text("≤ 12")
    page.locator(".drone").first.get_by_role("button", name="운용 중지").click()
    page.locator(".drone").first.get_by_role("button", name="수리").click()
    expect(ready).to_contain_text("불가", timeout=SLOW_MS)
    page.locator(".drone").first.get_by_role("button", name="점검함").click()
    expect(ready.locator(".reasons")).to_have_count(0, timeout=SLOW_MS)


def test_every_state_of_the_page_fits_and_meets_wcag(show: Watched, order: dict[str, Any]) -> None:
    show.expected = ("Applying inline style",)  # by axe itself
    page = show("pilot", "/pad")
    expect(state(page)).to_have_text("투하 요청", timeout=SLOW_MS)
    page.keyboard.press("KeyA")
    expect(page.locator(".preflight")).to_be_visible(timeout=SLOW_MS)
    for theme in ("light", "dark"):
        page.evaluate(f"localStorage.theme = '{theme}'")
        page.reload()
        expect(page.locator(".preflight")).to_be_visible(timeout=SLOW_MS)
        assert broken_rules(page) == [], theme
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        expect(page.get_by_role("button", name="점검 완료")).to_be_visible()
