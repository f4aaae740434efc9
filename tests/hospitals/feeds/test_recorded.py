"""The answers that were really recorded, read as they came."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hospitals.feeds.keys import KEYS
from hospitals.feeds.nemc.envelope import Page, read_page
from hospitals.feeds.nemc.parsing import read_beds, read_institution, read_severe
from hospitals.feeds.reports import BedFigure, BedReport, SevereReport
from hospitals.model import BedType, Capability, Level, Says

YES, NO, UNKNOWN = Says.YES, Says.NO, Says.UNKNOWN


@pytest.fixture
def nemc(shared_data: Path) -> Path:
    """The folder of recordings."""
    return shared_data / "interop" / "nemc"


def page(nemc: Path, name: str) -> Page:
    return read_page((nemc / name).read_bytes())


def beds(nemc: Path, name: str) -> dict[str, BedReport]:
    return {one.hospital_id: one for one in map(read_beds, page(nemc, name).items)}


def severe(nemc: Path, name: str) -> dict[str, SevereReport]:
    return {one.hospital_id: one for one in map(read_severe, page(nemc, name).items)}


def figure(report: BedReport, bed: BedType) -> BedFigure | None:
    return next((one for one in report.figures if one.bed is bed), None)


def test_the_sejong_hospital_stands_as_it_did_with_its_overfull_neonatal_ward(nemc: Path) -> None:
    report = beds(nemc, "rebuilt_beds_sejong_20260523.xml")["A1800441"]
    assert report.source_time == datetime(2026, 5, 23, 10, 35, tzinfo=UTC)
    assert report.er_phone == "044-995-3010"
    assert figure(report, BedType.ER_GENERAL) == BedFigure(BedType.ER_GENERAL, 12, 17)
    assert figure(report, BedType.ICU_NEONATAL) == BedFigure(BedType.ICU_NEONATAL, -4, 15)
    assert figure(report, BedType.ICU_BURN) is None  # an element left out: not reported
    assert report.ambulance is True


def test_a_flag_is_no_count(nemc: Path) -> None:
    report = beds(nemc, "rebuilt_beds_sejong_20260523.xml")["A1800441"]
    assert figure(report, BedType.DELIVERY_ROOM) == BedFigure(BedType.DELIVERY_ROOM, None, 3, usable=True)
    assert figure(report, BedType.CT) == BedFigure(BedType.CT, None, 2, usable=True)
    assert figure(report, BedType.HYPERBARIC_OXYGEN) == BedFigure(BedType.HYPERBARIC_OXYGEN, usable=False)  # N1


def test_the_regional_centre_of_daejeon_is_three_beds_over_full(nemc: Path) -> None:
    report = beds(nemc, "rebuilt_beds_daejeon_20260523.xml")["A1600001"]
    assert figure(report, BedType.ER_GENERAL) == BedFigure(BedType.ER_GENERAL, -3, 28)


def test_gangneung_answers_padded_impossible_and_not_told(nemc: Path) -> None:
    told = severe(nemc, "egen_severe_gangneung_20260911.xml")
    said = {one.hospital_id: dict(one.answers)[Capability.STEMI] for one in told.values()}
    assert sorted(said.values()) == sorted([NO, UNKNOWN, YES])
    dong_in = told["A2200005"]
    assert dict(dong_in.answers)[Capability.STEMI] is NO
    assert dict(dong_in.answers)[Capability.ICH] is YES
    assert dict(dong_in.answers)[Capability.ISCHAEMIC_STROKE] is UNKNOWN
    assert dong_in.er_open is YES
    assert all(one.odd == () and one.unread == () and len(one.answers) == 27 for one in told.values())


def test_sejong_does_not_say_that_it_takes_heart_attacks(nemc: Path) -> None:
    told = severe(nemc, "rebuilt_severe_sejong_20260523.xml")["A1800441"]
    said = dict(told.answers)
    assert [said[c] for c in (Capability.STEMI, Capability.ISCHAEMIC_STROKE, Capability.SAH)] == [UNKNOWN] * 3
    assert said[Capability.AORTA_ABDOMEN] is YES
    assert dict(told.limits)[Capability.NEONATAL] == "진료가능최저체중:300g"


@pytest.mark.parametrize(
    "name",
    [
        "egen_bed_status_gangneung_20260911.xml",
        "rebuilt_beds_daejeon_20260523.xml",
        "rebuilt_beds_sejong_20260523.xml",
    ],
)
def test_nothing_recorded_is_odd_or_left_unread(nemc: Path, name: str) -> None:
    answer = page(nemc, name)
    assert answer.total == len(answer.items) > 0
    for report in map(read_beds, answer.items):
        assert (report.odd, report.unread) == ((), ())
        assert len(report.figures) > 5


def test_every_hospital_of_the_region_reads_the_same_from_the_sheet(nemc: Path) -> None:
    """28 hospitals: each number of the sheet is the number of the report, and no other."""
    with (nemc / "region_realtime_beds_20260523.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 28
    for row in rows:
        report = read_beds({name: value for name, value in row.items() if value and not name.startswith("query_")})
        assert report.odd == ()
        for key, (bed, part) in KEYS.items():
            told, found = row.get(key), figure(report, bed)
            if told:
                assert found is not None
                flag = {"Y": True, "N": False, "N1": False}.get(told)
                assert (found.usable if flag is not None else getattr(found, part)) == (
                    int(told) if flag is None else flag
                )


def test_institutions_have_a_place_and_a_level(nemc: Path) -> None:
    with (nemc / "region_hospital_master.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            item = {
                "hpid": row["hpid"],
                "dutyname": row["hospital_name"],
                "dutyemcls": row["emergency_type_code"],
                "wgs84lat": row["lat"],
                "wgs84lon": row["lon"],
            }
            found = read_institution({name: value for name, value in item.items() if value})
            assert found.odd == ()
            assert found.level in Level
            assert found.place is not None
