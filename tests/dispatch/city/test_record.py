"""What the Sejong pack says of its hospitals is what they said: every bed and every answer, held to the record."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.city.reading import read_pack
from hospitals.model import BedType, Capability, Hospital, Level, Says, Source
from hospitals.nemc import SEVERE_CODES

LEVELS = {"G001": Level.REGIONAL_CENTRE, "G006": Level.LOCAL_CENTRE, "G007": Level.LOCAL_INSTITUTION}
WORDS = {"Y": Says.YES, "불가능": Says.NO, "정보미제공": Says.UNKNOWN}
AVAILABLE = {  # the tag of the beds available, by the code of the baseline: NEMC field dictionary, operation 1
    **dict(zip(range(1, 8), ("hvec", "hv28", "hv29", "hv30", "hv31", "hv2", "hv3"), strict=True)),
    **dict(zip(range(8, 17), ("hvncc", "hv32", "hv33", "hvcc", "hv6", "hv8", "hv9", "hv34", "hvccc"), strict=True)),
    **dict(zip(range(17, 26), ("hvicc", "hv35", "hv36", "hv37", "hv38", "hvoc", "hv39", "hv40", "hv41"), strict=True)),
    **dict(zip((36, 38), ("hv43", "hvgc"), strict=True)),
    **dict(zip(range(46, 54), ("hv13", "hv14", "hv15", "hv16", "hv17", "hv18", "hv19", "hv21"), strict=True)),
    **dict(zip(range(54, 62), ("hv22", "hv23", "hv24", "hv25", "hv26", "hv27", "hv60", "hv61"), strict=True)),
}


def rows(shared_data: Path, name: str) -> dict[str, dict[str, str]]:
    """A recorded table by hpid."""
    with (shared_data / "interop" / "nemc" / name).open(encoding="utf-8") as file:
        return {row["hpid"]: row for row in csv.DictReader(file)}


def counts(row: dict[str, str]) -> dict[BedType, tuple[int, int | None]]:
    """What one hospital reported; flags that are no counts are left out."""
    found = {}
    for code, tag in AVAILABLE.items():
        free, base = number(row[tag]) if tag in row else None, number(row.get(f"hvs{code:02d}", ""))
        if free is not None:
            found[BedType(f"O{code:03d}")] = (free, base)
    return found


def number(cell: str) -> int | None:
    return int(float(cell)) if cell.lstrip("-").replace(".", "", 1).isdigit() else None


def said(row: dict[str, str]) -> dict[Capability, Says]:
    """What one hospital answered, in the order of the questions."""
    return {capability: WORDS[row[f"MKioskTy{at}"]] for at, capability in enumerate(SEVERE_CODES, start=1)}


def hospitals() -> tuple[Hospital, ...]:
    return read_pack("sejong").hospitals


def test_every_bed_count_is_the_recorded_one_negative_ones_included(shared_data: Path) -> None:
    record = rows(shared_data, "region_realtime_beds_20260523.csv")
    for hospital in hospitals():
        told = {count.bed: (count.available, count.baseline) for count in hospital.beds}
        assert told == counts(record[hospital.id]), hospital.name_en
    assert sum((count.available or 0) < 0 for hospital in hospitals() for count in hospital.beds) >= 4


def test_every_answer_is_the_recorded_one_and_not_told_stays_unknown(shared_data: Path) -> None:
    record = rows(shared_data, "region_severe_acceptance_20260523.csv")
    for hospital in hospitals():
        assert {one.capability: one.says for one in hospital.answers} == said(record[hospital.id]), hospital.name_en


def test_names_levels_places_and_telephones_are_those_of_the_master_list(shared_data: Path) -> None:
    record = rows(shared_data, "region_hospital_master.csv")
    for hospital in hospitals():
        row = record[hospital.id]
        assert hospital.level is LEVELS[row["emergency_type_code"]]
        assert hospital.er_phone == row["emergency_tel"]
        assert abs(hospital.place.lat - float(row["lat"])) < 1e-5
        assert abs(hospital.place.lon - float(row["lon"])) < 2e-5
        assert hospital.name_ko in row["hospital_name"].replace("부속", "") or hospital.name_ko == "단국대학교병원"


def test_every_stamp_is_the_hospitals_own_and_the_source_says_recorded(shared_data: Path) -> None:
    record = rows(shared_data, "region_realtime_beds_20260523.csv")
    for hospital in hospitals():
        (stamp,) = {one.reported_at for one in (*hospital.answers, *hospital.beds)}
        assert stamp.astimezone(ZoneInfo("Asia/Seoul")).strftime("%Y%m%d%H%M%S") == record[hospital.id]["hvidate"]
        assert {one.source for one in (*hospital.answers, *hospital.beds)} == {Source.RECORDED}
