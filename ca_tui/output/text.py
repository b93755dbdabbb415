"""Bytes a server sent -> safe text; the names that others need of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from ca_tui.output.lines import Line, split_lines
from ca_tui.output.safe import REPLACEMENT, clean
from ca_tui.output.sgr import Sgr, Style

__all__ = ["Decoded", "Line", "Sgr", "Style", "clean", "decode", "split_lines"]

_CONTINUATION: Final = bytes(range(0x80, 0xC0))
"""Bytes that never begin a character of UTF-8."""

_SAMPLE: Final = 4096
"""Bytes looked at when UTF-16 without a byte order mark is suspected."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it came about."""

    text: str
    charset: str
    replaced: int
    """Characters that stand for bytes which are none in that charset."""


def decode(data: bytes) -> Decoded:
    """Bytes as text: UTF-8, or UTF-16 where it shows; never fails.

    A cut inside a character costs one replacement, at the head and at the end.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _decode_utf8(data[3:])
    charset = _utf16(data)
    if charset:
        text = data.decode(charset, errors="replace").removeprefix("\ufeff")
        return Decoded(text, charset, text.count(REPLACEMENT))
    return _decode_utf8(data)


def _decode_utf8(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode(), "utf-8", 0)
    except UnicodeDecodeError:
        rest = data.lstrip(_CONTINUATION) if 0x80 <= data[0] < 0xC0 else data
        cut = len(data) - len(rest)
        head = REPLACEMENT if 0 < cut <= 3 else ""
        text = head + (rest if head else data).decode(errors="replace")
        sent = data.count(REPLACEMENT.encode())
        return Decoded(text, "utf-8", text.count(REPLACEMENT) - sent)


def _utf16(data: bytes) -> str:
    """The kind of UTF-16 that `data` is in, or nothing.

    Without a mark, Latin text shows a NUL in nearly every second byte.
    """
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    if len(odd) < 4:
        return ""
    high, low = even.count(0) / len(even), odd.count(0) / len(odd)
    if low > 0.4 and high < 0.05:
        return "utf-16-le"
    return "utf-16-be" if high > 0.4 and low < 0.05 else ""
