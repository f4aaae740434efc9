"""Administrators at their pages: people, machines, the city, the policy and the audit."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LAPTOP = {"viewport": {"width": 1366, "height": 768}}
SLOW_MS = 20_000
CITY_HALL = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}
FAR = 'farthest = "1h30m"'


@pytest.fixture
def policy(show: Watched) -> Iterator[None]:
    """The policy as it was is in force again afterwards."""
    yield
    admin = show.site.person("admin")
    told = admin.get("/api/v1/admin/policies")
    first = admin.get("/api/v1/admin/policies/0")["text"]
    if told["text"] != first:
        admin.post("/api/v1/admin/policies", {"text": first, "note": "이야기 끝", "base": told["number"]})


def held(page: Page, name: str, row: Locator, says: str) -> None:
    """Hold a key until it has acted, so that the row says so."""
    page.get_by_role("button", name=re.compile(f"^{name}")).focus()
    page.keyboard.down("Enter")
    expect(row).to_contain_text(says, timeout=SLOW_MS)
    page.keyboard.up("Enter")


def excluded(show: Watched) -> set[str]:
    """The hospitals a fresh decision leaves out because they are too far."""
    desk = show.site.person("desk2")
    body = {"complaint": "sick", "locations": [CITY_HALL], "gate": {"conscious": "yes", "breathing": "yes"}}
    taken = desk.post("/api/v1/calls", body)
    plan = desk.get(f"/api/v1/decisions/{taken['decision_id']}")
    desk.post(f"/api/v1/incidents/{taken['incident_id']}/cancel", {"reason": "false_alarm"})
    return {out["hospital_id"] for out in plan["hospitals"]["excluded"] if "too_far" in out["reasons"]}


def test_somebody_is_added_signs_in_chooses_a_password_and_is_shut_out_again(show: Watched) -> None:
    show.expected = ("401", "403")
    page = show("admin", "/admin/people", **LAPTOP)
    page.get_by_role("button", name="사람 추가").click(timeout=SLOW_MS)
    page.get_by_label("아이디", exact=True).fill("newnurse")
    page.get_by_label("이름", exact=True).fill("신간호")
    page.get_by_label("역할", exact=True).select_option("hospital")
    page.get_by_label("소속", exact=True).select_option(index=1)
    page.get_by_role("button", name="추가", exact=True).click()
    secret = page.locator(".secret")
    expect(secret).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"), timeout=SLOW_MS)
    given = secret.inner_text()

    fresh = show(None, "/signin")
    show.sign_in(fresh, "newnurse", given)
    expect(fresh).to_have_url(re.compile("/password$"))
    expect(fresh.locator("#rules li")).to_have_count(3)
    for name, value in (("old", given), ("password", "조용한 새벽 세 시 반"), ("again", "조용한 새벽 세 시 반")):
        fresh.fill(f"[name={name}]", value)
    fresh.get_by_role("button", name="바꾸기", exact=True).click()
    fresh.get_by_role("link", name="계속하기").click()
    expect(fresh).to_have_url(re.compile("/receiving$"))
    expect(fresh.locator("aside.left")).to_be_visible(timeout=SLOW_MS)

    page.get_by_role("button", name="신간호").click()
    held(page, "계정 막기", page.locator("tr.picked"), "막힘")
    expect(fresh.get_by_text("로그아웃되었습니다.")).to_be_visible(timeout=SLOW_MS)


def test_the_table_of_rights_names_every_role(show: Watched) -> None:
    page = show("admin", "/admin/people")
    page.get_by_role("heading", name="역할별 권한").click(timeout=SLOW_MS)
    row = page.get_by_role("row", name=re.compile("^신고 접수"))
    expect(row.locator("td", has_text=re.compile("^할 수 있음$"))).to_have_count(2)


def test_a_token_is_shown_once_and_ended(show: Watched) -> None:
    page = show("admin", "/admin/machines", **LAPTOP)
    page.get_by_label("이름", exact=True).fill("AVL 게이트웨이")
    page.get_by_label("역할", exact=True).select_option("dispatcher")
    page.get_by_role("button", name="만들기").click()
    expect(page.locator(".secret")).to_have_text(re.compile("^gt_"), timeout=SLOW_MS)
    page.reload()
    row = page.get_by_role("row", name=re.compile("AVL"))
    expect(row).to_contain_text("유효", timeout=SLOW_MS)
    expect(page.locator(".secret")).to_have_count(0)
    held(page, "끝내기", row, "끝남")


def test_a_changed_policy_changes_the_next_decision_and_goes_back(show: Watched, policy: None) -> None:
    show.expected = ("409", "422")
    assert excluded(show) == set()
    page = show("admin", "/admin/policies", **LAPTOP)
    editor, note, put = page.get_by_label("정책 본문 (TOML)"), page.get_by_label("사유"), page.locator("button.main")
    text = editor.input_value(timeout=SLOW_MS)
    editor.fill(text.replace(FAR, "farthest = 90"))
    expect(page.get_by_text("시간 길이가 아닙니다.")).to_be_visible(timeout=SLOW_MS)
    expect(put).to_be_disabled()
    editor.fill(text.replace(FAR, 'farthest = "10m"'))
    expect(page.locator(".figures")).to_contain_text("1h30m → 10m", timeout=SLOW_MS)
    expect(page.locator("tr.removed")).to_contain_text("삭제")
    expect(page.locator("tr.added")).to_contain_text("추가")
    editor.press("Control+s")
    expect(note).to_be_focused()
    page.keyboard.type("가까운 병원만")
    page.keyboard.press("Enter")
    expect(page.locator(".versions li").first).to_contain_text("가까운 병원만", timeout=SLOW_MS)
    assert excluded(show)
    page.locator(".versions li").last.get_by_role("button", name="이 판으로 되돌리기").click()
    expect(page.get_by_text("틀린 곳이 없습니다.")).to_be_visible(timeout=SLOW_MS)
    note.fill("다시 넓게")
    put.click()
    expect(page.locator(".versions li").first).to_contain_text("다시 넓게", timeout=SLOW_MS)
    assert excluded(show) == set()


def test_who_writes_on_an_older_version_is_told_who_changed_it(show: Watched, policy: None) -> None:
    page = show("admin", "/admin/policies")
    editor = page.get_by_label("정책 본문 (TOML)")
    text = editor.input_value(timeout=SLOW_MS)
    editor.fill(text.replace(FAR, 'farthest = "80m"'))
    admin = show.site.person("admin")
    base = admin.get("/api/v1/admin/policies")["number"]
    other = {"text": text.replace(FAR, 'farthest = "1h"'), "note": "먼저", "base": base}
    admin.post("/api/v1/admin/policies", other)
    notice = page.get_by_role("alert").filter(has_text="먼저")
    expect(notice).to_be_visible(timeout=SLOW_MS)
    expect(editor).to_have_value(text.replace(FAR, 'farthest = "80m"'))
    notice.get_by_role("button").click()
    expect(editor).to_have_value(other["text"])


def test_a_pack_is_checked_and_a_broken_road_file_leaves_the_roads(show: Watched, tmp_path: Path) -> None:
    page = show("admin", "/admin/city", **LAPTOP)
    roads = page.locator("section", has=page.get_by_role("heading", name="지금 도로"))
    before = roads.locator("code").first.inner_text(timeout=SLOW_MS)
    page.locator("li.pack", has_text="sejong").get_by_role("button", name="검사").click()
    expect(page.get_by_text("틀린 곳이 없습니다.")).to_be_visible(timeout=SLOW_MS)
    broken = tmp_path / "broken.osm"
    broken.write_text("this is no map", "utf-8")
    page.get_by_label("파일").set_input_files(broken)
    page.get_by_role("button", name="들여오기").click()
    expect(page.locator("li.job").first).to_contain_text("안 됨", timeout=60_000)
    expect(roads.locator("code").first).to_have_text(before)


def test_the_audit_says_steps_and_answers_in_words(show: Watched) -> None:
    desk, unit = show.site.person("desk2"), show.site.person("crew").facility
    body = {"complaint": "sick", "locations": [CITY_HALL], "gate": {"conscious": "yes", "breathing": "yes"}}
    incident = desk.post("/api/v1/calls", body)["incident_id"]
    job = desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": unit})["assignment_id"]
    show.site.person("crew").post(f"/api/v1/assignments/{job}/steps", {"action": "ack"})
    page = show("chief", f"/admin/audit?subject={job}", **LAPTOP)
    expect(page.locator("tbody tr").first).to_contain_text("출동 확인", timeout=SLOW_MS)
    desk.post(f"/api/v1/assignments/{job}/cancel", {"reason": "called_off"})
    desk.post(f"/api/v1/incidents/{incident}/cancel", {"reason": "false_alarm"})


def test_a_supervisor_finds_a_change_in_the_audit_and_sees_only_their_tabs(show: Watched) -> None:
    page = show("chief", "/admin/audit", **LAPTOP)
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(2, timeout=SLOW_MS)
    page.get_by_label("한 일").select_option("load_city")
    page.get_by_role("button", name="찾기", exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text("도시 불러옴", timeout=SLOW_MS)
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV 내려받기").click()
    assert "load_city" in Path(got.value.path()).read_text("utf-8")
