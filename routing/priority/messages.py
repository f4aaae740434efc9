"""What vehicles ask of junctions and junctions answer, with the names of SAE J2735 (ISO/TS 19091). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from routing.priority.states import RequestAction, RequestState

SEQUENCES = 128  # sequence numbers run 0 … 127 and begin again


class Kind(StrEnum):
    """J2735 PriorityRequestType."""

    REQUEST = "priorityRequest"
    UPDATE = "priorityRequestUpdate"
    CANCEL = "priorityCancellation"


class Status(StrEnum):
    """J2735 PrioritizationResponseStatus, in the order of its numbers 0 … 7."""

    UNKNOWN = "unknown"
    REQUESTED = "requested"
    PROCESSING = "processing"
    WATCH = "watchOtherTraffic"
    GRANTED = "granted"
    REJECTED = "rejected"
    MAX_PRESENCE = "maxPresence"
    LOCKED = "reserviceLocked"


MEANS: dict[Status, RequestAction | None] = {
    Status.UNKNOWN: RequestAction.FALL_SILENT,
    Status.REQUESTED: None,
    Status.PROCESSING: RequestAction.PROCESS,
    Status.WATCH: RequestAction.WATCH,
    Status.GRANTED: RequestAction.GRANT,
    Status.REJECTED: RequestAction.REJECT,
    Status.MAX_PRESENCE: RequestAction.EXCEED,
    Status.LOCKED: None,
}


@dataclass(frozen=True, slots=True)
class PriorityRequest:
    """One request of `vehicle` to `junction`: in by the edge `approach`, out by `exit` (None: the way ends before).

    `number` is unique among the vehicle's requests (J2735 requestID), `sequence` counts what was said about it, modulo
    SEQUENCES. `severity` 0 … 14 is J2735's RequestImportanceLevel, 14 gravest. `made_at` never changes; `said_at` is
    when the newest word about it was said, `answered_at` when the junction gave its newest answer by its own clock, and
    `heard_at` when that reached us by ours (None: never).
    """

    vehicle: str
    number: int
    junction: str
    approach: int
    exit: int | None
    eta: datetime
    severity: int
    made_at: datetime
    sequence: int = 0
    duration: timedelta = timedelta(seconds=30)
    state: RequestState = RequestState.PLANNED
    said_at: datetime | None = None
    answered_at: datetime | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a junction said about one request at the instant `at`; `heard_at`: by our clock (None: the same)."""

    vehicle: str
    number: int
    junction: str
    sequence: int
    status: Status
    at: datetime
    eta: datetime | None = None
    heard_at: datetime | None = None


def is_newer(sequence: int, than: int) -> bool:
    """Whether one number was counted after the other, in serial arithmetic (RFC 1982)."""
    return 0 < (sequence - than) % SEQUENCES < SEQUENCES // 2


def rank(request: PriorityRequest) -> tuple[int, datetime, datetime, str, int]:
    """The conflict rule, a total order, first served first: graver, sooner, asked earlier, then by name."""
    return -request.severity, request.eta, request.made_at, request.vehicle, request.number
