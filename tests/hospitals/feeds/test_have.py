"""EDXL-HAVE 1.0: valid by the published schema, and true to what was said."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xmlschema

from chassis.markup import Element, read_markup
from hospitals.feeds.have import BEDS, have_message, is_reported
from hospitals.model import BedCount, BedType, Capability, Diversion, Hospital, Queue, Says, Source, Surge
from tests.hospitals.facts import NOW, er_beds, hospital, said
from tests.hospitals.feeds.boards import recorded_board

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> Any:
    """The published schema; its folder is all it may read."""
    folder = shared_data / "interop" / "have" / "xsd"
    return xmlschema.XMLSchema(str(folder / "have.xsd"), allow="local")


def full() -> Hospital:
    """A hospital that has said everything."""
    beds = tuple(BedCount(bed, n - 3, 20, NOW, Source.HOSPITAL) for n, bed in enumerate(BedType))
    answers = tuple(
        said(capability, says)
        for capability, says in zip(Capability, [Says.YES, Says.NO, Says.UNKNOWN] * 10, strict=True)
    )
    notices = (
        Diversion("d1", None, "crowding", NOW - HOUR, NOW + HOUR),
        Diversion("d2", Capability.STEMI, "equipment_down", NOW - HOUR, NOW + HOUR, "장비 <고장>\x00 & 점검"),
    )
    queue = Queue(3, timedelta(minutes=42), NOW, Source.HOSPITAL)
    surge = Surge(2, None, 10, NOW, Source.HOSPITAL)
    told = {"beds": beds, "answers": answers, "diversions": notices, "queue": queue, "surge": surge}
    return hospital("h1", er_phone="044-000-0000", **told)


@pytest.mark.parametrize("board", [recorded_board(NOW), (full(),), (hospital("h2", beds=(er_beds(-3, None),)),)])
def test_the_message_is_valid(schema: Any, board: tuple[Hospital, ...]) -> None:
    body = have_message(board, now=NOW).decode()
    assert list(schema.iter_errors(body)) == []
    broken = body.replace("Vacant/Available", "VacantAvailable").replace("NotAvailable", "Gone")
    assert list(schema.iter_errors(broken)) != []


def told(board: tuple[Hospital, ...]) -> list[Element]:
    return list(read_markup(have_message(board, now=NOW)).children)


def beds_of(one: Element) -> dict[str, dict[str, str]]:
    holder = one.find("hospitalbedcapacitystatus")
    found = {}
    for child in holder.children if holder is not None else ():
        figures = child.find("capacity")
        assert figures is not None
        found[str(child.said("bedtype"))] = {figure.name: figure.text for figure in figures.children}
    return found


def test_the_recorded_hospital_says_what_the_example_message_says(shared_data: Path) -> None:
    example = read_markup((shared_data / "interop" / "have" / "have10_sejong_example.xml").read_bytes()).children[0]
    (ours,) = told(tuple(one for one in recorded_board(NOW) if one.id == "A1800441"))
    wanted, found = beds_of(example), beds_of(ours)
    for name in ("EmergencyDepartment", "NeonatalICU", "MedicalSurgical", "OperatingRooms", "AdultICU"):
        assert found[name] == wanted[name]


def test_negative_counts_stay_and_what_nobody_reported_is_left_out() -> None:
    (one,) = told((hospital("h1", beds=(er_beds(-3, 28),)),))
    assert beds_of(one) == {
        "EmergencyDepartment": {"CapacityStatus": "NotAvailable", "AvailableCount": "-3", "BaselineCount": "28"}
    }
    assert one.find("servicecoveragestatus") is None
    assert one.find("emergencydepartmentstatus", "emsambulancestatus") is None


def test_a_sum_has_a_total_only_when_each_part_has_one() -> None:
    parts = (
        BedCount(BedType.ICU_GENERAL, 4, 10, NOW, Source.HOSPITAL),
        BedCount(BedType.ICU_TRAUMA, -1, None, NOW, Source.HOSPITAL),
        BedCount(BedType.ICU_SURGERY, None, 8, NOW, Source.HOSPITAL),
    )
    (one,) = told((hospital("h1", beds=parts),))
    assert beds_of(one) == {"AdultICU": {"CapacityStatus": "Vacant/Available", "AvailableCount": "3"}}


@pytest.mark.parametrize(
    ("capability", "advisory", "status"),
    [(None, False, "Closed"), (None, True, "Advisory"), (Capability.STEMI, False, "Advisory")],
)
def test_a_notice_is_traffic_for_others(capability: Capability | None, advisory: bool, status: str) -> None:
    notice = Diversion("d1", capability, "crowding", NOW - HOUR, NOW + HOUR, "포화", advisory)
    base = hospital("h1", beds=(er_beds(3),), diversions=(notice,))
    (one,) = told((base,))
    traffic = ("emergencydepartmentstatus", "emstraffic")
    assert one.said(*traffic, "emstrafficstatus") == status
    assert "crowding 포화" in str(one.said(*traffic, "emstrafficreason"))
    (later,) = told((replace(base, diversions=(replace(notice, ends_at=NOW),)),))
    assert later.said(*traffic, "emstrafficstatus") == "Normal"


def test_unknown_is_left_out_of_the_coverage_and_persons_of_the_message() -> None:
    answers = (
        replace(said(Capability.BURNS, Says.YES), on_call="김철수 내선 3114"),
        said(Capability.DIALYSIS, Says.UNKNOWN),
        said(Capability.STEMI, Says.NO),
    )
    body = have_message([hospital("h1", answers=answers)], now=NOW)
    (one,) = read_markup(body).children
    coverage = one.find("servicecoveragestatus")
    assert coverage is not None
    assert [child.name for child in coverage.children] == ["Burn", "CardiologyIndicator"]
    assert "김철수".encode() not in body


def test_who_never_reported_is_not_in_the_message() -> None:
    assert not is_reported(hospital("h1"))
    assert len(told((hospital("h1"), hospital("h2", beds=(er_beds(3),))))) == 1
    assert len({bed for _, of in BEDS for bed in of}) == sum(len(of) for _, of in BEDS)


def test_casualties_it_can_accept_are_told_by_colour_and_an_unreported_colour_is_left_out() -> None:
    (one,) = told((full(),))
    status = one.find("emergencydepartmentstatus", "emscapacity")
    assert status is not None
    assert [(c.said("triagecodevalue"), c.said("triagecountquantity")) for c in status.children] == [
        ("Red", "2"),
        ("Green", "10"),
    ]
