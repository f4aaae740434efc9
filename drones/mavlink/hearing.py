"""Keeping what a vehicle says: message by message into one state, and into notes what a person should read. Pure."""

import math
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.geo import LatLon
from drones.mavlink.frames import Message
from drones.mavlink.modes import mode_of
from drones.vehicle import Note, Severity, VehicleState

SILENT_AFTER = timedelta(seconds=3)  # without a heartbeat, which comes once a second
STALE_AFTER = timedelta(seconds=5)  # what it says at least once a second and says no more is not known any more
ALL_SAID_AFTER = timedelta(seconds=3)  # from its first heartbeat: by then everything was said that it says
MOST_NOTES = 100  # that nobody has taken; then the oldest are forgotten
UNKNOWN_U16 = 0xFFFF
FLIES = frozenset({mav.MAV_LANDED_STATE_IN_AIR, mav.MAV_LANDED_STATE_TAKEOFF, mav.MAV_LANDED_STATE_LANDING})
FAILSAFES = (  # ArduCopter's own words, 4.3 to 4.7; what begins with "Arm:" or "PreArm:" is about the ground
    ("gcs_failsafe", re.compile(r"\bGCS Failsafe(?! cleared)", re.IGNORECASE)),
    ("battery_low", re.compile(r"\bbattery\b.*\b(low|critical|failsafe)", re.IGNORECASE)),
    ("fence_breach", re.compile(r"^(?!.*cleared).*(\bfence\b.*\bbreach|\bbreach.*\bfence)", re.IGNORECASE)),
    ("ekf_failsafe", re.compile(r"\bEKF Failsafe(?!.*cleared)", re.IGNORECASE)),
    ("radio_failsafe", re.compile(r"\bRadio Failsafe(?! cleared)", re.IGNORECASE)),
    ("crash", re.compile(r"\bcrash", re.IGNORECASE)),
)
OVER = re.compile(r"\bFailsafe.*cleared", re.IGNORECASE)
SEVERITIES = (  # MAV_SEVERITY 0 … 7
    *(Severity.CRITICAL,) * 3,
    *(Severity.WARNING,) * 2,
    Severity.NOTICE,
    *(Severity.INFO,) * 2,
)
Change = Mapping[str, Any]


@dataclass(slots=True)
class Hearing:
    """The newest of everything one vehicle said. `state` is None until its first heartbeat.

    One that is no ArduPilot is never heard: its modes have other numbers.
    """

    state: VehicleState | None = None
    boot_ms: int | None = None
    _notes: deque[Note] = field(default_factory=lambda: deque(maxlen=MOST_NOTES))
    _texts: dict[int, list[str]] = field(default_factory=dict)
    _beat: datetime | None = None
    _first: datetime | None = None
    _pulled: bool = False  # the winch has told a pull: from one that only ever says 0, nothing is heard
    _said_at: dict[str, datetime] = field(default_factory=dict)

    def hear(self, message: Message, now: datetime) -> None:
        """Take one message of the vehicle's autopilot."""
        kind = message.get_type()
        if kind == "HEARTBEAT" and message.autopilot == mav.MAV_AUTOPILOT_ARDUPILOTMEGA:
            self._heartbeat(message, now)
        if self.state is None:
            return
        if kind in READ:
            change = {**READ[kind](message), **self._pull(message, kind)}
            self.state = replace(self.state, at=now, **change)
            self._said_at |= dict.fromkeys(change, now)
        elif kind == "STATUSTEXT":
            self._piece(message, now)
        elif kind == "FENCE_STATUS" and message.breach_status and not self._was("fence_breach"):
            self._failed("fence_breach", "", now)

    def _pull(self, message: Message, kind: str) -> Change:
        """What pulls at the line, in kilograms as MAVLink has it. NaN is unknown."""
        if kind != "WINCH_STATUS":
            return {}
        told = math.isfinite(message.tension)
        self._pulled = self._pulled or (told and message.tension > 0.0)
        return {"line_kg": message.tension if told and self._pulled else None}

    def restarted(self, message: Message) -> bool:
        """Whether this message tells that the vehicle has started anew since the last one that did."""
        if message.get_type() != "GLOBAL_POSITION_INT":
            return False
        before, self.boot_ms = self.boot_ms, message.time_boot_ms
        anew = before is not None and message.time_boot_ms + 5_000 < before
        self._first = None if anew else self._first
        return anew

    def look(self, now: datetime) -> None:
        """Time has passed: is the link still there, and is everything still said?"""
        if self.state is None or self._beat is None or self.state.link_lost_since is not None:
            return
        stale = [name for name, at in self._said_at.items() if now - at > STALE_AFTER]
        if stale:
            self.state = replace(self.state, **dict.fromkeys(stale))  # type: ignore[arg-type]
            self._said_at = {name: at for name, at in self._said_at.items() if name not in stale}
        if now - self._beat > SILENT_AFTER:
            self.state = replace(self.state, link_lost_since=self._beat)
            self.note(now, Severity.WARNING, "link_lost")

    @property
    def beat_at(self) -> datetime | None:
        """When its last heartbeat came, which alone tells whether it is armed."""
        return self._beat

    def for_long(self, now: datetime) -> bool:
        """Whether it has been heard so long that what it has not said by now it does not say."""
        return self._first is not None and now - self._first > ALL_SAID_AFTER

    def note(self, at: datetime, severity: Severity, code: str, text: str = "") -> None:
        """Keep a note until somebody takes it."""
        self._notes.append(Note(at, severity, code, text))

    def take_notes(self) -> tuple[Note, ...]:
        """What is new since the last time."""
        taken = tuple(self._notes)
        self._notes.clear()
        return taken

    def _heartbeat(self, message: Message, now: datetime) -> None:
        before = self.state or VehicleState(at=now)
        armed, mode = bool(message.base_mode & mav.MAV_MODE_FLAG_SAFETY_ARMED), mode_of(message.custom_mode)
        if before.link_lost_since is not None:
            self.note(now, Severity.NOTICE, "link_back")
            self._first = None
        if armed and before.armed is False:
            self.note(now, Severity.INFO, "armed")
        if before.armed and not armed:
            self.note(now, Severity.INFO, "disarmed")
        if before.mode not in {None, mode}:
            self.note(now, Severity.NOTICE if armed else Severity.INFO, f"mode_{mode}")
        failsafe = None if armed and before.armed is False else before.failsafe
        self._beat, self._first = now, self._first or now
        self.state = replace(before, at=now, armed=armed, mode=mode, failsafe=failsafe, link_lost_since=None)

    def _piece(self, message: Message, now: datetime) -> None:
        """A long text comes in pieces of fifty characters under one number; the last one is shorter."""
        if not message.id:
            return self._said(message.text, message.severity, now)
        pieces = self._texts.setdefault(message.id, [])
        if message.chunk_seq != len(pieces):
            self._texts.pop(message.id)
            return None
        pieces.append(message.text)
        if len(message.text.encode()) < 50:
            self._said("".join(self._texts.pop(message.id)), message.severity, now)
        return None

    def _said(self, text: str, severity: int, now: datetime) -> None:
        on_ground = text.startswith(("Arm:", "PreArm:"))
        code = next((code for code, words in FAILSAFES if not on_ground and words.search(text)), None)
        if code is not None:
            return self._failed(code, text, now)
        if OVER.search(text) and self.state is not None:
            self.state = replace(self.state, failsafe=None)
        self.note(now, SEVERITIES[min(severity, 7)], "prearm" if on_ground else "said", text)
        return None

    def _failed(self, code: str, text: str, now: datetime) -> None:
        if self.state is not None:
            self.state = replace(self.state, failsafe=code)
        self.note(now, Severity.CRITICAL, code, text)

    def _was(self, code: str) -> bool:
        return self.state is not None and self.state.failsafe == code


def _position(m: Message) -> Change:
    return {
        "place": LatLon(m.lat / 1e7, m.lon / 1e7) if m.lat or m.lon else None,
        "altitude_m": m.relative_alt / 1000.0,
        "amsl_m": m.alt / 1000.0,
        "ground_speed_mps": math.hypot(m.vx, m.vy) / 100.0,
        "climb_mps": -m.vz / 100.0,
        "heading_deg": m.hdg / 100.0 if m.hdg != UNKNOWN_U16 else None,
    }


def _landed(m: Message) -> Change:
    return {"in_air": m.landed_state in FLIES if m.landed_state else None}


def _status(m: Message) -> Change:
    check = mav.MAV_SYS_STATUS_PREARM_CHECK
    ready = bool(m.onboard_control_sensors_health & check) if m.onboard_control_sensors_present & check else None
    volts = m.voltage_battery / 1000.0 if m.voltage_battery != UNKNOWN_U16 else None
    return {"prearm_ok": ready, "battery_v": volts, **_charge(m.battery_remaining)}


def _charge(percent: int) -> Change:
    return {"battery_share": min(percent, 100) / 100.0 if percent >= 0 else None}


def _battery(m: Message) -> Change:
    return _charge(m.battery_remaining) if m.id == 0 else {}


def _gps(m: Message) -> Change:
    return {
        "fix": m.fix_type,
        "satellites": m.satellites_visible if m.satellites_visible != 255 else None,
        "hdop": m.eph / 100.0 if m.eph != UNKNOWN_U16 else None,
    }


def _estimate(m: Message) -> Change:
    """The estimator knows where it is on the earth, and does not hold a place for want of anything better."""
    return {"ekf_ok": bool(m.flags & mav.EKF_POS_HORIZ_ABS) and not m.flags & mav.EKF_CONST_POS_MODE}


def _wind(m: Message) -> Change:
    return {"wind_mps": m.speed, "wind_from_deg": m.direction % 360.0}


def _winch(m: Message) -> Change:
    return {"line_m": m.line_length if math.isfinite(m.line_length) else None}


def _item(m: Message) -> Change:
    return {"mission_item": m.seq}


READ: Mapping[str, Callable[[Message], Change]] = {
    "GLOBAL_POSITION_INT": _position,
    "EXTENDED_SYS_STATE": _landed,
    "SYS_STATUS": _status,
    "BATTERY_STATUS": _battery,
    "GPS_RAW_INT": _gps,
    "EKF_STATUS_REPORT": _estimate,
    "WIND": _wind,
    "WINCH_STATUS": _winch,
    "MISSION_CURRENT": _item,
}
