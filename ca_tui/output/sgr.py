"""Colours and attributes that a text asks for with ESC [ ... m, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeAlias

Color: TypeAlias = int | tuple[int, int, int] | None
"""A number of the 256-colour palette, red-green-blue, or the terminal's own."""


@dataclass(frozen=True, slots=True)
class Sgr:
    """What Select Graphic Rendition has switched on.

    Blinking and concealed text are left out: they would hide what was printed.
    """

    fg: Color = None
    bg: Color = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """Characters `start` to `end` (exclusive) of a line look like `sgr`."""

    start: int
    end: int
    sgr: Sgr


PLAIN: Final = Sgr()
"""Nothing switched on."""

_SWITCHES: Final[dict[int, tuple[tuple[str, ...], bool]]] = {
    1: (("bold",), True),
    2: (("dim",), True),
    3: (("italic",), True),
    4: (("underline",), True),
    7: (("reverse",), True),
    9: (("strike",), True),
    21: (("underline",), True),
    22: (("bold", "dim"), False),
    23: (("italic",), False),
    24: (("underline",), False),
    27: (("reverse",), False),
    29: (("strike",), False),
}
"""SGR code -> attributes, on or off (ECMA-48 §8.3.117)."""

_EXTENDED: Final = {38: "fg", 48: "bg", 58: ""}
"""Codes with a colour behind them; the colour of underlines is read and not kept."""


@lru_cache(maxsize=2048)
def apply(state: Sgr, parameters: str) -> Sgr:
    """`state` after ESC [ `parameters` m; what is malformed changes nothing."""
    codes = parameters.split(";")
    position = 0
    while position < len(codes):
        head, *sub = codes[position].split(":")
        code = int(head or "0") if len(head) < 4 else -1
        position += 1
        if code not in _EXTENDED:
            state = _switch(state, code, sub)
            continue
        if sub:
            color = _color(_without_space(sub))
        else:
            taken = _colon_free(codes[position:])
            color = _color(taken)
            position += len(taken)
        if color is not None and _EXTENDED[code]:
            state = _paint(state, _EXTENDED[code], color)
    return state


def legible(sgr: Sgr) -> Sgr:
    """`sgr` without a background that equals the text's colour."""
    return replace(sgr, bg=None) if sgr.bg is not None and sgr.fg == sgr.bg else sgr


def _switch(state: Sgr, code: int, sub: list[str]) -> Sgr:
    if code == 0:
        return PLAIN
    if code == 4 and sub == ["0"]:
        code = 24
    if code in _SWITCHES:
        names, on = _SWITCHES[code]
        return replace(state, **dict.fromkeys(names, on))
    return _palette(state, code)


def _palette(state: Sgr, code: int) -> Sgr:
    ground, offset = divmod(code, 10)
    if ground in (3, 4) and offset != 8:
        color = None if offset == 9 else offset
        return _paint(state, "fg" if ground == 3 else "bg", color)
    if ground in (9, 10) and offset < 8:
        return _paint(state, "fg" if ground == 9 else "bg", offset + 8)
    return state


def _paint(state: Sgr, ground: str, color: Color) -> Sgr:
    return replace(state, fg=color) if ground == "fg" else replace(state, bg=color)


def _colon_free(codes: list[str]) -> list[str]:
    """The parameters that belong to a 38 or 48 in the form with semicolons."""
    return codes[: {"5": 2, "2": 4}.get(codes[0] if codes else "", 1)]


def _without_space(sub: list[str]) -> list[str]:
    """`2:space:r:g:b` as `2:r:g:b`: ISO 8613-6 names a colour space, xterm does not."""
    return [sub[0], *sub[2:5]] if sub[0] == "2" and len(sub) >= 5 else sub


def _color(parameters: list[str]) -> Color:
    if not all(number == "" or number.isdecimal() for number in parameters):
        return None
    values = [int(number or "0") for number in parameters[1:]]
    if any(value > 255 for value in values):
        return None
    if parameters[:1] == ["5"] and len(values) == 1:
        return values[0]
    if parameters[:1] == ["2"] and len(values) == 3:
        return (values[0], values[1], values[2])
    return None
