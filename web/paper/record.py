"""The record of one patient on paper: what was told, measured, done and signed; what was amended stays, struck."""

import re
from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from dispatch.care.entry import CareEntry
from dispatch.care.forms import Form, handover
from dispatch.care.quicklists import entry_words
from dispatch.care.record import CareRecord, Stamped
from dispatch.care.wording import Speech, shown, signs_words
from dispatch.tables.transfers import TransferRow
from web.i18n import catalogue
from web.paper.cells import escaped
from web.paper.drawing import INK, TITLE, Frames, build, table, text, use_fonts
from web.paper.words import Words, fill

BOX = (600, 200)  # what a signature is drawn in
STROKE = re.compile(r"([ML])(\d+) (\d+)")
APART_S = 5  # seconds from which a device's clock is shown beside the server's


class Strokes(Flowable):
    """A signature as it was drawn."""

    def __init__(self, path: str, width: float = 60 * mm) -> None:
        super().__init__()
        self._path, self.width, self.height = path, width, width * BOX[1] / BOX[0]

    def draw(self) -> None:
        """Each stroke a line; the page's height grows upwards, the drawing's downwards."""
        scale, path = self.width / BOX[0], self.canv.beginPath()
        for command, x, y in STROKE.findall(self._path):
            at = (int(x) * scale, self.height - int(y) * scale)
            (path.moveTo if command == "M" else path.lineTo)(*at)
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(1.2)
        self.canv.drawPath(path)


def record_pdf(record: CareRecord, transfers: Sequence[TransferRow], spoken: str, zone: str) -> bytes:
    """The record as a PDF in one language. Raises NoPrintFontError."""
    use_fonts()
    words, speech = Words(zone, (spoken,)), Speech(spoken, catalogue(spoken), zone)
    title = f"{fill(spoken, 'record_pdf.title')} {record.number}"
    frames = Frames(
        title,
        words.moment(record.as_of.isoformat()),
        " · ".join(f"SHA-256 {row.digest}" for row in transfers if row.digest) or fill(spoken, "record_pdf.unsigned"),
        drill=fill(spoken, "paper.drill") if record.simulated else None,
    )
    story: list[Flowable] = [_about(record, words)]
    for row in transfers:
        story += _transfer(row, words)
    for name, drawn in (
        ("handover", _told(record, speech)),
        ("entries", _entries(record, words)),
        ("signs", _signs(record, words, speech)),
        ("assessments", _assessments(record, words)),
        ("stamps", _stamps(record, words)),
    ):
        heading = text(words.say(f"record_pdf.{name}"), TITLE)
        story += [heading, drawn if drawn is not None else text(words.say("paper.none")), Spacer(0, 3)]
    return build(story, frames, title=title)


def _about(record: CareRecord, words: Words) -> Flowable:
    patient, place = record.patient, record.location
    who = [
        escaped(record.name) if record.name else "",
        words.say("told.age", years=str(patient.age_years)) if patient and patient.age_years is not None else "",
        words.word("sex", patient.sex) if patient and patient.sex else "",
        words.say("told.acuity", level=patient.acuity) if patient and patient.acuity else "",
    ]
    units = [escaped(one.unit.ko if words.languages[0] == "ko" else one.unit.en) for one in record.units]
    house = record.hospital
    named = (house.ko if words.languages[0] == "ko" else house.en) if house else (record.outside or {}).get("name")
    cells = {
        "received": words.moment(record.received_at.isoformat()),
        "patient": " · ".join(one for one in who if one) or words.say("record_pdf.nobody"),
        "complaint": words.word("complaint", record.complaint or record.determinant),
        "place": escaped(place.text) if place and place.text else "–",
        "crews": ", ".join(units) or "–",
        "hospital": escaped(str(named)) if named else "–",
        "disposition": words.word("disposition", record.disposition),
    }
    return table(
        [words.say(f"record_pdf.{name}") for name in cells], [list(cells.values())], [34, 46, 36, 52, 34, 46, 0]
    )


def _transfer(row: TransferRow, words: Words) -> list[Flowable]:
    at = row.signed_at.isoformat() if row.signed_at else None
    signer = escaped(row.signer_name) if row.signer_name else words.word("not_signed", row.unsigned)
    cells = [
        words.moment(row.at.isoformat()),
        f"<b>{signer}</b>" if at else f"{words.say('transfer.not_signed')} {signer}",
        words.word("duty", row.signer_duty),
        words.moment(at),
        words.word("signed_on", row.signed_on),
    ]
    heads = [words.say(f"record_pdf.{name}") for name in ("handed_at", "receiver", "duty", "signed_at", "signed_on")]
    drawn: list[Flowable] = [Strokes(row.drawing)] if row.drawing else []
    return [text(words.say("record_pdf.transfer"), TITLE), table(heads, [cells], [50, 60, 50, 50, 0]), *drawn]


def _told(record: CareRecord, speech: Speech) -> Flowable:
    parts = shown(handover(record, Form.ATMIST), speech)
    rows = [
        [f"<b>{one['letter']}</b> {escaped(one['heading'])}", "<br/>".join(map(escaped, one["lines"]))] for one in parts
    ]
    return table(["ATMIST", ""], rows, [40, 0])


def _entries(record: CareRecord, words: Words) -> Flowable | None:
    standing = {one.id for one in record.standing}
    amended = {one.amends: one for one in record.entries if one.amends}
    rows = [
        _entry(one, one.id in standing, amended.get(one.id), words)
        for one in sorted(record.entries, key=lambda one: (one.done_at, one.id))
        if not one.struck
    ]
    heads = [words.say(f"record_pdf.{name}") for name in ("at", "kind", "what", "by", "amended")]
    return table(heads, rows, [24, 34, 100, 40, 0]) if rows else None


def _entry(one: CareEntry, stands: bool, after: CareEntry | None, words: Words) -> list[str]:
    said = escaped(entry_words(one, words.languages[0]))
    changed = "–"
    if after is not None:
        how = words.say("record_pdf.struck" if after.struck else "record_pdf.replaced")
        changed = f"{how} {words.clock(after.at.isoformat())} {escaped(after.by_name)}: {escaped(after.reason or '–')}"
    what = said if stands else f"<strike>{said}</strike>"
    kind = words.word("care_kind", one.kind.value)
    return [words.clock(one.done_at.isoformat()), kind, what, escaped(one.by_name), changed]


def _signs(record: CareRecord, words: Words, speech: Speech) -> Flowable | None:
    rows = [
        [
            words.clock(one.measured_at.isoformat()),
            escaped(signs_words(one.signs, speech)) or "–",
            words.word("care_source", one.source.value) + (f" {escaped(one.device)}" if one.device else ""),
        ]
        for one in sorted(record.sets, key=lambda one: (one.measured_at, one.id))
    ]
    return (
        table([words.say(f"record_pdf.{name}") for name in ("at", "signs", "source")], rows, [24, 200, 0])
        if rows
        else None
    )


def _assessments(record: CareRecord, words: Words) -> Flowable | None:
    rows = []
    for one in record.assessments:
        band = one.result.get("band") or one.result.get("gravest")
        result = words.word(f"band.{one.scale.value}", band)
        rows.append(
            [words.clock(one.at.isoformat()), words.word("scale", one.scale.value), result, escaped(one.by_name)]
        )
    return (
        table([words.say(f"record_pdf.{name}") for name in ("at", "scale", "result", "by")], rows, [24, 60, 120, 0])
        if rows
        else None
    )


def _stamps(record: CareRecord, words: Words) -> Flowable | None:
    rows = [
        [
            words.word("stamp", one.name),
            words.moment(one.at.isoformat()),
            _device(one, words),
            words.word("stamp_source", one.source),
        ]
        for one in record.stamps
    ]
    heads = [words.say(f"record_pdf.{name}") for name in ("stamp", "at", "device", "source")]
    return table(heads, rows, [70, 60, 60, 0]) if rows else None


def _device(one: Stamped, words: Words) -> str:
    """The device's clock where it says something else than the server's."""
    if one.device_at is None or abs((one.device_at - one.at).total_seconds()) <= APART_S:
        return "–"
    return words.moment(one.device_at.isoformat())
