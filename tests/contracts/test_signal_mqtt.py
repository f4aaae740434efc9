"""A signal centre over MQTT: nothing is retained, and silence takes everything back."""

import json
from collections.abc import Iterator

import pytest

from routing.signals import CentreError
from routing.signals.mqtt import MqttCentre, cancel_topic
from routing.signals.srm import SSM, to_json
from tests.contracts.broker import PATIENCE_S, Broker
from tests.contracts.signalwords import HERE, answer, message

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
        return [self._heard.get(timeout=PATIENCE_S)]
