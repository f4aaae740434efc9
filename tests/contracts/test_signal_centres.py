"""One suite over every signal centre: it takes a request or raises CentreError, and what it says is read strictly."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from chassis.clock import StillClock
from routing.junctions import find_junctions
from routing.priority.messages import Kind, Status
from routing.signals import CentreError, SignalCentre, uper
from routing.signals.etsi import Station, srem_of, ssem_of, ssms_from
from routing.signals.fake import FakeCentre
from routing.signals.http import KEY, HttpCentre
from routing.signals.mqtt import MqttCentre, cancel_topic
from routing.signals.numbers import NumbersError, made_up, read_numbers
from routing.signals.simulated import Habit, Habits, SimulatedCentre
from routing.signals.srm import (
    SRM,
    SSM,
    Approach,
    IntersectionID,
    MessageError,
    Position,
    Requestor,
    SignalRequest,
    SignalStatus,
    srm_from_json,
    ssm_from_json,
    to_json,
)
from tests.contracts.broker import Broker
from tests.routing.towns import grid

AT = datetime(2026, 11, 22, 22, 0, 30, 500_000, tzinfo=UTC)
ETA = datetime(2026, 11, 22, 22, 1, 15, tzinfo=UTC)
URL = "https://signals.example"
JUNCTIONS = find_junctions(grid(4, signals=[5, 6, 9, 10]))
NUMBERS = made_up(JUNCTIONS, region=82)
HERE = next(iter(NUMBERS.of.values()))


def message(kind: Kind = Kind.REQUEST, *, sequence: int = 7, where: IntersectionID = HERE, eta: datetime = ETA) -> SRM:
    request = SignalRequest(where, 1, kind, Approach(3), eta, 30_000, Approach(1))
    who = Requestor("SJ-AMB-01", 14, incident="20261122-0001", position=Position(36.4801, 127.289, 90.0, 16.66))
    return SRM(AT, sequence, who, (request,))


def answer(status: Status = Status.GRANTED) -> SSM:
    return SSM(7, HERE, (SignalStatus("SJ-AMB-01", 1, status, ETA, 30_000),), AT)


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


# over HTTP ------------------------------------------------------------------------------------------------------


@pytest.fixture
def outside() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def test_a_request_is_posted_and_its_answer_read(outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", json=to_json(answer()))
    assert HttpCentre.at(URL + "/", "t0ken").send(message(), key="srm:1:7") == (answer(),)
    sent = outside.calls[0].request
    assert json.loads(sent.body or b"") == to_json(message())
    assert (sent.headers[KEY], sent.headers["Authorization"]) == ("srm:1:7", "Bearer t0ken")
    assert "t0ken" not in repr(HttpCentre.at(URL, "t0ken"))


@pytest.mark.parametrize(("body", "number"), [(b"", 0), (b"[]", 0), (b" ", 0)])
def test_an_answer_may_come_later(body: bytes, number: int, outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", body=body, status=202)
    assert len(HttpCentre.at(URL, "").send(message(), key="k")) == number


@pytest.mark.parametrize("trouble", [500, 503, 429, 408, requests.ConnectionError("reset"), requests.Timeout("slow")])
def test_what_may_pass_is_tried_again(trouble: int | Exception, outside: responses.RequestsMock) -> None:
    told = {"status": trouble} if isinstance(trouble, int) else {"body": trouble}
    outside.post(f"{URL}/tsp/v1/requests", **told)
    with pytest.raises(CentreError) as raised:
        HttpCentre.at(URL, "").send(message(), key="k")
    assert not raised.value.final


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404])
def test_what_will_not_pass_is_given_up(status: int, outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", status=status, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(CentreError) as raised:
        HttpCentre.at(URL, "").send(message(), key="k")
    assert raised.value.final
    assert len(outside.calls) == 1


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"messageID":"SRM"}', b"[1]"])
def test_an_unreadable_answer_is_not_believed(body: bytes, outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", body=body)
    with pytest.raises(CentreError, match="unreadable"):
        HttpCentre.at(URL, "").send(message(), key="k")


# over MQTT ------------------------------------------------------------------------------------------------------


@pytest.fixture
def broker() -> Iterator[Broker]:
    made = Broker()
    yield made
    made.stop()


@pytest.fixture
def over_mqtt(broker: Broker) -> Iterator[MqttCentre]:
    centre = MqttCentre(f"mqtt://127.0.0.1:{broker.port}", "sejong")
    broker.wait_until_subscribed()
    yield centre
    centre.close()


def test_a_request_is_published_on_its_junctions_topic_and_nothing_is_retained(
    broker: Broker, over_mqtt: MqttCentre
) -> None:
    assert over_mqtt.send(message(), key="k") == ()
    topic = f"tsp/v1/sejong/{HERE.id}/srm"
    assert [json.loads(one) for one in broker.wait_for(topic)] == [to_json(message())]
    assert [(qos, retained) for one, _, qos, retained in broker.seen if one == topic] == [(1, False)]


def test_answers_come_on_the_junctions_topic_and_rubbish_ends_nothing(broker: Broker, over_mqtt: MqttCentre) -> None:
    heard = FakeBell()
    over_mqtt.listen(heard)
    topic = f"tsp/v1/sejong/{HERE.id}/ssm"
    broker.publish(topic, b"not json")
    broker.publish(topic, json.dumps(to_json(answer())).encode())
    assert heard.wait() == [answer()]


def test_the_broker_takes_everything_back_when_we_fall_silent(broker: Broker, over_mqtt: MqttCentre) -> None:
    broker.cut()
    (will,) = broker.wait_for(cancel_topic("sejong"))
    assert json.loads(will)["messageID"] == "cancelAll"


def test_after_a_cut_nothing_we_asked_for_stands_any_more(broker: Broker, over_mqtt: MqttCentre) -> None:
    lost = FakeBell()
    over_mqtt.listen(FakeBell(), lambda: lost(answer()))
    broker.cut()
    assert lost.wait() == [answer()]


def test_what_another_of_us_took_back_does_not_stand_either(broker: Broker, over_mqtt: MqttCentre) -> None:
    lost = FakeBell()
    over_mqtt.listen(FakeBell(), lambda: lost(answer()))
    other = MqttCentre(f"mqtt://127.0.0.1:{broker.port}", "sejong")
    broker.wait_until_subscribed(2)
    other.close()
    assert lost.wait() == [answer()]


def test_a_listener_that_fails_is_on_record_and_the_next_answer_is_heard(
    broker: Broker, over_mqtt: MqttCentre, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: SSM) -> None:
        raise OSError("database is locked")

    heard = FakeBell()
    over_mqtt.listen(fail)
    over_mqtt.listen(heard)
    for _ in range(2):
        broker.publish(f"tsp/v1/sejong/{HERE.id}/ssm", json.dumps(to_json(answer())).encode())
        assert heard.wait() == [answer()]
    assert "database is locked" in caplog.text


def test_leaving_in_good_order_takes_everything_back_as_well(broker: Broker) -> None:
    centre = MqttCentre(f"mqtt://127.0.0.1:{broker.port}", "sejong")
    broker.wait_until_subscribed()
    centre.close()
    assert len(broker.wait_for(cancel_topic("sejong"))) == 1
    with pytest.raises(CentreError):
        centre.send(message(), key="k")


class FakeBell:
    """Keeps what was heard, from any thread."""

    def __init__(self) -> None:
        from queue import Queue

        self._heard: Queue[SSM] = Queue()

    def __call__(self, said: SSM) -> None:
        self._heard.put(said)

    def wait(self) -> list[SSM]:
        return [self._heard.get(timeout=10)]


# the simulated one ----------------------------------------------------------------------------------------------


def simulated(habit: Habit = Habit.OBEY, *, pace: float = 1.0) -> tuple[SimulatedCentre, StillClock, list[SSM]]:
    share = {} if habit is Habit.OBEY else {habit.value: 1.0}
    clock, heard = StillClock(AT), list[SSM]()
    habits = Habits(**({"refuse": 0.0, "delay": 0.0, "silent": 0.0} | share))
    centre = SimulatedCentre(JUNCTIONS, NUMBERS, clock.now, habits=habits, pace=pace)
    centre.listen(heard.append)
    return centre, clock, heard


def live(centre: SimulatedCentre, clock: StillClock, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(timedelta(seconds=1))
        centre.tick()


def said(answers: list[SSM]) -> list[Status]:
    return [one.sigStatus[0].status for one in answers]


def where_from() -> tuple[str, int]:
    junction = next(key for key, number in NUMBERS.of.items() if number == HERE)
    return junction, next(e for e in JUNCTIONS.by_id[junction].approaches if JUNCTIONS.by_id[junction].arm_of(e) == 3)


def test_a_simulated_junction_turns_green_and_says_so() -> None:
    centre, clock, heard = simulated()
    assert said(list(centre.send(message(), key="k"))) == [Status.REQUESTED]
    live(centre, clock, 40)
    assert said(heard)[-1] is Status.GRANTED
    assert centre.is_green(*where_from())
    assert said(list(centre.send(message(Kind.CANCEL, sequence=8), key="k2"))) == [Status.UNKNOWN]


def test_a_simulated_junction_lives_at_the_pace_of_its_day() -> None:
    centre, clock, heard = simulated(pace=20.0)
    centre.send(message(eta=AT + timedelta(seconds=2)), key="k")
    live(centre, clock, 2)
    assert said(heard)[-1] is Status.GRANTED
    assert all(abs(one.timeStamp - clock.now()) <= timedelta(seconds=2) for one in heard if one.timeStamp)


def test_it_refuses() -> None:
    centre, clock, heard = simulated(Habit.REFUSE)
    assert said(list(centre.send(message(), key="k"))) == [Status.REJECTED]
    live(centre, clock, 30)
    assert heard == []


def test_it_answers_late() -> None:
    centre, clock, heard = simulated(Habit.DELAY)
    assert centre.send(message(), key="k") == ()
    live(centre, clock, 7)
    assert heard == []
    live(centre, clock, 40)
    assert Status.GRANTED in said(heard)


def test_it_does_not_answer_at_all() -> None:
    centre, clock, heard = simulated(Habit.SILENT)
    assert centre.send(message(), key="k") == ()
    live(centre, clock, 60)
    assert heard == []


def test_it_lies() -> None:
    centre, clock, _ = simulated(Habit.LIE)
    assert said(list(centre.send(message(), key="k"))) == [Status.GRANTED]
    live(centre, clock, 20)  # by now one that obeys would hold the green, for half a minute beyond the arrival
    seen = set()
    for _ in range(40):
        live(centre, clock, 1)
        seen.add(centre.is_green(*where_from()))
    assert False in seen


@pytest.mark.parametrize("where", [IntersectionID(HERE.id, 1), IntersectionID(1)])
def test_a_junction_nobody_knows_is_refused_for_good(where: IntersectionID) -> None:
    centre, _, _ = simulated()
    with pytest.raises(CentreError) as raised:
        centre.send(message(where=where), key="k")
    assert raised.value.final


# whoever it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [FakeCentre, lambda: simulated()[0]], ids=["fake", "simulated"])
def test_the_same_message_may_come_twice(make: Callable[[], SignalCentre]) -> None:
    centre = make()
    first, second = centre.send(message(), key="k"), centre.send(message(), key="k")
    assert said(list(first)) == said(list(second))
    centre.close()


# numbers --------------------------------------------------------------------------------------------------------


def test_every_junction_has_a_number_of_its_own_the_same_after_every_import() -> None:
    again = made_up(find_junctions(grid(4, signals=[10, 9, 6, 5])), region=82)
    assert again == NUMBERS
    assert len(set(NUMBERS.of.values())) == len(JUNCTIONS.all)
    assert all(NUMBERS.back(number) == junction for junction, number in NUMBERS.of.items())
    assert NUMBERS.back(IntersectionID(HERE.id)) is not None  # the region may be left unsaid


def test_a_centres_own_table_is_read_strictly() -> None:
    names = list(NUMBERS.of)
    table = ["junction,region,intersection", f"{names[0]},82,1043", f"{names[1]},,7"]
    assert read_numbers(table, JUNCTIONS).of == {names[0]: IntersectionID(1043, 82), names[1]: IntersectionID(7)}
    for wrong in (
        ["a,b"],
        [table[0], "nowhere,82,1"],
        [table[0], f"{names[0]},82,x"],
        [*table[:2], f"{names[1]},82,1043"],
    ):
        with pytest.raises(NumbersError, match="line"):
            read_numbers(wrong, JUNCTIONS)


def test_a_centre_numbers_approaches_its_own_way() -> None:
    first, second = JUNCTIONS.all[:2]
    table = ["junction,region,intersection,arm,approach", f"{first.id},82,1043,0,7", f"{first.id},82,1043,1,5"]
    numbers = read_numbers([*table, f"{second.id},82,7,,"], JUNCTIONS)
    theirs = {arm: numbers.approach(first, edge) for edge, arm in first.arms}
    assert theirs == {0: Approach(7), 1: Approach(5), 2: None, 3: None}  # it does not have the other two
    assert {arm: numbers.approach(second, edge) for edge, arm in second.arms} == {
        arm: Approach(arm) for arm in range(4)
    }


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["{0},82,1043,9,1"], "line 2: .* has no arm 9"),
        (["{0},82,1043,0,16"], "line 2: an approach is 0 to 15"),
        (["{0},82,1043,0,1", "{0},82,1043,1,1"], "line 3: an arm or an approach twice"),
        (["{0},82,1043,0,"], "line 2: arm and approach belong together"),
        (["{0},82,1043,0,1", "{0},82,1044,1,2"], "line 3: a junction twice"),
        (["{0},82,1043,,", "{0},82,1043,1,2"], "line 3: a junction twice"),
        (["{0},82,1043,0,1", "{1},82,1043,1,2"], "line 3: a number twice"),
    ],
)
def test_a_table_of_approaches_with_a_mistake_says_where(rows: list[str], told: str) -> None:
    names = [one.id for one in JUNCTIONS.all]
    with pytest.raises(NumbersError, match=told):
        read_numbers(["junction,region,intersection,arm,approach", *(row.format(*names) for row in rows)], JUNCTIONS)
