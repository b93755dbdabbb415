"""What the monitor remembers of each scope: how far it is read, and how it goes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from ca_tui.api.limiter import by_itself
from ca_tui.api.models import Page, Scope
from ca_tui.api.service import Service
from ca_tui.monitor import policy
from ca_tui.monitor.budget import Place
from ca_tui.monitor.events import Progress
from ca_tui.monitor.head import Head


class Cursor:
    """A walk that goes on when somebody wants the next page.

    `gives_way`: nobody asked for it, so that its calls let others go first.
    """

    def __init__(self, pages: AsyncIterator[Page], *, gives_way: bool = False) -> None:
        self._pages = pages
        self._gives_way = gives_way
        self.read = 0
        """Pages so far."""
        self.seen = 0
        """Results on them."""
        self.last = False

    async def next(self) -> Page:
        """The next page; an empty last one at the end. Raises errors of api.errors."""
        with by_itself() if self._gives_way else nullcontext():
            page = await anext(self._pages, Page())
        self.read += 1
        self.seen += len(page.results)
        self.last = page.last
        return page

    async def aclose(self) -> None:
        """Let go of the walk."""
        if isinstance(self._pages, AsyncGenerator):
            await self._pages.aclose()


@dataclass(slots=True)
class Naming:
    """How far the names of a lane's results are known."""

    pending: bool = False
    """Results came; some of them may have no names."""
    asked: bool = False
    """The operator asked for them, so that the budget does not hold names back."""
    runs: Cursor | None = None
    """The walk of invocations."""
    at_a_time: int = 0
    """Invocations to a page of it."""
    singly: bool = False
    """That walk is over; what it did not have is asked for one by one."""
    singles: int = 0
    """How many were."""
    refused: set[str] = field(default_factory=set)
    """Kinds of names that the identity may not read."""
    retry_at: datetime | None = None
    failures: int = 0


@dataclass(slots=True)
class Rewalk:
    """Reading everything again, to find what is gone."""

    cursor: Cursor
    since: float
    """A mark of the store: what was not seen after it is gone."""
    rows: int | None
    """Where to end; None: at the end of the list."""


@dataclass(slots=True)
class Lane:
    """One scope."""

    scope: Scope
    """As the operator asked."""
    service: Service
    wanted: int | None
    """Results to read; None: all."""
    asked: Scope = field(init=False)
    """As the service is asked: with history, for a scheduled task."""
    opened: bool = False
    older: Cursor | None = None
    loaded: int = 0
    total: int | None = None
    more: bool = True
    """The service has older results."""
    failures: int = 0
    retry_at: datetime | None = None
    rewalk: Rewalk | None = None
    rewalk_at: datetime | None = None
    rewalk_asked: bool = False
    """The operator wants it, so that the budget does not hold it back."""
    restart: bool = False
    """Everything is to be read again, names that were refused too."""
    naming: Naming = field(default_factory=Naming)
    head: Head = field(default_factory=Head)

    def __post_init__(self) -> None:
        self.asked = self.scope

    @property
    def place(self) -> Place:
        """What the budget counts its calls by."""
        return self.scope.service, self.scope.region_id

    @property
    def deepening(self) -> bool:
        """Older results are wanted."""
        return (
            self.opened
            and self.more
            and (self.wanted is None or self.loaded < self.wanted)
        )

    def progress(self) -> Progress:
        """How far it is read."""
        total = None if self.total is None else max(self.total, self.loaded)
        known = [each for each in (total, self.wanted) if each is not None]
        return Progress(
            self.scope,
            self.loaded,
            total,
            self.more,
            self.deepening,
            max(min(known), self.loaded) if known else None,
        )

    def stop_deepening(self) -> None:
        """Be content with what is here; more may be wanted again later."""
        if self.wanted is None or self.wanted > self.loaded:
            self.wanted = self.loaded

    def failed(self, now: datetime) -> None:
        """Leave it alone for a while."""
        self.failures += 1
        self.retry_at = now + policy.backoff(self.failures)

    def recovered(self) -> bool:
        """It answered; says whether it failed before."""
        failed = self.failures > 0
        self.failures, self.retry_at = 0, None
        return failed

    def ready(self, now: datetime) -> bool:
        """Whether it may be asked."""
        return self.retry_at is None or now >= self.retry_at

    def arrived(self, added: int, *, asked: bool) -> None:
        """Rows came that may need names."""
        if added:
            self.naming.pending = True
            self.naming.asked = self.naming.asked or asked

    async def drop_older(self) -> None:
        """Let go of the walk into the past; another one begins at the top."""
        cursor, self.older = self.older, None
        if cursor is not None:
            await cursor.aclose()

    async def drop_rewalk(self) -> None:
        """Let go of the walk that reads everything again."""
        rewalk, self.rewalk = self.rewalk, None
        if rewalk is not None:
            await rewalk.cursor.aclose()

    async def drop_runs(self) -> None:
        """Let go of the walk of invocations."""
        cursor, self.naming.runs = self.naming.runs, None
        if cursor is not None:
            await cursor.aclose()

    async def aclose(self) -> None:
        """Let go of all walks."""
        await self.drop_older()
        await self.drop_rewalk()
        await self.drop_runs()
