"""What is remembered from one time to the next: named filters, and where one was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ca_tui.api.models import ResultKey


@dataclass(frozen=True, slots=True)
class Left:
    """How the table was left."""

    text: str = ""
    """The filter."""
    faults_only: bool = False
    sort: str = "started"
    descending: bool = True
    key: ResultKey | None = None
    """The result under the cursor; None: the cursor followed new ones."""


class Memory(Protocol):
    """Where it is kept. Nothing here raises: what cannot be kept is forgotten."""

    @property
    def filters(self) -> Mapping[str, str]:
        """Named filters, their texts by name."""

    def name_filter(self, name: str, text: str) -> str:
        """Keep a filter under a name, or forget the name if `text` is empty.

        A sentence if that cannot be written down.
        """

    def left(self) -> Left | None:
        """How the table was left last time; None: never."""

    def leave(self, left: Left) -> None:
        """Remember how the table is left."""


class Forgetful:
    """Remembers while the program runs."""

    def __init__(self) -> None:
        self._filters: dict[str, str] = {}

    @property
    def filters(self) -> Mapping[str, str]:
        """Named filters, their texts by name."""
        return self._filters

    def name_filter(self, name: str, text: str) -> str:
        """Keep a filter, or forget it."""
        self._filters.pop(name, None)
        if text:
            self._filters[name] = text
        return ""

    def left(self) -> Left | None:
        """Nothing is known of last time."""
        return None

    def leave(self, left: Left) -> None:
        """There is no next time."""
