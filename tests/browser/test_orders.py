"""A physician orders from the hospital, the crew reads it back by its figures and gives it; both see every step."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, Watched
from tests.browser.rules import broken_rules
from tests.browser.test_crew import SLOW_MS, SMALL_PHONE, TOO_SMALL, finish, send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def bound_for_the_nurses(site: Site) -> str:
    """The crew is at its patient, who goes to the nurse's hospital; the incident's id."""
    incident, crew, nurse = send(site), site.person("crew"), site.person("nurse")
    [job] = site.person("desk2").get(f"/api/v1/incidents/{incident}")["incident"]["assignments"]
    for action in ("ack", "en_route", "on_scene", "at_patient"):
        crew.post(f"/api/v1/assignments/{job['id']}/steps", {"action": action})
    asked = crew.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})
    [request] = [r for r in asked["requests"] if r["hospital_id"] == nurse.facility]
    nurse.post(f"/api/v1/requests/{request['id']}/accept")
    crew.post(f"/api/v1/requests/{request['id']}/confirm")
    return incident


def heard(card: Locator, *figures: str) -> None:
    """Tap what was heard, and send it."""
    for figure in figures:
        card.locator("label.choice", has_text=figure).first.tap()


def entries(site: Site, incident: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.person("crew").get(f"/api/v1/incidents/{incident}/care")["entries"]
    return [one for one in found if one["source"] == "order"]


def order(page: Page) -> None:
    """The hospital's physician orders aspirin."""
    page.get_by_role("button", name="지시하기", exact=True).click(timeout=SLOW_MS)
    page.locator(".order-items").get_by_role("button", name="아스피린", exact=True).click()
    page.locator("label.choice", has_text="오의사").click()
    expect(page.locator(".order-draft .order-warnings")).to_contain_text("알레르기를 확인하지 않음")
    page.get_by_role("button", name="그래도 지시하기").click()


def test_an_order_is_read_back_given_and_confirmed_and_a_line_is_read(show: Watched) -> None:
    show.expected = ("Applying inline style",)  # by axe itself, while it measures contrast
    site = show.site
    nurse = site.person("nurse")
    name = nurse.post(f"/api/v1/hospitals/{nurse.facility}/names", {"name": "오의사", "duty": "doctor"})["id"]
    incident = bound_for_the_nurses(site)
    hospital = show("nurse", "/receiving", viewport={"width": 1366, "height": 768})
    crew = show("crew", "/crew", **SMALL_PHONE)
    expect(crew.locator(".tabs")).to_be_visible(timeout=SLOW_MS)
    order(hospital)
    strip, card = crew.locator(".order-strip"), crew.locator(".order-card")
    expect(strip).to_contain_text("아스피린 300 mg", timeout=SLOW_MS)
    strip.tap()
    heard(card, "100", "경구")
    expect(card.locator(".differs")).to_contain_text("100 mg")
    heard(card, "300")
    assert crew.evaluate(TOO_SMALL, [".order-card .button, .order-card .choice", 56]) == []
    assert broken_rules(crew) == []
    card.get_by_role("button", name="복창하기").tap()
    row = hospital.locator(".order-row")
    expect(row).to_contain_text("복창함", timeout=SLOW_MS)
    card.get_by_role("button", name="투여함", exact=True).tap(timeout=SLOW_MS)
    expect(card).to_have_count(0, timeout=SLOW_MS)
    row.get_by_role("button", name="시행 확인").click(timeout=SLOW_MS)
    expect(row.locator(".chip.good")).to_contain_text("확인함", timeout=SLOW_MS)
    [given] = entries(site, incident)
    assert (given["code"], given["dose"], given["unit"], given["route"]) == ("aspirin", 300, "mg", "oral")
    hospital.locator(".guidance-talk").get_by_role("button", name="의료진이 대기하고 있습니다").click()
    line = hospital.locator(".guidance-talk li.own")
    expect(line.locator(".ticks")).to_contain_text("전달됨: 구급대", timeout=SLOW_MS)
    crew.locator(".tabs").get_by_role("button", name="병원").tap()
    expect(crew.locator(".guidance-talk li")).to_contain_text("의료진이 대기하고 있습니다", timeout=SLOW_MS)
    expect(line.locator(".ticks")).to_contain_text("읽음: 구급대", timeout=SLOW_MS)
    assert broken_rules(hospital) == []
    nurse.post(f"/api/v1/names/{name}/remove")
    finish(site, incident)
