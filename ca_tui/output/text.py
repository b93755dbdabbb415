"""Bytes a server sent -> safe text; the names that others need of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from ca_tui.output.charset import Charset, detect_charset, without_cut_head
from ca_tui.output.lines import Line, split_lines
from ca_tui.output.safe import REPLACEMENT, clean
from ca_tui.output.sgr import Sgr, Style

__all__ = ["Decoded", "Line", "Sgr", "Style", "clean", "decode", "split_lines"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it came about."""

    text: str
    charset: Charset
    replaced: int
    """Characters that stand for bytes which are none in that charset."""


def decode(data: bytes, charset: Charset | None = None) -> Decoded:
    """Bytes as text, in the charset that is detected if none is given; never fails.

    A cut inside a character costs one replacement, at the head and at the end.
    """
    charset = charset or detect_charset([data]) or Charset()
    if charset.codec == "utf-8":
        return _decode_utf8(data.removeprefix(codecs.BOM_UTF8), charset)
    text = data.decode(charset.codec, errors="replace").removeprefix("\ufeff")
    return Decoded(text, charset, text.count(REPLACEMENT))


def _decode_utf8(data: bytes, charset: Charset) -> Decoded:
    try:
        return Decoded(data.decode(), charset, 0)
    except UnicodeDecodeError:
        rest = without_cut_head(data)
        head = REPLACEMENT if len(rest) < len(data) else ""
        text = head + rest.decode(errors="replace")
        sent = data.count(REPLACEMENT.encode())
        return Decoded(text, charset, text.count(REPLACEMENT) - sent)
