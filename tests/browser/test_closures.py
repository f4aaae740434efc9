"""A road is closed with the mouse: what is meant is shown, decisions say why they changed, the crew hears of it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Watched
from tests.browser.test_map import SLOW_MS, WHERE, rendered, take_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.draws,
    # A page that closes drops its downloads, and the development server leaves their files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

THERE = {"source": "typed", "lat": 36.4975, "lon": 127.2575, "text": "북서쪽"}


def on_its_way(site: Site) -> tuple[str, dict[str, Any]]:
    """The demo's crew drives to an incident; the incident, and its way."""
    desk, crew = site.person("desk2"), site.person("crew")
    taken = take_call(site, locations=[THERE])
    sent = desk.post(f"/api/v1/incidents/{taken['incident_id']}/assignments", {"unit_id": crew.facility})
    for action in ("ack", "en_route"):
        crew.post(f"/api/v1/assignments/{sent['assignment_id']}/steps", {"action": action})
    incident = desk.get(f"/api/v1/incidents/{taken['incident_id']}")["incident"]
    return taken["incident_id"], incident["routes"][sent["assignment_id"]]


def test_closing_a_road_with_the_mouse_ranks_anew_and_leads_the_crew_round(show: Watched) -> None:
    _, way = on_its_way(show.site)
    waiting = take_call(show.site, locations=[THERE])["incident_id"]
    crew = show("crew", "/crew", viewport={"width": 390, "height": 844})
    expect(crew.locator(".turn")).to_be_visible(timeout=SLOW_MS)
    desk = show("desk", "/desk")
    desk.locator(f"#call-{waiting}").click(timeout=SLOW_MS)
    panel = desk.locator("aside.panel")
    expect(panel.locator(".option").first).to_be_visible(timeout=SLOW_MS)
    assert rendered(desk, "units")

    desk.keyboard.press("KeyX")
    tool = desk.get_by_role("complementary", name="도로 통제")
    expect(tool.get_by_label("도로 이름", exact=True).last).to_be_focused()
    lon, lat = way["points"][2 * len(way["points"]) // 3]
    desk.evaluate(f"document.querySelector('.map .drawing').maplibre.jumpTo({{center: [{lon}, {lat}], zoom: 16.5}})")
    at = desk.evaluate(WHERE, {"lat": lat, "lon": lon})
    desk.mouse.click(at["x"], at["y"])
    expect(tool.locator(".meant")).to_be_visible(timeout=SLOW_MS)
    assert rendered(desk, "mark-meant")
    tool.get_by_role("button", name="통제하기").click()
    expect(desk.locator(".toast").last).to_contain_text("1대 우회", timeout=SLOW_MS)
    expect(tool.locator(".closure")).to_have_count(1)
    assert rendered(desk, "closed-sign")
    expect(panel.locator(".because")).to_contain_text("다시 추천", timeout=SLOW_MS)
    expect(crew.get_by_role("alert").filter(has_text="우회")).to_be_visible(timeout=SLOW_MS)

    tool.get_by_role("button", name="해제").click()
    expect(tool.locator(".closure")).to_have_count(0)
    desk.keyboard.press("Escape")
    expect(tool).to_have_count(0)


def test_without_the_mouse_a_street_is_closed_by_its_name_and_a_mistake_stands_beside_it(show: Watched) -> None:
    show.expected = ("422",)
    streets = show.site.person("desk2").get("/api/v1/traffic/streets")["streets"]
    desk = show("desk", "/desk")
    expect(desk.locator("nav.queue")).to_be_visible(timeout=SLOW_MS)
    desk.keyboard.press("KeyX")
    tool = desk.get_by_role("complementary", name="도로 통제")
    expect(tool.locator("#closure-street")).to_be_focused()
    desk.keyboard.type("없는길이름")
    expect(tool.locator("#closure-street-wrong")).to_be_visible(timeout=SLOW_MS)
    desk.keyboard.press("Control+A")
    desk.keyboard.type(streets[0]["ko"])
    expect(tool.locator(".meant")).to_contain_text(streets[0]["ko"], timeout=SLOW_MS)
    desk.keyboard.press("Control+Enter")
    expect(tool.locator(".closure")).to_contain_text(streets[0]["ko"], timeout=SLOW_MS)
    desk.keyboard.press("Escape")
    expect(tool).to_have_count(0)
