"""The map: drawn from our own tiles with nothing from outside, how far help reaches, a window of its own, and a console
without it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.browser.conftest import CHROMIUM, FLAGS, PLAIN, Site, Watch, Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.draws,
    # A page that closes drops its downloads, and the development server leaves their files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
SLOW_MS = 30_000
PATIENCE = 40  # looks at a map that is still drawing
NO_GRAPHICS = (*FLAGS, *PLAIN, "--disable-webgl", "--disable-webgl2", "--disable-3d-apis")
RENDERED = """layers => {
  const map = document.querySelector('.map .drawing').maplibre;
  return map.queryRenderedFeatures({layers}).map(one => one.properties);
}"""
WHERE = """place => {
  const map = document.querySelector('.map .drawing').maplibre, box = map.getCanvas().getBoundingClientRect();
  const at = map.project([place.lon, place.lat]);
  return {x: box.x + at.x, y: box.y + at.y};
}"""


def rendered(page: Page, *layers: str) -> list[dict[str, Any]]:
    """What the map shows of some layers once it shows anything, by its properties."""
    expect(page.locator(".map[data-state=drawn]")).to_be_visible(timeout=SLOW_MS)
    for _ in range(PATIENCE):
        if found := page.evaluate(RENDERED, list(layers)):
            return list(found)
        page.wait_for_timeout(250)
    return []


def take_call(site: Site, **more: Any) -> Any:
    """A call from city hall, taken by the second dispatcher."""
    gate = {"conscious": "yes", "breathing": "yes"}
    body = {"complaint": "chest_pain", "locations": [CITY_HALL], "gate": gate}
    return site.person("desk2").post("/api/v1/calls", body | more)


def test_roads_and_their_korean_names_are_drawn_and_all_of_it_comes_from_this_machine(show: Watched) -> None:
    show.hears = True
    page = show("desk", "/desk/map")
    assert {road["class"] for road in rendered(page, "roads")} >= {"primary", "secondary"}
    page.evaluate("document.querySelector('.map .drawing').maplibre.jumpTo({center: [127.265, 36.499], zoom: 15})")
    names = {road["name:ko"] for road in rendered(page, "road-names")}
    assert any(name.endswith(("길", "로")) for name in names)
    tiles = [(status, address) for status, address in show.answers if "/tiles/" in address]
    assert tiles
    assert all(address.startswith(show.site.address) and status in {200, 204} for status, address in tiles)
    assert any(".woff2" in address for _, address in show.answers)  # the letters too, from our own slices


def test_english_pages_have_english_road_names(show: Watched) -> None:
    page = show("desk", "/desk/map")
    expect(page.locator(".map[data-state=drawn]")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyL")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.evaluate("document.querySelector('.map .drawing').maplibre.jumpTo({center: [127.265, 36.499], zoom: 15})")
    names = {road["name:en"] for road in rendered(page, "road-names")}
    assert any(name.endswith(("-gil", "-ro")) for name in names)
    page.keyboard.press("KeyL")
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_the_keys_of_a_map_are_light_on_dark_also_where_the_device_chose(show: Watched) -> None:
    page = show("desk", "/desk/map", color_scheme="dark")
    expect(page.locator(".map[data-state=drawn]")).to_be_visible(timeout=SLOW_MS)
    nearer = page.locator(".maplibregl-ctrl-zoom-in .maplibregl-ctrl-icon")
    expect(nearer).to_have_css("filter", "invert(1)")
    page.keyboard.press("t")
    expect(nearer).to_have_css("filter", "none")


def test_every_map_says_that_its_roads_are_invented(show: Watched) -> None:
    for login, path in (("desk", "/desk"), ("desk", "/desk/map"), ("pilot", "/pad")):
        page = show(login, path)
        expect(page.locator(".maplibregl-ctrl-attrib").first).to_contain_text("예시로 만든 도로", timeout=SLOW_MS)


def test_how_far_help_reaches_is_told_in_words_and_drawn_and_follows_the_units(show: Watched) -> None:
    page = show("desk", "/desk")
    expect(page.locator(".map[data-state=drawn]")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".reach")).to_have_count(0)
    page.keyboard.press("KeyG")
    told = page.locator(".reach")
    expect(told).to_contain_text("8분 안에 닿는 빈 차")
    expect(told).to_contain_text("두 대 이상")
    assert {zone["depth"] for zone in rendered(page, "reach")} <= {0, 1, 2}
    quiet = counts(told)
    assert sum(quiet) == 55
    for number in range(6):
        take_call(show.site, send=True, locations=[CITY_HALL | {"lat": 36.48 + number / 100}])
    expect(told.locator("b.num").first).not_to_have_text(str(quiet[0]), timeout=SLOW_MS)
    assert counts(told)[0] < quiet[0]
    page.reload()  # the browser remembers what was shown
    expect(page.locator(".reach")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyG")
    expect(page.locator(".reach")).to_have_count(0)


def counts(told: Locator) -> list[int]:
    """How many zones two and more units, one, and none reach."""
    return [int(text) for text in told.locator("b.num").all_inner_texts()]


def test_console_and_map_window_choose_the_same_incident(show: Watched) -> None:
    first, second = take_call(show.site), take_call(show.site, locations=[CITY_HALL | {"lat": 36.51, "text": "북쪽"}])
    desk = show("desk", "/desk")
    expect(desk.locator(f"#call-{first['incident_id']}")).to_be_visible(timeout=SLOW_MS)
    with desk.context.expect_page() as opened:
        desk.keyboard.press("KeyO")
    window = opened.value
    there = window.locator(f"#call-{first['incident_id']}")
    expect(there).to_have_attribute("aria-pressed", "false", timeout=SLOW_MS)
    desk.locator(f"#call-{first['incident_id']}").click()
    expect(there).to_have_attribute("aria-pressed", "true")
    rendered(window, "incidents")
    assert any(one["chosen"] for one in rendered(window, "incidents"))

    window.evaluate("document.querySelector('.map .drawing').maplibre.jumpTo({center: [127.289, 36.50], zoom: 12})")
    at = window.evaluate(WHERE, {"lat": 36.51, "lon": 127.289})
    rendered(window, "incidents")
    window.mouse.click(at["x"], at["y"])
    expect(desk.locator(f"#call-{second['incident_id']}")).to_have_attribute("aria-pressed", "true", timeout=SLOW_MS)
    window.keyboard.press("Escape")
    expect(desk.locator(f"#call-{second['incident_id']}")).to_have_attribute("aria-pressed", "false")


def test_the_map_window_works_alone_and_switches_what_it_shows(show: Watched) -> None:
    number = take_call(show.site)["incident_id"]
    page = show("desk", "/desk/map", viewport={"width": 1366, "height": 768})
    expect(page.locator(f"#call-{number}")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyJ")
    expect(page.locator(f"#call-{number}")).to_have_attribute("aria-pressed", "true")
    assert rendered(page, "hospitals", "units")
    for key, name, layer in (("KeyU", "구급차", "units"), ("KeyH", "병원", "hospitals")):
        page.keyboard.press(key)
        expect(page.locator(".switches").get_by_role("button", name=name)).to_have_attribute("aria-pressed", "false")
        expect_none(page, layer)
    page.keyboard.press("KeyQ")
    expect(page.locator("nav.queue")).to_have_count(0)


def expect_none(page: Page, layer: str) -> None:
    """Nothing of a layer is left once the map has drawn itself anew."""
    for _ in range(PATIENCE):
        if not page.evaluate(RENDERED, [layer]):
            return
        page.wait_for_timeout(250)
    pytest.fail(f"{layer} are still drawn")


@pytest.fixture
def without_graphics(playwright: Playwright, watch: Watch, quiet_site: Site) -> Iterator[Watched]:
    """A Chromium that has no WebGL, as on a console computer without a usable graphics card."""
    if CHROMIUM is None:
        pytest.skip("no Chromium found: install one, or name it in CHROMIUM")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(NO_GRAPHICS))
    watched = watch(quiet_site)
    watched.browser = browser
    yield watched
    for context in watched.contexts:
        context.close()
    watched.contexts.clear()
    browser.close()


def test_without_webgl_the_console_says_so_and_a_call_is_taken_and_sent(without_graphics: Watched) -> None:
    page = without_graphics("desk", "/desk")
    expect(page.locator("nav.queue")).to_be_visible(timeout=SLOW_MS)
    assert page.evaluate("document.createElement('canvas').getContext('webgl2') === null")
    expect(page.locator(".tabs .chip")).to_contain_text("지도 없음")
    expect(page.locator(".centre").get_by_text("세종1", exact=True).first).to_be_visible()  # the units, as a list
    page.keyboard.press("KeyN")
    expect(page.locator("#address")).to_be_focused()
    page.keyboard.type("36.4800, 127.2890")
    page.locator("#text").focus()
    page.keyboard.type("가슴이 아프고 식은땀이 나요")
    page.keyboard.press("Control+Enter")
    panel = page.locator("aside.panel")
    expect(panel.locator(".option").first).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyD")
    page.keyboard.press("KeyD")
    expect(panel.locator(".job").first).to_contain_text("지령 보냄", timeout=SLOW_MS)
    page.get_by_role("tab", name="지도").click()
    expect(page.locator(".map .empty")).to_contain_text("이 컴퓨터에서는 지도를 그릴 수 없습니다")


def test_without_webgl_the_map_window_keeps_its_list(without_graphics: Watched) -> None:
    number = take_call(without_graphics.site)["incident_id"]
    page = without_graphics("desk", "/desk/map")
    expect(page.locator(f"#call-{number}")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".map .empty")).to_contain_text("WebGL2")


def test_areas_within_minutes_are_drawn_when_asked_for_with_their_age_and_on_the_second_window_too(
    show: Watched,
) -> None:
    for path in ("/desk", "/desk/map"):
        page = show("desk", path)
        expect(page.locator(".map[data-state=drawn]")).to_be_visible(timeout=SLOW_MS)
        expect(page.locator(".isochrones")).to_be_hidden()
        page.keyboard.press("KeyI")
        expect(page.locator(".isochrones [role=status]")).to_contain_text("전 기준", timeout=SLOW_MS)
        expect(page.locator(".isochrones span")).to_contain_text(["4분 안", "8분 안", "12분 안"])
        assert {one["name"] for one in rendered(page, "isochrones")} >= {"4분", "8분"}
        page.keyboard.press("KeyI")
        expect(page.locator(".isochrones")).to_be_hidden()
