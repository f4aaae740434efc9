"""Which steps the operators' page leaves to a person, and that the server would take them."""

from pathlib import Path
from typing import Any

import pytest

from drones.contradiction import HEARD
from tests.web.node import ask, needs_node

BY_HAND = Path("web/static/app/pad/byhand.js").resolve()
SAID, LOST = {"link_lost_since": None}, {"link_lost_since": "2026-03-02T05:00:00+00:00"}
AT_ONCE, LONGEST = 0.0, HEARD.total_seconds()


@needs_node
@pytest.mark.parametrize(
    ("action", "vehicle", "age", "left"),
    [
        ("land", SAID, AT_ONCE, False),
        ("land", SAID, LONGEST, False),
        ("land", SAID, LONGEST + 0.1, True),  # lost: somebody sees it come down
        ("take_off", SAID, LONGEST + 0.1, True),
        ("on_station", SAID, LONGEST + 0.1, True),
        ("stand_down", SAID, LONGEST, False),
        ("stand_down", SAID, LONGEST + 0.1, True),
        ("land", LOST, AT_ONCE, True),
        ("land", None, AT_ONCE, True),  # positions come, but from no vehicle
        ("retract", SAID, AT_ONCE, True),
    ],
)
def test_what_a_vehicle_says_itself_is_left_to_people_once_it_is_not_heard(
    action: str, vehicle: dict[str, Any] | None, age: float, left: bool
) -> None:
    told = {"action": action, "vehicle": vehicle, "age": age}
    asked = "isByHand(told.action, silentFor(told.vehicle, told.age))"
    assert ask(BY_HAND, "isByHand, silentFor", asked, told) is left
