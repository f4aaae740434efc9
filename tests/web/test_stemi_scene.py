"""The recorded evening: a heart attack at Sejong city hall, nobody in Sejong says yes, and the list has every term.

The board is what NEMC published for 2026-05-23 19:35 KST, all 33 institutions; streets are 1.4 times the line, 60 km/h.
"""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.geo import LatLon, distance_m
from chassis.travel import Travel
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source
from hospitals.ranking import Needs, Option, Ranking
from hospitals.select import HospitalPolicy, rank_hospitals
from tests.hospitals.facts import NOW, POSTED
from web.i18n import catalogue

CITY_HALL = LatLon(36.4800, 127.2890)
LEVELS = {"G001": Level.REGIONAL_CENTRE, "G006": Level.LOCAL_CENTRE, "G007": Level.LOCAL_INSTITUTION}
WORDS = {"Y": Says.YES, "불가능": Says.NO, "정보미제공": Says.UNKNOWN}
STEMI = Needs((Capability.STEMI,), acuity=1, bundle="stemi")
SEJONG = {"A1800441", "A1800417"}


@pytest.fixture
def board(shared_data: Path) -> tuple[Hospital, ...]:
    """Every institution of the record."""

    def table(name: str) -> dict[str, dict[str, str]]:
        with (shared_data / "interop" / "nemc" / name).open(encoding="utf-8-sig") as file:
            return {row["hpid"]: row for row in csv.DictReader(file)}

    beds, severe = table("region_realtime_beds_20260523.csv"), table("region_severe_acceptance_20260523.csv")
    return tuple(
        Hospital(
            id=hpid,
            region="sejong",
            name_ko=row["hospital_name"],
            name_en=hpid,
            place=LatLon(float(row["lat"]), float(row["lon"])),
            level=LEVELS.get(row["emergency_type_code"], Level.OTHER),
            answers=_answers(severe.get(hpid)),
            beds=_beds(beds.get(hpid)),
        )
        for hpid, row in table("region_hospital_master.csv").items()
    )


def _answers(row: dict[str, str] | None) -> tuple[Answer, ...]:
    says = WORDS.get(row["MKioskTy1"].strip()) if row else None
    return (Answer(Capability.STEMI, says, POSTED, Source.RECORDED),) if says else ()


def _beds(row: dict[str, str] | None) -> tuple[BedCount, ...]:
    if row is None or not row["hvec"].strip():
        return ()
    baseline = int(row["hvs01"]) if row["hvs01"].strip() else None
    return (BedCount(BedType.ER_GENERAL, int(row["hvec"]), baseline, POSTED, Source.RECORDED),)


def _drive(hospital: Hospital) -> Travel:
    metres = distance_m(CITY_HALL, hospital.place) * 1.4
    return Travel(timedelta(seconds=metres / 16.7), timedelta(seconds=metres / 16.7 * 1.4), metres)


def ranked(board: tuple[Hospital, ...]) -> Ranking:
    travel: dict[str, Travel | None] = {one.id: _drive(one) for one in board}
    return rank_hospitals(board, needs=STEMI, travel=travel, now=NOW, policy=HospitalPolicy())


def told(option: Option, names: dict[str, str], spoken: str) -> str:
    """One line of the list, as the desk and the crew read it."""
    words = catalogue(spoken)
    minutes = [
        f"{words[f'term.{one.code}']} {one.time / timedelta(minutes=1):.1f} ({words[f'basis.{one.basis}']})"
        for one in option.terms
    ]
    notes = [words[f"note.{note}"] for note in option.notes]
    whole = f"{option.expected / timedelta(minutes=1):.1f} {words['unit.min']}"
    return " · ".join([names[option.hospital_id], whole, *minutes, *notes])


def test_the_recorded_board_sends_a_heart_attack_to_daejeon_or_cheongju(board: tuple[Hospital, ...]) -> None:
    ranking, address = ranked(board), {one.id: one.id[:3] for one in board}
    first = [one.hospital_id for one in ranking.options[:5]]
    assert {address[ident] for ident in first} <= {"A16", "A23"}  # Daejeon and North Chungcheong
    assert first[0] == "A1600007"  # Yuseong Sun
    assert "A2300002" in first or "A2300001" in first  # and in Cheongju Hana or Chungbuk National
    ranks = [one.hospital_id for one in ranking.options]
    yes = [one.hospital_id for one in ranking.options if not one.phone_first]
    assert all(ranks.index(near) > ranks.index(far) for near in SEJONG & {*ranks} for far in yes)


def test_every_institution_stands_on_the_list_or_is_left_out_with_a_reason(board: tuple[Hospital, ...]) -> None:
    ranking = ranked(board)
    named = {one.hospital_id for one in ranking.options} | {out.hospital_id for out in ranking.excluded}
    assert named == {one.id for one in board}
    for spoken in ("ko", "en"):
        words = catalogue(spoken)
        assert all(words[f"excluded.{reason}"] for out in ranking.excluded for reason in out.reasons)


def test_the_list_is_told_with_its_terms_in_both_languages(board: tuple[Hospital, ...]) -> None:
    ranking, names = ranked(board), {one.id: one.name_ko for one in board}
    korean, english = ([told(one, names, spoken) for one in ranking.options] for spoken in ("ko", "en"))
    assert "유성선병원" in korean[0]
    assert all(term in korean[0] for term in ("이동", "분"))
    assert all(term in english[0].lower() for term in ("drive", "min"))
    for line, option in zip(english, ranking.options, strict=True):
        assert len(line.split(" · ")) == 2 + len(option.terms) + len(option.notes)
    near = next(line for line in korean if "세종충남대학교병원" in line)
    assert catalogue("ko")["note.says_unknown"] in near
