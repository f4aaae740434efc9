"""Korean and English from a folder of catalogues each, one file a page and one for the codes of the domain.
Keys, not sentences: both languages are translations.

The same catalogues serve templates (`t("signin.title")`) and scripts (`/i18n/ko.json`). A missing key is an error in
tests and shows its own name on the page, never a blank.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask, g, render_template

from dispatch.care.quicklists import list_words
from dispatch.protocols import read_rules
from web.current import language

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = ("ko", "en")
GUESTS = ("zh", "vi")  # of callers: the public call form and the caller's page; what they have no words for is English


@cache
def catalogue(spoken: str) -> Mapping[str, str]:
    """Every key of a language with its sentence; what a protocol card has found and what a quick list names are
    said by card and list."""
    files = sorted((FOLDER / spoken).glob("*.po"))
    if spoken in GUESTS:
        return {**catalogue("en"), **{key: words for file in files for key, words in sentences(file).items()}}
    found = {rule.id: rule.words[spoken] for card in read_rules().cards.values() for rule in card.rules}
    return {
        **list_words(spoken),
        **{f"{family}.{name}": words for name, words in found.items() for family in ("rule", "determinant")},
        **{key: sentence for file in files for key, sentence in sentences(file).items()},
    }


def as_told(spoken: str) -> bytes:
    """The catalogue of a language as scripts get it."""
    return json.dumps(dict(catalogue(spoken)), ensure_ascii=False).encode()


def sentences(file: Path) -> dict[str, str]:
    """The keys of one file with their sentences."""
    with file.open("rb") as opened:
        return {str(m.id): str(m.string) for m in read_po(opened) if m.id and m.string}


def say(key: str, **values: object) -> str:
    """The sentence of `key` in the language of the page; the key itself when nobody has written it."""
    sentence = catalogue(language()).get(key, key)
    return sentence.format(**values) if values else sentence


def install(app: Flask) -> None:
    """Give the templates `t`, the language and the look."""
    app.jinja_env.globals.update(t=say, language=language, nonce=lambda: g.get("nonce", ""))


def page(name: str, **values: object) -> str:
    """A page shell: the script `name`.js and what it needs to know at once."""
    return render_template(f"{name}.html", face=name, **values)
