"""A centre behind an MQTT broker, by paho (extra `mqtt`; EPL-2.0 or EDL-1.0).

`tsp/v1/{city}/{intersectionId}/srm` goes out, `…/ssm` comes in: QoS 1, nothing retained. Should we fall silent, the
broker tells everybody on `tsp/v1/{city}/cancel-all` in our place (last will).
"""

import json
from typing import Any
from urllib.parse import urlsplit

try:
    from paho.mqtt import client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion
except ModuleNotFoundError:  # an extra
    mqtt = None  # type: ignore[assignment]

from routing.signals import CentreError, Heard
from routing.signals.srm import SRM, SSM, MessageError, ssm_from_json, to_bytes

QOS = 1
TAKEN_WITHIN_S = 3.0
KEEPALIVE_S = 10
PORTS = {"mqtt": 1883, "mqtts": 8883}


class MqttCentre:
    """Connects when it is made and again by itself; `send` returns once the broker has the message."""

    name = "mqtt"

    def __init__(self, url: str, city: str, *, user: str = "", password: str = "") -> None:
        if mqtt is None:
            raise CentreError("MQTT needs the extra: pip install goldentime[mqtt]", final=True)
        told = urlsplit(url)
        self._city = city
        self._heard: list[Heard] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"goldentime-{city}", clean_session=False)
        self._client.will_set(cancel_topic(city), _cancel_all(city), qos=QOS, retain=False)
        self._client.reconnect_delay_set(1, 30)
        self._client.on_connect = self._connected
        self._client.on_message = self._message
        if user:
            self._client.username_pw_set(user, password)
        if told.scheme == "mqtts":
            self._client.tls_set()
        self._client.connect_async(told.hostname or "localhost", told.port or PORTS[told.scheme], KEEPALIVE_S)
        self._client.loop_start()

    def send(self, message: SRM, *, key: str) -> tuple[SSM, ...]:  # noqa: ARG002  at least once, by sequence number
        """See SignalCentre. Answers come on the junctions' topics."""
        for number in sorted({one.id.id for one in message.requests}):
            part = SRM(
                message.timeStamp,
                message.sequenceNumber,
                message.requestor,
                tuple(one for one in message.requests if one.id.id == number),
            )
            self._publish(f"tsp/v1/{self._city}/{number}/srm", to_bytes(part))
        return ()

    def listen(self, heard: Heard) -> None:
        """See SignalCentre."""
        self._heard.append(heard)

    def close(self) -> None:
        """Leave in good order: everything is taken back first."""
        if self._client.is_connected():
            self._publish(cancel_topic(self._city), _cancel_all(self._city))
        self._client.disconnect()
        self._client.loop_stop()

    def _publish(self, topic: str, payload: bytes) -> None:
        if not self._client.is_connected():
            raise CentreError("no connection to the broker")
        told = self._client.publish(topic, payload, qos=QOS, retain=False)
        try:
            told.wait_for_publish(TAKEN_WITHIN_S)
        except (ValueError, RuntimeError) as error:
            raise CentreError(str(error)) from error
        if not told.is_published():
            raise CentreError("the broker has not taken it")

    def _connected(self, client: Any, *_: Any) -> None:
        client.subscribe(f"tsp/v1/{self._city}/+/ssm", qos=QOS)

    def _message(self, _client: Any, _data: Any, message: Any) -> None:
        """What cannot be read is not believed, and ends nothing."""
        try:
            answer: SSM = ssm_from_json(json.loads(message.payload))
        except (ValueError, MessageError):
            return
        for heard in self._heard:
            heard(answer)


def cancel_topic(city: str) -> str:
    """Where it is said that nothing we asked for holds any more."""
    return f"tsp/v1/{city}/cancel-all"


def _cancel_all(city: str) -> bytes:
    return json.dumps({"messageID": "cancelAll", "requester": "*", "city": city}).encode()
