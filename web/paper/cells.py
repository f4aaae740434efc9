"""What stands in one cell: a place, the units on an incident, a notice. Markup that paper and pages both read."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from web.paper.words import Words

Json = Mapping[str, Any]


def place_of(one: Json, words: Words) -> str:
    """Words, coordinates, and a mark where nobody has verified it."""
    lines = [escaped(one["place"]), words.small(one["coordinates"] or "")]
    if one["verification"] != "verified":
        lines.append(words.word("verification", one["verification"]))
    return (
        "<br/>".join(line for line in lines if line)
        if one["coordinates"] or one["place"]
        else words.say("desk.no_place")
    )


def jobs_of(one: Json, words: Words, at: str) -> str:
    """Each unit with its leg, the clock of that leg, and when it is expected."""
    lines = []
    for job in one["jobs"]:
        eta = f" → <b>{words.clock(job['eta'])}</b>" if job["eta"] else ""
        leg = f"{words.word('assignment', job['state'])} {words.age(job['since'], at)}"
        lines.append(f"<b>{words.named(job['unit'])}</b> {leg}{eta}")
    return "<br/>".join(lines) or "–"


def complaint_of(one: Json, words: Words, *, between: str = " ") -> str:
    """The chief complaint, else what triage made of it."""
    if one["complaint"]:
        return words.word("complaint", one["complaint"], between=between)
    return words.word("determinant", one["determinant"] or "unknown", between=between)


def unit_state(one: Json, words: Words) -> str:
    """What it does, or why it does nothing."""
    if one["state"]:
        return words.word("assignment", one["state"])
    reason = f": {words.word('service', one['reason'])}" if one["reason"] else ""
    return words.word("availability", one["availability"]) + reason


def diversion(notice: Json, words: Words) -> str:
    """What cannot be taken, why, and until when."""
    what = words.word("capability", notice["capability"]) if notice["capability"] else words.say("desk.diversion")
    return f"{what} · {escaped(notice['reason'])} ~{words.clock(notice['ends_at'])}"


def figure(value: int | None) -> str:
    """A count; – is not known, and over-full is below zero."""
    return "–" if value is None else str(value).replace("-", "−")


def escaped(told: str | None) -> str:
    """Somebody's words, safe inside markup."""
    return escape(told or "")
