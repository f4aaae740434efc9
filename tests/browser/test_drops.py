"""The desk's card of a kit from the air: its way, the caller's words, and answers by number."""

import pytest
from playwright.sync_api import expect

from chassis import events
from chassis.identity import Actor, Role
from drones.moves import move
from drones.states import SortieAction
from drones.tables.sorties import lock_sortie
from tests.browser.conftest import Site, Watched
from tests.browser.test_pad import FAR
from tests.browser.test_pages import SLOW_MS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
A = SortieAction
ARREST = {"complaint": "arrest", "gate": {"conscious": "no", "breathing": "no"}, "locations": [FAR], "language": "zh"}


def fly(site: Site, sortie_id: str, *steps: SortieAction) -> None:
    """Pilot and vehicle take these steps."""
    for step in steps:
        with site.running.db.write() as session:
            row = lock_sortie(session, sortie_id)
            pilot = Actor("usr_story", "조종사", Role.PILOT, row.station_region, row.station_id)
            events.append(session, move(session, pilot, row, step, now=site.running.clock.now()))
        site.running.bell.ring()


def test_a_dispatcher_follows_the_kit_into_somebodys_hands_by_keys(show: Watched) -> None:
    site = show.site
    desk = site.person("desk")
    made = str(desk.post("/api/v1/calls", ARREST)["incident_id"])
    desk.post(f"/api/v1/incidents/{made}/send", {"sure": True})
    sortie = desk.get(f"/api/v1/incidents/{made}")["incident"]["drop"]["sortie"]["id"]
    page = show("desk", "/desk")
    page.locator(f"#call-{made}").click(timeout=SLOW_MS)
    card, stage = page.get_by_role("region", name="드론 키트"), page.locator(".drop > .row > .chip")
    expect(stage).to_have_text("출발 전", timeout=SLOW_MS)
    fly(site, sortie, A.ACCEPT, A.PREFLIGHT_OK, A.LAUNCH, A.TAKE_OFF)
    expect(stage).to_have_text("가는 중", timeout=SLOW_MS)
    expect(card).to_contain_text("留在患者身边")  # the caller's language beside the dispatcher's
    fly(site, sortie, A.ON_STATION, A.LOWER, A.RELEASE)
    expect(stage).to_have_text("땅에 놓임", timeout=SLOW_MS)
    page.keyboard.press("Shift+KeyK")
    expect(card).to_be_focused()
    for asked in ("상자를 가져왔나요?", "패드를 붙였나요?", "기계가 충격을 주었나요?"):
        expect(card.locator(".ask .mine")).to_have_text(asked, timeout=SLOW_MS)
        page.keyboard.press("Digit1")
    expect(card.locator(".said")).to_contain_text("충격 실시", timeout=SLOW_MS)
    page.keyboard.press("Digit1")
    expect(card.locator(".said")).to_contain_text("×2", timeout=SLOW_MS)
    expect(card.locator(".said")).to_contain_text("패드 붙임", timeout=SLOW_MS)
    expect(page.locator(".timeline")).to_contain_text("키트 가져옴", timeout=SLOW_MS)
    fly(site, sortie, A.RETRACT, A.RETURN, A.LAND, A.CLOSE)
    for job in desk.get(f"/api/v1/incidents/{made}")["incident"]["assignments"]:
        desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "called_off"})
    desk.post(f"/api/v1/incidents/{made}/cancel", {"reason": "test_call"})
