"""San Francisco as it was recorded in January 2018, for tests and replay; read from the folder of recorded data.

Sources: SF Fire Department dispatch record and stations (DataSF, PDDL), hospitals (HIFLD). Units are the ambulances
of the record, standing at stations in turn: where they really waited is not recorded.
"""

import csv
import gzip
from pathlib import Path

from chassis.geo import Box, LatLon
from dispatch.city.pack import Area, CityPack, Named, PackError, Vehicle
from dispatch.model import Skill
from hospitals.model import Hospital, Level

AMBULANCES = frozenset({"MEDIC", "PRIVATE"})
RECORD = "sffd_dispatch_2018-01-13_to_19.csv.gz"


def pack(shared_data: Path | None) -> CityPack:
    """The pack; raises PackError where the recorded data is not there."""
    folder = (shared_data or Path("../shared/data")) / "sf_ems"
    if not (folder / RECORD).is_file():
        raise PackError(f"no recorded data of San Francisco in {folder} (set GOLDENTIME_SHARED_DATA)")
    stations = tuple(_stations(folder))
    return CityPack(
        name="sf",
        area=Area(
            id="sf",
            name_ko="샌프란시스코",
            name_en="San Francisco",
            box=Box(37.69, -122.53, 37.84, -122.34),
            centre=LatLon(37.7650, -122.4430),
            timezone="America/Los_Angeles",
            roads="sf",
            roads_kind="sf",
            notice={"ko": "2018년 1월 기록", "en": "As recorded in January 2018"},
        ),
        stations=stations,
        units=tuple(_units(folder, stations)),
        hospitals=tuple(_hospitals(folder)),
    )


def _stations(folder: Path) -> list[Named]:
    with (folder / "sffd_stations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Named(
            f"sf-st{row['station']}", "sf", row["address"], row["address"], LatLon(float(row["lat"]), float(row["lon"]))
        )
        for row in rows
    ]


def _units(folder: Path, stations: tuple[Named, ...]) -> list[Vehicle]:
    with gzip.open(folder / RECORD, "rt", encoding="utf-8") as file:
        names = sorted({row["unit_id"] for row in csv.DictReader(file) if row["unit_type"] in AMBULANCES})
    return [
        Vehicle(f"sf-{name}", "sf", name, name, stations[place % len(stations)].id, (Skill.ALS, Skill.BLS))
        for place, name in enumerate(names)
    ]


def _hospitals(folder: Path) -> list[Hospital]:
    """Those that receive ambulances: the column `ed_name` says so."""
    with (folder / "sf_hospitals.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["ed_name"].strip()]
    return [
        Hospital(
            id=f"sf-{row['ID']}",
            region="sf",
            name_ko=row["NAME"].title(),
            name_en=row["NAME"].title(),
            place=LatLon(float(row["LATITUDE"]), float(row["LONGITUDE"])),
            level=Level.REGIONAL_CENTRE if row["TRAUMA"].startswith("LEVEL I") else Level.LOCAL_CENTRE,
        )
        for row in rows
    ]
