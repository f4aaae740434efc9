"""A handover within a text message: whole facts are left out, the least needed first, and how many is said. Pure."""

from collections.abc import Sequence

from dispatch.care.told import Part, Told
from dispatch.care.wording import Speech, sentence

LONGEST = 480  # characters of UCS-2, which a telephone sends as eight parts of 67
Place = tuple[int, int]  # letter and fact
Said = Sequence[tuple[str, Sequence[tuple[Told, str]]]]
LEAVES = (  # what a text message gives up first; what is not here goes last, from the end
    Told.NUMBER,
    Told.FINDINGS_NONE,
    Told.TAKE_OVER,
    Told.AT_PATIENT_UNKNOWN,
    Told.BOUND_FOR,
    Told.BOUND_FOR_UNKNOWN,
    Told.AT_PATIENT,
    Told.HAPPENED,
    Told.SIGNS_BETWEEN,
    Told.SIGNS_MISSING,
    Told.HISTORY,
    Told.MEDICATION,
    Told.ASSESSED,
    Told.FINDING,
    Told.EVENT,
    Told.SIGNS_FIRST,
    Told.IMPRESSION,
)


def short(parts: Sequence[Part], speech: Speech, *, longest: int = LONGEST) -> str:
    """The handover within `longest` characters; a number is never cut in two."""
    said = [(part.letter, [(fact.told, sentence(fact, speech)) for fact in part.facts]) for part in parts]
    gone = set[Place]()
    text = _joined(said, gone, speech)
    for place in _order(said):
        if ucs2_length(text) <= longest:
            break
        gone.add(place)
        text = _joined(said, gone, speech)
    return text


def ucs2_length(text: str) -> int:
    """How many characters a text message counts: UTF-16 units, for one Korean letter takes it out of 7 bits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _order(said: Said) -> list[Place]:
    """What goes first: by LEAVES, then everything else from the end, so that who and what stay longest."""
    places = [(row, at) for row, (_, facts) in enumerate(said) for at in range(len(facts))]
    told = {(row, at): said[row][1][at][0] for row, at in places}
    spare = sorted((p for p in places if told[p] in LEAVES), key=lambda p: (LEAVES.index(told[p]), p))
    return [*spare, *(p for p in reversed(places) if told[p] not in LEAVES)]


def _joined(said: Said, gone: set[Place], speech: Speech) -> str:
    lines = []
    for row, (letter, facts) in enumerate(said):
        left = [words for at, (_, words) in enumerate(facts) if (row, at) not in gone]
        lines += [f"{letter} {'; '.join(left)}"] if left else []
    return "\n".join([*lines, *([speech.say(f"told.{Told.MORE}", count=str(len(gone)))] if gone else [])])
