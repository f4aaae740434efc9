"""Korean names in Latin letters, as road signs write them. Pure.

Source: Revised Romanization of Korean (Ministry of Culture and Tourism notice 2000-8) with its assimilations;
`-daero`, `-ro` and `-gil` stand behind a hyphen, across which no sound changes.
"""

import re

INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
VOWELS = (
    *("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae"),
    *("oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"),
)
# Each final as [what stays when a vowel follows, what moves over], then as it sounds before a consonant.
MOVING = (
    *(("", ""), ("", "g"), ("", "kk"), ("k", "s"), ("", "n"), ("n", "j"), ("", "n"), ("", "d"), ("", "r"), ("l", "g")),
    *(("l", "m"), ("l", "b"), ("l", "s"), ("l", "t"), ("l", "p"), ("", "r"), ("", "m"), ("", "b"), ("p", "s")),
    *(("", "s"), ("", "ss"), ("ng", ""), ("", "j"), ("", "ch"), ("", "k"), ("", "t"), ("", "p"), ("", "")),
)
CLOSING = (
    *("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l"),
    *("p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"),
)
BEFORE_NASAL = {"k": "ng", "t": "n", "p": "m"}
HANGUL = re.compile("[가-힣]")
PARTS = re.compile("[가-힣]+|[^가-힣]+")
KINDS = {"고속도로": " Expressway", "진출입로": " Ramp", "대로": "-daero", "로": "-ro", "길": "-gil"}


def is_korean(text: str) -> bool:
    """Whether it is written in Hangul, at least in part."""
    return HANGUL.search(text) is not None


def romanise_street(name: str) -> str:
    """`가고개12길` → `Gagogae 12-gil`; what is not Hangul stays as it is."""
    written = ""
    for part in PARTS.findall(name):
        if not is_korean(part):
            written += f" {part}" if part[0].isdigit() and written else part
        else:
            word = _word(part)
            written += word if written[-1:].isdigit() else word[:1].upper() + word[1:]
    return " ".join(written.split())


def _word(word: str) -> str:
    for kind, ending in KINDS.items():
        if word.endswith(kind):
            return romanise(word.removesuffix(kind)) + ending
    return romanise(word)


def romanise(word: str) -> str:
    """One word of Hangul as it sounds: `왕십리` → `wangsimni`."""
    written, closing = "", 0  # the final of the syllable before
    for letter in word:
        initial, vowel, final = _parts(letter)
        stays, begins = _join(closing, initial, vowel)
        written += stays + begins + VOWELS[vowel]
        closing = final
    return written + CLOSING[closing]


def _parts(letter: str) -> tuple[int, int, int]:
    """Initial, vowel and final of a syllable, by their numbers in Unicode."""
    number = ord(letter) - ord("가")
    return number // 588, number // 28 % 21, number % 28


def _join(closing: int, initial: int, vowel: int) -> tuple[str, str]:
    """What the end of a syllable and the start of the next become together."""
    begins = INITIALS[initial]
    if begins == "":
        return _moved(closing, vowel)
    stays = CLOSING[closing]
    if stays in BEFORE_NASAL and begins in {"n", "m", "r"}:
        return BEFORE_NASAL[stays], "n" if begins == "r" else begins
    if {stays, begins} <= {"n", "l", "r"} and (stays, begins) != ("n", "n") and stays:
        return "l", "l"
    return stays, "n" if begins == "r" and stays in {"m", "ng"} else begins


def _moved(closing: int, vowel: int) -> tuple[str, str]:
    """A final moves over to a vowel; d and t soften before i."""
    stays, moves = MOVING[closing]
    soft = {"d": "j", "t": "ch"}
    return stays, soft.get(moves, moves) if VOWELS[vowel] == "i" else moves
