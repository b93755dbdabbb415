"""Groups of results as lines: how many, how they ended, what they printed, who."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.style import Style
from textual.strip import Strip

from ca_tui.monitor.groups import Group, Groups
from ca_tui.ui.cells import one_line, pad, shorten
from ca_tui.ui.glyphs import Glyphs, status_glyph, status_kind
from ca_tui.ui.row_strips import Cursor, joined, with_cursor
from ca_tui.ui.theme import Styles

WIDE: Final = 100
"""Cells from which on there is room for longer bars and names."""

KEPT: Final = "equal in the part that was kept"
"""What can be said of truncated outputs that are alike as far as they are known."""

ONE_KEPT: Final = "only a part was kept"


class Widths(NamedTuple):
    """Cells of the columns."""

    bar: int
    number: int
    status: int
    text: int
    instances: int


class Frame(NamedTuple):
    """What the lines of a list have in common."""

    width: int
    base: Style
    styles: Styles
    glyphs: Glyphs


def widths(width: int) -> Widths:
    """The columns of a list: what a group printed has the most room."""
    bar, number, status = (16, 6, 18) if width >= WIDE else (6, 4, 17)
    rest = max(0, width - bar - number - status - 6)
    instances = rest * 2 // 5
    return Widths(bar, number, status, rest - instances, instances)


def header(frame: Frame) -> Strip:
    """The titles of the columns."""
    wide = widths(frame.width)
    look = frame.styles.header
    text = (
        pad("count", wide.bar + wide.number + 2, right=True)
        + "  "
        + pad("ended", wide.status + 1)
        + pad("printed", wide.text + 1)
        + "on"
    )
    return joined([(text, look)], frame.width, frame.base, Style())


def line(
    group: Group | None, groups: Groups, frame: Frame, cursor: Cursor, reference: bool
) -> Strip:
    """One group; None: below the last one."""
    if group is None:
        return Strip.blank(frame.width, frame.base)
    pieces = _pieces(group, groups, frame, cursor, reference=reference)
    return with_cursor(pieces, frame.width, frame.base, frame.styles, cursor)


def _pieces(
    group: Group, groups: Groups, frame: Frame, cursor: Cursor, *, reference: bool
) -> Iterator[tuple[str, Style]]:
    wide, look, glyphs = widths(frame.width), frame.styles, frame.glyphs
    largest = max((each.count for each in groups.groups), default=1)
    length = max(1, group.count * wide.bar // max(1, largest))
    status = look[status_kind(group.key.status, group.key.phase)]
    yield glyphs.cursor if cursor else " ", look.cursor_edge
    yield pad(glyphs.bar * length, wide.bar + 1), status
    yield pad(f"{group.count:,}", wide.number, right=True) + "  ", look.text
    yield pad(shorten(ended(group, glyphs), wide.status, glyphs), wide.status), status
    text = printed(group, reference=reference)
    yield " " + pad(shorten(text, wide.text, glyphs), wide.text), look.text
    on = shorten(one_line(" ".join(group.instances)), wide.instances, glyphs)
    yield " " + on, look.secondary


def ended(group: Group, glyphs: Glyphs) -> str:
    """`✗ Failed exit 1`"""
    key = group.key
    status = one_line(key.status) or "Unknown"
    code = "" if key.exit_code is None else f" exit {key.exit_code}"
    return f"{status_glyph(key.status, key.phase, glyphs)} {status}{code}"


def printed(group: Group, *, reference: bool) -> str:
    """What tells the group from the others, or what it begins with."""
    key = group.key
    text = one_line(group.line)
    if silent(group) and key.error_code:
        text = f"{one_line(key.error_code)} {text}"
    if key.truncated:
        text = f"{KEPT if group.count > 1 else ONE_KEPT}: {text}"
    return f"reference: {text}" if reference else text


def silent(group: Group) -> bool:
    """Nothing was printed, as far as it is known: there is nothing to compare."""
    return group.key.output is None or not group.largest


def difference(group: Group) -> str:
    """How far it is from the largest group; empty: it is that, or printed the same."""
    found = group.difference
    if found is None or silent(group):
        return ""
    if not found.lines:
        return "other order of lines than the largest group"
    lines = "line differs" if found.lines == 1 else "lines differ"
    return f"{found.lines:,} {lines} from the largest group"
