"""A centre behind an MQTT broker, by paho (extra `mqtt`; EPL-2.0 or EDL-1.0).

`tsp/v1/{city}/{intersectionId}/srm` goes out, `…/ssm` comes in: QoS 1, nothing retained. Should we fall silent, the
broker tells everybody on `tsp/v1/{city}/cancel-all` in our place (last will); whoever of us hears that, or comes back
after a cut, knows that nothing stands any more.
"""

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

try:
    from paho.mqtt import client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion
except ModuleNotFoundError:  # an extra
    mqtt = None  # type: ignore[assignment]

from chassis.secrets import new_token
from routing.signals import CentreError, Heard, Lost
from routing.signals.srm import SRM, SSM, MessageError, ssm_from_json, to_bytes

QOS = 1
TAKEN_WITHIN_S = 3.0
KEEPALIVE_S = 10
LOG = logging.getLogger(__name__)
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
        self._lost: list[Lost] = []
        self._cut = False
        name = f"goldentime-{city}-{new_token(6)}"  # two of the same name would put each other out
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=True)
        self._client.will_set(cancel_topic(city), _cancel_all(city), qos=QOS, retain=False)
        self._client.reconnect_delay_set(1, 30)
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
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

    def listen(self, heard: Heard, lost: Lost | None = None) -> None:
        """See SignalCentre."""
        self._heard.append(heard)
        if lost is not None:
            self._lost.append(lost)

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
        for topic in (cancel_topic(self._city), f"tsp/v1/{self._city}/+/ssm"):
            client.subscribe(topic, qos=QOS)
        if self._cut:
            self._cut = False
            self._all_lost()

    def _disconnected(self, _client: Any, _data: Any, _flags: Any, reason: Any, *_: Any) -> None:
        self._cut = self._cut or bool(reason.is_failure)

    def _message(self, _client: Any, _data: Any, message: Any) -> None:
        """What cannot be read is not believed, and ends nothing."""
        if message.topic == cancel_topic(self._city):
            self._all_lost()
            return
        try:
            answer: SSM = ssm_from_json(json.loads(message.payload))
        except (ValueError, MessageError):
            return
        for heard in self._heard:
            _shielded(heard, answer)

    def _all_lost(self) -> None:
        for lost in self._lost:
            _shielded(lost)


def _shielded(told: Callable[..., object], *what: SSM) -> None:
    """An error in whoever listens may not end the line's only thread."""
    try:
        told(*what)
    except Exception:
        LOG.exception("a listener to the signal centre failed")


def cancel_topic(city: str) -> str:
    """Where it is said that nothing we asked for holds any more."""
    return f"tsp/v1/{city}/cancel-all"


def _cancel_all(city: str) -> bytes:
    return json.dumps({"messageID": "cancelAll", "requester": "*", "city": city}).encode()
