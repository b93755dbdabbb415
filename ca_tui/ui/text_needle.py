"""What is searched for in a text: words in any case, or a regular expression.

Python's `re` cannot be interrupted, so of a line it is given as much at a time as the
filter's rules allow it, and less as soon as that takes long: between two such windows
others have their turn.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ca_tui.monitor.filter_regex import check, searching
from ca_tui.monitor.filter_syntax import Regex
from ca_tui.output.document import Document
from ca_tui.output.sections import MAX_HITS
from ca_tui.ui.text_hits import Hit

PATIENCE: Final = 0.03
"""Seconds that one look at a window may take; after a longer one windows shrink."""

NARROWEST: Final = 64
"""Characters below which they do not."""

QUICK: Final = 200_000
"""Characters of a text up to which words are found at once."""


@dataclass(frozen=True, slots=True)
class Needle:
    """Something to search for; `pattern` is None where it is words."""

    text: str
    pattern: re.Pattern[str] | None = None
    window: int = 0
    """Characters of a line that the pattern is given at a time."""

    def quick(self, document: Document) -> bool:
        """It is found in no time."""
        return self.pattern is None and document.size <= QUICK

    def hits(
        self,
        document: Document,
        stopped: Callable[[], bool] = bool,
        clock: Callable[[], float] = time.thread_time,
    ) -> list[Hit]:
        """Where it is, from the start on; until there are MAX_HITS, or `stopped`."""
        if self.pattern is None:
            return document.find(self.text)
        found: list[Hit] = []
        windows = _Windows(self.pattern, self.window, clock)
        for index, text in document.searchable():
            for start, end in windows.found(text, stopped):
                found.append((index, start, end))
                if len(found) >= MAX_HITS:
                    return found
            if stopped():
                return []
        return found


def needle_of(text: str) -> Needle:
    """What an operator typed: `/pattern/` is a regular expression, as in a filter.

    Raises FilterError for one that is none, or that could take for ever.
    """
    if len(text) < 3 or text[0] != "/" or text[-1] != "/":
        return Needle(text)
    pattern = text[1:-1].replace(r"\/", "/")
    check(Regex(pattern, 1, len(text) - 1))
    search = searching(pattern)
    return Needle(text, search.pattern, search.longest)


class _Windows:
    """Looks through lines a window at a time."""

    def __init__(
        self, pattern: re.Pattern[str], width: int, clock: Callable[[], float]
    ) -> None:
        self._pattern = pattern
        self._width = width
        self._clock = clock

    def found(
        self, text: str, stopped: Callable[[], bool]
    ) -> Iterator[tuple[int, int]]:
        """Hits in windows that overlap by half: each is of the first that has it."""
        at = behind = 0
        while not stopped():
            width = self._width
            last = at + width >= len(text)
            for start, end in self._look(text, at, at + width):
                if not last and start >= at + width // 2:
                    break
                if end > start >= behind:
                    behind = end
                    yield start, end
            if last:
                return
            at += width // 2

    def _look(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        began = self._clock()
        spans = [match.span() for match in self._pattern.finditer(text, start, end)]
        if self._clock() - began > PATIENCE:
            self._width = max(self._width // 2, NARROWEST)
        return spans
