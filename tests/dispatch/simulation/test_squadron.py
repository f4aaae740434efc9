"""Many kits at once: stations put up beside the city's, and an order for each in the same minute."""

from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import func, select

from chassis.geo import distance_m
from chassis.identity import Actor, Role
from dispatch.desk.sending import send_plan
from dispatch.simulation.squadron import APART_M, call_for_all, count_drones, count_flying, count_ready, equip
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from drones.tables import read_sorties, read_squadron
from drones.tables.sorties import SortieRow
from tests.dispatch.town import Town
from tests.sejong import Sejong

HOW_MANY, FEW = 20, 5
DESK = Actor("usr_kim", "김상황", Role.DISPATCHER, "sejong")


@pytest.fixture
def sejong(prepared_sejong: Sejong, tmp_path: Path) -> System:
    return prepared_sejong.copy(tmp_path)


def put_up(system: System, count: int) -> int:
    with system.db.write() as session:
        return equip(session, system, "sejong", count)


def test_kits_are_ordered_in_the_same_minute_each_for_its_own_caller(sejong: System) -> None:
    assert put_up(sejong, FEW) == FEW == count_drones(sejong, "sejong") == count_ready(sejong, "sejong")
    made = call_for_all(sejong, "sejong")
    with sejong.db.read() as session:
        sorties = read_sorties(session, region="sejong")
    assert {sortie.id for sortie in sorties} == set(made) and len(made) == FEW
    assert len({sortie.drone_id for sortie in sorties}) == len({sortie.incident_id for sortie in sorties}) == FEW
    assert all(sortie.simulated for sortie in sorties) and count_flying(sejong, "sejong") == 0


def test_the_stations_are_put_up_once_and_far_from_each_other(sejong: System) -> None:
    put_up(sejong, HOW_MANY)
    put_up(sejong, HOW_MANY)
    with sejong.db.read() as session:
        stations = read_squadron(session, ("sejong",), now=sejong.clock.now()).stations
    pads = [station.place for station in stations if station.id.startswith("exercise-")]
    assert len(pads) == HOW_MANY
    assert min(distance_m(a, b) for a, b in combinations(pads, 2)) >= APART_M


def test_a_second_order_goes_to_no_drone_that_has_one_and_the_desk_sends_no_second_kit(sejong: System) -> None:
    put_up(sejong, 2)
    assert len(call_for_all(sejong, "sejong")) == 2
    assert call_for_all(sejong, "sejong") == ()
    with sejong.db.read() as session:
        incidents = session.scalars(select(IncidentRow)).all()
    for incident in incidents:
        assert send_plan(sejong, DESK, incident.id).sortie_id is None
    with sejong.db.read() as session:
        assert session.scalar(select(func.count()).select_from(SortieRow)) == 2


def test_a_city_without_demand_has_room_for_none(town: Town) -> None:
    with town.system.db.write() as session:
        assert equip(session, town.system, "nowhere", 5) == 0
