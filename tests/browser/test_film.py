"""A patient shown from the ambulance, in real browsers with a camera that counts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.faces import PHONE, SLOW_MS
from tests.browser.test_caller import GOES_ON
from tests.browser.test_pages import take_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PART = "환자 영상"


@pytest.fixture
def patient(show: Watched) -> Iterator[dict[str, Any]]:
    """A patient in the crew's hands, bound for the nurse's hospital; let go in the end."""
    site = show.site
    desk, crew, nurse = (site.person(login) for login in ("desk", "crew", "nurse"))
    incident = take_call(site)["incident_id"]
    desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": crew.facility})
    [job] = crew.get("/api/v1/crew/me")["jobs"]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job['id']}/steps", {"action": action})
    [asked] = crew.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})["requests"]
    nurse.post(f"/api/v1/requests/{asked['id']}/accept")
    crew.post(f"/api/v1/requests/{asked['id']}/confirm")
    yield {"incident": incident, "job": job["id"]}
    desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "called_off"})
    desk.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "test_call"})


def test_the_hospital_asks_the_crew_allows_and_both_go_on_after_a_reload(
    show: Watched, patient: dict[str, Any]
) -> None:
    show.expected = ("409", "404")  # a fourth viewer is refused, in words; a word about a film that has just ended
    crew, nurse = show("crew", "/crew", **PHONE), show("nurse", "/receiving")
    nurse.get_by_role("button", name="환자 영상 요청").click(timeout=SLOW_MS)
    band = crew.locator(".film-band")
    expect(band).to_contain_text("환자 영상을 요청합니다", timeout=SLOW_MS)
    for key in band.get_by_role("button").all():
        assert (key.bounding_box() or {})["height"] >= 56
    band.get_by_role("button", name="응급, 추정 동의").click()
    nurse.get_by_role("button", name="환자 영상 보기").click(timeout=SLOW_MS)
    runs(nurse)
    expect(band).to_contain_text("1명이 봄", timeout=SLOW_MS)
    crew.reload()
    expect(band).to_contain_text("영상을 보내는 중", timeout=SLOW_MS)
    runs(nurse)
    nurse.reload()
    runs(nurse)
    second = show("nurse", "/receiving")
    second.get_by_role("button", name="환자 영상 보기").click(timeout=SLOW_MS)
    runs(second)
    runs(nurse)
    third = {"page": "3" * 24}
    show.site.person("chief").post(f"/api/v1/incidents/{patient['incident']}/film/watch", third)
    fourth = show("nurse", "/receiving")
    fourth.get_by_role("button", name="환자 영상 보기").click(timeout=SLOW_MS)
    expect(fourth.locator(".toast.bad")).to_contain_text("이미 세 명이 보고 있습니다", timeout=SLOW_MS)
    second.get_by_role("button", name="구급대에 말하기").click()
    expect(second.get_by_role("button", name="마이크 끄기")).to_be_visible(timeout=SLOW_MS)
    expect(band).to_contain_text("말하는 중", timeout=SLOW_MS)
    band.get_by_role("button", name="끄기").click()
    expect(nurse.get_by_label(PART).first).to_contain_text("구급대가 영상을 껐습니다", timeout=SLOW_MS)
    expect(nurse.locator("video.film")).to_have_count(0)


def runs(page: Page) -> None:
    """Frames are decoded: the picture has a size, and its clock goes on."""
    expect(page.locator("video.film")).to_be_visible(timeout=SLOW_MS)
    began = "one => one.videoWidth > 0 && one.currentTime > 0"
    page.wait_for_function(f"() => [...document.querySelectorAll('video.film')].some({began})", timeout=SLOW_MS)
    page.evaluate("() => { window.filmAt = Infinity; }")
    page.wait_for_function(GOES_ON, timeout=SLOW_MS)
