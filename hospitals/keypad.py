"""Answering with the keys of a telephone: what each digit means, on a call or in a text. Pure."""

import re
from dataclasses import dataclass

from hospitals.request import DeclineCode

YES, NO, AGAIN = "1", "2", "3"
DIGITS = "1234567890"
REASONS: tuple[DeclineCode, ...] = (  # one a digit, in the order they are read out; a digit never changes its meaning
    DeclineCode.NO_SPECIALIST,
    DeclineCode.SPECIALIST_BUSY,
    DeclineCode.NO_ED_BED,
    DeclineCode.NO_ICU_BED,
    DeclineCode.NO_OPERATING_ROOM,
    DeclineCode.EQUIPMENT_DOWN,
    DeclineCode.ISOLATION,
    DeclineCode.PAEDIATRIC_UNAVAILABLE,
    DeclineCode.CROWDING,
    DeclineCode.NO_STAFF,
)
WORDS_FOR_YES = frozenset({"1", "예", "네", "수용", "가능", "yes", "y", "ok"})
TEXTED_NO = re.compile(r"(?:2|수용\s*곤란|곤란|불가|no|n)\D*([0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: `declined` None is a yes."""

    declined: DeclineCode | None


def reason_of(digit: str) -> DeclineCode | None:
    """The reason a digit stands for; None for one that stands for none."""
    return dict(zip(DIGITS, REASONS, strict=True)).get(digit)


def read_text(body: str) -> Said | None:
    """What a text says: "1" or "수용" is a yes, "2 4" a no for the fourth reason; None when it is neither."""
    words = body.strip().lower()
    if words in WORDS_FOR_YES:
        return Said(None)
    no = TEXTED_NO.fullmatch(words)
    return Said(reason_of(no.group(1))) if no is not None else None
