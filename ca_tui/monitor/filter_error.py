"""What is wrong with a filter, where, and what would fit."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from ca_tui.api.errors import CaTuiError

MOST_SUGGESTIONS: Final = 3

LIKENESS: Final = 0.7
"""From 0 to 1: how much a word must resemble another to be meant."""


class FilterError(CaTuiError):
    """A mistake in a filter, from character `start` up to `end` of its text.

    `suggestions` would fit there. `incomplete`: the text only ends too early, as it
    does while somebody types; whoever shows rows keeps those of the last good filter.
    """

    def __init__(
        self,
        message: str,
        start: int,
        end: int,
        suggestions: Iterable[str] = (),
        *,
        incomplete: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.suggestions = tuple(suggestions)
        self.incomplete = incomplete

    def __str__(self) -> str:
        if not self.suggestions:
            return self.message
        return f"{self.message}; try {' or '.join(self.suggestions)}"


def like(word: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of some words that somebody who typed `word` may have meant."""
    folded = {each.casefold(): each for each in words}
    typed = word.casefold()
    begin = [each for each in folded if typed and each.startswith(typed)]
    close = get_close_matches(typed, folded, MOST_SUGGESTIONS, LIKENESS)
    found = dict.fromkeys((*begin, *close))
    return tuple(folded[each] for each in found)[:MOST_SUGGESTIONS]
