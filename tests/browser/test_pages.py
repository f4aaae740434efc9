"""Stories at real pages, in the language of the control room."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NO_WORKER, Site, Watched

pytestmark = [
    pytest.mark.browser,
    # A page that closes drops its downloads, and the development server leaves their files to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SLOW_MS = 20_000

PAGES = [
    ("desk", "/desk"),
    ("desk", "/desk/map"),
    ("nurse", "/receiving"),
    ("crew", "/crew"),
    ("pilot", "/pad"),
    ("admin", "/ops"),
]


def take_call(site: Site, **more: Any) -> Any:
    """A call from city hall, taken by the second dispatcher."""
    gate = {"conscious": "yes", "breathing": "yes"}
    body = {"complaint": "chest_pain", "locations": [CITY_HALL], "gate": gate, "caller_number": "+821055556666"}
    return site.person("desk2").post("/api/v1/calls", body | more)


def test_a_wrong_password_is_told_beside_its_field_and_the_right_one_opens_the_console(show: Watched) -> None:
    show.expected = ("401",)
    page = show(None, "/signin")
    show.sign_in(page, "desk", "not the password")
    expect(page.locator("#password-wrong")).to_contain_text("맞지 않습니다")
    expect(page.locator("[name=login]")).to_have_value("desk")
    show.sign_in(page, "desk", show.site.passwords["desk"])
    expect(page.get_by_role("heading", name="세종")).to_be_visible(timeout=SLOW_MS)


def test_the_language_switch_speaks_english_and_keeps_it(show: Watched) -> None:
    page = show(None, "/signin")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_call_is_taken_and_sent_without_a_mouse(show: Watched) -> None:
    page = show("desk", "/desk")
    expect(page.locator("nav.queue")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    expect(page.locator("#address")).to_be_focused()
    page.keyboard.type("36.4800, 127.2890")
    page.locator("#text").focus()
    page.keyboard.type("가슴이 아프고 식은땀이 나요")
    page.keyboard.press("Control+Enter")
    panel = page.locator("aside.panel")
    expect(panel.get_by_role("heading", name="가슴 통증")).to_be_visible(timeout=SLOW_MS)
    expect(panel.locator(".option").first).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("Digit2")
    expect(panel.locator(".option").nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("KeyD")
    expect(panel.locator(".leaving")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel.locator(".leaving")).to_have_count(0)
    page.keyboard.press("KeyD")
    page.keyboard.press("KeyD")  # at once, without the three seconds
    expect(panel.locator(".job")).to_contain_text("지령 보냄", timeout=SLOW_MS)
    expect(panel.get_by_text("선택 사유")).to_be_visible()
    page.keyboard.press("Alt+Digit1")
    expect(panel.locator(".job")).to_contain_text("더 빨리 도착", timeout=SLOW_MS)


def test_a_call_without_a_place_is_taken_and_says_what_is_missing(show: Watched) -> None:
    show.expected = ("422",)
    page = show("desk", "/desk")
    expect(page.locator("nav.queue")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("KeyN")
    page.locator("#text").fill("배가 아파요")
    page.locator("#caller_number").fill("not a number")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#caller_number-wrong")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#text")).to_have_value("배가 아파요")
    page.locator("#caller_number").fill("010-1234-5678")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast.bad")).to_contain_text("위치를 아직 모릅니다", timeout=SLOW_MS)


def test_a_call_appears_on_another_console_without_a_reload(show: Watched) -> None:
    page = show("desk", "/desk")
    expect(page.locator(".top .chip.good")).to_be_visible(timeout=SLOW_MS)
    number = take_call(show.site, text="넘어져서 허리를 다쳤어요", complaint="fall")["number"]
    expect(page.locator("nav.queue").get_by_text(number)).to_be_visible(timeout=SLOW_MS)


def test_a_hospital_accepts_with_one_press_and_gives_its_reason_with_two(show: Watched) -> None:
    nurse, desk = show("nurse", "/receiving"), show.site.person("desk2")
    hospital = show.site.person("nurse").facility
    expect(nurse.locator(".top .chip.good")).to_be_visible(timeout=SLOW_MS)
    first = take_call(show.site)["incident_id"]
    desk.post(f"/api/v1/incidents/{first}/requests", {"hospital_ids": [hospital]})
    ask = nurse.locator("article.ask")
    expect(ask).to_contain_text("심근경색", timeout=SLOW_MS)
    ask.get_by_role("button", name="수용", exact=True).click()
    expect(ask).to_have_count(0, timeout=SLOW_MS)
    states = {r["state"] for r in desk.get(f"/api/v1/incidents/{first}")["incident"]["requests"]}
    assert states & {"accepted", "held", "confirmed"}

    second = take_call(show.site, complaint="stroke")["incident_id"]
    desk.post(f"/api/v1/incidents/{second}/requests", {"hospital_ids": [hospital]})
    expect(ask).to_contain_text("뇌졸중", timeout=SLOW_MS)
    ask.get_by_role("button", name="수용 곤란").click()
    ask.get_by_role("button", name="중환자실 병상 없음").click()
    expect(ask).to_have_count(0, timeout=SLOW_MS)
    [request] = desk.get(f"/api/v1/incidents/{second}")["incident"]["requests"]
    assert (request["state"], request["decline_code"]) == ("declined", "no_icu_bed")


def test_a_crew_goes_through_its_job_one_key_at_a_time(show: Watched) -> None:
    unit, desk = show.site.person("crew").facility, show.site.person("desk2")
    page = show("crew", "/crew", **PHONE)
    expect(page.get_by_text("출동 대기 중")).to_be_visible(timeout=SLOW_MS)
    incident = take_call(show.site)["incident_id"]
    desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": unit})
    for action in ("출동 확인", "차고 출발", "현장 도착"):
        page.get_by_role("button", name=action, exact=True).click(timeout=SLOW_MS)
    page.get_by_role(
        "button", name="그래도 현장 도착"
    ).click()  # it still stands at its post: asked once, never blocked
    page.get_by_role("button", name="환자 접촉", exact=True).click(timeout=SLOW_MS)
    page.get_by_label("심박수 늘리기").click()
    page.get_by_role("button", name="활력징후 1개 보내기").click()
    page.get_by_role("button", name="병원으로 출발", exact=True).click()
    page.get_by_role("button", name="병원이 정해지지 않았습니다 그래도 병원으로 출발").click()
    for action in ("병원 도착", "환자 인계 완료", "임무 종료"):
        page.get_by_role("button", name=action, exact=True).click(timeout=SLOW_MS)
    expect(page.get_by_text("출동 대기 중")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".unsent")).to_have_count(0, timeout=SLOW_MS)  # the page is ahead of the server by its outbox
    stamps = [stamp["name"] for stamp in desk.get(f"/api/v1/incidents/{incident}")["incident"]["stamps"]]
    assert stamps[-4:] == ["depart", "at_hospital", "hand_over", "clear"]


def test_the_caller_reads_that_help_is_coming_also_without_scripts(show: Watched) -> None:
    token = take_call(show.site, gate={"conscious": "no", "breathing": "no"}, send=True)["link_token"]
    page = show(None, f"/c/{token}", java_script_enabled=False, **PHONE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("구급차")
    expect(page.get_by_text("가슴압박을 시작하세요")).to_be_visible()
    expect(page.locator("#share")).to_be_hidden()


def test_a_caller_shares_a_position(show: Watched) -> None:
    taken = take_call(show.site, locations=[])
    here = {"latitude": 36.5005, "longitude": 127.2611, "accuracy": 12}
    page = show(None, f"/c/{taken['link_token']}", geolocation=here, permissions=["geolocation"], **PHONE)
    expect(page.locator("#now")).to_contain_text("아직 위치를 모릅니다")
    page.locator("#share").click()
    expect(page.locator("#share-says")).to_contain_text("12 m", timeout=SLOW_MS)
    place = show.site.person("desk2").get(f"/api/v1/incidents/{taken['incident_id']}")["incident"]["place"]
    assert place["source"] == "link"


def test_every_page_says_so_while_the_day_is_simulated(show: Watched) -> None:
    show.expected = NO_WORKER
    token = take_call(show.site)["link_token"]
    show.site.person("desk").post("/api/v1/simulation", {"on": True, "speed": 1})
    try:
        opened = [show(login, path) for login, path in PAGES]
        opened += [show(None, "/signin"), show(None, "/docs"), show(None, f"/c/{token}")]
        for page in opened:
            expect(page.locator(".ribbon")).to_contain_text("시뮬레이션", timeout=SLOW_MS)
    finally:
        show.site.person("desk").post("/api/v1/simulation", {"on": False, "speed": 1})
    expect(opened[0].locator(".ribbon")).to_have_count(0, timeout=SLOW_MS)
