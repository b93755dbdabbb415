"""What a table shows of a view: its rows in order, and how many there are."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from ca_tui.monitor.rows import Counts, View


@dataclass(frozen=True, slots=True)
class Shown:
    """A view as it was at one moment; it never changes after it was given."""

    view: View
    ids: array[int]
    """In the view's order."""
    counts: Counts
