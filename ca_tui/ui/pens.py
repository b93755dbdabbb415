"""Styles as a terminal has them: what a pen writes with, and how to change pens."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple
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

UNSEEN: Final = frozenset({"1", "2", "3"})
"""Attributes that a blank looks the same with."""

OFF: Final = {"1": "22", "2": "22", "4": "24", "7": "27"}
"""What takes an attribute back wherever it is known at all: what a VT220 had. For the
others everything is reset."""

INTENSITIES: Final = ("1", "2")
"""Attributes that are taken back together."""

DEFAULT_FOREGROUND: Final = "39"
DEFAULT_BACKGROUND: Final = "49"

NO_MATTER: Final = ""
"""The foreground of a blank of which nothing is seen but the background."""


class Pen(NamedTuple):
    """How a terminal writes: SGR parameters, and the target of a hyperlink."""

    attributes: str = ""
    foreground: str = DEFAULT_FOREGROUND
    background: str = DEFAULT_BACKGROUND
    link: str = ""


PLAIN: Final = Pen()
"""The pen of a terminal after a reset."""


@lru_cache(maxsize=2048)
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


@lru_cache(maxsize=1024)
def blank_of(pen: Pen) -> Pen:
    """What matters of a pen for blanks; only itself where a blank shows more."""
    if pen.link or _unseen(pen.attributes) != pen.attributes:
        return pen
    return _blank(pen.background)


@lru_cache(maxsize=4096)
def _blank(background: str) -> Pen:
    return Pen("", NO_MATTER, background)


@lru_cache(maxsize=1024)
def fitting(at_hand: Pen, wanted: Pen) -> Pen:
    """A pen that writes as wanted; for blanks the one at hand, as far as it can be."""
    if wanted.foreground != NO_MATTER:
        return wanted
    if blank_of(at_hand) == wanted:
        return at_hand
    kept = _unseen(at_hand.attributes)
    return Pen(kept, at_hand.foreground, wanted.background)


def _unseen(attributes: str) -> str:
    return ";".join(code for code in _codes(attributes) if code in UNSEEN)


def _colour(color: Color | None, system: ColorSystem, *, foreground: bool) -> str:
    if color is None:
        return DEFAULT_FOREGROUND if foreground else DEFAULT_BACKGROUND
    return ";".join(color.downgrade(system).get_ansi_codes(foreground))


@lru_cache(maxsize=1024)
def change(before: Pen, after: Pen) -> str:
    """The shortest sequences that put one pen in the place of another."""
    afresh = ["0", *_codes(after.attributes), *_colours(PLAIN, after)]
    altered = _altered(before.attributes, after.attributes)
    ways = [afresh] if altered is None else [altered + _colours(before, after), afresh]
    codes = min(map(";".join, ways), key=len)
    written = f"\x1b[{codes}m" if codes else ""
    if written == "\x1b[0m":
        written = "\x1b[m"
    if before.link != after.link:
        # parts of one link on several lines are known by their id
        identity = f"id={crc32(after.link.encode()):x}" if after.link else ""
        written += f"\x1b]8;{identity};{after.link}\x1b\\"
    return written


def _altered(before: str, after: str) -> list[str] | None:
    """Parameters from attributes to others; None: some cannot be taken back alone."""
    old, new = _codes(before), _codes(after)
    taken = [code for code in old if code not in new]
    if not OFF.keys() >= set(taken):
        return None
    offs = dict.fromkeys(OFF[code] for code in taken)
    lost = INTENSITIES if OFF["1"] in offs else ()
    return [*offs, *(code for code in new if code not in old or code in lost)]


def _colours(before: Pen, after: Pen) -> list[str]:
    """Parameters for the colours that differ."""
    pairs = (
        (before.foreground, after.foreground),
        (before.background, after.background),
    )
    return [new for old, new in pairs if new != old]


def _codes(attributes: str) -> list[str]:
    return attributes.split(";") if attributes else []
