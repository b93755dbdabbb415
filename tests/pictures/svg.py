"""Pictures that are the same wherever and whenever they are drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby
from typing import Final

from rich.cells import cell_len

_ID: Final = re.compile(r"terminal-\d+-")

_TEXT: Final = re.compile(
    r'(?P<head><text [^>]*)x="(?P<x>[\d.]+)"(?P<middle>[^>]*)'
    r'textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>(?P<text>[^<]*)</text>'
)


def tidy(svg: str) -> str:
    """The same picture with ids that do not depend on it, and with wide characters
    where they are on the screen."""
    return _TEXT.sub(_spread, _ID.sub("ca-tui-", svg))


def _spread(match: re.Match[str]) -> str:
    """Texts of their own for runs of wide characters, each of which fills two cells."""
    text = unescape(match["text"])
    if cell_len(text) == len(text):
        return match[0]
    cell = float(match["length"]) / len(text)
    return "".join(_texts(match, text, cell))


def _texts(match: re.Match[str], text: str, cell: float) -> Iterator[str]:
    x = float(match["x"])
    for cells, group in groupby(text, cell_len):
        run = "".join(group)
        # a place for each character: not every viewer spreads them alike
        places = " ".join(f"{x + n * cells * cell:.5g}" for n in range(len(run)))
        shown = escape(run, quote=False).replace("\xa0", "&#160;")
        yield f'{match["head"]}x="{places}"{match["middle"]}'
        yield f"{match['rest'].lstrip()}>{shown}</text>"
        x += cell * cells * len(run)
