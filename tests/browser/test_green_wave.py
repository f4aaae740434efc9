"""The green wave: what a crew and the desk see of the next signals, and that nobody is promised a green light."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import undefer

from chassis.identity import Actor, Role
from dispatch.crew.reporting import Fix, report_position
from dispatch.priority.asking import Asker
from dispatch.priority.hearing import hear
from dispatch.signalling import Signals
from dispatch.simulation.crews import place_on
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.signals import SignalRequestRow, requests_of
from routing.priority import Status
from routing.signals.numbers import made_up
from routing.signals.srm import SSM, SignalStatus
from tests.browser.conftest import Watched
from tests.browser.test_crew import SLOW_MS, SMALL_PHONE, finish, send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_grant_is_told_as_a_grant_and_never_as_a_green_light(show: Watched) -> None:
    site = show.site
    system = replace(site.running, signals=Signals("http"))
    crew = site.person("crew")
    incident = send(site)
    page = show("crew", "/crew", **SMALL_PHONE)
    (job,) = [one for one in crew.get("/api/v1/crew/me")["jobs"] if one["incident_id"] == incident]
    crew.post(f"/api/v1/assignments/{job['id']}/steps", {"action": "en_route"})
    expect(page.locator(".turn")).to_contain_text("신호 센터 없음", timeout=SLOW_MS)  # nobody has been asked yet

    with system.db.read() as session:
        kept = session.get_one(AssignmentRow, job["id"], options=[undefer(AssignmentRow.route)])
        route, unit, region = kept.route, kept.unit_id, kept.unit_region
    assert route is not None
    first = route["signals"][0]
    before = max(0.0, first["along_m"] - 40.0) / route["passed_m"][-1]
    driver = Actor("usr_x", "x", Role.PARAMEDIC, region, unit)
    report_position(system, driver, unit, Fix(place_on(route["points"], before)))
    Asker().tick(system)
    (row, *_) = asked(site_rows(system, job["id"]))
    expect(page.locator(".next-light")).to_contain_text("요청함", timeout=SLOW_MS)

    junctions = system.signals.junctions(system.roads.current())
    assert junctions is not None
    number = made_up(junctions).of[row.junction]
    for status, word, more in (
        (Status.GRANTED, "승인", "신호등 직접 확인"),
        (Status.WATCH, "다른 차량 우선", "다른 긴급차량이 먼저 지나갑니다"),
    ):
        hear(system, SSM(row.sequence, number, (SignalStatus(unit, row.number, status),)), simulated=False)
        expect(page.locator(".next-light")).to_contain_text(word, timeout=SLOW_MS)
        expect(page.locator(".next-light")).to_contain_text(more)

    desk = show("desk", "/desk", viewport={"width": 1366, "height": 768})
    desk.get_by_text(crew.get("/api/v1/crew/me")["jobs"][0]["incident"]["number"]).first.click()
    expect(desk.locator(".job .lights")).to_contain_text("1곳 승인", timeout=SLOW_MS)
    expect(desk.locator(".legend")).to_contain_text("확인 안 됨")
    finish(site, incident)
    assert Asker().tick(system) > 0  # stood down: everything is taken back
    assert not any(one.open for one in site_rows(system, job["id"]))


def site_rows(system: object, job: str) -> list[SignalRequestRow]:
    with system.db.read() as session:  # type: ignore[attr-defined]
        return requests_of(session, [job])


def asked(rows: list[SignalRequestRow]) -> list[SignalRequestRow]:
    assert rows, "nobody was asked"
    return rows
