"""What our own ambulances tell: how fast they drove under blue light, never as if a car had."""

from datetime import timedelta

import numpy as np
from sqlalchemy import select

from chassis.geo import between
from chassis.identity import SIMULATED, Actor, Role
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.states import AssignmentAction
from dispatch.tables.traffic import SpeedRow
from dispatch.traffic.learning import learn
from routing.traffic import Heard
from tests.dispatch.town import Town, call
from tests.dispatch.traffic.conftest import corner_of

SLOW_MPS = 3.0


def drive(town: Town, actor: Actor) -> None:
    """Down Column 4 for two blocks, at walking pace, a report every five seconds."""
    a, b = corner_of(7, 4), corner_of(5, 4)
    steps = round(444 / SLOW_MPS / 5)
    for number in range(steps + 1):
        report_position(town.system, actor, "s2", Fix(between(a, b, number / steps)))
        town.clock.advance(timedelta(seconds=5))


def under_way(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s2")
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE):
        step(town.system, town.crew("s2"), job, action)


def test_a_street_our_unit_crawled_along_is_slower_for_the_next(town: Town) -> None:
    under_way(town)
    drive(town, town.crew("s2"))
    assert learn(town.system) > 0
    held = town.system.roads.refresh()
    with town.system.db.read() as session:
        rows = list(session.scalars(select(SpeedRow)))
    assert {row.heard for row in rows} == {Heard.OWN}
    metres, seconds = sum(row.metres for row in rows), sum(row.seconds for row in rows)
    assert 0.8 * SLOW_MPS < metres / seconds < 1.2 * SLOW_MPS
    slower = held.roads.metric.travel_ms > held.profile.travel_ms
    assert set(np.flatnonzero(slower).tolist()) <= {row.edge for row in rows}
    assert slower.any()
    assert np.isnan(held.weighed.flow).all()  # of the cars it says nothing
    assert learn(town.system) >= 0
    with town.system.db.read() as session:
        assert len(list(session.scalars(select(SpeedRow)))) == len(rows)  # looked at twice, learned once


def test_a_simulated_crew_teaches_nothing(town: Town) -> None:
    under_way(town)
    drive(town, Actor(f"{SIMULATED}s2", "모의", Role.PARAMEDIC, "sejong", "s2"))
    assert learn(town.system) == 0


def test_nobody_under_way_nothing_to_learn(town: Town) -> None:
    assert learn(town.system) == 0
