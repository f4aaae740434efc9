"""The hub's 115 examples, alarms of things that are worn, and JSON that means harm."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from chassis.geo import LatLon
from dispatch.intake.alarm import AlarmKind, read_alarm
from dispatch.intake.heard import hear, hear_alarm, hear_hub
from dispatch.intake.hub import CASES, Kind, read_hub
from dispatch.intake.meaning import Format
from dispatch.intake.numbers import plain_number
from dispatch.intake.unreadable import LARGEST, UnreadableError, Wrong
from dispatch.model import Channel

INDEX = "messagesList.json"  # the examples' table of contents, no message
SCHEMAS = {
    "createCase": "RC-EDA",
    "createCaseHealth": "RS-EDA",
    "createCaseHealthUpdate": "RS-EDA-MAJ",
    "rpis": "RS-RPIS",
    "reference": "RC-REF",
    "resourcesInfoCisu": "RC-RI",
    "resourcesInfo": "RS-RI",
    "resourcesStatus": "RS-SR",
    "resourcesRequest": "RS-DR",
    "resourcesResponse": "RS-RR",
    "resourcesEngagement": "RS-ER",
    "emsi": "EMSI",
    "interventionReport": "RS-BPV",
    "documentLink": "RS-URL",
    "appointment": "RS-SAS-RDV",
    "error": "RS-ERROR",
    "geoPositionsUpdate": "GEO-POS",
    "geoResourcesRequest": "GEO-REQ",
    "geoResourcesDetails": "GEO-RES",
}
ALARM = {
    "id": "ev-1",
    "at": "2026-11-25T12:00:00+09:00",
    "alarm": "fall",
    "person": {"number": "010-1234-5678", "age_years": 81, "sex": "female"},
    "device": {"id": "w-7", "model": "Band 3", "battery_percent": 41},
    "vitals": {"heart_rate_bpm": 148, "still_s": 60},
    "place": {"lat": 36.4801, "lon": 127.289, "radius_m": 20},
    "room": "욕실",
}
HARM = [
    b"[" * 60_000,
    b'{"a":' * 40 + b"1" + b"}" * 40,
    b'{"a":NaN}',
    b'{"id": "' + b"x" * LARGEST + b'"}',
    b'{"n": ' + b"9" * 5000 + b"}",
    b"\xff\xfe{}",
    b"[]",
    b"",
]


@pytest.fixture(scope="module")
def hub(shared_data: Path) -> Path:
    return shared_data / "interop/samu-hub"


def examples(hub: Path) -> list[Path]:
    return [path for path in sorted((hub / "examples").glob("*.json")) if path.name != INDEX]


def test_all_115_examples_fit_their_schemas_and_are_understood(hub: Path) -> None:
    files, kinds = examples(hub), set[Kind]()
    assert len(files) == 115
    for file in files:
        body = json.loads(file.read_text("utf-8"))
        (root,) = body
        schema = json.loads((hub / f"schemas/{SCHEMAS[root]}.schema.json").read_text("utf-8"))
        told = read_hub(file.read_bytes())
        assert [error.message for error in Draft7Validator(schema).iter_errors(body[root])] == []
        assert told.kind.value == root
        kinds.add(told.kind)
    assert kinds > CASES and len(kinds) == 19


def test_a_shared_case_says_who_calls_from_where_and_what_happened(hub: Path) -> None:
    case = read_hub((hub / "examples/RS-EDA_partageDossier_MonsieurX.01.json").read_bytes()).case
    assert case is not None
    assert (case.number, case.age_years, case.priority) == ("+33561964589", 80, "P1")
    assert case.text is not None and case.text.startswith("Signes d’AVC") and "Confusion" in case.text
    assert case.address is not None and "Aulus-les-Bains" in case.address


def test_every_shared_case_becomes_a_call_and_nothing_else_does(hub: Path) -> None:
    for file in examples(hub):
        heard, kind = hear_hub(file.read_bytes()), read_hub(file.read_bytes()).kind
        assert (heard.channel is Channel.RELAY) == (kind in CASES), file.name
        assert kind not in CASES or heard.matters


def test_the_envelope_is_opened_and_an_exercise_is_never_an_emergency(hub: Path) -> None:
    case = json.loads((hub / "examples/RC-EDA-FuiteDeGaz-AliceGregoireNormand.01.json").read_text("utf-8"))
    around = enveloped(case, "Actual")
    told = read_hub(json.dumps(around).encode())
    assert (told.kind, told.envelope.identifier, told.envelope.actual) == (Kind.RC_EDA, "fr.fire_1", True)
    assert hear_hub(json.dumps(enveloped(case, "Exercise")).encode()).ignore == "not_actual"


def enveloped(message: Any, status: str) -> dict[str, Any]:
    return {
        "distributionID": "fr.fire_1",
        "senderID": "fr.fire",
        "dateTimeSent": "2024-05-18T18:15:00+02:00",
        "dateTimeExpires": "2024-05-19T18:15:00+02:00",
        "distributionStatus": status,
        "distributionKind": "Report",
        "descriptor": {"language": "fr-FR", "explicitAddress": {}},
        "content": [{"jsonContent": {"embeddedJsonContent": {"message": message}}}],
    }


def test_an_alarm_says_what_it_has_measured_and_keeps_what_nobody_knows() -> None:
    alarm = read_alarm(json.dumps(ALARM).encode())
    assert (alarm.kind, alarm.heart_rate_bpm, alarm.battery_percent) == (AlarmKind.FALL, 148, 41)
    assert (alarm.place, alarm.radius_m, alarm.more) == (LatLon(36.4801, 127.289), 20, {"room": "욕실"})
    heard = hear_alarm(json.dumps(ALARM).encode())
    said = {one.name: one.value for one in heard.says}
    assert said == {
        "alarm": "fall",
        "heart_rate_bpm": "148",
        "still_s": "60",
        "device": "Band 3",
        "battery_percent": "41",
    }
    assert (heard.number, heard.complaint, heard.channel) == ("821012345678", "fall", Channel.WEARABLE)


def test_a_measurement_that_cannot_be_true_is_a_doubt() -> None:
    odd = ALARM | {"vitals": {"heart_rate_bpm": 900, "spo2_percent": "wet"}, "alarm": "new-kind"}
    alarm = read_alarm(json.dumps(odd).encode())
    assert (alarm.kind, alarm.heart_rate_bpm) == (AlarmKind.OTHER, None)
    assert alarm.doubts == ("vitals.heart_rate_bpm", "vitals.spo2_percent")


@pytest.mark.parametrize("missing", ["id", "alarm", "device"])
def test_without_a_name_of_its_own_an_alarm_is_none(missing: str) -> None:
    with pytest.raises(UnreadableError) as found:
        read_alarm(json.dumps({name: value for name, value in ALARM.items() if name != missing}).encode())
    assert found.value.wrong is Wrong.MISSING


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("+82 10-1234-5678", "821012345678"),
        ("010-1234-5678", "821012345678"),
        ("0082 10 1234 5678", "821012345678"),
        ("+33 6 12 34 56 78", "33612345678"),
        ("119", "119"),
        ("nobody", None),
        ("", None),
        (None, None),
    ],
)
def test_the_same_number_is_written_in_many_ways(written: str | None, plain: str | None) -> None:
    assert plain_number(written) == plain


@pytest.mark.parametrize("body", HARM)
def test_json_that_means_harm_is_refused_at_once(body: bytes) -> None:
    for reading in (read_hub, read_alarm):
        with pytest.raises(UnreadableError):
            reading(body)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(Kind), anything, anything, anything)
def test_any_case_is_understood_or_an_error(kind: Kind, location: Any, patient: Any, alert: Any) -> None:
    inner = {"caseId": "c", "location": location, "patient": patient, "initialAlert": alert, "qualification": location}
    expect_answer(Format.HUB, json.dumps({kind.value: inner}).encode())


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(ALARM, anything)))
def test_any_alarm_is_understood_or_an_error(alarm: dict[str, Any]) -> None:
    expect_answer(Format.ALARM, json.dumps(ALARM | alarm).encode())


@given(st.sampled_from(Format), st.binary(max_size=300))
def test_any_bytes_in_any_format_are_understood_or_an_error(said_as: Format, body: bytes) -> None:
    expect_answer(said_as, body)


def expect_answer(said_as: Format, body: bytes) -> None:
    try:
        heard = hear(said_as, body)
    except UnreadableError as error:
        assert error.wrong in set(Wrong)
    else:
        assert heard.format is said_as
