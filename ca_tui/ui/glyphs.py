"""The characters that carry meaning on screen, in two sets.

Many terminals in Chinese locales draw characters of East Asian Width "A" two cells
wide, and everything behind them shifts. So whatever stands inside a cell or a text is
of width N or Na; only borders, which have nothing behind them, may be A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

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
    marked: str
    """The operator picked this row out."""
    unread: str
    """A fault that the operator has not been on."""
    no_zone: str
    """The service sent this time without a zone."""
    none: str
    """Nothing to show: not known, or not meant to be known."""
    online: str
    offline: str
    opened: str
    closed: str
    cursor: str
    ascending: str
    descending: str
    ellipsis: str
    """Something was cut here."""
    dot: str
    """Between two facts."""
    rule: str
    """Fills the line of a seam."""
    bar: str
    """As many as there are of something."""
    ascii: bool


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
    marked="▮",
    unread="✱",
    no_zone="?",
    none="-",
    online="▪",
    offline="▫",
    opened="▾",
    closed="▸",
    cursor="»",
    ascending="▴",
    descending="▾",
    ellipsis="⋯",
    dot="⋅",
    rule="╌",
    bar="▬",
    ascii=False,
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
    marked="#",
    unread="*",
    no_zone="?",
    none="-",
    online="*",
    offline="o",
    opened="v",
    closed=">",
    cursor=">",
    ascending="^",
    descending="v",
    ellipsis="~",
    dot="|",
    rule="-",
    bar="#",
    ascii=True,
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
