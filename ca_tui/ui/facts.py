"""What the border of the table says about its rows."""

from __future__ import annotations

from ca_tui.monitor.rows import Counts
from ca_tui.ui.glyphs import Glyphs


def facts(counts: Counts, glyphs: Glyphs, *, unread: int, marked: int) -> str:
    """How many rows there are of which kind; marks only where there are any."""
    left = f"{counts.total - counts.hidden:,}"
    failed = f"{counts.failed:,} failed"
    parts = [
        f"{left} of {counts.total:,}" if counts.hidden else left,
        f"{counts.active:,} running",
        f"{failed}, {unread:,} unread" if unread else failed,
        f"{counts.hidden:,} hidden",
    ]
    if marked:
        parts.append(f"{marked:,} marked")
    return f" {glyphs.dot} ".join(parts)
