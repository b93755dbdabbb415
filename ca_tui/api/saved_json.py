"""JSON as people save it: one reply, replies one after another, one per line.

What is ill-formed gets a sentence with file, line and column, and says what is
missing instead of what the parser expected.
"""

from __future__ import annotations

import json
import re
from typing import Final

from ca_tui.api.errors import SavedReplyError
from ca_tui.api.models import Json

MOST_BROKEN: Final = 20
"""Broken documents of one file that are named; after them reading stops."""

_BETWEEN: Final = re.compile(r"[\s,\ufeff\x1e\0]*")
_NEXT_DOCUMENT: Final = re.compile(r"\n[\ufeff\x1e]?(?=[\[{])")
_LONGEST_SNIPPET: Final = 40
_LONGEST_INTEGER: Final = 1000
_SNIPPET: Final = re.compile(r'"[^"\n]*"|[^\s,:\[\]{}]+|.')

_SAID: Final = {
    "Expecting value": "a value is missing before {found}",
    "Expecting property name enclosed in double quotes": (
        "a name in straight double quotes is missing before {found}"
    ),
    "Expecting ':' delimiter": "a colon is missing before {found}",
    "Expecting ',' delimiter": "a comma is missing before {found}",
    "Unterminated string starting at": "the text {found} does not end",
    "Invalid control character at": "a text holds a bare control character",
    "Invalid \\escape": "a text holds an unknown escape",
}
"""What json says at a place, and what is the matter there."""


def read_json(content: str, name: str) -> tuple[list[tuple[Json, int]], list[str]]:
    """The documents of a file with their sizes in bytes, and what was broken.

    Reading goes on at the next line that begins a document. Raises SavedReplyError
    where no document could be read.
    """
    decoder = json.JSONDecoder(parse_int=_integer)
    documents: list[tuple[Json, int]] = []
    broken: list[str] = []
    position = _skip(content, 0)
    while position < len(content):
        try:
            tree, end = decoder.raw_decode(content, position)
            size = len(content[position:end].encode("utf-8", "replace"))
            documents.append((tree, size))
        except RecursionError:
            broken.append(_sentence(content, name, position, "nested too deeply"))
            end = _next_document(content, position)
        except json.JSONDecodeError as error:
            if error.pos == 0 or not content[: error.pos].strip("\ufeff \t\r\n"):
                raise SavedReplyError(f"{name} is neither JSON nor XML.") from None
            broken.append(_explained(content, name, error))
            end = _next_document(content, position)
        if len(broken) >= MOST_BROKEN:
            break
        position = _skip(content, end)
    if not documents:
        raise SavedReplyError(broken[0] if broken else f"{name} is empty.")
    return documents, broken


def _integer(digits: str) -> int | float:
    """An integer of a sane length; Python refuses to read one of 4,300 digits."""
    return int(digits) if len(digits) < _LONGEST_INTEGER else float(digits)


def _skip(content: str, position: int) -> int:
    found = _BETWEEN.match(content, position)
    return found.end() if found else position


def _next_document(content: str, position: int) -> int:
    found = _NEXT_DOCUMENT.search(content, position)
    return found.end() if found else len(content)


def _explained(content: str, name: str, error: json.JSONDecodeError) -> str:
    rest = content[error.pos : error.pos + 2 * _LONGEST_SNIPPET]
    if not rest.strip():
        return _sentence(content, name, error.pos, "the file ends inside a value")
    snippet = _SNIPPET.match(rest)
    found = _shown(snippet[0] if snippet else rest)
    said = _SAID.get(error.msg, error.msg.lower()).format(found=found)
    position = error.pos
    if error.msg == "Expecting ',' delimiter":
        position = len(content[: error.pos].rstrip())
        line = content.count("\n", 0, error.pos) + 1
        if "\n" in content[position : error.pos]:
            said += f" of line {line}"
    return _sentence(content, name, position, said)


def _sentence(content: str, name: str, position: int, said: str) -> str:
    line = content.count("\n", 0, position) + 1
    column = position - content.rfind("\n", 0, position)
    return f"{name}, line {line}, column {column}: {said}."


def _shown(snippet: str) -> str:
    short = snippet[:_LONGEST_SNIPPET] + "…" * (len(snippet) > _LONGEST_SNIPPET)
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)
