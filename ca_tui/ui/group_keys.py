"""The keys of the screen that tells results apart."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from ca_tui.output.mask_rules import Mask
from ca_tui.ui.group_about import MASKED


def _mask_key(mask: Mask) -> Binding:
    name = mask.value
    return Binding(
        name[0],
        f"mask('{name}')",
        f"mask {name}",
        show=False,
        id=f"groups-mask-{name}",
        tooltip=MASKED[mask],
    )


GROUP_KEYS: Final[list[BindingType]] = [
    Binding(
        "D",
        "reference",
        "reference",
        id="groups-reference",
        tooltip="Compare the others with this group from now on",
    ),
    Binding(
        "o",
        "order",
        "smallest first",
        id="groups-order",
        tooltip="Show the smallest group first, or the largest",
    ),
    Binding(
        "H",
        "previous",
        "run before",
        id="groups-previous",
        tooltip="Compare with the run of the same command before, where it ran",
    ),
    Binding(
        "c",
        "copy",
        "copy",
        id="groups-copy",
        tooltip="Copy the groups and their differences as Markdown",
    ),
    *map(_mask_key, Mask),
    Binding("escape", "dismiss", "back", id="groups-close"),
    Binding("question_mark", "help", "keys", key_display="?", id="groups-help"),
    Binding("q", "app.quit", "quit", id="groups-quit"),
]
