"""Frames: MAVLink 2 messages out of bytes, and bytes out of messages, signed where a passphrase is set.

The key is SHA-256 of the passphrase, as Mission Planner and MAVProxy make it, so that either can put it into a vehicle.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mav

GCS_SYSTEM = 255  # what an ArduPilot listens for (SYSID_MYGCS); its lost-link failsafe counts no other's heartbeats
GCS_COMPONENT = mav.MAV_COMP_ID_MISSIONPLANNER
AUTOPILOT = mav.MAV_COMP_ID_AUTOPILOT1
SIGNING_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)  # MAVLink 2: signatures count 10 µs since then
BY_RADIOS = frozenset({mav.MAVLINK_MSG_ID_RADIO, mav.MAVLINK_MSG_ID_RADIO_STATUS})  # radios cannot sign
Message = Any  # pymavlink brings no types


@dataclass(slots=True)
class Frames:
    """One end of a line. With a `passphrase` everything sent is signed, and what is not signed by it is not heard."""

    passphrase: str = field(default="", repr=False)
    system: int = GCS_SYSTEM
    component: int = GCS_COMPONENT
    started: datetime = SIGNING_EPOCH
    _link: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._link = mav.MAVLink(None, srcSystem=self.system, srcComponent=self.component)
        self._link.robust_parsing = True
        if self.passphrase:
            signing = self._link.signing
            signing.secret_key = hashlib.sha256(self.passphrase.encode()).digest()
            signing.sign_outgoing = True
            signing.timestamp = int((self.started - SIGNING_EPOCH).total_seconds() * 100_000)
            signing.allow_unsigned_callback = lambda _, message_id: message_id in BY_RADIOS

    def pack(self, message: Message) -> bytes:
        """The message as one frame."""
        frame = bytes(message.pack(self._link))
        self._link.seq = (self._link.seq + 1) % 256
        return frame

    def unpack(self, data: bytes) -> list[Message]:
        """The messages that end in `data`; half a frame waits for its other half, and what is broken is left out."""
        found = self._link.parse_buffer(data) or []
        return [message for message in found if message.get_msgId() >= 0]
