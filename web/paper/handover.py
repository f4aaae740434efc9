"""The handover sheet on paper, from the exact document that was signed, with both signatures."""

import json

from reportlab.platypus import Flowable, Spacer

from dispatch.tables.handovers import HandoverRow
from web.paper.cells import escaped
from web.paper.drawing import CELL, TITLE, Frames, build, table, text, use_fonts
from web.paper.sheet import Part, sheet_parts
from web.paper.words import Words, fill


def handover_pdf(row: HandoverRow, spoken: str) -> bytes:
    """The sheet as a PDF in one language. Raises NoPrintFontError."""
    use_fonts()
    told = json.loads(row.sheet)
    words = Words(told["timezone"], (spoken,))
    frames = Frames(
        f"{told['name'][spoken]} {fill(spoken, 'handover.title')}",
        words.moment(told["at"]),
        f"SHA-256 {row.digest}",
        drill=fill(spoken, "paper.drill") if told["simulated"] else None,
    )
    story: list[Flowable] = [_signatures(row, words)]
    for part in sheet_parts(row.sheet, words):
        story += _drawn(part)
    return build(story, frames, title=f"{fill(spoken, 'handover.title')} {words.moment(told['at'])}")


def _signatures(row: HandoverRow, words: Words) -> Flowable:
    signed = ((row.outgoing_name, row.outgoing_at), (row.incoming_name, row.incoming_at))
    cells = [f"<b>{escaped(name)}</b> {words.moment(at.isoformat())}" if name and at else "–" for name, at in signed]
    heads = [words.say(f"handover.{key}") for key in ("outgoing", "incoming", "remark")]
    return table(heads, [[*cells, escaped(row.remark or "–").replace("\n", "<br/>")]], [70, 70, 0])


def _drawn(part: Part) -> list[Flowable]:
    title = text(f"{part.title} · {len(part.rows)}" if part.heads else part.title, TITLE)
    if not part.rows:
        return [title, text(part.instead, CELL)]
    return [title, table(part.heads, part.rows, part.widths), Spacer(0, 2)]
