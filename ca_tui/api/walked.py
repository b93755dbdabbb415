"""What a walk over a list has read so far, so that it gives every item once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias, TypeVar

from ca_tui.api.errors import PagingError
from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    Page,
    Region,
)

Row: TypeAlias = Agent | Instance | Invocation | InvocationResult | Region

_Row = TypeVar("_Row", Agent, Instance, Invocation, InvocationResult, Region)

PATIENCE: Final = 3
"""Pages in a row that may bring nothing before a walk is given up."""


class Walked:
    """Every item that came, and how well the walk goes."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.pages = 0
        self.items = 0
        """Distinct ones; two with one identity in one reply are two."""
        self.unreadable = 0
        self._seen: set[int] = set()
        self._fruitful = 0
        self._barren = 0

    def take(self, page: Page, *, again: bool = False) -> Page:
        """The page without what is known; raises PagingError when pages repeat.

        Items that moved make pages of nothing but known ones, yet never more of
        those in a row than there are pages that brought something. `again`: the page
        was read to look at known items once more.
        """
        self.pages += 1
        found = identities(page)
        new = sum(identity not in self._seen for identity in found)
        self.items += new
        if new:
            self._fruitful += 1
            self._barren = 0
        elif found and not again:
            self._barren += 1
        if self._barren > self._fruitful + PATIENCE:
            raise self.stopped("the service sends the same items again and again")
        return replace(
            page,
            results=self._unseen(page.results),
            invocations=self._unseen(page.invocations),
            instances=self._unseen(page.instances),
            agents=self._unseen(page.agents),
            regions=self._unseen(page.regions),
        )

    def anew(self) -> None:
        """The list is read from its first page again: known pages are expected."""
        self._barren = 0

    def _unseen(self, rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
        kept = []
        for row in rows:
            known = identity(row)
            if known not in self._seen:
                self._seen.add(known)
                kept.append(row)
        return tuple(kept)

    def missing(self, total: int | None) -> int:
        """How many items a total promises beyond those that came."""
        return max(0, (total or 0) - self.items - self.unreadable)

    def stopped(self, why: str) -> PagingError:
        """The error that says how far the walk came, and why no further."""
        pages = "1 page" if self.pages == 1 else f"{self.pages:,} pages"
        return PagingError(
            f"{self.what} could not be read to its end: {why}. "
            f"Read until then: {self.items:,} in {pages}."
        )


def listed(page: Page) -> Sequence[Row]:
    """What the page lists; results beside invocations are their parts."""
    return (
        page.invocations or page.instances or page.agents or page.regions
    ) or page.results


def identities(page: Page) -> tuple[int, ...]:
    """Who the listed items are, in order."""
    return tuple(identity(row) for row in listed(page))


def item_count(page: Page) -> int:
    """Items of the reply, those that could not be read too."""
    return len(listed(page)) + len(page.problems)


def identity(row: Row) -> int:
    """What makes an item the same on another page.

    A hash, keyed anew in each process, keeps 100,000 of them small: the chance that two
    of as many are alike is one in 3,000,000,000.
    """
    if isinstance(row, InvocationResult):
        return hash(row.key)
    if isinstance(row, Invocation):
        return hash(("invocation", row.invoke_id))
    if isinstance(row, Region):
        return hash(("region", row.region_id))
    return hash((type(row).__name__, row.instance_id))
