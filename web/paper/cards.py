"""Numbered empty cards for the calls that come while nothing else works."""

from datetime import datetime
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from web.paper.drawing import BOLD, CELL, DIM, EMPTY_CELLS, HEADING, INK, PLAIN, TITLE, WIDTH, text
from web.paper.words import Words

CARDS = 4
STEPS = ("dispatch", "en_route", "on_scene", "at_patient", "depart", "at_hospital", "hand_over", "clear")
HEIGHTS_MM = (8, 8, 9, 8, 7, 8, 11, 9, 11)


def card_numbers(at: datetime, words: Words) -> list[str]:
    """The numbers of the empty cards: no two prints share one, so that a card names itself for good."""
    return [f"{words.local(at.isoformat()):%y%m%d-%H%M}-{place}" for place in range(1, CARDS + 1)]


def empty_cards(at: datetime, words: Words) -> list[Flowable]:
    """Four empty cards on one page. What is written on them is entered again under the card's number."""
    cards = [_card(number, words) for number in card_numbers(at, words)]
    grid = Table([cards[:2], cards[2:]], colWidths=[WIDTH / 2] * 2)
    grid.setStyle(
        TableStyle([EMPTY_CELLS, ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)])
    )
    return [text(words.say("paper.cards"), TITLE), text(words.say("paper.cards_hint"), CELL), Spacer(0, 3), grid]


def _card(number: str, words: Words) -> Table:
    box, half = "□", [(WIDTH / 2 - 4) / 8] * 8
    head = [
        text(f'<font name="{BOLD}" size="12">{number}</font>', PLAIN),
        "",
        "",
        "",
        *_field(words, "received"),
        "",
        "",
    ]
    lines: list[list[Any]] = [
        head,
        [
            *_field(words, "caller"),
            "",
            "",
            "",
            *_field(words, "priority", " ".join(f"{box}P{n}" for n in range(1, 5))),
            "",
        ],
        [*_field(words, "place"), *[""] * 6],
        [*_field(words, "complaint"), *[""] * 6],
        [*_field(words, "gate", words.say("paper.gate_boxes", box=box)), *[""] * 6],
        [*_field(words, "unit"), "", "", *_field(words, "hospital"), "", ""],
        [text(words.word("step", step, between="<br/>"), HEADING) for step in STEPS],
        [""] * 8,
        [*_field(words, "notes"), *[""] * 6],
    ]
    spans = [
        (0, 0, 3),
        (0, 5, 7),
        (1, 1, 4),
        (1, 6, 7),
        (2, 1, 7),
        (3, 1, 7),
        (4, 1, 7),
        (5, 1, 3),
        (5, 5, 7),
        (8, 1, 7),
    ]
    made = Table(lines, colWidths=half, rowHeights=[mm * height for height in HEIGHTS_MM])
    made.setStyle(
        TableStyle(
            [
                EMPTY_CELLS,
                ("BOX", (0, 0), (-1, -1), 1.2, INK),
                ("INNERGRID", (0, 0), (-1, -1), 0.4, DIM),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 1),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                *(("SPAN", (first, row), (last, row)) for row, first, last in spans),
            ]
        )
    )
    return made


def _field(words: Words, key: str, value: str = "") -> list[Any]:
    return [text(words.head(f"paper.{key}"), HEADING), text(value, CELL) if value else ""]
