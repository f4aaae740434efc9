"""City packs: read as a whole, refused as a whole, loaded twice without doubling."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from chassis.geo import distance_m
from dispatch.city.load import load_city
from dispatch.city.pack import PackError
from dispatch.city.reading import read_pack
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, StationRow
from dispatch.tables.fleet import UnitRow


def test_sejong_has_its_stations_units_hospitals_and_air() -> None:
    pack = read_pack("sejong")
    assert len([s for s in pack.stations if s.region == "sejong"]) == 9
    assert [s.id for s in pack.stations if s.estimated] == ["sj-janggun", "dj-example"]
    assert len(pack.hospitals) == 15
    assert {zone.id for zone in pack.air} == {"P65A", "P65B", "JCW-ATZ"}
    assert all(zone.authorised for zone in pack.air if zone.id != "P65A")


def test_the_stations_stand_where_the_record_says(shared_data: Path) -> None:
    record = (shared_data / "korea_119" / "safety_centers_20240630.csv").read_text("utf-8")
    known = {}
    for line in record.splitlines()[1:]:
        cells = line.split(",")
        if cells[1] == "세종특별자치시" and cells[-1]:
            known[cells[2]] = (float(cells[-2]), float(cells[-1]))
    for station in read_pack("sejong").stations:
        if station.name_ko in known:
            lat, lon = known[station.name_ko]
            assert distance_m(station.place, type(station.place)(lat, lon)) < 5, station.id


def test_coquimbo_brings_real_roads_and_people() -> None:
    pytest.importorskip("importlib.metadata").distribution("aequilibrae")
    pack = read_pack("coquimbo")
    assert sum(zone.weight for zone, _, _ in pack.zones) > 100_000
    assert len(pack.units) == 12


def test_san_francisco_is_read_from_the_record(shared_data: Path) -> None:
    pack = read_pack("sf", shared_data=shared_data)
    assert (len(pack.units), len(pack.stations)) == (69, 45)
    assert all(pack.area.box.holds(hospital.place) for hospital in pack.hospitals)


def test_a_pack_that_is_not_there_is_named() -> None:
    with pytest.raises(PackError, match="no city pack atlantis"):
        read_pack("atlantis")


def test_a_broken_pack_lists_every_mistake_at_once(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(
        '[region]\nid = "x"\nname_ko = "x"\nname_en = "x"\nbox = [1, 2, 3]\ncentre = [200, 0]\n'
        '[[station]]\nid = "s"\nname_ko = "s"\nname_en = "s"\nlat = 99\nlon = 0\n[[unit]]\nid = "u"\n',
        "utf-8",
    )
    (tmp_path / "hospitals.toml").write_text("[[hospital]]\nlevel = 'grand'\n", "utf-8")
    with pytest.raises(PackError) as caught:
        read_pack(str(tmp_path))
    told = str(caught.value)
    assert all(part in told for part in ("region.box", "station.0.lat", "unit.0.station", "hospital.0.level"))


def test_loading_twice_doubles_nothing(sejong: System) -> None:
    before = count(sejong)
    load_city(sejong, read_pack("sejong"))
    assert count(sejong) == before


def count(system: System) -> list[int]:
    with system.db.read() as session:
        tables = (StationRow, UnitRow, DemandZoneRow)
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
