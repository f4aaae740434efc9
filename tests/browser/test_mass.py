"""Many casualties: the crew tags one after another, four taps at most, and the desk's board follows."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.faces import SLOW_MS, SMALL_PHONE
from tests.browser.test_crew import finish, send, tap

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_crew_tags_in_four_taps_and_the_next_one_is_there(show: Watched) -> None:
    site = show.site
    desk, incident = site.person("desk2"), send(show.site)
    desk.post(f"/api/v1/incidents/{incident}/mass", {"kind": "traffic", "estimated": 8})
    page = show("crew", "/crew", **SMALL_PHONE)
    page.locator(".tabs button").first.tap(timeout=SLOW_MS)
    page.get_by_text("START", exact=True).tap(timeout=SLOW_MS)
    tap(page, "못 걷지만 숨 쉰다")
    for answer in ("아니요", "예", "예"):  # not over 30 a minute, a pulse, obeys
        tap(page, answer)
    expect(page.get_by_text("1번 분류 완료")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("첫눈에 본 상태")).to_be_visible(timeout=SLOW_MS)  # the next one
    [found] = desk.get(f"/api/v1/incidents/{incident}/mass")["mass"]["casualties"]
    assert (found["tag"], found["colour"], found["scale"]) == ("1", "yellow", "start")
    board = show("desk2", f"/desk/mass/{incident}", viewport={"width": 1366, "height": 768})
    expect(board.locator(".mass-table tbody tr")).to_have_count(1, timeout=SLOW_MS)
    board.keyboard.press("KeyS")
    expect(board.locator("td.proposed")).to_be_visible(timeout=SLOW_MS)
    board.locator(".mass-table tbody tr").click()
    board.keyboard.press("KeyH")  # a person chooses another place, and takes it back, by keyboard
    hospital, unit = board.locator(".place-form select").all()
    expect(hospital).to_be_focused(timeout=SLOW_MS)
    hospital.select_option(index=2)
    unit.select_option(index=1)
    board.locator(".place-form button").press("Enter")
    expect(board.locator(".mass-table tbody td").nth(2)).to_have_text("병원 배정", timeout=SLOW_MS)
    board.locator(".mass-table tbody tr").click()
    board.keyboard.press("KeyU")
    board.keyboard.press("Digit4")
    expect(board.locator(".mass-table tbody td").nth(2)).to_have_text("현장", timeout=SLOW_MS)
    desk.post(f"/api/v1/casualties/{found['id']}/end", {"action": "release"})
    expect(board.locator(".mass-table tr[data-ended=true]")).to_have_count(1, timeout=SLOW_MS)
    finish(site, incident)
    desk.post(f"/api/v1/incidents/{incident}/close", {"reason": "test"})
