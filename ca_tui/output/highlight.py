"""Highlighting by line, done when a line is first shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from ca_tui.output.kinds import Span, Syntax
from ca_tui.output.lexing import Lexed
from ca_tui.output.line_rules import LINE_LIMIT, line_spans

LEXED: Final = 262_144
"""Characters up to which a lexer reads a text as a whole."""

_ONE_PASS: Final = frozenset(("json",))
"""Lexers written as one loop, whose time does not depend on how long lines are."""


class Highlighter:
    """The parts of each line of one text; `cut`: it may begin in the middle of a line.

    A known language is read by Pygments while the text is small and reading stays
    quick; all else, and what is left then, line by line.
    """

    def __init__(
        self,
        syntax: Syntax,
        lines: Sequence[str],
        clock: Callable[[], float] = time.perf_counter,
        *,
        cut: bool = False,
    ) -> None:
        self._syntax = syntax
        self._lines = lines
        self._clock = clock
        self._lexed: Lexed | None = None
        self._skipped = 1 if cut and len(lines) > 1 else 0
        self._by_line = syntax.lexer is None or not _lexable(syntax.lexer, lines)

    def spans(self, index: int) -> tuple[Span, ...]:
        """The parts of line `index`, from 0, in order and never overlapping."""
        if not self._by_line and index >= self._skipped:
            found = self._lexer().spans(index - self._skipped)
            if found is not None:
                return found
        return line_spans(self._syntax.name, self._lines[index])

    def _lexer(self) -> Lexed:
        if self._lexed is None:
            alias = self._syntax.lexer or "text"
            self._lexed = Lexed(alias, self._lines[self._skipped :], self._clock)
        return self._lexed


def _lexable(alias: str, lines: Sequence[str]) -> bool:
    size = len(lines)
    longest = 0
    for line in lines:
        size += len(line)
        longest = max(longest, len(line))
        if size > LEXED:
            return False
    return longest <= LINE_LIMIT or alias in _ONE_PASS
