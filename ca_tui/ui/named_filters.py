"""Filters that were given names, as commands of the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from textual.app import SystemCommand
from textual.markup import escape

from ca_tui.ui.cells import one_line


def commands(
    filters: Mapping[str, str],
    use: Callable[[str], object],
    forget: Callable[[str], object],
) -> Iterator[SystemCommand]:
    """To `use` the text of each filter, and to `forget` each name."""
    for name, text in filters.items():
        # the palette reads markup in what it is given
        title, words = escape(one_line(name)), escape(one_line(text))
        yield SystemCommand(f"Filter: {title}", words, partial(use, text))
        yield SystemCommand(f"Forget filter: {title}", words, partial(forget, name))
