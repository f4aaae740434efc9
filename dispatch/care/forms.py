"""The spoken forms of a handover, each one template over the same facts.

ATMIST, MIST, DeMIST, IMIST-AMBO and ISBAR are the field's own mnemonics; who listens knows which letter comes next.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from dispatch.care import facts
from dispatch.care.record import CareRecord
from dispatch.care.told import Fact, Heading, Part


class Form(StrEnum):
    """The forms there are, the usual one first."""

    ATMIST = "atmist"
    IMIST_AMBO = "imist_ambo"
    ISBAR = "isbar"
    MIST = "mist"
    DEMIST = "demist"


Topic = Callable[[CareRecord], list[Fact]]
Template = tuple[tuple[str, Heading, tuple[Topic, ...]], ...]
_H = Heading
_MIST: Template = (
    ("M", _H.MECHANISM, (facts.mechanism,)),
    ("I", _H.FINDINGS, (facts.findings,)),
    ("S", _H.SIGNS, (facts.signs,)),
    ("T", _H.TREATMENT, (facts.treatment,)),
)
_BEFORE_LAST = _MIST[:-1]
TEMPLATES: Mapping[Form, Template] = {
    Form.ATMIST: (
        ("A", _H.IDENTITY, (facts.identity,)),
        ("T", _H.TIME, (facts.times,)),
        *_BEFORE_LAST,
        ("T", _H.TREATMENT, (facts.treatment, facts.arrival, facts.request)),
    ),
    Form.IMIST_AMBO: (
        ("I", _H.IDENTITY, (facts.identity,)),
        *_MIST,
        ("A", _H.ALLERGIES, (facts.allergies,)),
        ("M", _H.MEDICATIONS, (facts.medications,)),
        ("B", _H.BACKGROUND, (facts.history,)),
        ("O", _H.OTHER, (facts.times, facts.arrival)),
    ),
    Form.ISBAR: (
        ("I", _H.CREW, (facts.crew, facts.identity)),
        ("S", _H.SITUATION, (facts.mechanism, facts.arrival)),
        ("B", _H.BACKGROUND, (facts.times, facts.history, facts.allergies, facts.medications)),
        ("A", _H.ASSESSMENT, (facts.signs, facts.findings, facts.treatment)),
        ("R", _H.REQUEST, (facts.request,)),
    ),
    Form.MIST: _MIST,
    Form.DEMIST: (("De", _H.IDENTITY, (facts.identity,)), *_MIST),
}


def handover(record: CareRecord, form: Form) -> tuple[Part, ...]:
    """The record told in `form`: every letter is there, also where nothing is known under it."""
    return tuple(
        Part(letter, heading, tuple(fact for topic in topics for fact in topic(record)))
        for letter, heading, topics in TEMPLATES[form]
    )
