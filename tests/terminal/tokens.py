"""Every byte that leaves a pty, taken apart strictly: text, and what is not text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<csi>\x1b\[[0-?]*[ -/]*[@-~])"
    r"|(?P<osc>\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))"
    r"|(?P<string>\x1b[PX^_][^\x1b]*\x1b\\)"
    r"|(?P<escape>\x1b.?)"
    r"|(?P<text>[ -~]+)"
    r"|(?P<rest>.)",
    re.DOTALL,
)

_PLACE: Final = re.compile(r"\x1b\[(?:([0-9]+);([0-9]+)H|([0-9]+)G)")

_STEP: Final = re.compile(r"\x08|\x1b\[(?:[0-9]*C|B)")

_FORMS: Final = (
    (re.compile(r"\x1b\[[0-9;:]*m"), "SGR"),
    (_PLACE, "place"),
    (_STEP, "step"),
    (re.compile(r"\x1b\[[0-9]*b"), "repetition"),
    (re.compile(r"\x1b\[>[0-9]+u"), "push keys"),
)

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def tokens(raw: bytes | bytearray) -> Iterator[tuple[str, str]]:
    """Kind and text of each token; raises UnicodeDecodeError for what is no UTF-8."""
    for match in _TOKEN.finditer(bytes(raw).decode("utf-8")):
        kind = match.lastgroup or ""
        found = match[0]
        if kind == "rest":
            kind = "control" if unicodedata.category(found) in _INVISIBLE else "text"
        yield kind, found


def forms(raw: bytes | bytearray) -> set[str]:
    """What stands in the bytes beside text: sequences by form, controls verbatim."""
    return {_form(found) for kind, found in tokens(raw) if kind != "text"}


def text(raw: bytes | bytearray) -> str:
    """The text between the sequences, with a blank for each."""
    return "".join(found if kind == "text" else " " for kind, found in tokens(raw))


def places(raw: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Row and column of every place that the cursor is put at; 1: the same row."""
    for _, found in tokens(raw):
        if match := _PLACE.fullmatch(found):
            yield int(match[1] or 1), int(match[2] or match[3])


def sgr(raw: bytes | bytearray) -> set[str]:
    """The parameters of every SGR, one by one; colours of many in one piece."""
    found: set[str] = set()
    for kind, sequence in tokens(raw):
        if kind == "csi" and sequence.endswith("m"):
            found.update(_parameters(sequence[2:-1]))
    return found


def _parameters(text: str) -> Iterator[str]:
    rest = iter(text.replace(":", ";").split(";"))
    for parameter in rest:
        if parameter in ("38", "48", "58"):
            count = 1 if (kind := next(rest, "")) == "5" else 3
            yield ";".join([parameter, kind, *(next(rest, "") for _ in range(count))])
        else:
            yield parameter or "0"


def _form(found: str) -> str:
    for pattern, name in _FORMS:
        if pattern.fullmatch(found):
            return name
    return found
