"""What a table shows of a view: its rows in order, and how many there are."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Final

from ca_tui.monitor.question import Question
from ca_tui.monitor.rows import Counts, View

INSIDE: Final = 1
"""A row is of the view's scopes."""

LEFT: Final = 2
"""The view's filter leaves it."""

ACTIVE: Final = 4

FAILED: Final = 8


@dataclass(frozen=True, slots=True)
class Memory:
    """What is needed to follow a view without asking for all of it again."""

    version: int
    """The last merge that is in it."""
    question: Question
    states: bytes
    """Of each id: INSIDE, LEFT, ACTIVE and FAILED; 0: none of the scopes' rows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A view as it was at one moment; it never changes after it was given."""

    view: View
    ids: array[int]
    """In the view's order."""
    counts: Counts
    memory: Memory | None = field(default=None, repr=False, compare=False)
    """None: it cannot be followed, only looked at again."""


def counted(states: bytes | bytearray) -> Counts:
    """How many rows there are, by their states."""
    total = active = failed = left = 0
    for phase in (0, ACTIVE, FAILED):
        hidden = states.count(INSIDE | phase)
        seen = states.count(INSIDE | LEFT | phase)
        total += hidden + seen
        left += seen
        active += (hidden + seen) if phase == ACTIVE else 0
        failed += (hidden + seen) if phase == FAILED else 0
    return Counts(total, active, failed, total - left)
