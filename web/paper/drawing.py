"""Drawing on A4 landscape with a Korean font inside the file: headings, tables, page frames. Nothing of the domain."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

from chassis.errors import GoldentimeError
from web.manifest import VENDOR

FONT, BOLD = "Goldentime", "Goldentime-Bold"
FILES = {FONT: "400Regular/NanumGothic_400Regular.ttf", BOLD: "700Bold/NanumGothic_700Bold.ttf"}
FOLDER = VENDOR / "@expo-google-fonts" / "nanum-gothic"
PAGE = landscape(A4)
MARGIN = 9 * mm
WIDTH = PAGE[0] - 2 * MARGIN
INK, DIM, LINE, WASH = HexColor("#1b232b"), HexColor("#4c5965"), HexColor("#9aa4ad"), HexColor("#e9ecee")
HEAD_HEIGHT, FOOT_HEIGHT = 12 * mm, 2 * mm


class NoPrintFontError(GoldentimeError):
    """Without its font a Korean page would be a page of boxes; nothing is printed instead."""

    code = "no_print_font"


@cache
def use_fonts() -> None:
    """Register the fonts once per process. Raises NoPrintFontError, saying what to do."""
    try:
        for name, file in FILES.items():
            pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))
    except (TTFError, OSError) as error:
        raise NoPrintFontError("the print font is not installed; run: python -m web.assets") from error
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)


def _style(name: str, **more: Any) -> ParagraphStyle:
    told: dict[str, Any] = {"fontName": FONT, "fontSize": 8, "leading": 10, "textColor": INK}
    return ParagraphStyle(name, **told | more)


CELL = _style("cell")
HEADING = _style("heading", fontName=BOLD, fontSize=7.2, leading=9, textColor=DIM)
TITLE = _style("title", fontName=BOLD, fontSize=11, leading=14, spaceBefore=6, spaceAfter=3)
PLAIN = _style("plain", fontSize=9, leading=12.5)


EMPTY_CELLS = ("FONTNAME", (0, 0), (-1, -1), FONT)
"""Or a cell without words asks for a font that is not inside the file."""


def text(markup: str, style: ParagraphStyle = CELL) -> Paragraph:
    """A paragraph; `markup` is escaped already."""
    return Paragraph(markup, style)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float]) -> Table:
    """A table that repeats its head on every page. Widths in millimetres; a last one of 0 takes what is left."""
    widths = [one * mm for one in widths_mm]
    widths[-1] = widths[-1] or WIDTH - sum(widths)
    body = [[text(one, HEADING) for one in heads], *([text(cell) for cell in row] for row in rows)]
    look: list[Any] = [
        EMPTY_CELLS,
        ("GRID", (0, 0), (-1, -1), 0.4, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), WASH),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    return Table(body, colWidths=widths, repeatRows=1, style=TableStyle(look))


class Frames:
    """What stands on every page: the title, the instant it was made, the page's number, and whether it is a drill."""

    def __init__(self, title: str, made: str, foot: str, *, drill: str | None) -> None:
        self.title, self.made, self.foot, self.drill = title, made, foot, drill

    def draw(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        """Before the page's own content."""
        top = PAGE[1] - MARGIN
        canvas.saveState()
        for words, size, name, x, align in (
            (self.title, 13, BOLD, MARGIN, "left"),
            (self.made, 13, BOLD, PAGE[0] - MARGIN, "right"),
        ):
            canvas.setFont(name, size)
            canvas.setFillColor(INK)
            (canvas.drawString if align == "left" else canvas.drawRightString)(x, top - 12, words)
        if self.drill:
            canvas.setFont(BOLD, 9)
            canvas.drawCentredString(PAGE[0] / 2, top - 11, self.drill)
        canvas.setStrokeColor(INK)
        canvas.line(MARGIN, top - HEAD_HEIGHT + 14, PAGE[0] - MARGIN, top - HEAD_HEIGHT + 14)
        canvas.setFont(FONT, 7)
        canvas.setFillColor(DIM)
        canvas.drawString(MARGIN, MARGIN - 8, self.foot)
        canvas.restoreState()


class CountedPages(Canvas):
    """Writes `2 / 4` on each page once it is known how many there are: a sheet that is missing is noticed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named | {"initialFontName": FONT})
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for place, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self.setFont(FONT, 7)
            self.setFillColor(DIM)
            self.drawRightString(PAGE[0] - MARGIN, MARGIN - 8, f"{place} / {len(self._kept)}")
            super().showPage()
        super().save()


def build(story: Sequence[Flowable], frames: Frames, *, title: str) -> bytes:
    """The file. The fonts are in use already: paragraphs measure with them."""
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=PAGE, title=title, author="Goldentime", lang="ko")
    body = Frame(MARGIN, MARGIN + FOOT_HEIGHT, WIDTH, PAGE[1] - 2 * MARGIN - HEAD_HEIGHT - FOOT_HEIGHT + 8, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[body], onPage=frames.draw))
    document.build(list(story), canvasmaker=CountedPages)
    return out.getvalue()
