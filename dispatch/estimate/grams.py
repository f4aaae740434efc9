"""A text as pieces: runs of characters, and the complaints of the list it names: what the model learns from."""

import re
from math import sqrt

from dispatch.estimate.lexicon import Lexicon, read, tidy

HANGUL_RUNS = (1, 2, 3)
LATIN_RUNS = (3, 4, 5)
CONCEPT_WEIGHT = 1.5  # a complaint of the list says more than a run of characters
MOST = 400  # characters cut into runs; a complaint is named in the first sentences
GAPS = re.compile(r"[^\w가-힣]+")


def pieces(text: str, words: Lexicon) -> dict[str, float]:
    """Weight by piece; the runs together have length 1, so that long texts do not shout."""
    plain = GAPS.sub(" ", tidy(text)[:MOST]).strip()
    runs = sorted({*_hangul(plain), *_latin(plain)})
    each = 1 / sqrt(len(runs)) if runs else 0.0
    made = dict.fromkeys(runs, each)
    named = read(text, words).concepts
    return made | {f"@{concept.id}": CONCEPT_WEIGHT / sqrt(len(named)) for concept in named}


def _hangul(plain: str) -> set[str]:
    """Runs across spaces, which callers' texts set anyhow."""
    joined = re.sub(r"[^가-힣ㄱ-ㅎㅏ-ㅣ]", "", plain)
    return {joined[at : at + size] for size in HANGUL_RUNS for at in range(len(joined) - size + 1)}


def _latin(plain: str) -> set[str]:
    spaced = f" {' '.join(re.findall(r'[a-z0-9]+', plain))} "
    return {spaced[at : at + size] for size in LATIN_RUNS for at in range(len(spaced) - size + 1)} - {" "}
