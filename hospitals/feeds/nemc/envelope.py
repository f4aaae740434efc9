"""The envelope around every answer, and what it may hide: errors with status 200, and fewer rows than announced.

Pure: bytes in, a page out, or a FeedError. Tag names are lower-cased, for their case differs by operation and year;
elements without a value are as if they were not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chassis.markup import Element, MarkupError, read_markup
from hospitals.feeds import FeedError, Trouble

NOTHING_FOUND = 3  # NODATA_ERROR: no rows, and no error for us
REASONS: Mapping[int, Trouble] = MappingProxyType(
    dict.fromkeys((1, 2, 4, 5, 99), Trouble.RETRY)
    | dict.fromkeys((10, 11, 12, 20, 32, 33), Trouble.REFUSED)
    | {21: Trouble.PAUSED, 22: Trouble.QUOTA, 30: Trouble.KEY_UNKNOWN, 31: Trouble.KEY_EXPIRED}
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows by lower-case name, how many a page holds, how many rows there are in all."""

    items: tuple[Mapping[str, str], ...]
    number: int
    size: int
    total: int


def read_page(body: bytes) -> Page:
    """The page in `body`; raises FeedError for an error in either envelope and for anything that is neither."""
    try:
        root = read_markup(body)
    except MarkupError as error:
        raise FeedError(Trouble.GARBLED, str(error)) from None
    kind = root.name.lower()
    if kind == "openapi_serviceresponse":
        raise _gateway(root)
    if kind != "response":
        raise FeedError(Trouble.GARBLED, f"an answer named {root.name[:40]}")
    code = _number(root, "header", "resultcode")
    if code not in (0, NOTHING_FOUND):
        raise _named(code, root.said("header", "resultmsg"))
    return _page(root, empty=code == NOTHING_FOUND)


def _page(root: Element, *, empty: bool) -> Page:
    if empty:
        return Page((), 1, 1, 0)
    holder = root.find("body", "items")
    items = tuple(_item(one) for one in holder.children if one.name.lower() == "item") if holder else ()
    total = _number(root, "body", "totalcount")
    number, size = _number(root, "body", "pageno"), _number(root, "body", "numofrows")
    if total < len(items) or number < 1 or size < 1:
        raise FeedError(Trouble.GARBLED, f"page {number} of {size} rows holds {len(items)} of {total}")
    return Page(items, number, size, total)


def _item(element: Element) -> Mapping[str, str]:
    """The first of two elements of one name counts; the text of an element that holds others is not a value."""
    found: dict[str, str] = {}
    for child in element.children:
        if child.text and not child.children:
            found.setdefault(child.name.lower(), child.text)
    return found


def _gateway(root: Element) -> FeedError:
    header = ("cmmmsgheader",)
    return _named(_number(root, *header, "returnreasoncode"), root.said(*header, "returnauthmsg"))


def _named(code: int, message: str | None) -> FeedError:
    return FeedError(REASONS.get(code, Trouble.RETRY), f"{code:02} {message or ''}".strip()[:200])


def _number(root: Element, *path: str) -> int:
    said = root.said(*path) or ""
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise FeedError(Trouble.GARBLED, f"no number at {'/'.join(path)}")
    return int(said)
