"""A telephone says where it is: the published vectors of every kind, and what is odd about them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from dispatch.intake import gsm
from dispatch.intake.aml import (
    Method,
    belongs,
    is_aml,
    is_signed,
    read_aml_form,
    read_aml_text,
    unpack_aml,
    without_identities,
)
from dispatch.intake.unreadable import LARGEST, UnreadableError, Wrong

V1 = (
    'A"ML=1;lt=+54.76397;lg=-0.18305;rd=50;top=20130717141935;lc=90;pm=W;si=123456789012345;ei=1234567890123456;'
    "mcc=234;mnc=30;ml=128"
)
V2 = (
    'A"ML=2;en=+15555555555;et=1593187189;lo=-37.42175,-122.08461,2000.1;lt=-9999;lc=68;lz=-100.1,100.1;ls=G;'
    "ei=358239059042542;nc=310260;hc=310260;lg=en-US"
)


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> list[str]:
    lines = (shared_data / "interop/aml/aml_sms_vectors.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_version_1_as_the_standard_shows_it() -> None:
    fix = read_aml_text(V1)
    assert (fix.place, fix.radius_m, fix.confidence, fix.method) == (LatLon(54.76397, -0.18305), 50, 0.9, Method.WIFI)
    assert (fix.at, fix.network, fix.doubts) == (datetime(2013, 7, 17, 14, 19, 35, tzinfo=UTC), "23430", ())


def test_in_version_2_two_names_mean_something_else() -> None:
    fix = read_aml_text(V2)
    assert (fix.place, fix.radius_m, fix.language) == (LatLon(-37.42175, -122.08461), 2000.1, "en-US")
    assert fix.at == datetime.fromtimestamp(1593187189 - 9999, UTC)
    assert fix.more == {"hc": "310260"}


def test_every_published_text_is_read(vectors: list[str]) -> None:
    texts = [line for line in vectors if line.startswith('A"ML')]
    assert [read_aml_text(text).doubts for text in texts] == [(), (), ("ml",), ()]


def test_the_packed_data_message_is_the_text_it_carries(vectors: list[str]) -> None:
    (packed,) = [line.removeprefix("HEX ") for line in vectors if line.startswith("HEX")]
    text = unpack_aml(bytes.fromhex(packed))
    fix = read_aml_text(text)
    assert (fix.place, fix.radius_m, fix.doubts, len(text)) == (LatLon(37.42175, -122.08461), 20, (), 123)


def test_both_published_forms_are_read_and_one_of_them_is_signed(vectors: list[str]) -> None:
    plain, signed = [line.split(" ")[-1].encode() for line in vectors if line.startswith("HTTPS")]
    fix = read_aml_form(plain)
    assert (fix.place, fix.radius_m, fix.number, fix.floor) == (LatLon(55.85732, -4.26325), 10.4, "+447477593102", "5")
    assert "device_imsi" not in fix.more and fix.more["device_model"] == "ABC ABC Detente 530"
    assert is_signed(signed, "AML")
    assert not is_signed(plain, "AML")
    assert not is_signed(signed, "") and not is_signed(signed, "other")
    assert not is_signed(signed.replace(b"0.85732", b"0.85733"), "AML")


def test_a_wrong_length_is_a_doubt_and_never_a_reason_to_be_deaf() -> None:
    assert read_aml_text(V1.replace("ml=128", "ml=1")).doubts == ("ml",)
    assert read_aml_text(V1.replace("rd=50", "rd=near").replace("ml=128", "ml=130")).doubts == ("rd",)


def test_no_fix_is_no_place_and_a_place_off_the_globe_is_an_error() -> None:
    assert read_aml_text('A"ML=1;lt=+00.00000;lg=+000.00000;rd=N;top=20130717141935;lc=0;pm=N').place is None
    with pytest.raises(UnreadableError) as found:
        read_aml_text('A"ML=1;lt=+95.0;lg=+10.0;rd=5')
    assert (found.value.wrong, found.value.field) == (Wrong.IMPOSSIBLE, "lt")


def test_what_identifies_a_person_is_neither_read_nor_kept() -> None:
    kept = without_identities(V1)
    assert "123456789012345" not in kept and "si=*;ei=*;mcc=234" in kept
    assert "354773072099116" not in without_identities("v=1&device_imei=354773072099116&device_imsi=2&cell_id=7")
    fix = read_aml_text(V1)
    assert "123456789012345" not in repr(fix) and "1234567890123456" not in repr(fix)


def test_people_write_otherwise() -> None:
    assert is_aml(V1) and is_aml("\n" + V2)
    assert not any(map(is_aml, ("도와주세요", "ML=1", "", 'B"ML=1')))


@pytest.mark.parametrize(("seconds", "fits"), [(-61, False), (-60, True), (0, True), (300, True), (301, False)])
def test_a_fix_belongs_to_a_call_from_a_minute_before_to_five_after(seconds: int, fits: bool) -> None:
    call = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert belongs(datetime.fromtimestamp(call.timestamp() + seconds, UTC), call) is fits


@given(st.text(gsm.ALPHABET.replace("\x1b", "").replace("@", "").replace("\r", ""), max_size=160))
def test_packing_is_undone_by_unpacking(text: str) -> None:
    assert gsm.unpack(gsm.pack(text)).rstrip("@\r") == text


@given(st.one_of(st.text(), st.text().map(lambda tail: V1[:40] + tail), st.text().map(lambda tail: V2[:50] + tail)))
def test_any_text_is_a_fix_or_an_error(text: str) -> None:
    try:
        read_aml_text(text)
    except UnreadableError as error:
        assert error.wrong in set(Wrong)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=99).map(lambda tail: b"v=1&location_latitude=36&" + tail)))
def test_any_bytes_are_a_form_or_a_data_message_or_an_error(body: bytes) -> None:
    for reading in (read_aml_form, unpack_aml):
        try:
            reading(body)
        except UnreadableError as error:
            assert error.wrong in set(Wrong)


@pytest.mark.parametrize("text", ['A"ML=1;' + "x" * LARGEST, 'A"ML=1;' + "a=1;" * 1000])
def test_too_much_is_not_looked_at(text: str) -> None:
    with pytest.raises(UnreadableError) as found:
        read_aml_text(text)
    assert found.value.wrong is Wrong.TOO_LARGE
