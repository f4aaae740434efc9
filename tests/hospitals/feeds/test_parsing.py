"""What the feed may send and what it means; whatever it sends, the answer is a report or one typed error."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from chassis.markup import Element, MarkupError, read_markup, write_markup
from hospitals.feeds import FeedError, Trouble
from hospitals.feeds.keys import COUNTS, FLAGS, KEYS
from hospitals.feeds.nemc.envelope import read_page
from hospitals.feeds.nemc.operations import CURRENT, TABLES, Operation
from hospitals.feeds.nemc.parsing import read_basics, read_beds, read_institution, read_message, read_severe
from hospitals.feeds.persons import without_persons
from hospitals.feeds.reports import BedFigure, Scope
from hospitals.model import BedType, Capability, Says
from hospitals.nemc import SEVERE_CODES

HPID = {"hpid": "A1"}


def answer(items: str = "", *, code: str = "00", total: int = 1, size: int = 10, number: int = 1) -> bytes:
    head = f"<header><resultCode>{code}</resultCode><resultMsg>NORMAL SERVICE.</resultMsg></header>"
    tail = f"<numOfRows>{size}</numOfRows><pageNo>{number}</pageNo><totalCount>{total}</totalCount>"
    return f"<response>{head}<body><items>{items}</items>{tail}</body></response>".encode()


def gateway(code: str) -> bytes:
    return (
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>WHY</returnAuthMsg>"
        f"<returnReasonCode>{code}</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>"
    ).encode()


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        *(("01", Trouble.RETRY), ("02", Trouble.RETRY), ("04", Trouble.RETRY), ("05", Trouble.RETRY)),
        *(("21", Trouble.PAUSED), ("22", Trouble.QUOTA), ("30", Trouble.KEY_UNKNOWN), ("31", Trouble.KEY_EXPIRED)),
        *(("10", Trouble.REFUSED), ("12", Trouble.REFUSED), ("99", Trouble.RETRY), ("77", Trouble.RETRY)),
    ],
)
def test_an_error_with_status_200_is_an_error_in_either_envelope(code: str, trouble: Trouble) -> None:
    for body in (gateway(code), answer(code=code)):
        with pytest.raises(FeedError) as caught:
            read_page(body)
        assert caught.value.trouble is trouble
        assert code in caught.value.detail


def test_no_data_is_an_empty_page_and_no_error() -> None:
    assert read_page(answer(code="03", total=0)).total == 0
    assert read_page(answer(total=0)).items == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Unauthorized",
        b"<html><body>down</body></html>",
        answer()[:80],
        b"<response/>",
        answer(total=0, items="<item><hpid>A1</hpid></item>"),
        answer().replace(b"<totalCount>1</totalCount>", b""),
        answer(number=0),
        b'<!DOCTYPE r [<!ENTITY a "b">]><response>&a;</response>',
        b'<?xml version="1.0" encoding="klingon"?><response/>',
        b"<a>" * 100 + b"</a>" * 100,
    ],
)
def test_what_is_not_the_agreed_answer_is_garbled(body: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        read_page(body)
    assert caught.value.trouble is Trouble.GARBLED


def test_the_case_of_names_and_elements_without_a_value_do_not_matter() -> None:
    written = "<item><HPID>A1</HPID><HVEC> 4 </HVEC><hvS01>9</hvS01><hv28/><hv29>  </hv29></item>"
    (item,) = read_page(answer(written)).items
    assert read_beds(item).figures == (BedFigure(BedType.ER_GENERAL, 4, 9),)


def test_a_row_without_an_id_spoils_the_answer_for_it_could_be_anybodys() -> None:
    for read in (read_beds, read_severe, read_institution, read_message, read_basics(Operation.BASICS)):
        with pytest.raises(FeedError, match="hpid"):
            read({"hvec": "1"})


def test_numbers_that_are_none_are_odd_and_not_reported() -> None:
    told = {"hvec": "many", "hv28": "-3", "hvctayn": "maybe", "hvidate": "yesterday", "hvs01": "-1", "hv29": "99999"}
    report = read_beds(HPID | told)
    assert report.figures == (BedFigure(BedType.ER_PAEDIATRIC, -3),)
    assert report.source_time is None
    assert sorted(report.odd) == ["hv29=99999", "hvctayn=maybe", "hvec=many", "hvidate=yesterday", "hvs01=-1"]


def test_the_stamp_is_korean_time() -> None:
    told = read_beds(HPID | {"hvidate": "20260523193500"}).source_time
    assert told == datetime(2026, 5, 23, 10, 35, tzinfo=UTC)


def test_what_nobody_knows_is_kept_and_who_is_on_duty_is_not() -> None:
    report = read_beds(HPID | {"hv99": "7", "hvdnm": "김철수", "hv1": "010-1234-5678", "hv12": "010-0000-0000"})
    assert report.unread == (("hv99", "7"),)
    assert "김철수" not in repr(report)
    assert "010-" not in repr(report)


def test_one_tag_means_two_things_by_its_operation() -> None:
    """MKioskTy1 is heart attack in operation 2 and brain haemorrhage in operations 5 and 8."""
    item = HPID | {"mkioskty1": "Y         ", "mkioskty3": "불가능"}
    now = dict(read_severe(item).answers)
    assert (now[Capability.STEMI], now[Capability.SAH]) == (Says.YES, Says.NO)
    for operation in (Operation.BASICS, Operation.TRAUMA_BASICS):
        standing = dict(read_basics(operation)(item).answers)
        assert (standing[Capability.SAH], standing[Capability.STEMI]) == (Says.YES, Says.NO)
    bare = read_beds(item)
    assert dict(bare.unread) == {"mkioskty1": "Y         ", "mkioskty3": "불가능"}


def test_the_tables_are_those_of_the_dictionary() -> None:
    assert len(CURRENT) == len(SEVERE_CODES) == 27
    assert (CURRENT[1], CURRENT[15], CURRENT[27]) == (
        (Capability.STEMI,),
        (Capability.NEONATAL,),
        (Capability.EMBOLISATION_CHILD,),
    )
    assert set(TABLES) == {Operation.SEVERE, Operation.BASICS, Operation.TRAUMA_BASICS}
    assert len({name for _, name in (*COUNTS, *FLAGS)}) == len(BedType)
    assert KEYS["hvs61"] == (BedType.TRAUMA_AREA, "baseline")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        *(("Y", Says.YES), ("N", Says.NO), ("N1", Says.NO), ("불가능", Says.NO)),
        *(("정보미제공", Says.UNKNOWN), ("NONE", Says.UNKNOWN)),
    ],
)
def test_not_told_is_not_no(written: str, says: Says) -> None:
    assert dict(read_severe(HPID | {"mkioskty1": written}).answers) == {Capability.STEMI: says}


def test_a_word_nobody_knows_is_odd_and_unknown() -> None:
    report = read_severe(HPID | {"mkioskty1": "협의"})
    assert dict(report.answers) == {Capability.STEMI: Says.UNKNOWN}
    assert report.odd == ("mkioskty1=협의",)


def test_a_message_speaks_of_a_condition_only_when_it_has_its_code() -> None:
    times = {"symblksttdtm": "20260115173000", "symblkenddtm": "20260116075900"}
    heart = read_message(HPID | times | {"symblkmsg": "야간 불가", "symblkmsgtyp": "중증", "symtypcod": "Y0010"})
    assert (heart.scope, heart.capability) == (Scope.CONDITION, Capability.STEMI)
    assert heart.starts_at == datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
    eyes = read_message(HPID | {"symblkmsg": "응급진료 불가", "symblkmsgtyp": "응급", "symtypcod": "Y000"})
    assert (eyes.scope, eyes.capability, eyes.ends_at, eyes.odd) == (Scope.EMERGENCY_ROOM, None, None, ())
    strange = read_message(HPID | {"symblkmsg": "불가", "symblkmsgtyp": "중증", "symtypcod": "Y9999"})
    assert strange.odd == ("symtypcod=Y9999 중증",)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("심장내과 김철수 교수 휴진", "심장내과 ○○○ 교수 휴진"),
        ("담당: 박영희 010-1234-5678", "담당: ○○○ ○○○-○○○○-○○○○"),
        ("당직의 : 이순신(내선 3114)", "당직의: ○○○(내선 3114)"),
        ("심장내과 인력 부족으로 흉통환자 수용 불가", "심장내과 인력 부족으로 흉통환자 수용 불가"),
        ("신경과 전문의 부재", "신경과 전문의 부재"),
        ("[안과]망막 등 응급수술 필요한 환자 이송전 문의", "[안과]망막 등 응급수술 필요한 환자 이송전 문의"),
    ],
)
def test_no_person_is_named_to_others(written: str, shown: str) -> None:
    assert without_persons(written) == shown
    assert read_message(HPID | {"symblkmsg": written}).text == shown


def test_a_place_that_cannot_be_is_odd() -> None:
    found = read_institution(HPID | {"wgs84lat": "365.1", "wgs84lon": "127.2", "dutyemcls": "G999"})
    assert (found.place, found.level) == (None, None)
    assert len(found.odd) == 2
    assert read_institution(HPID | {"latitude": "36.5", "longitude": "127.2"}).place == LatLon(36.5, 127.2)


READERS = (
    read_beds,
    read_severe,
    read_institution,
    read_message,
    *map(read_basics, TABLES.keys() - {Operation.SEVERE}),
)
NAMES = st.sampled_from(
    [*KEYS, "hpid", "hvidate", "mkioskty1", "mkioskty10msg", "mkioskty28", "wgs84lat", "wgs84lon", "symblksttdtm", "x"]
)
LETTERS = 'aYN1-. ,=0٣２가불능\t\n\x00\x0b<&"\ufffe𝟙'
TEXTS = st.text(LETTERS, min_size=1, max_size=30) | st.sampled_from(
    ["Y", "N1", "-4", "nan", "1e400", "２", "20261301999999", "٣"]
)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_one_typed_error(body: bytes) -> None:
    try:
        read_page(body)
    except FeedError:
        return


@given(st.integers(0, 900), st.binary(min_size=1, max_size=4))
def test_an_answer_with_a_hole_is_a_page_or_one_typed_error(at: int, hole: bytes) -> None:
    body = answer("<item><hpid>A1</hpid><hvec>-4</hvec></item>")
    at %= len(body)
    try:
        page = read_page(body[:at] + hole + body[at + len(hole) :])
    except FeedError:
        return
    for item in page.items:
        for read in READERS:
            try:
                read(item)
            except FeedError as error:
                assert error.trouble is Trouble.GARBLED


@given(st.dictionaries(NAMES, TEXTS, max_size=12))
def test_any_row_is_a_report_and_no_number_is_made_up(told: dict[str, str]) -> None:
    item = told | HPID
    for read in READERS:
        assert read(item).hospital_id == "A1"
    for figure in read_beds(item).figures:
        assert {figure.available, figure.baseline, figure.usable} != {None}


@given(st.text(LETTERS), st.dictionaries(st.sampled_from(["a", "b"]), st.text(LETTERS)))
def test_what_is_written_reads_back_without_what_xml_cannot_carry(text: str, attributes: dict[str, str]) -> None:
    read = read_markup(write_markup(Element("r", children=(Element("c", text, attributes=attributes),))))
    (child,) = read.children
    assert write_markup(Element("r", children=(child,))).count(b"<c") == 1
    if text.isalnum():
        assert child.text == text


def test_no_document_type_and_nothing_too_large_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    utf16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'.encode("utf-16")
    with pytest.raises(MarkupError, match="document types"):
        read_markup(utf16)
    monkeypatch.setattr("chassis.markup.LARGEST", 10)
    with pytest.raises(MarkupError, match="larger"):
        read_markup(b"<r>0123456789</r>")
