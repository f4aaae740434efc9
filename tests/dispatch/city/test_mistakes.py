"""A pack with mistakes is refused as a whole, and every mistake is named where it stands."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.city.pack import CityPack, PackError
from dispatch.city.reading import SHIPPED, read_pack

Edit = Callable[[str, str, str], CityPack]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Reads Sejong's pack with one word changed in one file."""

    def read(file: str, old: str, new: str) -> CityPack:
        folder = tmp_path / "pack"
        shutil.copytree(SHIPPED / "sejong", folder)
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return read_pack(str(folder))

    return read


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("city.toml", 'timezone = "Asia/Seoul"', 'timezone = "Asia/Sejong"', "region.timezone: .*no time zone"),
        ("city.toml", 'roads_kind = "example"', 'drives = "middle"', "region.drives: .*'left' or 'right'"),
        ("city.toml", "box = [36.20,", "box = [36.99,", "region.box: .*south, west, north, east"),
        ("city.toml", 'neighbours = ["daejeon"]', 'neighbours = ["jeju"]', "region sejong: no neighbour jeju"),
        ("city.toml", 'station = "sj-boram"', 'station = "sj-mars"', "unit sj-1: no station sj-mars"),
        ("city.toml", 'id = "sj-2"', 'id = "sj-1"', "unit sj-1: given 2 times"),
        ("city.toml", 'id = "sj-hansol-2"', 'id = "sj-hansol-1"', "zone sj-hansol-1: given 2 times"),
        ("city.toml", "weight = 9 }", "weight = -9 }", "zone.0.weight"),
        ("city.toml", "lat = 36.47791", "lat = 35.0", "sj-boram: outside the area"),
        ("city.toml", '\nregion = "daejeon"', '\nregion = "jeju"', "dj-example: no region jeju"),
        ("city.toml", 'skills = ["als", "bls"]', 'skills = ["magic"]', "unit.0.skills.0"),
        ("city.toml", "[region.notice]", "[region.notices]", "region.notices: Extra inputs"),
        ("hospitals.toml", "+09:00", "", "hospital.0.reported_at: .*timezone"),
        ("hospitals.toml", '"aorta_abdomen"', '"stemi"', "hospital.0.says: .*more than once: stemi"),
        ("hospitals.toml", "O001 = [12, 17]", "O999 = [12, 17]", "hospital.0.beds.O999"),
        ("hospitals.toml", 'level = "local_centre"', "level = ", "hospitals.toml: .*line"),
        ("drones.toml", 'airframe = "m350"', 'airframe = "kite"', "drone.0.airframe: .*kite"),
        ("drones.toml", 'kind = "aed"', 'kind = "pizza"', "kit.0.kind"),
        ("drones.toml", 'station = "pad-areum"', 'station = "pad-moon"', "drone-3: no station pad-moon"),
        ("premises.toml", 'kind = "dog"', 'kind = "cat"', "premise.0.kind"),
        ("premises.toml", "lat = 36.4785", "lat = 35.0", "sj-note-dog: outside the area"),
        ("premises.toml", "radius_m = 150", "radius_m = 9000", "premise.0: .*radius_m"),
        ("premises.toml", 'number = "010-0000-0119"', 'number = "1"', "premise.5: .*telephone number"),
        ("premises.toml", "sj-note-weapon", "sj-note-dog", "premise note sj-note-dog: given 2 times"),
    ],
)
def test_a_mistake_is_named_where_it_stands(file: str, old: str, new: str, told: str, edited: Edit) -> None:
    with pytest.raises(PackError, match=told):
        edited(file, old, new)


def test_a_pack_without_drones_is_a_pack(tmp_path: Path) -> None:
    for name in ("city.toml", "hospitals.toml"):
        shutil.copy(SHIPPED / "sejong" / name, tmp_path)
    pack = read_pack(str(tmp_path))
    assert (pack.drones, pack.weather) == ((), None)
    assert len(pack.hospitals) == 15


def test_san_francisco_without_its_record_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="set GOLDENTIME_SHARED_DATA"):
        read_pack("sf", shared_data=tmp_path)


def test_everything_of_sejong_that_is_invented_says_so() -> None:
    pack = read_pack("sejong")
    texts = {path.name: path.read_text("utf-8") for path in (SHIPPED / "sejong").iterdir()}
    assert all(said in texts["city.toml"] for said in ("approximate", "example staffing, invented", "own estimate"))
    assert "recorded example" in texts["hospitals.toml"].lower()
    assert {"ko", "en"} == set(pack.area.notice)
    assert all("EXAMPLE" in paper.document_no for zone in pack.air for paper in zone.authorised)
    assert pack.weather is not None
    assert pack.weather.source == "example"
