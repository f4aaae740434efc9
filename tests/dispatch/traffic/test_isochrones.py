"""Areas within minutes: drawn beside the request, anew when the fleet or the roads have changed, one at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import shapely

from chassis.errors import NotFoundError
from dispatch.crew.reporting import Fix, report_position, set_service
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.isochrones import AreaDrawer, Drawn, areas_view
from tests.dispatch.town import CITY_HALL, Town, call
from tests.dispatch.traffic.conftest import corner_of


@dataclass
class Later:
    """Keeps what should run beside until the story lets it."""

    waiting: list[Callable[[], None]] = field(default_factory=list)

    def __call__(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def town(town: Town) -> Town:
    """With its units on the streets."""
    for number, row in enumerate((10, 14, 30, 36), start=1):
        report_position(town.system, town.crew(f"s{number}"), f"s{number}", Fix(corner_of(row, 20)))
    return town


def shape(drawn: Drawn, rank: int) -> shapely.MultiPolygon:
    area = drawn.areas[rank]
    rings = [
        ([(p.lon, p.lat) for p in outer], [[(p.lon, p.lat) for p in hole] for hole in holes])
        for outer, holes in area.parts
    ]
    return shapely.MultiPolygon([shapely.Polygon(*ring) for ring in rings])


def test_who_asks_never_waits_and_reads_what_was_drawn_last_with_its_age(town: Town) -> None:
    later = Later()
    drawer = AreaDrawer(run=later)
    assert drawer.areas(town.system, "sejong") == (None, False)
    assert drawer.areas(town.system, "sejong") == (None, False)
    assert len(later.waiting) == 1  # and never two at a time
    later.run()
    drawn, is_current = drawer.areas(town.system, "sejong")
    assert drawn is not None
    assert (is_current, drawn.units, later.waiting) == (True, 4, [])
    town.clock.advance(timedelta(seconds=30))
    set_service(town.system, town.crew("s4"), "s4", out_of_service="정비")
    old, is_current = drawer.areas(town.system, "sejong")
    assert (old, is_current) == (drawn, False)
    later.run()
    newer, is_current = drawer.areas(town.system, "sejong")
    assert newer is not None
    assert (newer.units, is_current) == (3, True)
    assert areas_view(newer, is_current=True)["at"] == town.clock.now().isoformat()


def test_areas_are_those_of_half_the_standard_the_standard_and_half_more_and_lie_in_each_other(town: Town) -> None:
    report_position(town.system, town.crew("s1"), "s1", Fix(corner_of(1, 1)))
    for unit in ("s2", "s3", "s4"):
        set_service(town.system, town.crew(unit), unit, out_of_service="정비")
    drawn, _ = AreaDrawer(run=lambda work: work()).areas(town.system, "sejong")
    assert drawn is not None
    assert [area.within for area in drawn.areas] == [timedelta(minutes=m) for m in (4, 8, 12)]
    near, middle, far = (shape(drawn, rank) for rank in range(3))
    assert 0 < near.area < middle.area < far.area
    assert near.difference(far).area < near.area * 0.02
    post = corner_of(1, 1)
    assert near.contains(shapely.Point(post.lon, post.lat))


def test_a_unit_that_is_sent_reaches_nobody_else(town: Town) -> None:
    drawer = AreaDrawer(run=lambda work: work())
    before, _ = drawer.areas(town.system, "sejong")
    send_unit(town.system, town.kim, take_call(town.system, town.kim, call(CITY_HALL)).incident_id, "s1")
    town.clock.advance(timedelta(seconds=30))
    after, _ = drawer.areas(town.system, "sejong")
    assert before is not None
    assert after is not None
    assert (before.units, after.units) == (4, 3)
    assert shape(after, 0).area < shape(before, 0).area


def test_units_that_move_every_second_do_not_draw_every_second(town: Town) -> None:
    drawer, later = AreaDrawer(run=lambda work: work()), Later()
    drawer.areas(town.system, "sejong")
    drawer.run = later
    report_position(town.system, town.crew("s1"), "s1", Fix(corner_of(11, 20)))
    drawer.areas(town.system, "sejong")
    assert later.waiting == []
    town.clock.advance(timedelta(seconds=10))
    drawer.areas(town.system, "sejong")
    assert len(later.waiting) == 1


def test_without_roads_it_says_so(town: Town) -> None:
    (town.system.settings.instance / "roads" / "sejong.npz").unlink()
    with pytest.raises(NotFoundError):
        AreaDrawer().areas(town.system, "sejong")
