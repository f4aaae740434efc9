"""A message understood, whatever its format was: what it is, and why it comes to nothing by itself. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch.calls import Says
from dispatch.intake.patients import Handover
from dispatch.model import Channel, Hypothesis


class Format(StrEnum):
    """What a message is written in."""

    AML = "aml"
    AML_DATA = "aml_data"
    AML_FORM = "aml_form"
    PIDF_LO = "pidf_lo"
    ECALL = "ecall"
    CAP = "cap"
    HUB = "hub"
    ALARM = "alarm"
    FHIR = "fhir"


class Why(StrEnum):
    """Why a message that can be read comes to nothing by itself: passed over, or kept for a person."""

    TEST = "test"
    NOT_ACTUAL = "not_actual"
    NO_PLACE = "no_place"
    NO_NEWS = "no_news"
    NO_USE = "no_use"
    ELSEWHERE = "elsewhere"
    TOO_MANY = "too_many"
    NO_NUMBER = "no_number"
    WARNING = "warning"
    NEEDS_ANSWER = "needs_answer"
    UNKNOWN_CASE = "unknown_case"
    CASE_CLOSED = "case_closed"
    INTERRUPTED = "interrupted"
    UNREAD_PARTS = "unread_parts"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message understood. With a `channel` a call comes of it; without one it is a place for the call of `number`,
    or news of a known `matter`. `ignore` and `ask` say why it is passed over, or why a person has to look; `handover`
    is what another crew has measured and done."""

    format: Format
    kind: str | None = None
    key: str | None = None
    number: str | None = None
    matters: tuple[str, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    channel: Channel | None = None
    complaint: str | None = None
    text: str | None = None
    says: tuple[Says, ...] = ()
    age_years: int | None = None
    sex: str | None = None
    language: str | None = None
    ignore: Why | None = None
    ask: Why | None = None
    doubts: tuple[str, ...] = ()
    handover: Handover | None = None
