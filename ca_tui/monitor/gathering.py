"""Pages merged several at a time, where nobody looks at their rows meanwhile."""

from __future__ import annotations

from itertools import chain
from typing import Final

from ca_tui.api.models import Page
from ca_tui.api.unread import give_way
from ca_tui.monitor.rows import Delta
from ca_tui.monitor.store import Store

PAGES: Final = 2
"""Pages to a merge: what it costs to begin and to end one is a third of a page, and a
reply that comes meanwhile waits."""

BYTES: Final = 1 << 20
"""Bytes of replies to a merge, so that large outputs do not pile up."""

NOTHING: Final = Delta()


class Gathering:
    """Takes pages, and merges them when there are enough of them.

    In the thread that calls: with no screen to be painted, another one would only
    stand in the way of the replies that are read. Raises StoreError.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages: list[Page] = []

    async def merge(self, page: Page) -> Delta:
        """Take a page; what it changes is not told."""
        self._pages.append(page)
        if len(self._pages) >= PAGES or sum(each.size for each in self._pages) > BYTES:
            await give_way()
            self.flush()
        return NOTHING

    def flush(self) -> None:
        """Merge what was taken."""
        pages, self._pages = self._pages, []
        if pages:
            self._store.merge(_together(pages))


def _together(pages: list[Page]) -> Page:
    """One page with everything that is on these."""
    if len(pages) == 1:
        return pages[0]
    return Page(
        results=tuple(chain.from_iterable(page.results for page in pages)),
        invocations=tuple(chain.from_iterable(page.invocations for page in pages)),
        instances=tuple(chain.from_iterable(page.instances for page in pages)),
        agents=tuple(chain.from_iterable(page.agents for page in pages)),
        regions=tuple(chain.from_iterable(page.regions for page in pages)),
    )
