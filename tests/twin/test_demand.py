"""Invented traffic: seeded, long enough, and more of it where roads were cut."""

from collections import Counter

from benches.twin.demand import trips, trips_xml
from benches.twin.grid import grid
from chassis.chance import seeded
from chassis.geo import between, distance_m
from routing.assemble import Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import Label


def test_the_same_seed_gives_the_same_cars_and_another_gives_others() -> None:
    one, again, other = (
        trips(grid(), per_hour=600, until_s=600, least_m=400, chance=seeded(seed)) for seed in (1, 1, 2)
    )
    assert one == again != other


def test_cars_come_in_order_at_the_rate_asked_for_and_drive_far_enough() -> None:
    roads = grid()
    made = trips(roads, per_hour=3600, until_s=1000, least_m=500, chance=seeded(3))
    assert 900 < len(made) < 1100
    assert [one.depart_s for one in made] == sorted(one.depart_s for one in made)
    middles = [
        between(roads.place(int(t)), roads.place(int(h)), 0.5) for t, h in zip(roads.tail, roads.head, strict=True)
    ]
    assert all(distance_m(middles[one.origin], middles[one.target]) >= 500 for one in made)


def test_main_roads_that_were_cut_from_their_surroundings_carry_traffic_through() -> None:
    survey = Survey(places=dict(enumerate(grid().place(node) for node in (0, 1, 2, 3))))
    for tail, head in ((0, 1), (1, 2), (2, 3)):
        survey.segments.append(Segment(tail, head, RoadClass.PRIMARY, lanes=1))
        survey.segments.append(Segment(head, tail, RoadClass.PRIMARY, lanes=1))
    roads, _ = assemble(survey, Label("Line", "test", "none", "none"))
    made = trips(roads, per_hour=3600, until_s=2000, least_m=300, chance=seeded(4))
    starts = Counter(int(roads.tail[one.origin]) in (0, 3) for one in made)
    assert starts[True] > 3 * starts[False]


def test_sumo_is_told_every_car_under_its_number() -> None:
    made = trips(grid(), per_hour=600, until_s=300, least_m=400, chance=seeded(5))
    text = trips_xml(made)
    assert text.count("<trip ") == len(made)
    assert f'<trip id="0" type="car" depart="{made[0].depart_s}" from="{made[0].origin}"' in text
