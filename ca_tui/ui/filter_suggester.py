"""What the filter line offers behind the cursor: a column, or a value that occurs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from textual.suggester import Suggester

from ca_tui.monitor.filter_completion import completions


class FilterSuggester(Suggester):
    """Completes the last term; `values` tells, in a thread, what occurs in a column."""

    def __init__(self, values: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._values = values
        self._known: dict[str, Sequence[str]] = {}

    async def get_suggestion(self, value: str) -> str | None:
        """The filter with its last term completed, if it goes on like that."""
        if not value or value[-1].isspace():
            return None
        offered = await asyncio.to_thread(
            completions, value, len(value), self._occurring
        )
        whole = (value[: each.start] + each.text for each in offered)
        return next((each for each in whole if _goes_on(value, each)), None)

    def _occurring(self, column: str) -> Sequence[str]:
        # asked once while the line is open: many rows take long to look through
        if column not in self._known:
            self._known[column] = self._values(column)
        return self._known[column]


def _goes_on(value: str, whole: str) -> bool:
    return len(whole) > len(value) and whole.startswith(value)
