"""The caller's page on a telephone, and the caller in writing on the console."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NO_WORKER, Watched
from tests.browser.lines import LINE_GONE
from tests.browser.rules import broken_rules
from tests.browser.test_pages import PHONE, SLOW_MS, take_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LEAST_PX = 48
GOES_ON = """() => {  // later than when it was last looked at; one that was begun anew counts from there
  const before = window.filmAt, now = document.querySelector('video.film')?.currentTime ?? Infinity;
  window.filmAt = now;
  return now > before && now < Infinity;
}"""
COLOURS = """film => {
  const sheet = Object.assign(document.createElement('canvas'), {width: 64, height: 48}), pen = sheet.getContext('2d');
  pen.drawImage(film, 0, 0, 64, 48);
  const {data} = pen.getImageData(0, 0, 64, 48);
  return new Set(Array.from({length: 64 * 48}, (_, n) => data.slice(4 * n, 4 * n + 3).join())).size;
}"""


@pytest.fixture
def call(show: Watched) -> Iterator[dict[str, Any]]:
    """An arrest that nobody has been sent to, called off in the end."""
    taken: dict[str, Any] = take_call(show.site, gate={"conscious": "no", "breathing": "no"})
    yield taken
    desk = show.site.person("desk2")
    for job in desk.get(f"/api/v1/incidents/{taken['incident_id']}")["incident"]["assignments"]:
        if job["open"]:
            desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "called_off"})
    if desk.get(f"/api/v1/incidents/{taken['incident_id']}")["incident"]["closed_at"] is None:
        desk.post(f"/api/v1/incidents/{taken['incident_id']}/cancel", {"reason": "test_call"})


def opened(show: Watched, call: dict[str, Any], **options: Any) -> Page:
    return show(None, f"/c/{call['link_token']}", **PHONE, **options)


def test_everything_works_without_scripts(show: Watched, call: dict[str, Any]) -> None:
    page = opened(show, call, java_script_enabled=False)
    page.get_by_role("button", name="말을 할 수 없어요").click()
    expect(page.locator("#lines")).to_contain_text("말을 할 수 없어요")
    page.get_by_label("출입구, 층, 문 비밀번호").fill("3층 왼쪽 문")
    page.locator("#place").get_by_role("button").click()
    expect(page.get_by_label("출입구, 층, 문 비밀번호")).to_have_value("3층 왼쪽 문")
    page.get_by_text("이제 도움이 필요 없어요").click()
    page.get_by_role("button", name="네, 도움이 필요 없습니다").click()
    expect(page.locator("#wishes")).to_contain_text("결정될 때까지 구급차는 계속 갑니다")
    page.get_by_role("button", name="아니요, 도움이 필요해요").click()
    expect(page.get_by_role("button", name="전화해 주세요")).to_be_visible()
    expect(page.locator(".guide li")).to_have_count(6)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your call is taken")


def test_who_cannot_speak_writes_the_call_without_scripts_on_the_smallest_screen(show: Watched) -> None:
    show.expected = (*NO_WORKER, "422")  # what is missing is said beside its field
    size = {"viewport": {"width": 320, "height": 640}}
    page = show(None, "/call", **size, java_script_enabled=False)
    page.get_by_role("link", name="English").click()
    page.get_by_role("group", name="Breathing normally?").get_by_label("No", exact=True).check()
    page.get_by_label("Where are you?").fill("3F, Hannuri-daero 1")
    page.get_by_label("Your telephone number").fill("010-5550-4321")
    page.get_by_role("button", name="Send the call").click()
    expect(page.locator("#sure-wrong")).to_be_visible()
    expect(page.get_by_label("Where are you?")).to_have_value("3F, Hannuri-daero 1")
    page.get_by_label("This is an emergency, now").check()
    page.get_by_role("button", name="Send the call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your call is taken", timeout=SLOW_MS)
    desk = show.site.person("desk2")
    written = [one for one in desk.get("/api/v1/desk/board")["incidents"] if one["gate"]["breathing"] == "no"]
    texts = {one["id"]: desk.get(f"/api/v1/incidents/{one['id']}")["incident"]["calls"][0] for one in written}
    [mine] = [key for key, call in texts.items() if call["channel"] == "web"]
    assert "Hannuri-daero" in texts[mine]["messages"][0]["text"]
    desk.post(f"/api/v1/incidents/{mine}/cancel", {"reason": "test_call"})


def test_caller_and_dispatcher_write_to_each_other(show: Watched, call: dict[str, Any]) -> None:
    desk, page = show("desk", "/desk"), opened(show, call)
    expect(page.locator("#again")).to_be_hidden()
    page.locator("#words").fill("숨을 잘 못 쉬어요")
    page.locator("#words").press("Enter")
    expect(page.locator("#lines")).to_contain_text("숨을 잘 못 쉬어요", timeout=SLOW_MS)
    expect(page.locator("#words")).to_have_value("")
    desk.locator(".alert", has_text="신고자가 문자를 보냈습니다").locator(".what").first.click(timeout=SLOW_MS)
    talk = desk.locator(".talk")
    expect(talk.locator("[data-unread='true']")).to_contain_text("숨을 잘 못 쉬어요", timeout=SLOW_MS)
    desk.keyboard.press("KeyW")
    desk.keyboard.type("door open?")
    desk.keyboard.press("Enter")
    expect(talk.locator("[data-unread='true']")).to_have_count(0, timeout=SLOW_MS)
    talk.get_by_role("button", name="문을 열어 주세요.").click()
    expect(page.locator("#lines")).to_contain_text("door open?", timeout=SLOW_MS)
    expect(page.locator("#lines")).to_contain_text("문을 열어 주세요.", timeout=SLOW_MS)
    expect(page.locator("#lines .caller")).to_contain_text("읽음")


def test_a_wish_is_settled_at_the_desk_and_the_caller_sees_it(show: Watched, call: dict[str, Any]) -> None:
    page, desk = opened(show, call), show("desk", "/desk")
    page.get_by_role("button", name="전화해 주세요").click()
    expect(page.locator("#wishes")).to_contain_text("상황실이 곧 전화합니다", timeout=SLOW_MS)
    alert = desk.locator(".alert", has_text="신고자가 전화를 요청했습니다")
    expect(alert.locator("a")).to_have_attribute("href", "tel:+821055556666", timeout=SLOW_MS)
    alert.locator(".what").click()
    desk.locator(".wish").get_by_role("button", name="통화했습니다").click(timeout=SLOW_MS)
    expect(page.locator("#wishes")).to_contain_text("통화했습니다", timeout=SLOW_MS)


def test_first_aid_is_read_one_sentence_at_a_time(show: Watched, call: dict[str, Any]) -> None:
    page = opened(show, call, reduced_motion="reduce")
    steps = page.locator(".guide li")
    expect(steps.nth(0)).to_be_visible()
    expect(steps.nth(1)).to_be_hidden()
    page.get_by_role("button", name="다음").click()
    expect(steps.nth(1)).to_be_visible()
    expect(page.get_by_role("img", name="1분에 110번")).to_be_visible()
    assert page.locator(".beat i").evaluate("one => getComputedStyle(one).animationName") == "none"
    page.get_by_text("다른 응급처치 보기").click()
    page.get_by_role("link", name="목이 막혔을 때", exact=True).click()
    expect(page.locator("#aid")).to_contain_text("기침하게 하세요")


def test_the_caller_shows_it_live_and_both_pages_may_be_loaded_anew(show: Watched, call: dict[str, Any]) -> None:
    desk, page = show("desk", "/desk"), opened(show, call)
    desk.locator(".call", has_text=call["incident"]["number"]).first.click(timeout=SLOW_MS)
    expect(desk.get_by_role("button", name="영상 요청")).to_be_visible(timeout=SLOW_MS)
    desk.keyboard.press("Shift+KeyV")
    expect(page.locator("#video-asked")).to_contain_text("상황실이 현장 영상을 요청했습니다", timeout=SLOW_MS)
    expect(page.locator("#video-live")).to_contain_text("녹화하지 않으며")
    page.get_by_role("button", name="영상 보내기").click()
    expect(desk.get_by_role("button", name="영상 보기")).to_be_visible(timeout=SLOW_MS)
    desk.keyboard.press("Shift+KeyV")
    runs(desk)
    expect(page.locator("#video-live .says")).to_contain_text("상황실이 보고 듣습니다", timeout=SLOW_MS)
    page.reload()
    expect(page.locator("#video-live .says")).to_contain_text("상황실이 보고 듣습니다", timeout=SLOW_MS)
    runs(desk)
    desk.reload()
    desk.locator(".call", has_text=call["incident"]["number"]).first.click(timeout=SLOW_MS)
    runs(desk)
    page.locator("#video-live").get_by_role("button", name="끄기").click()
    expect(desk.locator(".film-part")).to_contain_text("신고자가 영상을 껐습니다", timeout=SLOW_MS)
    expect(desk.locator("video.film")).to_have_count(0)


def runs(desk: Page) -> None:
    """Frames are decoded: the picture has a size, and its clock goes on."""
    film = desk.locator("video.film")
    expect(film).to_be_visible(timeout=SLOW_MS)
    began = "one => one.videoWidth > 0 && one.currentTime > 0"
    desk.wait_for_function(f"() => [...document.querySelectorAll('video.film')].some({began})", timeout=SLOW_MS)
    coloured = f"() => ({COLOURS})(document.querySelector('video.film')) > 1"
    desk.wait_for_function(coloured, timeout=SLOW_MS)  # not a black one
    desk.evaluate("() => { window.filmAt = Infinity; }")
    desk.wait_for_function(GOES_ON, timeout=SLOW_MS)


def test_a_lost_connection_is_said_and_what_was_typed_stays(show: Watched, call: dict[str, Any]) -> None:
    show.expected = LINE_GONE
    page = opened(show, call)
    page.clock.install()
    page.reload()
    page.locator("#words").fill("반쯤 쓴 말")
    page.context.set_offline(True)
    page.locator(".write button").first.click()
    expect(page.locator(".write .says").first).to_contain_text("보내지 못했습니다")
    page.clock.fast_forward(30_000)
    expect(page.locator("#lost")).to_contain_text("연결이 끊겼습니다", timeout=SLOW_MS)
    expect(page.locator("#words")).to_have_value("반쯤 쓴 말")
    page.context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden(timeout=SLOW_MS)


def test_keys_are_large_and_the_page_meets_wcag_in_both_languages_and_looks(
    show: Watched, call: dict[str, Any]
) -> None:
    show.expected = ("Applying inline style",)  # by axe itself
    show.site.person("desk2").post(f"/api/v1/incidents/{call['incident_id']}/send")
    page = opened(show, call)
    page.get_by_role("button", name="전화해 주세요").click()
    for spoken in ("ko", "en"):
        page.context.add_cookies([{"name": "language", "value": spoken, "url": show.site.address}])
        for theme in ("light", "dark"):
            page.evaluate(f"localStorage.theme = '{theme}'")
            page.reload()
            page.locator(".others summary, #no-help summary").first.click()
            assert broken_rules(page) == [], theme
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            for key in page.locator("button:visible, summary:visible, input:visible").all():
                box = key.bounding_box()
                assert box is not None
                assert box["height"] >= LEAST_PX, key.inner_text()
