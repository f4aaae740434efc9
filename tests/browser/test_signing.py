"""At the hospital's door: the crew reads aloud, the receiver signs with a finger, and the hospital sees it done."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SLOW_MS = 20_000
PHONE = {"viewport": {"width": 360, "height": 740}}
WHERE = {"source": "typed", "lat": 36.51, "lon": 127.26, "text": "고운동"}


def at_the_door(site: Site) -> tuple[str, str]:
    """Incident and assignment of a crew that waits at the nurse's hospital."""
    desk, crew, nurse = site.person("desk2"), site.person("crew"), site.person("nurse")
    call = {"complaint": "chest_pain", "locations": [WHERE], "gate": {"conscious": "yes", "breathing": "yes"}}
    incident = str(desk.post("/api/v1/calls", call)["incident_id"])
    sent = desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": crew.facility})
    job = str(sent["assignment_id"])
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    crew.post(f"/api/v1/incidents/{incident}/vitals", {"heart_rate_bpm": 117})
    [asked] = crew.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})["requests"]
    nurse.post(f"/api/v1/requests/{asked['id']}/accept", {})
    crew.post(f"/api/v1/requests/{asked['id']}/confirm")
    for action in ("depart", "at_hospital"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    return incident, job


def draw(page: Page) -> None:
    """A name, more or less."""
    pad = page.locator(".signature .pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for place in range(14):
        page.mouse.move(box["x"] + 20 + place * 18, box["y"] + (90 if place % 2 else 40))
    page.mouse.up()


def test_the_crew_reads_aloud_the_receiver_signs_and_the_hospital_sees_it(show: Watched) -> None:
    site = show.site
    incident, job = at_the_door(site)
    ward = show("nurse", "/receiving", viewport={"width": 1366, "height": 768})
    at_the_bed = ward.get_by_role("region", name="환자 인계", exact=True)
    expect(at_the_bed.get_by_role("button", name="환자 인수 서명")).to_be_visible(timeout=SLOW_MS)
    page = show("crew", "/crew", **PHONE)
    expect(page.locator(".spoken dl > div")).to_have_count(6, timeout=SLOW_MS)
    expect(page.locator(".spoken")).to_contain_text("심박수 117")
    page.get_by_text("다른 사람").click()
    page.get_by_label("인수자 이름").fill("최인수")
    take = page.get_by_role("button", name="인수 확인")
    expect(take).to_be_disabled()
    draw(page)
    take.click()
    expect(page.locator(".taken")).to_contain_text("인수 최인수", timeout=SLOW_MS)
    expect(page.locator(".taken svg.signed")).to_be_visible()
    expect(at_the_bed.get_by_role("button", name="환자 인수 서명")).to_have_count(0, timeout=SLOW_MS)
    site.person("crew").post(f"/api/v1/assignments/{job}/steps", {"action": "clear"})
    site.person("desk2").post(f"/api/v1/incidents/{incident}/close", {"reason": "transported"})
