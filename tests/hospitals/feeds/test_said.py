"""What a hospital may post and under which keys; every mistake at once, by where it stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospitals.capacity import Word
from hospitals.feeds.reports import BedFigure
from hospitals.feeds.said import Reader, instant
from hospitals.feeds.sheet import SheetError, read_sheet
from hospitals.model import BedType, Capability, Says

ER = BedType.ER_GENERAL


def sheet(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def mistakes(body: bytes) -> list[tuple[int, str | None]]:
    with pytest.raises(SheetError) as caught:
        read_sheet(body, hospital_id="A1")
    return [(one.line, one.column) for one in caught.value.mistakes]


def test_the_keys_of_the_dashboard_and_of_the_interface_mean_the_same() -> None:
    for free, total in (("hvec", "HVS01"), ("O001", "hvs01"), ("HVEC", "hvs01")):
        reader = Reader()
        reader.bed("a", free, -3)
        reader.bed("b", total, "28")
        assert reader.figures() == (BedFigure(ER, -3, 28),)
        assert reader.mistakes == []


def test_a_flag_is_no_count_and_two_keys_may_agree_but_not_contradict() -> None:
    reader = Reader()
    reader.bed("a", "hvctayn", "N1")
    reader.bed("b", "hvec", 3)
    reader.bed("c", "O001", 3)
    assert reader.figures() == (BedFigure(ER, 3), BedFigure(BedType.CT, usable=False))
    reader.bed("d", "O001", 4)
    assert reader.mistakes == [("d", "contradicts another key of the same bed type")]


@pytest.mark.parametrize("key", ["mkioskty1", "O099", "hvs99", "", "O001 "])
def test_a_key_nobody_knows_is_a_mistake(key: str) -> None:
    reader = Reader()
    reader.bed("bed", key, 1)
    reader.word("word", key, "Y")
    assert [where for where, _ in reader.mistakes] == ["bed", "word"]


def test_a_sheet_of_one_line_is_one_report() -> None:
    body = sheet("hpid,hvec,HVS01,hvctayn,Y0010,hv28", "A1,-3,28,Y,불가능,")
    (one,) = read_sheet(body, hospital_id="A1")
    assert one.figures == (BedFigure(ER, -3, 28), BedFigure(BedType.CT, usable=True))
    assert one.words == ((Capability.STEMI, Word(Says.NO)),)
    assert one.reported_at is None


def test_a_sheet_says_how_many_casualties_of_each_colour_can_come() -> None:
    (one,) = read_sheet(sheet("surge_red,Surge_Green", "2,10"), hospital_id="A1")
    assert one.surge == (2, None, 10)
    assert mistakes(sheet("surge_red,surge_green", "-1,9999")) == [(2, "surge_green"), (2, "surge_red")]


def test_several_lines_are_several_reports_with_times() -> None:
    body = sheet(
        "reported_at,O001,ambulances_waiting,offload_wait_min",
        "20260523193500,4,,",
        "2026-05-23T19:40:00+09:00,3,2,15",
    )
    first, second = read_sheet(body, hospital_id="A1")
    assert first.reported_at == datetime(2026, 5, 23, 10, 35, tzinfo=UTC)
    assert (second.ambulances_waiting, second.offload_wait) == (2, timedelta(minutes=15))


def test_every_mistake_of_every_line_is_told_at_once() -> None:
    body = sheet(
        "hpid,reported_at,hvec,hvs01,stemi,MKioskTy1,ambulances_waiting",
        "A2,20260523193500,many,-1,perhaps,Y,",
        "A1,yesterday,1,20,yes,,9999",
        "A1,20260523193500,1",
    )
    assert mistakes(body) == [
        *((2, "MKioskTy1"), (2, "hpid"), (2, "hvec"), (2, "hvs01"), (2, "stemi")),
        *((3, None), (3, "ambulances_waiting"), (3, "reported_at")),
        (4, None),
    ]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", [(1, None)]),
        (b"hvec\r\n", [(1, None)]),
        (b"hvec\r\n\xff\xfe", [(1, None)]),
        (b'hvec\r\n"4', [(1, None)]),
        (b"hvec,hvec\r\n1,2", [(1, "hvec"), (2, "hvec")]),
        (b"hvec,hvs01\r\n,", [(2, None)]),
        (b"hvec\r\n1\r\n2", [(2, None), (3, None)]),
    ],
)
def test_what_is_no_sheet_says_where(body: bytes, where: list[tuple[int, str | None]]) -> None:
    assert mistakes(body) == where


@given(st.binary(max_size=120) | st.text('hvec,01"\r\n-Y;', max_size=80).map(str.encode))
def test_any_bytes_are_reports_or_mistakes_with_a_place(body: bytes) -> None:
    try:
        assert read_sheet(body, hospital_id="A1")
    except SheetError as error:
        assert error.mistakes
        assert all(one.line >= 1 and one.why for one in error.mistakes)


@pytest.mark.parametrize("text", ["", "2026-05-23", "2026-05-23T10:00:00", "20261323000000", "٢٠٢٦٠٥٢٣١٩٣٥٠٠"])
def test_a_time_needs_its_zone(text: str) -> None:
    assert instant(text) is None
