"""Frames of parts of the screen, made of what is seen of them and of nothing else.

Textual lets every widget that a frame may touch give all its lines, cuts them, and
keeps those in front: containers give theirs for each cursor key. Here widgets are asked
from the front to the back, for lines of which something is not there yet.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from textual.geometry import Region

from ca_tui.ui.textual_parts import SHAPE_ERRORS

if TYPE_CHECKING:
    from textual._compositor import ChopsUpdate, Compositor
    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget

log = logging.getLogger("ca_tui.ui")

MADE_BY: Final = "render_partial_update"
"""What a compositor makes such a frame with."""

Lines = dict[int, set[int]]
"""Line -> where the parts begin that are not there yet."""


def sparing(screen: Screen[object], kind: type[ChopsUpdate]) -> None:
    """Let a screen make its frames of parts, which are of that kind, this way.

    It makes them as ever again once it turns out to be unfamiliar.
    """
    compositor = screen._compositor
    vars(compositor).setdefault(MADE_BY, partial(_make, compositor, kind))


def _make(compositor: Compositor, kind: type[ChopsUpdate]) -> ChopsUpdate | None:
    dirty = compositor._dirty_regions.copy()
    try:
        return seen_parts(compositor, kind)
    except SHAPE_ERRORS as error:
        log.warning("frames of parts: %s: %s", type(error).__name__, error)
        vars(compositor).pop(MADE_BY, None)
        compositor._dirty_regions.update(dirty)
        return compositor.render_partial_update()


def seen_parts(compositor: Compositor, kind: type[ChopsUpdate]) -> ChopsUpdate | None:
    """What `Compositor.render_partial_update` gives, as far as it is drawn.

    Raises one of SHAPE_ERRORS.
    """
    spans = list(compositor._regions_to_spans(compositor._dirty_regions))
    compositor._dirty_regions.clear()
    if not spans:
        return None
    cuts = compositor.cuts
    chops: list[dict[int, Strip | None]] = [{} for _ in cuts]
    missing: Lines = {}
    for y, start, end in spans:
        line = cuts[y]
        chops[y] = dict.fromkeys(line[:-1])
        parts = {x for x, right in pairwise(line) if x < end and right > start}
        missing.setdefault(y, set()).update(parts)
    for widget, (region, clip) in compositor.visible_widgets.items():
        for y, x, part in _parts(widget, region, clip, cuts, missing):
            if chops[y][x] is None:
                chops[y][x] = part
                missing[y].discard(x)
        missing = {y: left for y, left in missing.items() if left}
        if not missing:
            break
    return kind(chops, spans, [line[1:] for line in cuts])


def _parts(
    widget: Widget,
    region: Region,
    clip: Region,
    cuts: Sequence[Sequence[int]],
    missing: Lines,
) -> Iterator[tuple[int, int, Strip]]:
    """Line, column and what is there, of the lines on which a widget has a part."""
    shown = region.intersection(clip)
    left, right = shown.column_span
    lines = [
        y
        for y in shown.line_range
        if y in missing and any(left <= x < right for x in missing[y])
    ]
    if not lines:
        return
    first, end = lines[0], lines[-1] + 1
    crop = Region(left - region.x, first - region.y, right - left, end - first)
    strips = widget.render_lines(crop)
    for y in lines:
        inside = [cut for cut in cuts[y] if left <= cut <= right]
        parts = strips[y - first].divide([cut - left for cut in inside[1:]])
        for x, part in zip(inside, parts, strict=False):
            yield y, x, part
