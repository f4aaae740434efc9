"""The board on paper: everything a centre needs to go on by hand, and numbered empty cards for the next calls."""

from typing import Any

from reportlab.platypus import Flowable, PageBreak, Table, TableStyle

from dispatch.record import plain
from dispatch.standing import Standing
from web.paper.cards import empty_cards
from web.paper.cells import Json, complaint_of, diversion, escaped, figure, jobs_of, place_of, unit_state
from web.paper.drawing import CELL, INK, TITLE, Frames, build, table, text, use_fonts
from web.paper.words import Words, fill


def board_pdf(standing: Standing) -> bytes:
    """The board as a PDF, in Korean and English. Raises NoPrintFontError."""
    use_fonts()
    told, words = plain(standing), Words(standing.timezone)
    story = [
        *_part(words, "paper.incidents", _incidents(told, words), len(told["incidents"])),
        *_part(words, "paper.requests", _requests(told, words), len(told["requests"])),
        *_part(words, "paper.units", _units(told, words), len(told["units"])),
        *_part(words, "paper.hospitals", _hospitals(told, words), len(told["hospitals"])),
        PageBreak(),
        *empty_cards(standing.at, words),
    ]
    return build(story, board_frames(told, words), title=f"Board {words.moment(told['at'])}")


def board_frames(told: Json, words: Words) -> Frames:
    """Title, time made, and the warning that the world has gone on since."""
    name = told["name"]
    drill = f"{fill('ko', 'paper.drill')} · {fill('en', 'paper.drill')}" if told["simulated"] else None
    return Frames(
        f"{name['ko']} {fill('ko', 'paper.board')} · {name['en']} {fill('en', 'paper.board')}",
        f"{fill('ko', 'paper.made')} · {fill('en', 'paper.made')}  {words.moment(told['at'])}",
        f"{fill('ko', 'paper.stale')} · {fill('en', 'paper.stale')}",
        drill=drill,
    )


def _part(words: Words, key: str, rows: Flowable, count: int) -> list[Flowable]:
    title = text(f"{words.say(key)} · {count}", TITLE)
    return [title, rows if count else text(words.say("paper.none"), CELL)]


def _incidents(told: Json, words: Words) -> Table:
    at = told["at"]
    heads = ["P", *(words.head(f"paper.{key}") for key in ("number", "received", "place", "complaint", "state"))]
    heads += [words.head(f"paper.{key}") for key in ("crews", "hospital", "notes")]
    rows = [
        [
            f"<b>P{one['priority'] or '?'}</b>",
            f"<b>{one['number']}</b>",
            f"{words.clock(one['received_at'])}<br/><b>{words.age(one['received_at'], at)}</b>",
            place_of(one, words),
            complaint_of(one, words, between="<br/>"),
            words.word("incident", one["state"], between="<br/>"),
            jobs_of(one, words, at),
            words.named(one["hospital"]),
            "<br/>".join(f"! {words.word('premise_kind', kind)} {escaped(told)}" for kind, told in one["cautions"]),
        ]
        for one in sorted(told["incidents"], key=lambda one: bool(one["jobs"]))
    ]
    made = table(heads, rows, [8, 19, 16, 46, 30, 20, 62, 32, 0])
    made.setStyle(TableStyle([mark for row, cells in enumerate(rows, 1) for mark in _priority(row, cells[0])]))
    return made


def _priority(row: int, mark: str) -> list[tuple[Any, ...]]:
    """P1 stands in a heavy frame: paper has no colour."""
    return [("BOX", (0, row), (0, row), 1.8, INK)] if "P1" in mark else []


def _requests(told: Json, words: Words) -> Table:
    heads = [words.head(f"paper.{key}") for key in ("number", "hospital", "state", "asked", "until", "notes")]
    rows = [
        [
            f"<b>{one['number']}</b>",
            words.named(one["hospital"]),
            words.word("request", one["state"]),
            f"{words.clock(one['asked_at'])} ({words.age(one['asked_at'], told['at'])})",
            words.clock(one["held_until"] or one["expires_at"]),
            "",
        ]
        for one in told["requests"]
    ]
    return table(heads, rows, [22, 60, 50, 32, 22, 0])


def _units(told: Json, words: Words) -> Table:
    keys = ("unit", "skills", "state", "number", "eta", "position", "shift_ends", "notes")
    rows = [
        [
            f"<b>{words.named(one['name'])}</b>",
            " ".join(fill("en", f"skill.{skill}") for skill in one["skills"]),
            unit_state(one, words),
            one["number"] or "–",
            words.clock(one["eta"]),
            words.say("desk.at_post") if one["at_post"] else words.age(one["position_at"], told["at"]),
            words.clock(one["shift_ends"]),
            "",
        ]
        for one in told["units"]
    ]
    return table([words.head(f"paper.{key}") for key in keys], rows, [28, 24, 56, 24, 22, 30, 22, 0])


def _hospitals(told: Json, words: Words) -> Table:
    keys = ("hospital", "level", "beds", "age", "waiting", "notice", "phone", "notes")
    rows = [
        [
            f"<b>{words.named(one['name'])}</b>",
            words.word("level", one["level"], between="<br/>"),
            f"{figure(one['available'])} / {figure(one['baseline'])}",
            f"{words.age(one['reported_at'], told['at'])} {words.word('source', one['source'])}",
            figure(one["waiting"]),
            "<br/>".join(diversion(notice, words) for notice in one["diversions"]),
            one["phone"] or "–",
            "",
        ]
        for one in told["hospitals"]
    ]
    return table([words.head(f"paper.{key}") for key in keys], rows, [44, 34, 22, 42, 16, 58, 28, 0])
