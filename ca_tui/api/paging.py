"""Reading a list to its end, in either of the vendor's two ways of paging.

`token` is MaxResults with NextToken, `page` is PageNumber with PageSize; a request
carries one of them, never both. The walk believes no reply more than it must: tokens
may loop, pages may be short or empty, and totals may lie.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol, TypeAlias, TypeVar

from ca_tui.api.errors import BadParameter, PagingError
from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    Json,
    Page,
    Region,
    Scope,
)
from ca_tui.api.status import canonical
from ca_tui.api.wire import Call

Mode: TypeAlias = Literal["token", "page"]

Ask: TypeAlias = Callable[[dict[str, str]], Awaitable[Page]]
"""One call with these paging parameters, read."""

Row: TypeAlias = Agent | Instance | Invocation | InvocationResult | Region

_Row = TypeVar("_Row", Agent, Instance, Invocation, InvocationResult, Region)

PATIENCE: Final = 3
"""Pages in a row that may bring nothing before a walk is given up."""


class Caller(Protocol):
    """What sends a call: `client.Client`, or a fake."""

    async def call(self, call: Call) -> tuple[dict[str, Json], int]:
        """The decoded reply and the bytes of its body; raises errors of api.errors."""


def walk(
    ask: Ask, mode: Mode, *, size: int, what: str = "The list"
) -> AsyncGenerator[Page, None]:
    """Every page of a list, each with only the items that no earlier page had.

    `size` is the number of items asked for at a time and `what` names the list in
    errors. `last` is true on the final page of a complete walk; `total_count` is
    None in token mode, where the vendor calls it meaningless, and where the pages
    contradict it. Raises PagingError when the list cannot be read to its end; the
    pages yielded until then stand.
    """
    walked = _Walked(what)
    if mode == "token":
        return _by_token(ask, size, walked)
    return _by_page(ask, size, walked)


def batches(ids: Sequence[str], size: int) -> list[list[str]]:
    """Ids in groups of at most `size`, without the empty and the repeated."""
    distinct = [each for each in dict.fromkeys(ids) if each]
    return [distinct[at : at + size] for at in range(0, len(distinct), size)]


def narrowed(page: Page, scope: Scope) -> Page:
    """The page with only the results whose status and instance are the scope's."""
    wanted = canonical(scope.status).casefold()
    kept = tuple(
        result
        for result in page.results
        if wanted in ("", canonical(result.invocation_status).casefold())
        and scope.instance_id in ("", result.key.instance_id)
    )
    return page if len(kept) == len(page.results) else replace(page, results=kept)


async def _by_token(ask: Ask, size: int, walked: _Walked) -> AsyncGenerator[Page, None]:
    token, tokens, restarted, empty = "", set[str](), False, 0
    while True:
        params = {"MaxResults": str(size)}
        if token:
            params["NextToken"] = token
        try:
            page = await ask(params)
        except BadParameter as error:
            if not token or "nexttoken" not in error.code.casefold():
                raise
            if restarted:
                raise walked.stopped("its NextToken was refused twice") from error
            # "NextToken is illegal": an expired one; the list begins anew
            restarted, token = True, ""
            tokens.clear()
            continue
        fresh = walked.take(page)
        token = page.next_token
        empty = 0 if _items(page) else empty + 1
        yield replace(fresh, total_count=None, last=not token)
        if not token:
            return
        if token in tokens:
            raise walked.stopped("the service sent a NextToken for the second time")
        if empty > PATIENCE:
            raise walked.stopped(f"{empty} pages in a row were empty")
        tokens.add(token)


async def _by_page(ask: Ask, size: int, walked: _Walked) -> AsyncGenerator[Page, None]:
    """Numbered pages; read again from the first, once, when the list moved.

    New items push older ones onto later pages: those come twice, and the new ones
    not at all. Deleted items pull others onto pages that were read already.
    """
    first = reading = _Reading(size)
    while True:
        page = await _numbered(ask, reading.number, size)
        fresh = walked.take(page)
        reading.take(page)
        walked.unreadable = max(walked.unreadable, reading.unreadable)
        if reading is first:
            missing = 0
            done = reading.ended and not walked.unsettled(reading)
        else:
            missing = walked.missing(reading.least)
            new = bool(_items(fresh))
            done = reading.ended or (not first.shrank and reading.idle(missing, new))
            missing = missing if done else 0
        yield replace(fresh, total_count=reading.total, last=done and not missing)
        if missing:
            lost = "1 item is" if missing == 1 else f"{missing:,} items are"
            raise walked.stopped(f"{lost} missing after it was read twice")
        if done:
            return
        if reading.ended:
            reading = _Reading(size)


async def _numbered(ask: Ask, number: int, size: int) -> Page:
    try:
        return await ask({"PageNumber": str(number), "PageSize": str(size)})
    except BadParameter as error:
        if number == 1 or "pagenumber" not in error.code.casefold():
            raise
        # a service that refuses a page beyond the end says that this is the end
        return Page()


@dataclass(slots=True)
class _Reading:
    """One reading of numbered pages from the first."""

    size: int
    number: int = 1
    """Of the page to ask for next."""
    total: int | None = None
    """What the service says, until it contradicts itself."""
    least: int | None = None
    """The smallest total seen: what was there all the time."""
    unreadable: int = 0
    shrank: bool = False
    ended: bool = False
    _delivered: int = 0
    _empty: int = 0
    _lied: bool = False

    def take(self, page: Page) -> None:
        """Reckon with the reply to the request for page `number`."""
        count = _items(page)
        step = page.page_size or 0
        start = (self.number - 1) * (step if 0 < step <= self.size else self.size)
        self.number += 1
        self._delivered += count
        self._empty = 0 if count else self._empty + 1
        self.unreadable += len(page.problems)
        self._believe(page.total_count, start + count if count else 0)
        if self.total is None:
            self.ended = not count
        elif count:
            self.ended = self._delivered >= self.total
        else:
            self.ended = start >= self.total or self._empty > PATIENCE

    def _believe(self, total: int | None, reached: int) -> None:
        self._lied = self._lied or total is None or total < reached
        if self._lied or total is None:
            self.total = self.least = None
            return
        self.shrank = self.shrank or total < (self.total or 0)
        self.total = total
        self.least = total if self.least is None else min(self.least, total)

    def idle(self, missing: int, new: bool) -> bool:
        """Whether reading on promises nothing."""
        return not new if self.least is None else not missing


class _Walked:
    """What a walk has read so far, over all its readings."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.pages = 0
        self.items = 0
        """Distinct ones; two with one identity in one reply are two."""
        self.unreadable = 0
        self.repeated = False
        self._seen: set[Hashable] = set()
        self._fruitful = 0
        self._barren = 0

    def take(self, page: Page) -> Page:
        """The page without what is known; raises PagingError when pages repeat.

        Items that moved make pages of nothing but known ones, yet never more of
        those in a row than there are pages that brought something.
        """
        self.pages += 1
        rows = _rows(page)
        new = sum(_identity(row) not in self._seen for row in rows)
        self.items += new
        self.repeated = self.repeated or new < len(rows)
        if new:
            self._fruitful += 1
            self._barren = 0
        elif rows:
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

    def _unseen(self, rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
        kept = []
        for row in rows:
            identity = _identity(row)
            if identity not in self._seen:
                self._seen.add(identity)
                kept.append(row)
        return tuple(kept)

    def missing(self, total: int | None) -> int:
        """How many items a total promises beyond those that came."""
        return max(0, (total or 0) - self.items - self.unreadable)

    def unsettled(self, reading: _Reading) -> bool:
        """Whether the list moved while it was read, or is not all here."""
        return self.repeated or reading.shrank or self.missing(reading.total) > 0

    def stopped(self, why: str) -> PagingError:
        """The error that says how far the walk came, and why no further."""
        pages = "1 page" if self.pages == 1 else f"{self.pages:,} pages"
        return PagingError(
            f"{self.what} could not be read to its end: {why}. "
            f"Read until then: {self.items:,} in {pages}."
        )


def _rows(page: Page) -> Sequence[Row]:
    """What the page lists; results beside invocations are their parts."""
    return (
        page.invocations or page.instances or page.agents or page.regions
    ) or page.results


def _items(page: Page) -> int:
    return len(_rows(page)) + len(page.problems)


def _identity(row: Row) -> Hashable:
    if isinstance(row, InvocationResult):
        return row.key
    if isinstance(row, Invocation):
        return "invocation", row.invoke_id
    if isinstance(row, Region):
        return "region", row.region_id
    return type(row).__name__, row.instance_id
