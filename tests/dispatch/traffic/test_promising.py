"""The roads charge less before signals only while these are asked; a process notices when that changes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import update

from dispatch.policies.changing import put_in_force
from dispatch.policies.force import first_text
from dispatch.priority.promising import road_use, signals_give_way
from dispatch.roadfile import RoadFile
from dispatch.simulation.day import switch
from dispatch.tables.areas import RegionRow
from routing.bluelight import RoadUse, strictest
from routing.kinds import Access
from routing.model import CLOSED_MS
from routing.store import save_network
from tests.dispatch.town import Town
from tests.dispatch.traffic.conftest import streets


def test_signals_count_where_the_policy_asks_and_a_centre_answers(town: Town) -> None:
    system = town.system
    with system.db.write() as session:
        session.execute(update(RegionRow).values(roads=system.settings.city))
    assert not signals_give_way(system)
    system.signals.kind = "mqtt"
    assert signals_give_way(system)
    text = first_text(system)
    before, asked = text.split("[signals]")
    off = before + "[signals]" + asked.replace("on = true", "on = false", 1)
    put_in_force(system, town.kim, off, note="no signals", base=0)
    assert not signals_give_way(system)


def test_a_simulated_day_has_a_simulated_centre(town: Town) -> None:
    system = town.system
    with system.db.write() as session:
        session.execute(update(RegionRow).values(roads=system.settings.city))
    switch(system, town.kim, "sejong", on=True, speed=1.0)
    assert signals_give_way(system)
    switch(system, town.kim, "sejong", on=False, speed=1.0)
    assert not signals_give_way(system)


def test_a_process_notices_that_signals_are_asked_and_names_its_traffic_anew(town: Town) -> None:
    roads = town.system.roads
    assert isinstance(roads, RoadFile)
    before, on = roads.refresh(), [True]
    roads.heed(lambda: on[0])
    asked = roads.refresh()
    assert asked.state.gives_way
    assert asked.mark.digest != before.mark.digest
    assert roads.refresh() is asked
    on.clear()
    on.append(False)
    assert roads.refresh().mark.digest == before.mark.digest


def test_a_policy_that_opens_one_way_streets_weighs_the_roads_anew(town: Town, tmp_path: Path) -> None:
    network, system = streets(), town.system
    access = network.access.copy()
    access[:9] = Access.CONTRAFLOW
    save_network(replace(network, access=access), tmp_path / "sejong.npz")
    roads = RoadFile(tmp_path / "sejong.npz", town.clock, database=system.db)
    with system.db.write() as session:
        session.execute(update(RegionRow).values(roads=system.settings.city))
    roads.heed(lambda: False, lambda: road_use(system).blue_light())
    before = roads.refresh()
    opening = first_text(system).replace("against_one_ways = false", "against_one_ways = true")
    put_in_force(system, town.kim, opening, note="side streets may be entered from both ends", base=0)
    after = roads.refresh()
    assert after.blue_light.access[Access.CONTRAFLOW] == 0.5
    assert [np.count_nonzero(one.profile.travel_ms == CLOSED_MS) for one in (before, after)] == [9, 0]
    assert roads.refresh() is after


def test_regions_that_share_roads_get_what_all_of_them_open() -> None:
    daring, careful = RoadUse(against_one_ways=True, height_m=2.6), RoadUse(bus_lanes=False, weight_t=12.0)
    both = strictest((daring, careful))
    assert both == RoadUse(bus_lanes=False, weight_t=12.0)
    assert both.blue_light().access[Access.BUS] is None
