"""Styles as a terminal has them: what a pen writes with, and how to change pens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

from rich.color import Color, ColorSystem
from rich.style import Style

ATTRIBUTES: Final = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "blink2": "6",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "frame": "51",
    "encircle": "52",
    "overline": "53",
}
"""What Rich calls them, and their SGR parameters (ECMA-48 8.3.117)."""

DEFAULT_FOREGROUND: Final = "39"
DEFAULT_BACKGROUND: Final = "49"


@dataclass(frozen=True, slots=True)
class Pen:
    """How a terminal writes: SGR parameters, and the target of a hyperlink."""

    attributes: str = ""
    foreground: str = DEFAULT_FOREGROUND
    background: str = DEFAULT_BACKGROUND
    link: str = ""


PLAIN: Final = Pen()
"""The pen of a terminal after a reset."""


@lru_cache(maxsize=4096)
def pen_of(style: Style | None, system: ColorSystem) -> Pen:
    """The pen for a style, in the colours that the terminal has."""
    if style is None:
        return PLAIN
    attributes = [
        code for name, code in ATTRIBUTES.items() if getattr(style, name, None)
    ]
    return Pen(
        ";".join(attributes),
        _colour(style.color, system, foreground=True),
        _colour(style.bgcolor, system, foreground=False),
        style.link or "",
    )


def _colour(color: Color | None, system: ColorSystem, *, foreground: bool) -> str:
    if color is None:
        return DEFAULT_FOREGROUND if foreground else DEFAULT_BACKGROUND
    return ";".join(color.downgrade(system).get_ansi_codes(foreground))


@lru_cache(maxsize=4096)
def change(before: Pen, after: Pen) -> str:
    """The shortest sequences that put one pen in the place of another."""
    codes = []
    if before.attributes != after.attributes:
        if before.attributes:
            # single attributes cannot be taken back everywhere
            codes.append("0")
            before = Pen(link=before.link)
        if after.attributes:
            codes.append(after.attributes)
    if before.foreground != after.foreground:
        codes.append(after.foreground)
    if before.background != after.background:
        codes.append(after.background)
    written = f"\x1b[{';'.join(codes)}m" if codes else ""
    if before.link != after.link:
        # parts of one link on several lines are known by their id
        identity = f"id={crc32(after.link.encode()):x}" if after.link else ""
        written += f"\x1b]8;{identity};{after.link}\x1b\\"
    return written
