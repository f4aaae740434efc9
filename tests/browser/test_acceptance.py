"""The end of the search by telephone: few taps to ask, two clicks to answer, and the telephone counts as an answer."""

from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from chassis.secrets import signed
from dispatch.deliver import KEYPAD
from dispatch.paging.sms import signature
from tests.browser.conftest import PROVIDER, Site, Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SLOW_MS = 20_000
CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
COUNT = """() => { window.pressed = window.typed = 0;
  addEventListener('click', event => { if (event.isTrusted) window.pressed++; }, true);
  addEventListener('keydown', () => { window.typed++; }, true); }"""


def at_the_patient(site: Site) -> str:
    """The crew stands beside a patient with a heart attack; the incident's id."""
    desk, crew = site.person("desk2"), site.person("crew")
    gate = {"conscious": "yes", "breathing": "yes"}
    call = {"complaint": "chest_pain", "locations": [CITY_HALL], "gate": gate}
    incident = str(desk.post("/api/v1/calls", call)["incident_id"])
    job = desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": crew.facility})["assignment_id"]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    return incident


def detail(site: Site, incident: str) -> dict[str, Any]:
    """The incident as the desk reads it."""
    told: dict[str, Any] = site.person("desk2").get(f"/api/v1/incidents/{incident}")["incident"]
    return told


def finish(site: Site, incident: str) -> None:
    """The desk ends what is left, for the next story."""
    desk = site.person("desk2")
    for job in detail(site, incident)["assignments"]:
        if job["open"]:
            desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "test"})
    desk.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "test"})


def open_incident(show: Watched, incident: str) -> Page:
    """The desk with the incident in its panel."""
    desk = show("desk", "/desk")
    desk.locator(f"#call-{incident}").click(timeout=SLOW_MS)
    return desk


def test_a_crew_asks_in_five_taps_everybody_sees_the_rings_and_the_hospital_answers_in_two_clicks(
    show: Watched,
) -> None:
    site, nurse = show.site, show.site.person("nurse")
    incident = at_the_patient(site)
    page = show("crew", "/crew", **PHONE)
    expect(page.get_by_role("button", name="병원", exact=True)).to_be_visible(timeout=SLOW_MS)
    page.evaluate(COUNT)
    page.get_by_role("button", name="병원", exact=True).tap()
    page.get_by_role("button", name="병원에 수용 문의").tap()
    expect(page.locator(".asked .countdown")).to_have_count(3, timeout=SLOW_MS)
    assert page.evaluate("window.pressed") <= 5
    assert page.evaluate("window.typed") == 0

    site.person("desk2").post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})
    rings = len(detail(site, incident)["requests"])
    expect(page.locator(".asked .countdown")).to_have_count(rings, timeout=SLOW_MS)
    desk = open_incident(show, incident)
    expect(desk.locator(".request .countdown")).to_have_count(rings, timeout=SLOW_MS)

    ward = show("nurse", "/receiving", viewport={"width": 1366, "height": 768})
    card = ward.locator("article.ask", has_text="심근경색")
    expect(card).to_be_visible(timeout=SLOW_MS)
    ward.evaluate(COUNT)
    card.get_by_role("button", name="수용", exact=True).click()
    expect(card).to_have_count(0, timeout=SLOW_MS)
    assert ward.evaluate("window.pressed") <= 2
    assert ward.evaluate("window.typed") == 0

    page.get_by_role("button", name="이 병원으로").tap(timeout=SLOW_MS)
    expect(page.locator(".asked[data-state='confirmed']")).to_have_count(1, timeout=SLOW_MS)
    expect(desk.locator(".request", has_text="이송 확정")).to_have_count(1, timeout=SLOW_MS)
    finish(site, incident)


def test_the_telephone_answers_while_the_hospitals_page_is_closed_and_a_transfer_is_one_key(show: Watched) -> None:
    """The keypad's yes stands on the desk's own request; a yes to stabilise only is taken on with one key."""
    site, nurse = show.site, show.site.person("nurse")
    incident = at_the_patient(site)
    site.person("desk2").post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})
    [asked] = detail(site, incident)["requests"]
    desk = open_incident(show, incident)
    row = desk.locator(".request")
    expect(row.locator(".countdown")).to_be_visible(timeout=SLOW_MS)
    settings = site.running.settings
    path = f"/hooks/voice/{signed(settings.secret_key, KEYPAD, asked['id'])}"
    form = {"Digits": "1"}
    given = signature(PROVIDER, settings.public_url + path, {name: [value] for name, value in form.items()})
    unsigned = requests.post(site.address + path, data=form, timeout=30)
    assert unsigned.status_code == 403
    told = requests.post(site.address + path, data=form, headers={"X-Twilio-Signature": given}, timeout=30)
    assert "수용으로 기록했습니다" in told.text
    expect(row.locator(".chip", has_text="수용")).to_be_visible(timeout=SLOW_MS)
    assert detail(site, incident)["requests"][0]["answered_via"] == "keypad"
    desk.keyboard.press("KeyY")
    expect(row).to_contain_text("이송 확정", timeout=SLOW_MS)
    finish(site, incident)

    second = at_the_patient(site)
    site.person("desk2").post(f"/api/v1/incidents/{second}/requests", {"hospital_ids": [nurse.facility]})
    [asked] = detail(site, second)["requests"]
    nurse.post(f"/api/v1/requests/{asked['id']}/accept", {"condition": "stabilise_only"})
    desk.locator(f"#call-{second}").click(timeout=SLOW_MS)
    expect(row).to_contain_text("응급처치만 가능", timeout=SLOW_MS)
    desk.keyboard.press("KeyY")
    onward = desk.get_by_label("재이송")
    expect(onward.get_by_role("button", name="다음 병원 찾기")).to_be_visible(timeout=SLOW_MS)
    desk.keyboard.press("KeyR")
    onward.get_by_role("button", name="재이송 보기").click(timeout=SLOW_MS)
    expect(onward.get_by_role("button", name="앞선 사건 보기")).to_be_visible(timeout=SLOW_MS)
    expect(desk.locator(".request .countdown").first).to_be_visible(timeout=SLOW_MS)
    assert nurse.facility not in {
        one["hospital_id"] for one in detail(site, detail(site, second)["onward_id"])["requests"]
    }
    finish(site, str(detail(site, second)["onward_id"]))
    finish(site, second)
