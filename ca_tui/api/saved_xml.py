"""XML -> the tree that the same reply has in JSON.

Elements become objects, repeated ones lists, their texts strings. Document types and
entities are refused: no reply has any, and they are how XML does harm.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from ca_tui.api.errors import SavedReplyError
from ca_tui.api.fields import Record, fold_key
from ca_tui.api.models import Json

DEEPEST: Final = 64
"""Elements within elements; a reply has 8."""

_PADDING: Final = "\0\ufeff \t\r\n"
_LONGEST_NAME: Final = 60


class _Refused(Exception):
    """Well-formed, and no reply."""


class _Element:
    """An element that is still open."""

    __slots__ = ("children", "keys", "name", "texts")

    def __init__(self, name: str) -> None:
        self.name = name
        self.texts: list[str] = []
        self.children: Record = {}
        self.keys: dict[str, str] = {}

    def add(self, name: str, value: Json) -> None:
        """A child; siblings whose names differ in case alone are one list."""
        key = self.keys.setdefault(fold_key(name), name)
        if key not in self.children:
            self.children[key] = value
            return
        known = self.children[key]
        # values of elements are never lists: a list here is ours
        if isinstance(known, list):
            known.append(value)
        else:
            self.children[key] = [known, value]

    def value(self) -> Json:
        """An object where it has children, else its text."""
        return self.children or "".join(self.texts)


def read_xml(content: str, name: str) -> Json:
    """`{root: ...}` of an XML document; namespace prefixes and attributes dropped.

    What stands before the first `<` is left out. Raises SavedReplyError with file
    and line; for a wrong closing tag with both names.
    """
    start = max(0, content.find("<"))
    data = content[start:].rstrip(_PADDING).encode("utf-8", "replace")
    above = content.count("\n", 0, start)
    open_elements = [_Element("")]
    parser = expat.ParserCreate("utf-8")
    _listen(parser, open_elements)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        said = _explained(parser, data, open_elements, error)
        place = f"{name}, line {above + error.lineno}"
        raise SavedReplyError(f"{place}: {said}.") from None
    except _Refused as error:
        place = f"{name}, line {above + parser.CurrentLineNumber}"
        raise SavedReplyError(f"{place}: {error}.") from None
    return open_elements[0].children


def _listen(parser: expat.XMLParserType, open_elements: list[_Element]) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > DEEPEST:
            raise _Refused("nested too deeply")
        open_elements.append(_Element(name.rpartition(":")[2]))

    def end(name: str) -> None:
        element = open_elements.pop()
        open_elements[-1].add(element.name, element.value())

    def characters(data: str) -> None:
        open_elements[-1].texts.append(data)

    def refuse(*args: object) -> None:
        raise _Refused("a document type; no reply of the API has one")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse


def _explained(
    parser: expat.XMLParserType,
    data: bytes,
    open_elements: list[_Element],
    error: expat.ExpatError,
) -> str:
    said = expat.ErrorString(error.code)
    opened = open_elements[-1].name
    if said == expat.errors.XML_ERROR_TAG_MISMATCH:
        closed = data[parser.ErrorByteIndex :].split(b">", 1)[0]
        return f"{said}: <{opened}> is closed by </{_shown(closed)}>"
    if said == expat.errors.XML_ERROR_NO_ELEMENTS and opened:
        return f"the file ends before <{opened}> is closed"
    return f"{said}, column {error.offset + 1}"


def _shown(tag: bytes) -> str:
    name = tag[:_LONGEST_NAME].decode("utf-8", "replace").strip()
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)
