"""The words on paper: the catalogues of the pages, in one language or in both, and times of the region."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from web.i18n import LANGUAGES, catalogue

SMALL = 6.2


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences for paper, ready for a paragraph: escaped, the second language small below or behind the first."""

    timezone: str
    languages: tuple[str, ...] = LANGUAGES
    on_page: bool = False

    def say(self, key: str, **values: Any) -> str:
        """The sentence of a key, behind one another in all languages."""
        return self._joined([fill(spoken, key, **values) for spoken in self.languages], " ")

    def head(self, key: str) -> str:
        """A heading, the second language below the first."""
        return self._joined([fill(spoken, key) for spoken in self.languages], "<br/>")

    def word(self, family: str, code: object, *, between: str = " ") -> str:
        """The word for a code of the domain; – for none, the code itself where nobody has a word for it."""
        if code is None or code == "":
            return "–"
        found = [catalogue(spoken).get(f"{family}.{code}", str(code)) for spoken in self.languages]
        return self._joined(found, between)

    def named(self, name: dict[str, str] | None) -> str:
        """A name in the first language."""
        return escape(name[self.languages[0]]) if name else "–"

    def clock(self, at: str | None) -> str:
        """13:06 in the region's zone."""
        return f"{self.local(at):%H:%M}" if at else "–"

    def moment(self, at: str | None) -> str:
        """2026-11-24 13:06:05 in the region's zone."""
        return f"{self.local(at):%Y-%m-%d %H:%M:%S}" if at else "–"

    def age(self, since: str | None, now: str) -> str:
        """0:45, 12:03, 26:01:00: minutes and seconds from one instant to another."""
        if since is None:
            return "–"
        whole = max(0, int((datetime.fromisoformat(now) - datetime.fromisoformat(since)).total_seconds()))
        hours, rest = divmod(whole, 3600)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"

    def local(self, at: str) -> datetime:
        """An ISO 8601 instant as the region's clocks show it."""
        return datetime.fromisoformat(at).astimezone(ZoneInfo(self.timezone))

    def _joined(self, sentences: list[str], between: str) -> str:
        first, *others = dict.fromkeys(escape(sentence) for sentence in sentences)
        return first + "".join(between + self.small(other) for other in others)

    def small(self, markup: str) -> str:
        """Something beside the main thing; nothing stays nothing."""
        if not markup:
            return ""
        return f"<small>{markup}</small>" if self.on_page else f'<font size="{SMALL}" color="#4c5965">{markup}</font>'


def fill(spoken: str, key: str, **values: Any) -> str:
    """The sentence of `key` in a language; a hole nobody fills is a dash, for paper cannot ask again."""
    sentence = catalogue(spoken).get(key, key)
    return re.sub(r"\{(\w+)\}", lambda hole: str(values.get(hole[1]) or "–"), sentence)
