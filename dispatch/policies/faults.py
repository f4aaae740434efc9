"""What can be wrong with the text of a policy, one code for each, with the place and what is allowed there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chassis.errors import GoldentimeError


class Fault(StrEnum):
    """Why a line is not accepted."""

    NOT_TOML = "not_toml"
    UNKNOWN_KEY = "unknown_key"
    NOT_A_TABLE = "not_a_table"
    NOT_A_LENGTH_OF_TIME = "not_a_length_of_time"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_A_SWITCH = "not_a_switch"
    NOT_A_TEXT = "not_a_text"
    NOT_A_LIST = "not_a_list"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    UNKNOWN_WORD = "unknown_word"
    WRONG_ORDER = "wrong_order"


@dataclass(frozen=True, slots=True)
class Mistake:
    """`at` is the dotted key, empty for the whole text; `limit` the bound, the word or the key it is measured by."""

    fault: Fault
    at: str
    line: int | None = None
    limit: str = ""


class PolicyError(GoldentimeError):
    """A text that may not come into force, with every mistake in it."""

    code = "policy_mistakes"

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(f"{len(mistakes)} mistakes in the policy")
        self.mistakes = mistakes

    def details(self) -> Mapping[str, Any]:
        return {"mistakes": [told(mistake) for mistake in self.mistakes]}


@dataclass(frozen=True, slots=True)
class Words:
    """The names a policy may use beyond the enums of the code: triage rule sets and bundles."""

    rules: frozenset[str] = field(default_factory=frozenset)
    bundles: frozenset[str] = field(default_factory=frozenset)


def told(mistake: Mistake) -> dict[str, Any]:
    """A mistake as the pages get it."""
    return {"code": mistake.fault.value, "at": mistake.at, "line": mistake.line, "limit": mistake.limit}
