"""Pictures of every page in both languages and both themes: `make screens` writes docs/screens/*.png.

A demo city of its own lives through some simulated minutes first, so that there is something on every page.
Name pages to take only those: `python tools/screens.py desk crew`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from benches.pages import sign_in
from tests.browser.conftest import CHROMIUM, DRAWING, FLAGS

ROOT = Path(__file__).parent.parent
TAKEN = ROOT / "docs" / "screens"
PORT = 8766
ADDRESS = f"http://127.0.0.1:{PORT}"
LIVED_S = 150  # at twenty times the speed
DESKTOP, PHONE = {"width": 1600, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as one kind of person sees it. `pick` is clicked, then `keys` are pressed, before the picture is taken."""

    name: str
    login: str | None
    path: str
    keys: tuple[str, ...] = ()
    phone: bool = False
    pick: str | None = None


SHOTS = (
    Shot("caller", None, "/c/{call}", phone=True),  # first: at this speed a call is over in half a minute
    Shot("caller_drone", None, "/c/{dropped}", phone=True),  # while its kit is in the air
    Shot("pad", "pilot", "/pad"),
    Shot("desk_drone", "desk", "/desk", ("Shift+KeyK",), pick="#call-{dropped_id}"),
    Shot("signin", None, "/signin"),
    Shot("desk", "desk", "/desk", ("KeyJ",)),
    Shot("desk_call", "desk", "/desk", ("KeyN",)),
    Shot("desk_keys", "desk", "/desk", ("Shift+Slash",)),
    Shot("desk_map", "desk", "/desk/map", ("KeyJ", "KeyG")),
    Shot("handover", "desk", "/desk/handover"),
    Shot("paper", "desk", "/desk/paper"),
    Shot("premises", "desk", "/desk/premises"),
    Shot("receiving", "nurse", "/receiving"),
    Shot("crew", "crew", "/crew", phone=True),
    Shot("ops", "admin", "/ops"),
    Shot("admin_people", "admin", "/admin/people"),
    Shot("admin_city", "admin", "/admin/city"),
    Shot("admin_airspace", "admin", "/admin/airspace"),
    Shot("admin_policies", "admin", "/admin/policies"),
    Shot("admin_audit", "admin", "/admin/audit"),
    Shot("start", "chief", "/start"),
    Shot("chief", "chief", "/chief?simulated=true"),
    Shot("drones", "chief", "/chief/drones?simulated=true"),
    Shot("hospitals", "chief", "/chief/hospitals?simulated=true&span=day"),
    Shot("wallboard", "chief", "/wallboard"),
    Shot("replay", "chief", "/chief/replay/{lived}", ("ArrowRight",) * 12),
)


CALL = {
    "complaint": "arrest",
    "caller_number": "+821012345678",  # the link goes there by text, which the demo only writes down
    "gate": {"conscious": "no", "breathing": "no"},
    "locations": [{"source": "typed", "lat": 36.48, "lon": 127.289, "text": "세종시청"}],
    "send": True,
}
COUNTRY_ROAD = {
    "source": "typed",
    "lat": 36.445,
    "lon": 127.31,
    "text": "시골길",
}  # a drone is there long before anybody
IN_THE_AIR_S = 180  # accepted, checked and launched by the pilots of the demo


def main() -> None:
    """Live a while, then look at everything."""
    if CHROMIUM is None:
        sys.exit("no Chromium found: install one, or name it in CHROMIUM")
    wanted = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    TAKEN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _city(Path(folder)) as passwords, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *DRAWING])
        for language in ("ko", "en"):
            links = _links(browser, passwords)
            for shot in wanted:
                _take(browser, shot, language, passwords, links)
        browser.close()


@contextmanager
def _city(folder: Path) -> Iterator[dict[str, str]]:
    """A demo on a port of its own, some minutes old."""
    command = [str(Path(sys.executable).parent / "goldentime"), "demo", "--port", str(PORT), "--speed", "20"]
    demo = subprocess.Popen(  # noqa: S603
        command,
        env=dict(os.environ) | {"GOLDENTIME_INSTANCE": str(folder)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _wait(folder)
    finally:
        demo.terminate()
        demo.wait(timeout=30)


def _wait(folder: Path) -> dict[str, str]:
    for _ in range(120):
        try:
            requests.get(f"{ADDRESS}/healthz", timeout=2).raise_for_status()
            break
        except requests.RequestException:
            time.sleep(1)
    time.sleep(LIVED_S)
    return dict(json.loads((folder / "signins-sejong.json").read_text("utf-8")))


def _links(browser: Browser, passwords: dict[str, str]) -> dict[str, str]:
    """Links of two fresh calls, one with a kit in the air, and an incident that has been lived through."""
    context = browser.new_context()
    sign_in(context, ADDRESS, "desk", passwords["desk"])
    page = context.new_page()
    page.goto(f"{ADDRESS}/desk")
    token = page.get_attribute("meta[name='csrf-token']", "content") or ""
    board = page.request.get(f"{ADDRESS}/api/v1/desk/board").json()["incidents"]

    def ring(call: dict[str, object]) -> dict[str, str]:
        answer = page.request.post(f"{ADDRESS}/api/v1/calls", data=call, headers={"X-CSRF-Token": token})
        return dict(answer.json())

    dropped = ring(CALL | {"locations": [COUNTRY_ROAD]})
    for _ in range(IN_THE_AIR_S):
        drop = page.request.get(f"{ADDRESS}/api/v1/incidents/{dropped['incident_id']}").json()["incident"]["drop"]
        if drop is not None and "airborne" in drop["sortie"]["entered"]:
            break
        time.sleep(1)
    taken = ring(CALL)
    context.close()
    lived = next((one for one in board if one["state"] == "closed"), board[0])
    told = {"call": taken["link_token"], "lived": lived["id"]}
    return told | {"dropped": dropped["link_token"], "dropped_id": dropped["incident_id"]}


def _take(browser: Browser, shot: Shot, language: str, passwords: dict[str, str], links: dict[str, str]) -> None:
    context = browser.new_context(
        viewport=PHONE if shot.phone else DESKTOP,
        device_scale_factor=2 if shot.phone else 1,
        locale="ko-KR" if language == "ko" else "en-GB",
        timezone_id="Asia/Seoul",
    )
    context.add_cookies([{"name": "language", "value": language, "url": ADDRESS}])
    if shot.login is not None:
        sign_in(context, ADDRESS, shot.login, passwords[shot.login])
    for theme in ("light", "dark"):
        context.add_init_script(f"localStorage.theme = '{theme}'")
        page = context.new_page()
        page.goto(ADDRESS + shot.path.format(**links))
        _settle(page, shot, links)
        page.screenshot(path=TAKEN / f"{shot.name}_{theme}_{language}.png")
        page.close()
    context.close()


def _settle(page: Page, shot: Shot, links: dict[str, str]) -> None:
    page.wait_for_timeout(2000)
    if shot.pick is not None:
        page.click(shot.pick.format(**links))
        page.wait_for_timeout(500)
    for key in shot.keys:
        page.keyboard.press(key)
    page.wait_for_timeout(2500)


if __name__ == "__main__":
    main()
