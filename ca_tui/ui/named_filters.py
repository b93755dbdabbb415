"""Filters that were given names, as commands of the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from textual.app import SystemCommand

from ca_tui.ui.cells import one_line


def commands(
    filters: Mapping[str, str],
    use: Callable[[str], object],
    forget: Callable[[str], object],
) -> Iterator[SystemCommand]:
    """To `use` the text of each filter, and to `forget` each name."""
    for name, text in filters.items():
        title, words = _literal(name), _literal(text)
        yield SystemCommand(f"Filter: {title}", words, partial(use, text))
        yield SystemCommand(f"Forget filter: {title}", words, partial(forget, name))


def _literal(text: str) -> str:
    """For the palette, which reads markup in what it is given."""
    # Textual's own escape() takes [A] for no tag, its parser for one
    return one_line(text).replace("[", "\\[")
