"""Many ids in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T")

AT_ONCE: Final = 500
"""Values in one statement at most."""


def steps(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Lists of so many values, the last one of what is left."""
    rest = iter(values)
    while step := list(islice(rest, size)):
        yield step


def marks(values: int) -> str:
    """Place holders for so many values."""
    return ", ".join("?" * values)
