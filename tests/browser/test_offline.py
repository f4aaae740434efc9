"""A crew without a network: the page opens, what is entered waits on the device, and arrives once and in order."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from dispatch.system import System
from dispatch.tables.cases import StampRow
from dispatch.tables.patients import NoteRow, VitalsRow
from tests.browser.conftest import Site, Watch, Watched
from tests.browser.lines import LINE_GONE
from tests.browser.serving import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SLOW_MS = 20_000
HALF_AN_HOUR_MS = 30 * 60_000
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
FAR_AWAY = {"source": "typed", "lat": 36.51, "lon": 127.26, "text": "고운동"}
# A request of a process that died still has its key; no telephone shakes before a finger was on it.
GONE_ON = ("409", "Blocked call to navigator.vibrate")
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const {lastRead} = await import('/static/app/crew/shelf.js');
  const {tilesKept} = await import('/static/app/crew/keeping.js');
  for (let looked = 0; looked < 400; looked++) {
    const shell = await (await caches.open('crew-shell')).match('/crew');
    if (navigator.serviceWorker.controller && await lastRead('/api/v1/scores') && shell && tilesKept.value) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}"""
ROADS_DRAWN = """() => {
  const map = [...document.querySelectorAll('.small-map *')].map(one => one.maplibre).find(Boolean);
  return map?.getSource('roads') && map.querySourceFeatures('roads', {sourceLayer: 'roads'}).length > 0;
}"""
WRITE = """async ([incident, from, to]) => {
  const {send} = await import('/static/app/crew/outbox.js');
  for (let n = from; n < to; n++) {
    if (n % 4) await send(`/api/v1/incidents/${incident}/notes`, 'POST', {text: String(n)});
    else await send(`/api/v1/incidents/${incident}/vitals`, 'POST', {heart_rate_bpm: n});
  }
}"""


def send(site: Site) -> str:
    """The crew's unit is sent; the incident's id."""
    desk = site.person("desk2")
    call = {"complaint": "chest_pain", "locations": [FAR_AWAY], "gate": {"conscious": "yes", "breathing": "yes"}}
    incident = str(desk.post("/api/v1/calls", call)["incident_id"])
    desk.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": site.person("crew").facility})
    return incident


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap(timeout=SLOW_MS)


def opened(server: Server, watch: Watch) -> tuple[Watched, Page, str]:
    """The crew's page on a job, once the device has kept it."""
    show = watch(Site(server.address, server.passwords))
    show.expected = (*LINE_GONE, *GONE_ON)
    incident = send(show.site)
    page = show("crew", "/crew", **PHONE)
    expect(page.get_by_role("button", name="출동 확인", exact=True)).to_be_visible(timeout=SLOW_MS)
    assert page.evaluate(KEPT)
    return show, page, incident


def on_record(system: System, incident: str) -> dict[str, Any]:
    """What the server has, each kind in its order."""
    with system.db.read() as session:
        notes = session.scalars(select(NoteRow.text).where(NoteRow.incident_id == incident).order_by(NoteRow.id)).all()
        sets = select(VitalsRow.heart_rate_bpm).where(VitalsRow.incident_id == incident).order_by(VitalsRow.id)
        steps = select(StampRow.name).where(StampRow.incident_id == incident, StampRow.device_at.is_not(None))
        vitals = session.scalars(sets).all()
        return {
            "notes": list(notes),
            "vitals": list(vitals),
            "steps": list(session.scalars(steps.order_by(StampRow.id))),
        }


def see_all_sent(page: Page) -> None:
    """Waits as long as fewer and fewer wait: how many a machine sends in a minute is its own affair."""
    while left := page.evaluate("document.querySelector('.unsent-head')?.textContent"):
        expect(page.locator("body")).not_to_contain_text(left, timeout=3 * SLOW_MS)
    expect(page.locator(".unsent")).to_have_count(0)


@pytest.mark.draws
def test_half_an_hour_without_a_network_loses_nothing_and_doubles_nothing(
    system: System, server: Server, watch: Watch
) -> None:
    show, page, incident = opened(server, watch)
    page.clock.install()
    page.context.set_offline(True)
    page.reload()
    number = show.site.person("desk2").get(f"/api/v1/incidents/{incident}")["incident"]["number"]
    expect(page.get_by_text(number)).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".offline").last).to_contain_text("저장한 내용입니다")
    page.wait_for_function(ROADS_DRAWN, timeout=SLOW_MS)
    page.get_by_role("button", name="환자", exact=True).tap()
    page.get_by_role("button", name="GCS", exact=True).tap()
    expect(page.locator(".sheet")).to_be_visible()
    tap(page, "출동 확인")
    tap(page, "차고 출발")
    expect(page.get_by_role("button", name="현장 도착", exact=True)).to_be_visible()
    expect(page.locator(".unsent-head")).to_contain_text("전송 대기 2건")
    page.evaluate(WRITE, [incident, 2, 100])
    page.clock.fast_forward(HALF_AN_HOUR_MS)
    page.reload()
    expect(page.get_by_role("button", name="현장 도착", exact=True)).to_be_visible(timeout=SLOW_MS)
    page.evaluate(WRITE, [incident, 100, 200])
    expect(page.locator(".unsent-head")).to_contain_text("전송 대기 200건")
    assert on_record(system, incident) == {"notes": [], "vitals": [], "steps": []}
    page.context.set_offline(False)
    expect(page.locator(".unsent-head")).to_contain_text(re.compile(r"전송 대기 1?[0-4]?\d건"), timeout=SLOW_MS)
    server.kill()
    server.start()
    see_all_sent(page)
    assert on_record(system, incident) == {
        "notes": [str(n) for n in range(2, 200) if n % 4],
        "vitals": [n for n in range(2, 200) if n % 4 == 0],
        "steps": ["ack", "en_route"],
    }


LEFT = """async () => {
  const {drafts, lastRead, writes} = await import('/static/app/crew/shelf.js');
  return {drafts: (await drafts()).length, board: Boolean(await lastRead('/api/v1/crew/me')),
    tiles: await caches.has('crew-tiles'),
    frame: await caches.has('crew-shell'),
    writes: (await writes()).map(one => one.body.text ?? one.path.split('/').pop())};
}"""
SETTLED = f"""async ([what, value]) => {{
  for (let looked = 0; looked < 400; looked++) {{
    if ((await ({LEFT})())[what] === value) return true;
    await new Promise(done => setTimeout(done, 50));
  }}
  return false;
}}"""


def test_half_entered_comes_back_a_refusal_is_discarded_and_signing_out_wipes_all_but_what_is_not_sent(
    server: Server, watch: Watch
) -> None:
    show, page, _ = opened(server, watch)
    show.expected = (*show.expected, "404", "401")
    page.get_by_role("button", name="환자", exact=True).tap()
    page.get_by_label("심박수 늘리기").tap()
    expect(page.locator(".send")).to_be_visible()
    assert page.evaluate(SETTLED, ["drafts", 1])
    page.reload()
    page.get_by_role("button", name="환자", exact=True).tap()
    expect(page.locator(".send")).to_be_visible(timeout=SLOW_MS)
    page.evaluate(WRITE, ["nowhere", 1, 3])
    refused = page.locator(".unsent-line[data-state=refused]")
    expect(refused).to_have_count(2, timeout=SLOW_MS)
    refused.first.get_by_role("button", name="버리기").dispatch_event("pointerdown", {"button": 0})
    expect(refused).to_have_count(1, timeout=SLOW_MS)
    page.get_by_role("button", name="더보기", exact=True).tap()
    tap(page, "로그아웃")
    tap(page, "그래도 로그아웃")
    expect(page.locator("#password")).to_be_visible(timeout=SLOW_MS)
    assert page.evaluate(SETTLED, ["frame", False])
    assert page.evaluate(LEFT) == {"drafts": 1, "board": False, "tiles": False, "frame": False, "writes": ["2"]}
