"""The pre-registration as another's parser reads it: structure, Korean, and nothing that is taken for a delimiter."""

from dataclasses import replace

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.core import Message
from hl7apy.parser import parse_message
from hypothesis import given, settings

from dispatch.care.entry import CareKind
from dispatch.care.record import CareRecord
from dispatch.care.wording import Speech
from dispatch.hl7.adt import Address, adt_a04, escaped
from tests.dispatch.care.records import KO, RECORDS, ZONE, entry, infarction

KOREAN = Speech("ko", KO, ZONE)
TO = Address("EMR", "h_far")


def message(record: CareRecord) -> str:
    return adt_a04(record, TO, KOREAN, control_id="msg_1")


def parsed(record: CareRecord) -> Message:
    return parse_message(message(record), validation_level=VALIDATION_LEVEL.STRICT)


def segment(record: CareRecord, name: str) -> list[list[str]]:
    return [line.split("|") for line in message(record).split("\r") if line.startswith(name)]


def test_a_strict_parser_finds_the_structure_of_the_standard() -> None:
    told = parsed(infarction())
    assert told.validate() is True
    assert told.name == "ADT_A01"
    assert list(dict.fromkeys(one.name for one in told.children)) == ["MSH", "EVN", "PID", "PV1", "PV2", "OBX", "DG1"]
    assert told.msh.msh_9.to_er7() == "ADT^A04^ADT_A01"
    assert (told.msh.msh_12.to_er7(), told.msh.msh_18.to_er7()) == ("2.5.1", "UNICODE UTF-8")
    assert told.pid.pid_3.to_er7() == "inc_1^^^GOLDENTIME^PI"
    assert told.pid.pid_8.to_er7() == "M"
    assert told.pv1.pv1_2.to_er7() == "E"
    assert told.pv2.pv2_8.to_er7() == "20260302144200+0900"  # when the patient is expected
    assert told.pv2.pv2_38.to_er7() == "A^Ambulance^HL70430"
    assert told.dg1.dg1_3.to_er7() == "stemi^심근경색 (STEMI)^99GT"


def test_signs_go_by_loinc_with_their_unit_and_when_they_were_measured() -> None:
    rows = {(one[3].split("^")[0], one[14]): one for one in segment(infarction(), "OBX")}
    pulse = rows["8867-4", "20260302141300+0900"]
    assert (pulse[2], pulse[5], pulse[6], pulse[11]) == ("NM", "120", "/min^beats/min^UCUM", "F")
    assert rows["59408-5", "20260302142600+0900"][5] == "95"
    assert ("8310-5", "20260302142600+0900") not in rows  # not taken: not told, and never 0
    assert "아스피린 300 mg" in message(infarction())


def test_nobody_is_named() -> None:
    told = message(replace(infarction(), name="홍길동"))
    assert "홍길동" not in told
    assert segment(infarction(), "PID")[0][5] == "26-0001^^^^^^S"


def test_a_simulated_patient_is_marked_as_training() -> None:
    assert [segment(replace(infarction(), simulated=one), "MSH")[0][10] for one in (True, False)] == ["T", "P"]


@pytest.mark.parametrize("nasty", ["a|b", "a^b", "a~b", "a\\b", "a&b", "a\rPID|9", "a\nb", "a\x0bb\x1c"])
def test_what_people_write_is_never_read_as_a_delimiter(nasty: str) -> None:
    record = replace(infarction(), entries=(entry("car_1", CareKind.IMPRESSION, None, 5, text=nasty),))
    assert len(segment(record, "PID")) == 1
    told = parsed(record)
    assert told.validate() is True
    assert len(segment(record, "DG1")[1][3].split("^")) == 2
    assert escaped(nasty).isprintable()


@given(RECORDS)
@settings(max_examples=25)
def test_whatever_is_on_record_a_parser_reads_it(record: CareRecord) -> None:
    told = parse_message(message(record), validation_level=VALIDATION_LEVEL.TOLERANT)
    assert told.children[0].name == "MSH"
    assert len([one for one in told.children if one.name == "PV2"]) == 1
    assert all(
        line[:3] in {"MSH", "EVN", "PID", "PV1", "PV2", "OBX", "AL1", "DG1"}
        for line in message(record).split("\r")
        if line
    )
