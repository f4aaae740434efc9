"""What is said to a signal centre and what it answers, in JSON and in the bytes of roadside units."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from routing.priority.messages import Kind, Status
from routing.signals import uper
from routing.signals.etsi import Station, srem_of, ssem_of, ssms_from
from routing.signals.srm import SSM, IntersectionID, MessageError, SignalStatus, srm_from_json, ssm_from_json, to_json
from tests.contracts.signalwords import AT, ETA, answer, message

# what is said ---------------------------------------------------------------------------------------------------


def test_a_request_is_the_minimal_profiles() -> None:
    """interop.md 6.4, word for word."""
    told = {
        "messageID": "SRM",
        "timeStamp": "2026-11-22T13:06:10.500000+09:00",
        "sequenceNumber": 7,
        "requestor": {
            "id": "SJ-AMB-01",
            "importanceLevel": 14,
            "role": "ambulance",
            "incident": "20261122-0001",
            "position": {"lat": 36.4801, "long": 127.289, "heading_deg": 90.0, "speed_mps": 16.7},
        },
        "requests": [
            {
                "id": {"region": 82, "id": 1043},
                "requestID": 1,
                "requestType": "priorityRequest",
                "inBoundLane": {"approach": 3},
                "outBoundLane": {"approach": 1},
                "eta": "2026-11-22T13:06:45+09:00",
                "duration_ms": 30000,
            }
        ],
    }
    assert to_json(srm_from_json(told)) == told


@pytest.mark.parametrize("status", list(Status))
def test_every_answer_is_read_as_it_was_said(status: Status) -> None:
    assert ssm_from_json(json.loads(json.dumps(to_json(answer(status))))) == answer(status)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_request_is_read_as_it_was_said(kind: Kind) -> None:
    assert srm_from_json(json.loads(json.dumps(to_json(message(kind))))) == message(kind)


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("messageID",), "SSM"),
        (("timeStamp",), "2026-11-22T13:06:10"),  # where on earth?
        (("sequenceNumber",), 128),
        (("sequenceNumber",), True),
        (("requestor", "importanceLevel"), 15),
        (("requestor", "role"), "tank"),
        (("requestor", "position", "lat"), 91),
        (("requests",), []),
        (("requests", 0, "requestID"), 256),
        (("requests", 0, "requestType"), "please"),
        (("requests", 0, "inBoundLane"), {"approach": 16}),
        (("requests", 0, "inBoundLane"), None),
        (("requests", 0, "id", "id"), 65536),
        (("requests", 0, "eta"), 5),
    ],
)
def test_what_does_not_fit_is_refused(where: tuple[str | int, ...], wrong: object) -> None:
    told: Any = to_json(message())
    part = told
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = wrong
    with pytest.raises(MessageError):
        srm_from_json(told)


@pytest.mark.parametrize("raw", [None, [], "SSM", {"messageID": "SSM"}, {"messageID": "SSM", "sequenceNumber": 1}])
def test_no_rubbish_is_taken_for_an_answer(raw: object) -> None:
    with pytest.raises(MessageError):
        ssm_from_json(raw)


# the bytes of roadside units ------------------------------------------------------------------------------------

SEJONG = IntersectionID(36110, 82)
STATION = Station(119001, "SEJONG AMB 1", 40.0)


def listed(value: object) -> object:
    """As JSON has it."""
    return json.loads(json.dumps(value))


def test_the_etsi_values_are_those_of_the_recorded_messages(shared_data: Path) -> None:
    folder = shared_data / "interop" / "tsp"
    srem = srem_of(message(where=SEJONG), STATION)
    assert listed(srem) == json.loads((folder / "srem_sejong.json").read_text("utf-8"))
    said = SSM(7, SEJONG, (SignalStatus("SJ-AMB-01", 1, Status.GRANTED, ETA, 30_000),), AT + timedelta(seconds=0.5))
    ssem = ssem_of(said, {"SJ-AMB-01": 119001}, of=message(where=SEJONG))
    assert listed(ssem) == json.loads((folder / "ssem_sejong.json").read_text("utf-8"))
    assert ssms_from(ssem, {119001: "SJ-AMB-01"}, year=2026) == (said,)


@pytest.mark.skipif(not uper.is_there(), reason="pycrate is not installed (extra: uper)")
def test_the_bytes_are_those_of_the_recorded_messages(shared_data: Path) -> None:
    folder = shared_data / "interop" / "tsp"
    srem = srem_of(message(where=SEJONG), STATION)
    assert uper.srem_bytes(srem) == (folder / "srem_sejong.uper").read_bytes()
    assert uper.srem_value((folder / "srem_sejong.uper").read_bytes()) == srem
    ssem = uper.ssem_value((folder / "ssem_sejong.uper").read_bytes())
    assert uper.ssem_bytes(ssem) == (folder / "ssem_sejong.uper").read_bytes()
    (said,) = ssms_from(ssem, {119001: "SJ-AMB-01"}, year=2026)
    assert said.sigStatus[0].status is Status.GRANTED


@pytest.mark.skipif(not uper.is_there(), reason="pycrate is not installed (extra: uper)")
def test_what_the_standard_does_not_allow_is_not_encoded() -> None:
    with pytest.raises(MessageError):
        uper.srem_bytes(srem_of(message(where=IntersectionID(70_000)), STATION))
    with pytest.raises(ValueError, match="ASCII"):
        Station(1, "세종 구급 1")
