"""From ring to clear without a mouse and with the Korean input method on, and several people at one desk."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site, Watched
from tests.browser.rules import broken_rules

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SLOW_MS = 20_000
LETTERS = {
    "KeyJ": "ㅓ",
    "KeyN": "ㅜ",
    "KeyD": "ㅇ",
    "KeyQ": "ㅂ",
    "KeyY": "ㅛ",
    "KeyE": "ㄷ",
    "KeyS": "ㄴ",
    "KeyH": "ㅗ",
    "KeyA": "ㅁ",
}
COMPOSING = """(field, [code, text]) => {
  const press = {key: 'Process', code, keyCode: 229, isComposing: true, bubbles: true, cancelable: true};
  field.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
  field.dispatchEvent(new KeyboardEvent('keydown', press));
  field.value += text;
  field.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true, data: text}));
  field.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: text}));
}"""


LOOKS = ("t", "ㅅ")  # a command that changes nothing, and has no time to take it back


def console(show: Watched, login: str = "desk", **options: Any) -> Page:
    page = show(login, "/desk", **options)
    expect(page.locator(".top .feed.good")).to_be_visible(timeout=SLOW_MS)
    return page


def press(page: Page, code: str, *, process: bool = False) -> None:
    """A key as it comes with the Korean input method on: its place is told, its letter is Hangul or `Process`."""
    key = "Process" if process else LETTERS[code]
    page.evaluate(
        """([code, key]) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown',
            {code, key, keyCode: key === 'Process' ? 229 : 0, bubbles: true, cancelable: true}))""",
        [code, key],
    )


def compose(field: Locator, text: str, code: str = "KeyD") -> None:
    """Hangul written by an input method: the page sees the key as `Process`, and the text arrive."""
    field.evaluate(COMPOSING, [code, text])


def command(page: Page, text: str) -> None:
    """A line typed and carried out at once."""
    page.keyboard.press("Slash")
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.insert_text(text)
    expect(page.locator(".preview")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("Enter")
    if text[0] not in LOOKS:  # otherwise D would send a unit
        expect(page.locator(".leaving")).to_be_visible()
        page.keyboard.press("KeyD")


def take_call(site: Site, **more: Any) -> dict[str, Any]:
    place = {"source": "typed", "lat": 36.5, "lon": 127.26, "text": "호수공원"}
    body = {"complaint": "chest_pain", "locations": [place], "gate": {"conscious": "yes", "breathing": "yes"}}
    taken: dict[str, Any] = site.person("desk2").post("/api/v1/calls", body | more)
    return taken


def test_from_ring_to_clear_by_keys_alone_with_the_korean_input_method_on(show: Watched) -> None:
    page, desk2 = console(show), show.site.person("desk2")
    panel = page.locator("aside.panel")
    press(page, "KeyN")
    expect(page.locator("#address")).to_be_focused(timeout=SLOW_MS)
    compose(page.locator("#address"), "정부세종")
    expect(page.locator("#address-offers [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")  # applies the offered place, and does not send the form
    expect(page.locator(".callform")).to_contain_text("✓ 정부세종청사")
    page.keyboard.press("Enter")
    expect(page.locator(".callform [name=conscious]").first).to_be_focused()
    page.locator("#text").focus()
    compose(page.locator("#text"), "가슴이 아프고 식은땀이 나요", "KeyN")
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_role("heading", name="가슴 통증")).to_be_visible(timeout=SLOW_MS)
    number = panel.locator("header small").first.inner_text().split(" ")[0]
    incident = page.locator(".call[aria-pressed=true]").get_attribute("id").removeprefix("call-")

    press(page, "KeyQ", process=True)
    press(page, "KeyY")
    press(page, "KeyY")
    expect(panel.locator("[data-question=breathing] [aria-pressed=true]")).to_contain_text("예", timeout=SLOW_MS)
    page.keyboard.press("Escape")
    expect(panel).to_contain_text("선택한 사건이 없습니다")
    command(page, f"ㅅ {int(number[3:])}")  # t, as the input method writes it
    expect(panel.locator("header")).to_contain_text(number, timeout=SLOW_MS)

    expect(panel.locator(".option").first).to_be_visible(timeout=SLOW_MS)
    first = panel.locator(".option b").first.inner_text()
    page.keyboard.press("Digit2")
    press(page, "KeyD")
    expect(panel.locator(".leaving")).to_be_visible()
    press(page, "KeyD", process=True)
    expect(panel.locator(".job")).to_contain_text("지령 보냄", timeout=SLOW_MS)
    expect(panel.get_by_text("선택 사유")).to_be_visible()
    expect(panel.locator(".acts .button").first).to_contain_text(first)  # who was picked has gone; the first is next
    page.keyboard.press("Digit1")
    expect(panel.locator(".job")).to_contain_text("더 빨리 도착", timeout=SLOW_MS)
    unit = desk2.get(f"/api/v1/incidents/{incident}")["incident"]["assignments"][0]["unit_id"]

    page.keyboard.press("Shift+Digit1")
    press(page, "KeyH")
    expect(panel.locator(".request")).to_have_count(1, timeout=SLOW_MS)
    [asked] = desk2.get(f"/api/v1/incidents/{incident}")["incident"]["requests"]
    desk2.post(f"/api/v1/requests/{asked['id']}/phone-answer", {"accepted": True})
    expect(panel.get_by_role("button", name="확정")).to_be_visible(timeout=SLOW_MS)
    press(page, "KeyY")
    expect(panel.locator(".facts")).to_contain_text("이송 병원", timeout=SLOW_MS)

    for step in ("ack", "er", "sc", "pt", "dp", "ah", "ho", "cl"):
        command(page, f"ㄴ {unit} {step}")
        expect(page.locator(".leaving")).to_have_count(0)
    expect(panel.get_by_role("button", name="종결")).to_be_enabled(timeout=SLOW_MS)
    press(page, "KeyE")
    expect(panel.locator(".reasons-choice")).to_be_visible()
    page.keyboard.press("Digit1")
    press(page, "KeyD")
    expect(panel).to_contain_text("다시 열기", timeout=SLOW_MS)
    ended = desk2.get(f"/api/v1/incidents/{incident}")["incident"]
    assert (ended["state"], ended["disposition"]) == ("closed", "transported")


def test_a_unit_that_somebody_else_takes_is_not_what_d_sends_and_the_panel_decides_anew(show: Watched) -> None:
    page, taken = console(show), take_call(show.site)
    panel = page.locator("aside.panel")
    page.locator(f"#call-{taken['incident_id']}").click()
    best = panel.locator(".option b").first
    expect(best).to_be_visible(timeout=SLOW_MS)
    callsign, decision = best.inner_text(), taken["incident"]["decision_id"]
    expect(panel.locator(".acts .button").first).to_contain_text(callsign)
    desk2 = show.site.person("desk2")
    unit = next(one for one in desk2.get("/api/v1/desk/board")["units"] if one["callsign"]["ko"] == callsign)
    other = take_call(show.site)["incident_id"]
    desk2.post(f"/api/v1/incidents/{other}/assignments", {"unit_id": unit["id"]})
    expect(panel.locator(".acts .button").first).not_to_contain_text(callsign, timeout=SLOW_MS)
    expect(best).not_to_contain_text(callsign, timeout=SLOW_MS)
    assert desk2.get(f"/api/v1/incidents/{taken['incident_id']}")["incident"]["decision_id"] != decision


def test_keys_that_are_being_composed_in_a_field_command_nothing(show: Watched) -> None:
    page = console(show)
    taken = take_call(show.site)
    press(page, "KeyJ")
    expect(page.locator("aside.panel")).to_contain_text(taken["number"], timeout=SLOW_MS)
    page.keyboard.press("Slash")
    line = page.locator("#line")
    for code, text in (("KeyD", "ㅇ"), ("Enter", ""), ("Escape", ""), ("Slash", "")):
        compose(line, text, code)
    expect(line).to_be_focused()
    expect(page.locator(".leaving")).to_have_count(0)
    expect(page.locator(".line-drop")).to_contain_text("출동")


def test_the_line_says_what_will_happen_what_is_missing_and_takes_it_back(show: Watched) -> None:
    page = console(show)
    taken = take_call(show.site)
    serial = int(taken["number"][3:])
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.insert_text(f"c {serial}")
    drop = page.locator(".line-drop")
    expect(drop).to_contain_text("종결 결과 입력", timeout=SLOW_MS)
    page.keyboard.insert_text(" nonsense")
    expect(drop.locator(".wrong")).to_contain_text("종결 결과 “nonsense” 없음")
    page.locator("#line").fill(f"x {serial} 오인")
    expect(drop.locator(".preview")).to_contain_text(taken["number"])
    page.keyboard.press("Enter")
    leaving = page.locator("aside.panel .leaving")
    expect(leaving).to_contain_text("취소")
    page.keyboard.press("Escape")
    expect(leaving).to_have_count(0)
    page.keyboard.press("Slash")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#line")).to_have_value(f"x {serial} 오인")
    state = show.site.person("desk2").get(f"/api/v1/incidents/{taken['incident_id']}")["incident"]["state"]
    assert state == "pending"


def test_the_line_finds_a_closed_incident_by_its_callers_number_and_goes_there(show: Watched) -> None:
    taken = take_call(show.site, caller_number="+82 10 4242 1717")
    show.site.person("desk2").post(f"/api/v1/incidents/{taken['incident_id']}/cancel", {"reason": "false_alarm"})
    page = console(show)
    page.keyboard.press("Slash")
    page.keyboard.insert_text("010-4242-1717")
    expect(page.locator("#line-offers [role=option]")).to_contain_text(taken["number"], timeout=SLOW_MS)
    page.keyboard.press("Enter")
    expect(page.locator("aside.panel header")).to_contain_text(taken["number"], timeout=SLOW_MS)


def late(route: Route) -> None:
    """The request as a page sends it that has not yet heard of what the other has written."""
    route.continue_(post_data=route.request.post_data_json | {"version": 0})


def test_two_people_on_one_incident_see_each_other_and_lose_nothing(show: Watched) -> None:
    show.expected = ("409",)
    taken = take_call(show.site, gate={})
    page, other = console(show), console(show, "desk2")
    for one in (page, other):
        one.locator(f"#call-{taken['incident_id']}").click()
        expect(one.locator(".gate")).to_be_visible(timeout=SLOW_MS)
    name = show.site.person("desk2").get("/api/v1/me")["actor"]["name"]
    expect(page.locator("aside.panel header .chip", has_text=name)).to_be_visible(timeout=SLOW_MS)

    first = {"source": "typed", "lat": 36.49, "lon": 127.28, "text": "먼저 적은 곳"}
    show.site.person("desk2").post(f"/api/v1/incidents/{taken['incident_id']}/location", first)
    page.route("**/location", late)
    page.keyboard.press("KeyS")
    expect(page.locator("#panel-place")).to_be_focused()
    page.locator("#panel-place").fill("36.4700, 127.2500")
    page.keyboard.press("Enter")
    clash = page.locator(".clash")
    expect(clash).to_contain_text(name, timeout=SLOW_MS)
    expect(page.locator("#panel-place")).to_have_value("36.4700, 127.2500")
    page.unroute_all(behavior="wait")
    clash.get_by_role("button", name="내 것으로 저장").click()
    expect(clash).to_have_count(0)
    expect(page.locator("aside.panel .facts")).to_contain_text("36.4700", timeout=SLOW_MS)


def test_who_comes_second_for_a_unit_is_told_who_was_faster_and_for_what(show: Watched) -> None:
    show.expected = ("409",)
    first, second = take_call(show.site), take_call(show.site)
    page, desk2 = console(show), show.site.person("desk2")
    page.locator(f"#call-{second['incident_id']}").click()
    option = page.locator("aside.panel .option b").first
    expect(option).to_be_visible(timeout=SLOW_MS)
    decision = desk2.get(f"/api/v1/incidents/{second['incident_id']}")["incident"]["decision_id"]
    unit = desk2.get(f"/api/v1/decisions/{decision}")["units"]["options"][0]["unit_id"]
    page.keyboard.press("Slash")
    page.keyboard.insert_text(f"d {int(second['number'][3:])} {unit}")
    page.keyboard.press("Enter")
    expect(page.locator(".leaving")).to_be_visible()
    desk2.post(f"/api/v1/incidents/{first['incident_id']}/assignments", {"unit_id": unit})
    page.keyboard.press("KeyD")
    toast = page.locator(".toast.bad")
    expect(toast).to_contain_text(desk2.get("/api/v1/me")["actor"]["name"], timeout=SLOW_MS)
    expect(toast).to_contain_text(first["number"])


def test_an_open_incident_with_the_line_and_a_form_meets_wcag_2_2_aa(show: Watched) -> None:
    show.expected = ("Applying inline style",)  # by axe itself, while it measures contrast
    taken = take_call(show.site)
    page = console(show, viewport={"width": 1366, "height": 768})
    page.locator(f"#call-{taken['incident_id']}").click()
    expect(page.locator("aside.panel .option").first).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    page.locator("#address").press_sequentially("정부")
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.locator("#line").fill(f"d {int(taken['number'][3:])} ")
        assert broken_rules(page) == [], theme


def test_at_200_percent_the_queue_stays_in_sight_whatever_is_scrolled(show: Watched) -> None:
    taken = take_call(show.site)
    page = console(show, viewport={"width": 960, "height": 540})
    row = page.locator(f"#call-{taken['incident_id']}")
    row.click()
    expect(page.locator("aside.panel .option").first).to_be_visible(timeout=SLOW_MS)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(row).to_be_in_viewport()
    expect(page.locator(".top")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
