"""The last day of a paper, as the pages write it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.web.node import ask, needs_node

DAYS = Path(__file__).parents[2] / "web/static/app/days.js"
SEOUL = ZoneInfo("Asia/Seoul")
pytestmark = needs_node


def test_an_end_at_local_midnight_belongs_to_the_day_before() -> None:
    ends = ["2029-12-31T15:00:00Z", "2029-12-31T14:59:00Z", "2029-12-31T15:01:00+00:00"]
    told = ask(DAYS, "lastOf", "told.map(lastOf)", ends)
    days = [datetime.fromisoformat(one).astimezone(SEOUL).date().isoformat() for one in told]
    assert days == ["2029-12-31", "2029-12-31", "2030-01-01"]
