"""Bytes that are no text: whether they are, and what they look like."""

from __future__ import annotations

from typing import Final

from ca_tui.output.kinds import Syntax
from ca_tui.output.lines import Line

BINARY: Final = Syntax("bytes", None, "offset, bytes, ASCII")

MOST_BYTES: Final = 1 << 20
"""Bytes of one part that are shown."""

_ROW: Final = 16
"""Bytes in a line."""

_SAMPLE: Final = 4096
"""Bytes that are looked at."""

_TEXT: Final = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\b\f\a\v\x1b"})

_CONTROLS: Final = 0.05
"""Share of control characters from which on bytes are no text."""

_SHOWN: Final = bytes(
    code if 0x20 <= code < 0x7F else ord(".") for code in range(0x100)
)


def is_binary(data: bytes, *, known: bool) -> bool:
    """Control characters are too many for a text; `known`: an encoding was found.

    Fields that end in NUL, as in /proc, are text, and so is what has no controls.
    """
    sample = data[:_SAMPLE]
    controls = len(sample.translate(None, _TEXT))
    if controls <= _CONTROLS * len(sample):
        return False
    only_nul = controls == sample.count(0)
    return not (known and only_nul and b"\0\0" not in sample)


def hex_lines(data: bytes) -> list[Line]:
    """`000010  48 65 6c 6c 6f 0a ...  |Hello.|`, at most MOST_BYTES of it.

    Offsets count the bytes of this part. A line fits in a pane of 80 columns.
    """
    shown = data[:MOST_BYTES]
    starts = range(0, len(shown), _ROW)
    return [Line(_row(shown[at : at + _ROW], at)) for at in starts]


def _row(row: bytes, at: int) -> str:
    left, right = row[: _ROW // 2].hex(" "), row[_ROW // 2 :].hex(" ")
    text = row.translate(_SHOWN).decode("ascii")
    return f"{at:06x}  {left:<23}  {right:<23}  |{text}|"
