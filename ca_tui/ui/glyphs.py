"""The characters that carry meaning on screen, in two sets.

Many terminals in Chinese locales draw characters of East Asian Width "A" two cells
wide, and everything behind them shifts. So whatever stands inside a cell or a text is
of width N or Na; only borders, which have nothing behind them, may be A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from textual.css.types import EdgeType

from ca_tui.api.status import Phase, canonical

StatusKind = Literal[
    "succeeded", "failed", "timeout", "active", "waiting", "stopped", "unknown"
]
"""How a status looks: the name of its glyph in `Glyphs` and its style in `Styles`."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set; every character is one cell wide everywhere."""

    succeeded: str
    failed: str
    timeout: str
    active: str
    waiting: str
    stopped: str
    unknown: str
    missing: str
    """Bytes of the output are missing."""
    gone: str
    """The service has the record no more."""
    periodic: str
    """One of many executions of a scheduled task."""
    no_zone: str
    """The service sent this time without a zone."""
    none: str
    """Nothing to show: not known, or not meant to be known."""
    online: str
    offline: str
    opened: str
    closed: str
    cursor: str
    marked: str
    ascending: str
    descending: str
    ellipsis: str
    """Something was cut here."""
    dot: str
    """Between two facts."""
    rule: str
    """Fills the line of a seam."""
    space: str
    """A blank character made visible."""
    ascii: bool
    border: EdgeType
    """Textual border type of a pane."""


UNICODE: Final = Glyphs(
    succeeded="✓",
    failed="✗",
    timeout="⧖",
    active="▸",
    waiting="◌",
    stopped="⊘",
    unknown="?",
    missing="✂",
    gone="⌀",
    periodic="↻",
    no_zone="?",
    none="-",
    online="▪",
    offline="▫",
    opened="▾",
    closed="▸",
    cursor="»",
    marked="▪",
    ascending="▴",
    descending="▾",
    ellipsis="⋯",
    dot="⋅",
    rule="╌",
    space="⋅",
    ascii=False,
    border="round",
)
"""For terminals with a Unicode font."""

ASCII: Final = Glyphs(
    succeeded="+",
    failed="x",
    timeout="!",
    active=">",
    waiting=".",
    stopped="/",
    unknown="?",
    missing="%",
    gone="~",
    periodic="@",
    no_zone="?",
    none="-",
    online="*",
    offline="o",
    opened="v",
    closed=">",
    cursor=">",
    marked="*",
    ascending="^",
    descending="v",
    ellipsis="~",
    dot="|",
    rule="-",
    space=".",
    ascii=True,
    border="ascii",
)
"""For terminals, fonts and copies that have nothing but ASCII."""

_BY_PHASE: Final[dict[Phase, StatusKind]] = {
    Phase.WAITING: "waiting",
    Phase.ACTIVE: "active",
    Phase.SUCCEEDED: "succeeded",
    Phase.FAILED: "failed",
    Phase.STOPPED: "stopped",
    Phase.UNKNOWN: "unknown",
}

_BY_STATUS: Final[dict[str, StatusKind]] = {"Timeout": "timeout"}
"""Statuses that look different from their Phase."""


def status_kind(status: str, phase: Phase) -> StatusKind:
    """How a status looks."""
    return _BY_STATUS.get(canonical(status), _BY_PHASE[phase])


def status_glyph(status: str, phase: Phase, glyphs: Glyphs) -> str:
    """The character that stands for a status: it reads without colour."""
    glyph: str = getattr(glyphs, status_kind(status, phase))
    return glyph
