"""The keys of the table: one declaration feeds footer, help and palette."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

TABLE_KEYS: Final[list[BindingType]] = [
    Binding(
        "up,k",
        "move(-1)",
        "up",
        show=False,
        id="row-up",
        tooltip="The result above",
    ),
    Binding(
        "down,j",
        "move(1)",
        "down",
        show=False,
        id="row-down",
        tooltip="The result below",
    ),
    Binding("pageup", "page(-1)", "page up", show=False, id="page-up"),
    Binding("pagedown", "page(1)", "page down", show=False, id="page-down"),
    Binding(
        "home,g",
        "first",
        "first result",
        show=False,
        id="first-row",
        tooltip="The first result; the cursor follows new ones from there",
    ),
    Binding(
        "end,G",
        "last",
        "last result",
        show=False,
        id="last-row",
        tooltip="The last result read; older ones are asked for",
    ),
    Binding(
        "enter",
        "open",
        "read",
        show=False,
        id="open-row",
        tooltip="Go to the output of this result",
    ),
    Binding(
        "n",
        "fault(1)",
        "next fault",
        show=False,
        id="next-fault",
        tooltip="The next result that failed",
    ),
    Binding(
        "N",
        "fault(-1)",
        "previous fault",
        show=False,
        id="previous-fault",
        tooltip="The previous result that failed",
    ),
    Binding(
        "m",
        "mark",
        "mark",
        show=False,
        id="mark",
        tooltip="Mark this result, or take its mark away; s, c and e take marked ones",
    ),
    Binding(
        "M",
        "mark_range",
        "mark up to here",
        show=False,
        id="mark-range",
        tooltip="Mark all results from the last mark to this one",
    ),
    Binding(
        "less_than_sign",
        "sort(-1)",
        "sort by the column to the left",
        show=False,
        id="sort-left",
        key_display="<",
    ),
    Binding(
        "greater_than_sign",
        "sort(1)",
        "sort by the column to the right",
        show=False,
        id="sort-right",
        key_display=">",
    ),
    Binding(
        "I",
        "invert",
        "invert the order",
        show=False,
        id="invert-order",
        tooltip="Sort by the same column the other way round",
    ),
]
"""What works while the table has the focus."""
