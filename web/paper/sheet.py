"""A handover sheet as headed lists of ready cells, for the page and for paper alike."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from web.paper.cells import Json, complaint_of, diversion, escaped, jobs_of, place_of, unit_state
from web.paper.words import Words

Cells = Callable[[Json, Words, str], list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the sheet. `widths` are millimetres on paper; the last column takes what is left."""

    key: str
    title: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    instead: str = ""
    """What to say when there are no rows."""


def sheet_parts(text: str, words: Words) -> list[Part]:
    """Every list of the sheet, empty ones too: that there are none is news as well."""
    told: Json = json.loads(text)
    made = [_part(key, told[key], columns, cells, words, told["at"]) for key, columns, cells in LISTS]
    if told["closures"] is None:  # a sheet from before roads could be closed: unknown is not none
        unknown = words.say("handover.closures_unknown")
        return [*made, Part("closures", words.say("handover.closures"), (), (), (), unknown)]
    return [*made, _part("closures", told["closures"], CLOSURE, _closure, words, told["at"])]


def _part(key: str, listed: Sequence[Json], columns: Mapping[str, float], cells: Cells, words: Words, at: str) -> Part:
    return Part(
        key,
        words.say(f"handover.{key}"),
        tuple(words.head(f"paper.{name}") for name in columns),
        tuple(columns.values()),
        tuple(tuple(cells(one, words, at)) for one in listed),
        words.say("paper.none"),
    )


def _incident(one: Json, words: Words, at: str) -> list[str]:
    return [
        f"<b>P{one['priority'] or '?'}</b> {one['number']}",
        f"{words.clock(one['received_at'])} · <b>{words.age(one['received_at'], at)}</b>",
        place_of(one, words),
        complaint_of(one, words),
        words.word("incident", one["state"]),
        jobs_of(one, words, at),
        words.named(one["hospital"]),
    ]


def _request(one: Json, words: Words, at: str) -> list[str]:
    asked = f"{words.clock(one['asked_at'])} · {words.age(one['asked_at'], at)}"
    until = words.clock(one["held_until"] or one["expires_at"])
    return [one["number"], words.named(one["hospital"]), words.word("request", one["state"]), asked, until]


def _unit(one: Json, words: Words, at: str) -> list[str]:
    heard = words.say("desk.at_post") if one["at_post"] else words.age(one["position_at"], at)
    return [f"<b>{words.named(one['name'])}</b>", unit_state(one, words), heard, words.clock(one["shift_ends"])]


def _notice(one: Json, words: Words, at: str) -> list[str]:
    since = f"{words.clock(one['starts_at'])} · {words.age(one['starts_at'], at)}"
    return [words.named(one["hospital"]), diversion(one, words), since]


def _alert(one: Json, words: Words, at: str) -> list[str]:
    gain = str(max(1, round(one["gain_s"] / 60))) if one["gain_s"] else None
    names = {key: one[key][words.languages[0]] for key in ("unit", "relieves", "hospital") if one[key]}
    condition = words.word("capability", one["capability"]) if one.get("capability") else None
    said = words.say(f"alert.{one['kind']}", number=one["number"], gain=gain, condition=condition, **names)
    aside = f" ~{words.clock(one['shelved_until'])}" if one["shelved_until"] else ""
    owner = escaped(one["acked_by"]) if one["acked_by"] else words.say("handover.nobody")
    return [f"<b>{one['level']}</b> {said}{aside}", one["number"] or "–", words.age(one["raised_at"], at), owner]


def _note(one: Json, words: Words, at: str) -> list[str]:
    return [
        escaped(one["text"]).replace("\n", "<br/>"),
        escaped(one["by"]),
        f"{words.clock(one['at'])} · {words.age(one['at'], at)}",
    ]


def _closure(one: Json, words: Words, at: str) -> list[str]:
    share = f" {round(one['share'] * 100)} %" if one["share"] else ""
    street = words.named(one["street"]) if one["street"] else words.say("closures.unnamed")
    reason = words.word("closure_reason", one["reason"])
    more = f" · {escaped(one['note'])}" if one["note"] else ""
    return [
        f"<b>{words.word('closure', one['kind'])}{share}</b> {street} · {reason}{more}",
        words.clock(one["ends_at"]),
        escaped(one["by"]),
        f"{words.clock(one['begins_at'])} · {words.age(one['begins_at'], at)}",
    ]


INCIDENT = {"number": 28, "received": 26, "place": 52, "complaint": 34, "state": 24, "crews": 76, "hospital": 0}
REQUEST = {"number": 28, "hospital": 80, "state": 60, "asked": 40, "until": 0}
UNIT = {"unit": 40, "state": 100, "position": 50, "shift_ends": 0}
NOTICE = {"hospital": 70, "notice": 140, "since": 0}
ALERT = {"alert": 160, "number": 28, "age": 26, "owner": 0}
CLOSURE = {"street": 130, "until": 30, "author": 50, "since": 0}
NOTE = {"notes": 180, "author": 50, "since": 0}
LISTS: tuple[tuple[str, Mapping[str, float], Cells], ...] = (
    ("incidents", INCIDENT, _incident),
    ("holds", REQUEST, _request),
    ("requests", REQUEST, _request),
    ("units_out", UNIT, _unit),
    ("shifts_ending", UNIT, _unit),
    ("diversions", NOTICE, _notice),
    ("alerts", ALERT, _alert),
    ("shelved", ALERT, _alert),
    ("scheduled", INCIDENT, _incident),
    ("notes", NOTE, _note),
)
