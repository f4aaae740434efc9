"""Korean and English from one catalogue each. Keys, not sentences: both languages are translations.

The same catalogue serves templates (`t("signin.title")`) and scripts (`/i18n/ko.json`). A missing key is an error in
tests and shows its own name on the page, never a blank.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask, g, render_template

from web.current import language

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = ("ko", "en")


@cache
def catalogue(spoken: str) -> Mapping[str, str]:
    """Every key of a language with its sentence."""
    with (FOLDER / f"{spoken}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=spoken) if m.id and m.string}


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
