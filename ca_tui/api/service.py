"""What the rest of the program may ask of a service; ecs.py and swas.py answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final, Protocol

from ca_tui.api.models import Page, ResultKey, Scope, ServiceName

AT_A_TIME: Final = 50
"""The most results or invocations that an operation of either service gives at a
time; asked for fewer, the reply is smaller."""


class Service(Protocol):
    """One service of Alibaba Cloud, read-only.

    Every method raises errors of `api.errors`. Iterators yield one Page per reply,
    newest first as the service sends them, and may be closed at any time.
    """

    @property
    def name(self) -> ServiceName:
        """`ecs` or `swas`."""

    async def regions(self) -> Page:
        """The regions that the account sees."""

    def instances(
        self, region_id: str, instance_ids: Sequence[str] = ()
    ) -> AsyncIterator[Page]:
        """The instances of a region, or those named (any number)."""

    async def agents(self, region_id: str, instance_ids: Sequence[str]) -> Page:
        """The agents' state; empty where the service has no such operation."""

    def results(self, scope: Scope, size: int = AT_A_TIME) -> AsyncIterator[Page]:
        """The results of a scope, so many to a page; a page may carry their
        invocations too.
        """

    def invocations(self, scope: Scope, size: int = AT_A_TIME) -> AsyncIterator[Page]:
        """The invocations of a scope: command names and contents, no output."""

    async def glance(self, scope: Scope, size: int) -> Page | None:
        """The newest invocations of a scope, and what their results say but for the
        output, in one call; None where the service has no such list.
        """

    async def result(self, key: ResultKey) -> Page:
        """One result, as fresh as the service has it."""
