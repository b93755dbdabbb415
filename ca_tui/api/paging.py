"""Reading a list to its end, in either of the vendor's two ways of paging.

`token` is MaxResults with NextToken, `page` is PageNumber with PageSize; a request
carries one of them, never both. The walk believes no reply more than it must:

=====================================  ================================================
what comes                             what the walk does
=====================================  ================================================
items that came before                 leaves them out; many pages of nothing else end
                                       it with PagingError
the NextToken of an earlier page       PagingError, for it would go round for ever
a NextToken that the service refuses   begins anew without one, once; then PagingError
an empty page before the last one      goes on; the fourth in a row ends the reading
rows in front, so that pages shift     reads them again, then looks at the top for more
rows deleted, so that pages shift      reads a page of another size across each place
                                       where something may have slipped through
a total that shrinks or grows          looks at the top and at such places again
a total that promises more than came   reads once more from the first page; PagingError
                                       if it is still not there
a total smaller than what came         believes no total; reads until an empty page
a PageNumber that the service refuses  takes it for the end, unless it is the first
any other error                        raises it; the pages until then stand
=====================================  ================================================
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final, Literal, Protocol, TypeAlias

from ca_tui.api.chained import by_token
from ca_tui.api.models import Json, Page, Scope
from ca_tui.api.numbered import by_number
from ca_tui.api.status import canonical
from ca_tui.api.unread import Ask
from ca_tui.api.walked import Walked
from ca_tui.api.wire import Call

INSTANCES_AT_A_TIME: Final = 100
"""Most that InstanceIds and a page of instances take."""

Mode: TypeAlias = Literal["token", "page"]


class Caller(Protocol):
    """What sends a call: `client.Client`, or a fake."""

    async def call(self, call: Call) -> tuple[dict[str, Json], int]:
        """The decoded reply and the bytes of its body; raises errors of api.errors."""


def walk(
    ask: Ask,
    mode: Mode,
    *,
    size: int,
    what: str = "The list",
    concurrency: int = 1,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncGenerator[Page, None]:
    """Every page of a list, each with only the items that no earlier page had.

    `size` is the number of items asked for at a time and `what` names the list in
    errors. Who wants more than the first pages has those behind them read ahead: up to
    `concurrency` side by side in page mode, the next one in token mode. They are given
    in order, and read again where nobody wanted them for long. `last` is true on the
    final page of a complete walk: everything that was there all the time came.
    `total_count` is None in token mode, where the vendor calls it meaningless, and
    where the pages contradict it. Raises PagingError when the list cannot be read to
    its end; the pages yielded until then stand. `clock` gives seconds.
    """
    walked = Walked(what)
    if mode == "token":
        return by_token(ask, size, walked, clock=clock)
    return by_number(ask, size, walked, concurrency=max(1, concurrency), clock=clock)


def batches(ids: Sequence[str], size: int) -> list[list[str]]:
    """Ids in groups of at most `size`, without the empty and the repeated."""
    distinct = [each for each in dict.fromkeys(ids) if each]
    return [distinct[at : at + size] for at in range(0, len(distinct), size)]


async def of_instances(
    ids: Sequence[str],
    pages_of: Callable[[dict[str, str]], AsyncGenerator[Page, None]],
) -> AsyncGenerator[Page, None]:
    """The pages of all instances, or of those named: one walk for each 100 of them.

    `pages_of` walks with these filters. Source: InstanceIds of DescribeInstances and
    ListInstances is a JSON array of at most 100 ids.
    """
    asked: list[dict[str, str]] = [{}]
    if ids:
        named = batches(ids, INSTANCES_AT_A_TIME)
        asked = [{"InstanceIds": json.dumps(each)} for each in named]
    for number, filters in enumerate(asked, 1):
        pages = pages_of(filters)
        async with aclosing(pages):
            async for page in pages:
                yield replace(page, last=page.last and number == len(asked))


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
