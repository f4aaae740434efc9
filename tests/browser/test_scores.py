"""One story of a patient in points: tapped by a crew with gloves, accepted, read by desk and hospital, judged again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SLOW_MS = 20_000
SMALL_PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
TAPPED = {"안면 마비": "2 중등도 이상", "팔 힘 (10초)": "2 못 듦", "눈·머리 쏠림": "1 있음"}
SIGNS = {"respiratory_rate_bpm": 22, "heart_rate_bpm": 112, "spo2_percent": 95, "avpu": "C", "systolic_mmhg": 168}


def bring(site: Site) -> tuple[str, str]:
    """The crew's unit stands at a patient whose hospital has agreed; incident and request."""
    desk, crew, nurse = site.person("desk2"), site.person("crew"), site.person("nurse")
    place = {"source": "typed", "lat": 36.51, "lon": 127.26, "text": "고운동"}
    call = {"text": "할머니가 기운이 없으세요", "locations": [place], "age_years": 74}
    call["gate"] = {"conscious": "yes", "breathing": "yes"}
    incident = str(desk.post("/api/v1/calls", call)["incident_id"])
    job = desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": crew.facility})["assignment_id"]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    crew.post(f"/api/v1/incidents/{incident}/vitals", SIGNS)
    asked = crew.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})
    [request] = [one["id"] for one in asked["requests"] if one["hospital_id"] == nurse.facility]
    nurse.post(f"/api/v1/requests/{request}/accept")
    crew.post(f"/api/v1/requests/{request}/confirm")
    return incident, job


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap(timeout=SLOW_MS)


def test_what_a_crew_taps_is_accepted_by_a_person_and_read_by_hospital_and_desk(show: Watched) -> None:
    site = show.site
    incident, job = bring(site)
    page = show("crew", "/crew", **SMALL_PHONE)
    early = page.get_by_role("region", name="NEWS2")
    expect(early).to_contain_text("8 이상", timeout=SLOW_MS)
    expect(early.locator(".missing")).to_contain_text("산소 투여, 체온")
    tap(page, "RACE 대혈관폐색")
    for item, answer in TAPPED.items():
        page.get_by_role("group", name=item).get_by_text(answer, exact=True).tap()
    tap(page, "기록")
    expect(page.locator(".assessed")).to_contain_text("대혈관폐색 의심", timeout=SLOW_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    desk = site.person("desk2")
    assert desk.get(f"/api/v1/incidents/{incident}")["incident"]["bundle"] is None
    tap(page, "반영")
    expect(page.locator(".settled")).to_contain_text("뇌경색 재관류", timeout=SLOW_MS)
    assert desk.get(f"/api/v1/incidents/{incident}")["incident"]["bundle"] == "stroke"

    page.get_by_role("group", name="중증도 1–5 (Pre-KTAS 단계)").get_by_text("2", exact=True).tap()
    expect(page.locator(".levels")).to_contain_text("환자 곁", timeout=SLOW_MS)
    page.get_by_role("group", name="중증도 1–5 (Pre-KTAS 단계)").get_by_text("3", exact=True).tap()
    page.get_by_role("group", name="단계를 낮추는 이유").get_by_text("호전", exact=True).tap()
    expect(page.locator(".levels li")).to_have_count(2, timeout=SLOW_MS)

    crew = site.person("crew")
    for action in ("depart", "at_hospital"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    ward = show("nurse", "/receiving")
    expect(ward.get_by_role("region", name="NEWS2")).to_contain_text("8 이상", timeout=SLOW_MS)
    expect(ward.locator(".assessed")).to_contain_text("반영")
    ward.get_by_role("group", name="병원 판단 중증도").get_by_text("2", exact=True).click()
    expect(ward.locator(".levels")).to_contain_text("병원", timeout=SLOW_MS)
    [judged] = [
        one for one in site.person("chief").get("/api/v1/chief/agreement")["pairs"] if one["pair"] == "crew_hospital"
    ]
    assert judged["cells"][2][1] >= 1
    for action in ("hand_over", "clear"):
        crew.post(f"/api/v1/assignments/{job}/steps", {"action": action})
    desk.post(f"/api/v1/incidents/{incident}/close", {"reason": "transported"})
