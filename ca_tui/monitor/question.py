"""What a view asks of the tables: which rows, and which of two comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final, TypeAlias

from ca_tui.monitor.condition import Condition, every
from ca_tui.monitor.query import in_scopes, matching
from ca_tui.monitor.rows import View
from ca_tui.monitor.views import SORTS

NOW: Final = ":now"
"""Stands for the time in what is compared."""

Place: TypeAlias = tuple["_Part", ...]
"""Where a row belongs: the lesser one comes first."""

_Value: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Question:
    """A view as conditions and an order; equal ones have the same answer."""

    scopes: Condition
    filters: Condition
    order: tuple[tuple[str, bool], ...]
    """SQL of what is compared, and whether the greatest comes first."""
    now: datetime = field(compare=False)

    @property
    def rows(self) -> Condition:
        """The rows of the view."""
        return every((self.scopes, self.filters))

    @property
    def ages(self) -> bool:
        """The order of what is running changes as time passes."""
        return any(NOW in sql for sql, _ in self.order)

    @property
    def compared(self) -> str:
        """The columns to SELECT for `place`."""
        return ", ".join(self._at(sql) for sql, _ in self.order)

    @property
    def by(self) -> str:
        """What stands behind ORDER BY."""
        return ", ".join(
            f"{self._at(sql)} {'DESC' if descending else 'ASC'} NULLS LAST"
            for sql, descending in self.order
        )

    def place(self, values: Sequence[_Value]) -> Place:
        """Where a row with those values of `compared` belongs."""
        pairs = zip(values, self.order, strict=True)
        return tuple(_Part(value, descending) for value, (_, descending) in pairs)

    def _at(self, sql: str) -> str:
        return sql.replace(NOW, repr(self.now.timestamp()))


def ask(
    view: View, now: datetime, zone: tzinfo | None, *, outputs: bool = True
) -> Question:
    """The question of a view; without `outputs`, see `matching`.

    Raises FilterError, and KeyError for an unknown sort.
    """
    order = [(sql, view.descending) for sql in SORTS[view.sort]]
    if view.sort != "started":
        order.append(("started_at", True))
    order.append(("key", False))
    filters = matching(view, now, zone, outputs=outputs)
    return Question(in_scopes(view.scopes), filters, tuple(order), now)


class _Part:
    """A value in the order that SQLite gives it; text by its code points."""

    __slots__ = ("descending", "value")

    def __init__(self, value: _Value, descending: bool) -> None:
        self.value = value
        self.descending = descending

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: _Part) -> bool:
        mine, others = self.value, other.value
        if mine is None or others is None:
            return mine is not None
        if isinstance(mine, str) or isinstance(others, str):
            less = str(mine) < str(others)
        else:
            less = mine < others
        return less != self.descending
