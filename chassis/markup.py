"""XML from and for others: a small tree, read without document types or entities, written without surprises.

What expands, refers or includes in XML begins with a document type, so none is read; depth and size have limits, and
whatever is wrong is one error. See docs/decisions/0010-xml-without-document-types.md.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 8 * 1024 * 1024  # bytes; the whole country's beds are below 2 MB
DEEPEST = 64
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no character of XML 1.0


class MarkupError(ValueError):
    """Not the XML that is read here."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name as written, its own text without the white space around it, and what it holds."""

    name: str
    text: str = ""
    children: tuple["Element", ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    def find(self, *path: str) -> "Element | None":
        """The first element down this path of lower-case names; None where a step is missing."""
        found: Element | None = self
        for name in path:
            if found is None:
                return None
            found = next((child for child in found.children if child.name.lower() == name), None)
        return found

    def said(self, *path: str) -> str | None:
        """The text down this path; None where a step is missing."""
        found = self.find(*path)
        return found.text if found is not None else None


def read_markup(body: bytes) -> Element:
    """The root element of `body`; raises MarkupError and nothing else."""
    if len(body) > LARGEST:
        raise MarkupError(f"larger than {LARGEST} bytes")
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = tree.say, _refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # LookupError: an encoding nobody knows
        raise MarkupError(str(error)) from None
    return tree.root()


def _refuse(*_: object) -> None:
    raise MarkupError("document types are not read")


class _Tree:
    """What expat calls while it reads."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Mapping[str, str], list[str], list[Element]]] = [("", {}, [], [])]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) > DEEPEST:
            raise MarkupError(f"deeper than {DEEPEST}")
        self._open.append((name, attributes, [], []))

    def say(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, _: str) -> None:
        name, attributes, text, children = self._open.pop()
        self._open[-1][3].append(Element(name, "".join(text).strip(), tuple(children), attributes))

    def root(self) -> Element:
        return self._open[0][3][0]


def write_markup(root: Element) -> bytes:
    """The document of `root` in UTF-8. Characters that XML cannot carry are left out."""
    return ("<?xml version='1.0' encoding='UTF-8'?>\n" + "".join(_written(root))).encode()


def _written(element: Element) -> Iterator[str]:
    attributes = "".join(f' {name}="{_escaped(value)}"' for name, value in element.attributes.items())
    if not element.text and not element.children:
        yield f"<{element.name}{attributes}/>"
        return
    yield f"<{element.name}{attributes}>{_escaped(element.text)}"
    for child in element.children:
        yield from _written(child)
    yield f"</{element.name}>"


def _escaped(text: str) -> str:
    return html.escape(ILLEGAL.sub("", text))
