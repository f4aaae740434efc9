"""A crew with a telephone: one hand, gloves, the night, a slip of the finger."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from dispatch.care.doubts import doubts_about
from dispatch.care.entry import CareEntry, CareKind
from dispatch.care.quicklists import read_lists
from tests.browser.conftest import Site, Watched
from tests.browser.lines import LINE_GONE
from tests.browser.rules import broken_rules

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SLOW_MS = 20_000
FAR_AWAY = {"source": "typed", "lat": 36.51, "lon": 127.26, "text": "고운동"}  # from every post
SMALL_PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
TABS = ("길", "환자", "처치", "병원", "더보기")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BY_PAGE = """async ([entries, standing]) => {
  const {doubtsAbout} = await import('/static/app/crew/quick.js');
  return entries.map(one => doubtsAbout(one, standing).map(doubt => doubt.code));
}"""
SEEN_ONCE = """async () => {
  const {answered, waiting} = await import('/static/app/crew/outbox.js');
  const {laidOver} = await import('/static/app/crew/overlay.js');
  const [write] = waiting.value, incident_id = write.path.split('/')[4], told = {id: 'kept'};
  answered.value = [{...write, told, answeredAt: performance.now()}];  // and still on the device
  const still = waiting.value.length;
  answered.value = [];
  const [job] = laidOver([{id: 'asn', incident_id, care: [told]}], [{...write, told}]);
  return {still, listed: job.care.length};
}"""
NARROWEST = """keys => {
  const shown = [...document.querySelectorAll(keys)].filter(key => key.checkVisibility());
  const boxes = shown.map(key => key.getBoundingClientRect());
  const gaps = boxes.flatMap((a, i) => boxes.slice(i + 1).map(b => Math.max(
    Math.max(a.left, b.left) - Math.min(a.right, b.right), Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom))));
  return Math.min(99, ...gaps);
}"""
TARGETS = ".phone :is(button, .choice, .input, summary, a.button, label.button)"
TOO_SMALL = """([targets, least]) => [...document.querySelectorAll(targets)]
  .filter(one => one.checkVisibility() && !one.closest('.maplibregl-map'))
  .filter(one => { const box = one.getBoundingClientRect(); return Math.min(box.width, box.height) < least - .5; })
  .map(one => one.outerHTML.slice(0, 120))"""


def send(site: Site) -> str:
    """The crew's unit is sent to a heart attack; the incident's id."""
    desk, gate = site.person("desk2"), {"conscious": "yes", "breathing": "yes"}
    call = {"complaint": "chest_pain", "locations": [FAR_AWAY], "gate": gate, "age_years": 64}
    call["text"] = "아버지가 가슴이 아프다고 하세요"
    incident = str(desk.post("/api/v1/calls", call)["incident_id"])
    desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": site.person("crew").facility})
    return incident


def finish(site: Site, incident: str) -> None:
    """The desk ends what is left, for the next story."""
    desk = site.person("desk2")
    for job in desk.get(f"/api/v1/incidents/{incident}")["incident"]["assignments"]:
        desk.post(f"/api/v1/assignments/{job['id']}/cancel", {"reason": "test"})


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap(timeout=SLOW_MS)


def arrive(page: Page) -> None:
    """The unit stands at its post: the page asks once whether this can be true, in the same place."""
    tap(page, "현장 도착")
    still = page.get_by_role("button", name=re.compile(r"현장까지 [\d.]+ km 남음\s*그래도 현장 도착"))
    expect(still).to_be_visible(timeout=SLOW_MS)
    still.tap()


def test_a_slip_is_taken_back_and_a_hospital_is_found_in_five_taps(show: Watched) -> None:
    site = show.site
    page = show("crew", "/crew", **SMALL_PHONE)
    expect(page.get_by_text("출동 대기 중")).to_be_visible(timeout=SLOW_MS)
    assert page.locator("html").get_attribute("data-theme") == "dark"  # the cab at night, until somebody wants light
    incident = send(site)
    tap(page, "출동 확인")
    tap(page, "차고 출발")
    expect(page.locator(".turn")).to_be_visible()
    expect(page.locator(".said")).to_contain_text("아버지가 가슴이 아프다고 하세요")
    arrive(page)
    tap(page, "되돌리기")
    expect(page.get_by_role("button", name="현장 도착", exact=True)).to_be_visible(timeout=SLOW_MS)
    arrive(page)
    tap(page, "환자 접촉")
    expect(page.get_by_label("나이", exact=True)).to_have_value("64")
    page.get_by_label("심박수 늘리기").tap()
    expect(page.locator(".badge")).to_contain_text("1")
    page.get_by_role("button", name="병원", exact=True).tap()
    tap(page, "병원에 수용 문의")
    expect(page.locator(".countdown").first).to_be_visible(timeout=SLOW_MS)
    nurse = site.person("nurse")
    hospital = site.person("crew").post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [nurse.facility]})
    [asked] = [r for r in hospital["requests"] if r["hospital_id"] == nurse.facility]
    nurse.post(f"/api/v1/requests/{asked['id']}/accept")
    tap(page, "이 병원으로")
    expect(page.locator(".badge[data-mark='✓']")).to_be_visible(timeout=SLOW_MS)
    page.locator("nav.tabs").get_by_role("button", name="환자").tap()
    pulse = page.get_by_role("group", name="심박수", exact=True)
    expect(pulse.locator("output")).to_have_text("80")  # half entered, still there
    page.get_by_role("button", name="심박수 직접 입력").tap()
    pulse.locator("input").fill("142")
    pulse.locator("input").press("Enter")
    expect(pulse.locator("output")).to_have_text("142")
    expect(page.get_by_role("button", name="활력징후 1개 보내기")).to_be_in_viewport()
    stamps = [one["name"] for one in site.person("desk2").get(f"/api/v1/incidents/{incident}")["incident"]["stamps"]]
    assert stamps.count("on_scene") == 2
    assert "corrected" in stamps
    finish(site, incident)


def test_a_drug_is_one_tap_a_standing_allergy_asks_and_a_slip_is_struck(show: Watched) -> None:
    show.expected = ("status of 409",)
    page, incident = show("crew", "/crew", **SMALL_PHONE), send(show.site)
    page.locator("nav.tabs button", has_text="처치").tap(timeout=SLOW_MS)
    written = page.locator(".entries li")
    page.get_by_role("button", name=re.compile("산소 15")).tap(timeout=SLOW_MS)
    expect(page.get_by_role("button", name=re.compile("^삭제선: 산소 15"))).to_be_visible()  # on the server
    expect(written).to_have_count(1)
    tap(page, "알레르기")
    tap(page, "아스피린")
    expect(written).to_have_count(2)
    tap(page, "약물")
    page.get_by_role("button", name=re.compile("아스피린 300 mg")).tap()
    expect(page.get_by_role("alert").filter(has_text="알레르기 있음: 아스피린")).to_be_in_viewport()
    tap(page, "그래도 기록")
    expect(written.first).to_contain_text("알고도 기록: 알레르기")
    tap(page, "삭제선: 아스피린 300 mg 경구")
    tap(page, "하지 않음")
    expect(page.locator(".entries .gone-entry")).to_have_count(2)  # what was written, and that it was struck
    kept = show.site.person("crew").get(f"/api/v1/incidents/{incident}/care")["entries"]
    assert [(one["code"], one["stands"]) for one in kept if one["kind"] == "drug"] == [
        ("oxygen", True),
        ("aspirin", False),
        ("aspirin", False),
    ]
    _doubted_alike(page)
    finish(show.site, incident)


def test_a_question_outlasts_the_late_answer_to_what_was_written_before_it(show: Watched) -> None:
    page, incident = show("crew", "/crew", **SMALL_PHONE), send(show.site)
    page.locator("nav.tabs button", has_text="처치").tap(timeout=SLOW_MS)
    late: list[Route] = []

    def keep(route: Route) -> None:
        late.append(route)

    page.route("**/care", keep)
    tap(page, "알레르기")
    tap(page, "아스피린")
    expect(page.locator(".entries li")).to_have_count(1)  # on the device, and not on the server yet
    assert page.evaluate(SEEN_ONCE) == {"still": 0, "listed": 1}
    tap(page, "약물")
    page.get_by_text("5분 전", exact=True).tap()
    page.get_by_role("button", name=re.compile("아스피린 300 mg")).tap()
    asked = page.get_by_role("alert").filter(has_text="알레르기 있음: 아스피린")
    expect(asked).to_be_visible()
    assert len(late) == 1
    page.unroute("**/care")  # lets it go
    expect(page.get_by_role("button", name="삭제선: 아스피린", exact=True)).to_be_visible()
    expect(asked).to_be_visible()
    tap(page, "그래도 기록")
    expect(page.locator(".entries li", has_text="알고도 기록: 알레르기").first).to_be_visible()
    kept = show.site.person("crew").get(f"/api/v1/incidents/{incident}/care")["entries"]
    [drug] = [one for one in kept if one["kind"] == "drug"]
    done, written = (datetime.fromisoformat(drug[name]) for name in ("done_at", "at"))
    assert written - done >= timedelta(minutes=5)
    finish(show.site, incident)


def _doubted_alike(page: Page) -> None:
    """Without a network the page asks what the server would ask: the two are held to each other, dose by dose."""
    nsaid = CareEntry("a", CareKind.ALLERGY, "nsaid", NOON, "usr", "Kim")
    given = [
        replace(nsaid, id="d", kind=CareKind.DRUG, code=item.code, dose=dose, unit=unit, route=usual.route)
        for item in read_lists()[CareKind.DRUG].items.values()
        for usual in item.doses
        for unit in (usual.unit, "IU")
        for dose in (usual.dose, usual.dose * 1000, usual.dose / 1000)
    ]
    asked = [{"kind": "drug", "code": g.code, "dose": g.dose, "unit": g.unit, "route": g.route} for g in given]
    by_page = page.evaluate(BY_PAGE, [asked, [{"kind": "allergy", "code": "nsaid"}]])
    assert by_page == [[doubt.code.value for doubt in doubts_about(one, [nsaid])] for one in given]
    assert len(given) > 500


def test_every_view_of_the_telephone_is_accessible_big_enough_for_gloves_and_says_when_it_is_offline(
    show: Watched,
) -> None:
    show.expected = ("Applying inline style", *LINE_GONE)
    page, incident = show("crew", "/crew", **SMALL_PHONE), send(show.site)
    for theme, language in (("dark", "ko"), ("light", "en")):
        page.context.add_cookies([{"name": "language", "value": language, "url": show.site.address}])
        page.evaluate(f"localStorage.theme = '{theme}'")
        page.reload()
        for place in range(len(TABS)):
            page.locator("nav.tabs button").nth(place).tap(timeout=SLOW_MS)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert page.evaluate(TOO_SMALL, [TARGETS, 56]) == [], (theme, place)
            for keys in (".phone main :is(button, .choice)", ".foot button", ".head-bar button"):
                assert page.evaluate(NARROWEST, keys) >= 7.5, (theme, place, keys)  # 8 px, less what a zoom rounds
            assert broken_rules(page) == [], (theme, place)
    page.get_by_role("button", name="Gloves").tap()  # the two keys that lead on grow, the page stays as wide as it was
    assert (
        page.evaluate("Math.min(...[...document.querySelectorAll('.foot .next')].map(key => key.offsetHeight))") >= 80
    )
    for place in range(len(TABS)):
        page.locator("nav.tabs button").nth(place).tap()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place  # a telephone would grow its window
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-hands", "gloves", timeout=SLOW_MS)  # the device remembers
    page.get_by_role("button", name="Gloves").tap(timeout=SLOW_MS)
    page.context.set_offline(True)
    expect(page.locator(".offline")).to_contain_text("No network")
    page.context.set_offline(False)
    expect(page.locator(".offline")).to_have_count(0)
    finish(show.site, incident)


def drive(site: Site, place: list[float]) -> None:
    """The unit's own device tells where it is; [lon, lat]."""
    crew = site.person("crew")
    crew.post(f"/api/v1/units/{crew.facility}/position", {"lon": place[0], "lat": place[1]})


def test_turns_are_counted_down_by_the_units_own_position_and_off_the_way_a_new_one_is_offered(show: Watched) -> None:
    site = show.site
    page, incident = show("crew", "/crew", **SMALL_PHONE), send(site)
    tap(page, "출동 확인")
    tap(page, "차고 출발")
    [job] = site.person("crew").get("/api/v1/crew/me")["jobs"]
    route, home = job["route"], job["route"]["points"][0]
    turns = [step["turn"] for step in route["steps"]]
    expect(page.locator(".turn > .arrow")).to_have_attribute("data-turn", turns[1], timeout=SLOW_MS)
    tap(page, f"모든 길 보기 ({len(turns) - 1}개)")
    expect(page.locator(".turns li:not(.of-light)")).to_have_count(len(turns) - 1)
    expect(page.locator(".turns li").last).to_contain_text("도착")
    drive(site, route["points"][-2])
    expect(page.locator(".turn > .arrow")).to_have_attribute("data-turn", "arrive", timeout=SLOW_MS)
    expect(page.locator(".turns li:not(.of-light)")).to_have_count(1)
    drive(site, [home[0], home[1] + 0.02])  # 2 km north of its post, where no part of the way lies
    expect(page.locator(".astray")).to_contain_text("경로를 벗어났습니다", timeout=SLOW_MS)
    assert page.locator("a[href^='geo:']").get_attribute("href") == _geo(route["points"][-1])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    tap(page, "여기서 길 다시 찾기")
    expect(page.locator(".turn > .arrow")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".detour")).to_contain_text("벗어난 곳에서 새 길 안내")
    drive(site, home)
    finish(site, incident)


def _geo(place: list[float]) -> str:
    lon, lat = place
    return f"geo:{lat},{lon}?q={lat},{lon}(%EA%B3%A0%EC%9A%B4%EB%8F%99)"
