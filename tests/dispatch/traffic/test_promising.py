"""The roads charge less before signals only while these are asked; a process notices when that changes."""

from sqlalchemy import update

from dispatch.policies.changing import put_in_force
from dispatch.policies.force import first_text
from dispatch.priority.promising import signals_give_way
from dispatch.roadfile import RoadFile
from dispatch.simulation.day import switch
from dispatch.tables.areas import RegionRow
from tests.dispatch.town import Town


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
