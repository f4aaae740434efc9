"""One interview by keyboard: gate, questions in two languages, an arrest recognised, the first compression stamped."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SLOW_MS = 20_000


def test_an_interview_by_keys_finds_an_arrest_that_the_gate_did_not(show: Watched) -> None:
    desk = show.site.person("desk")
    place = {"source": "typed", "lat": 36.52, "lon": 127.25, "text": "고운동"}
    call = {"complaint": "unconscious", "locations": [place], "gate": {"conscious": "no", "breathing": "yes"}}
    made = str(desk.post("/api/v1/calls", call | {"language": "vi"})["incident_id"])
    page = show("desk", "/desk")
    page.locator(f"#call-{made}").click(timeout=SLOW_MS)
    part = page.get_by_role("region", name="문진")
    expect(part.locator(".ask")).to_contain_text("Có thở ngáp, hoặc rất lâu mới thở một lần không?", timeout=SLOW_MS)
    page.keyboard.press("KeyQ")
    page.keyboard.press("KeyQ")
    page.keyboard.press("KeyL")
    expect(part.locator("select")).to_have_value("ko", timeout=SLOW_MS)
    page.keyboard.press("KeyY")  # gasping
    page.keyboard.press("Digit2")  # and not awake again: typed at once, answered in turn
    expect(part.locator(".result")).to_contain_text("헐떡이는 숨", timeout=SLOW_MS)
    expect(part.locator(".telling")).to_contain_text("가슴압박을 시작하세요")
    page.keyboard.press("KeyM")
    expect(part.locator(".pulse")).to_have_attribute("data-on", "true")
    page.keyboard.press("KeyC")
    expect(part.locator(".pressing")).to_contain_text("신고 후", timeout=SLOW_MS)
    page.keyboard.press("Escape")
    expect(part).not_to_be_focused()
    expect(page.locator(".panel h2")).to_be_visible()  # leaving the interview leaves the incident where it is
    kept = desk.get(f"/api/v1/incidents/{made}/interview")
    given = {one["id"]: one["answer"]["value"] for one in kept["questions"] if one["answer"]}
    assert given["unconscious.gasping"] == "yes"
    assert len([name for name in given if name.startswith("unconscious.")]) == 2
    assert (kept["language"], kept["result"]["determinant"]) == ("ko", "arrest")
    desk.post(f"/api/v1/incidents/{made}/cancel", {"reason": "false_alarm"})
