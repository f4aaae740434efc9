"""English words mistyped by one letter, set right against the words the list knows."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

SHORTEST = 6  # shorter words are too easily another word


def spellings(words: Iterable[str]) -> Mapping[str, str]:
    """For every long word, the ways it looks with one letter left out → the word; the first word wins."""
    known: dict[str, str] = {}
    for word in words:
        if len(word) >= SHORTEST and word.isascii():
            for shorter in _shorter(word):
                known.setdefault(shorter, word)
    return MappingProxyType(known)


def mended(token: str, words: frozenset[str], known: Mapping[str, str]) -> str:
    """`token`, or the known word that one missing, added, wrong or swapped letter has made it from."""
    if len(token) < SHORTEST or not token.isascii() or token in words:
        return token
    return next((known[form] for form in (token, *_shorter(token)) if form in known), token)


def _shorter(word: str) -> Iterable[str]:
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))
