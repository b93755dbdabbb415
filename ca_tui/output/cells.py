"""How many terminal cells a text takes, as far as tabs and key columns need it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def cell_width(text: str) -> int:
    """Cells that `text` takes: 2 for East Asian wide ones, 0 for combining marks."""
    return len(text) if text.isascii() else sum(map(char_width, text))


@lru_cache(maxsize=4096)
def char_width(char: str) -> int:
    """Cells that one character takes; an ambiguous one counts as narrow."""
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
