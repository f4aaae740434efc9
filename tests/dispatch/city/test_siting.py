"""Sejong's drone stations, from its pack, its roads and its airspace."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chassis.errors import InvalidInputError
from dispatch.siting import Wish, read_ground
from dispatch.system import System
from drones.model import Circle, Restriction
from drones.siting.report import Aim, Ground, weigh
from drones.tables import put_zone
from tests.drones.scene import P65B


def ground(system: System, wish: Wish) -> Ground:
    with system.db.read() as session:
        return read_ground(session, system, "sejong", wish)


def test_two_stations_in_sejong_reach_three_calls_in_four_within_eight_minutes(sejong: System) -> None:
    found = ground(sejong, Wish())
    assert sum(found.weights) == pytest.approx(1.0)
    assert np.isfinite(found.ambulance_s).all() and found.ambulance_s.min() >= 60.0
    assert weigh(found, Aim.COVERAGE, 2)[-1].within > 0.75
    assert weigh(found, Aim.BENEFIT, 2)[-1].first > 0.2


def test_stations_that_stand_are_kept_where_that_is_wished(sejong: System) -> None:
    found = ground(sejong, Wish(keep=True))
    assert [found.sites[site].id for site in found.kept] == ["pad-areum", "pad-city-hall", "pad-jochiwon"]
    assert {found.sites[site].id for site in weigh(found, Aim.BENEFIT, 4)[0].sites} >= {"pad-areum", "pad-jochiwon"}


def test_a_zone_nobody_opened_takes_its_ground_away_and_an_authorisation_would_bring_it_back(sejong: System) -> None:
    before = ground(sejong, Wish())
    shut = replace(P65B, id="SHUT", shape=Circle(before.sites[0].place, 2000.0), restriction=Restriction.PROHIBITED)
    with sejong.db.write() as session:
        put_zone(session, shut)
    closed, opened = ground(sejong, Wish()), ground(sejong, Wish(open_air=True))
    assert not np.isfinite(closed.kit_s[0]).any()
    assert np.isfinite(closed.kit_s).sum() < np.isfinite(before.kit_s).sum() <= np.isfinite(opened.kit_s).sum()


def test_sites_of_a_file_take_the_place_of_the_citys_houses(sejong: System, tmp_path: Path) -> None:
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [127.29, 36.48]}, "properties": None}
    named = point | {"properties": {"name": "옥상"}}
    file = tmp_path / "roofs.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [point, named]}), "utf-8")
    sites = ground(sejong, Wish(candidates=file)).sites
    assert [site.name for site in sites[-2:]] == ["site 1", "옥상"]
    assert len(sites) == 5 and sites[-1].place.lat == 36.48


def test_a_neighbour_without_demand_has_nothing_to_choose(sejong: System) -> None:
    with sejong.db.read() as session, pytest.raises(InvalidInputError):
        read_ground(session, sejong, "daejeon", Wish())
