"""Text that is safe to show: the boundary for remote strings.

Nothing that leaves this room can move the cursor, set a title, write the clipboard or
turn the direction of writing: escape characters, control characters, format characters
and lone surrogates are replaced by something visible.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for what is no character at all: broken bytes, lone surrogates."""

_UNSAFE: Final = re.compile(
    "["
    "\\x00-\\x1f\\x7f-\\x9f"  # C0, DEL, C1
    "\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0"
    "\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2"  # Arabic and Syriac marks
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f"  # zero width, separators, bidi
    "\\ud800-\\uf8ff\\ufdd0-\\ufdef\\ufe00-\\ufe0f"  # surrogates, private, variation
    "\\ufeff\\ufff0-\\ufffb\\ufffe\\uffff"
    "\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3"
    "\\U0001d173-\\U0001d17a"
    "\\U000e0000-\\U0010ffff"  # tags, more variation selectors, private planes
    "]"
)
"""Characters that a terminal does not draw, or that change how it draws others."""

_NEWLINES: Final = re.compile(r"\r?\n")


def is_clean(text: str) -> bool:
    """Nothing in `text` would be replaced by `clean`."""
    if text.isascii():
        return text.isprintable()
    return _UNSAFE.search(text) is None


def clean(text: str) -> str:
    """`text` as one safe line: for names, tags, messages and every other short string.

    A tab becomes a space, a line end ⏎; C0 controls become control pictures, C1 and
    format characters their number in ‹›. Idempotent; empty only if `text` is.
    """
    if is_clean(text):
        return text
    return visible(_NEWLINES.sub("⏎", text).replace("\t", " "))


def visible(text: str) -> str:
    """`text` with every unsafe character, tabs and line ends too, made visible."""
    return text if is_clean(text) else _UNSAFE.sub(_stand_in, text)


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if match.start() and _invisible(match):
        return ""
    if 0xD800 <= code <= 0xFE0F or code & 0xFFFE == 0xFFFE or code >= 0xE0100:
        return REPLACEMENT
    return f"‹{code:02X}›"


def _invisible(match: re.Match[str]) -> bool:
    """A variation selector, or a joiner between two pictographs.

    Terminals disagree about the width of the sequences these make, never about the
    width of their parts.
    """
    code, text, end = ord(match[0]), match.string, match.end()
    if code == 0x200D and end < len(text):
        before, after = text[match.start() - 1], text[end]
        joined = unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"
        return joined and unicodedata.category(after) == "So"
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
