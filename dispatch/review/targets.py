"""The intervals between two stamps, and how long each may take.

What has a running clock on the console is judged by the same figures, those of `dispatch.legs`; what is only looked
back on has its target here. Response has no figure anybody gave us: it is a city's own to set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from dispatch import legs
from dispatch.compression import FIRST_COMPRESSION
from dispatch.model import Priority


class Interval(StrEnum):
    """A length of time that a service is judged by."""

    ANSWER = "answer"
    GATE = "gate"
    PROCESSING = "processing"
    COMPRESSION = "compression"
    ACK = "ack"
    TURNOUT = "turnout"
    TRAVEL = "travel"
    RESPONSE = "response"
    AT_PATIENT = "at_patient"
    SCENE = "scene"
    ACCEPT = "accept"
    TRANSPORT = "transport"
    OFFLOAD = "offload"
    TURNAROUND = "turnaround"


@dataclass(frozen=True, slots=True)
class Span:
    """From one stamp to another: of the incident as a whole, or of each unit on it."""

    start: str
    end: str
    per_unit: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """At most this long; a priority may have its own. None: measured, and judged by nobody."""

    usual: timedelta | None = None
    own: Mapping[Priority, timedelta] = field(default_factory=dict)

    def of(self, priority: Priority | None) -> timedelta | None:
        """The target of an incident of this priority; untriaged ones have the usual one."""
        return self.own.get(priority, self.usual) if priority is not None else self.usual


_I = Interval
SPANS: Mapping[Interval, Span] = {
    _I.ANSWER: Span("call_ringing", "call_received", per_unit=False),
    _I.GATE: Span("call_received", "gate_done", per_unit=False),
    _I.PROCESSING: Span("gate_done", "dispatch", per_unit=False),
    _I.COMPRESSION: Span("call_received", FIRST_COMPRESSION, per_unit=False),
    _I.RESPONSE: Span("call_received", "on_scene", per_unit=False),
    _I.ACK: Span("dispatch", "ack"),
    _I.TURNOUT: Span("dispatch", "en_route"),
    _I.TRAVEL: Span("en_route", "on_scene"),
    _I.AT_PATIENT: Span("on_scene", "at_patient"),
    _I.SCENE: Span("on_scene", "depart"),
    _I.TRANSPORT: Span("depart", "at_hospital"),
    _I.OFFLOAD: Span("at_hospital", "hand_over"),
    _I.TURNAROUND: Span("at_hospital", "clear"),
}  # ACCEPT is measured on the requests: from a patient's first question to the first yes

_S, _MIN, _CLOCK = timedelta(seconds=1), timedelta(minutes=1), legs.TARGETS
TARGETS: Mapping[Interval, Target] = {
    _I.ANSWER: Target(10 * _S),
    _I.GATE: Target(_CLOCK.gate.goal),
    _I.PROCESSING: Target(60 * _S),
    _I.COMPRESSION: Target(150 * _S),  # telephone CPR begun: AHA 2020, performance recommendations
    _I.ACK: Target(_CLOCK.ack.goal),
    _I.TURNOUT: Target(_CLOCK.turnout.late, {Priority.P1: _CLOCK.turnout.goal}),
    _I.TRAVEL: Target(8 * _MIN),  # the coverage standard
    _I.RESPONSE: Target(10 * _MIN, {Priority.P3: 20 * _MIN, Priority.P4: 60 * _MIN}),  # a city's own
    _I.AT_PATIENT: Target(),
    _I.SCENE: Target(_CLOCK.scene.goal),
    _I.ACCEPT: Target(2 * _MIN),  # when a request expires
    _I.TRANSPORT: Target(),
    _I.OFFLOAD: Target(_CLOCK.offload.goal),
    _I.TURNAROUND: Target(),
}
