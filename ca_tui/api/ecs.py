"""Elastic Compute Service: which operation answers what, and its parameters' names.

API version 2014-05-26. Paging is by token unless told otherwise: the vendor will
retire PageNumber, and rows that arrive meanwhile shift its pages.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Final

from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import ConnectionFailed
from ca_tui.api.models import Page, ResultKey, Scope, ServiceName
from ca_tui.api.paging import (
    INSTANCES_AT_A_TIME,
    Caller,
    Mode,
    batches,
    narrowed,
    of_instances,
    walk,
)
from ca_tui.api.replies import next_token, read_page
from ca_tui.api.unread import Unread
from ca_tui.api.wire import Call, Param, flatten

VERSION: Final = "2014-05-26"

RESULTS_AT_A_TIME: Final = 50
"""The most DescribeInvocationResults and DescribeInvocations give at a time."""

AGENTS_AT_A_TIME: Final = 50
"""The most InstanceId.N that DescribeCloudAssistantStatus takes."""


class Ecs:
    """The ECS side of `service.Service`.

    `concurrency` is how many pages of one list are asked for side by side, once
    somebody wanted the second; pages behind a token come one by one.
    """

    def __init__(
        self,
        client: Caller,
        *,
        endpoints: Endpoints,
        paging: Mode = "token",
        concurrency: int = 1,
    ) -> None:
        self._client = client
        self._endpoints = endpoints
        self._paging: Mode = paging
        self._concurrency = concurrency

    @property
    def name(self) -> ServiceName:
        """`ecs`."""
        return "ecs"

    async def regions(self) -> Page:
        """DescribeRegions; the endpoints it tells are used from then on.

        Where the usual endpoint cannot be reached, the central one is asked.
        """
        action, home = "DescribeRegions", self._endpoints.home
        params: dict[str, Param] = {"AcceptLanguage": "en-US"}
        try:
            page = await self._ask(action, home, params)
        except ConnectionFailed:
            central = self._endpoints.central("ecs")
            if not central:
                raise
            page = await self._ask(action, home, params, host=central)
        self._endpoints.learn(page.regions)
        return page

    def instances(
        self, region_id: str, instance_ids: Sequence[str] = ()
    ) -> AsyncGenerator[Page, None]:
        """DescribeInstances, all of a region or those named.

        A RAM user without the permission gets an empty list and no error.
        """
        return of_instances(
            instance_ids,
            lambda filters: self._walk(
                "DescribeInstances", region_id, {**filters}, size=INSTANCES_AT_A_TIME
            ),
        )

    async def agents(self, region_id: str, instance_ids: Sequence[str]) -> Page:
        """DescribeCloudAssistantStatus of the named instances."""
        whole = Page()
        for ids in batches(instance_ids, AGENTS_AT_A_TIME):
            params: dict[str, Param] = {"RegionId": region_id, "InstanceId": ids}
            page = await self._ask("DescribeCloudAssistantStatus", region_id, params)
            whole = replace(
                page,
                agents=whole.agents + page.agents,
                problems=whole.problems + page.problems,
                size=whole.size + page.size,
                total_count=None,
                next_token="",
                last=True,
            )
        return whole

    async def results(
        self, scope: Scope, size: int = RESULTS_AT_A_TIME
    ) -> AsyncGenerator[Page, None]:
        """DescribeInvocationResults; history only where the scope has an invoke_id."""
        history = scope.include_history and bool(scope.invoke_id)
        pages = self._walk(
            "DescribeInvocationResults",
            scope.region_id,
            _filters(scope, history=history),
            size=size,
            history=history,
        )
        async with aclosing(pages):
            async for page in pages:
                yield narrowed(page, scope)

    async def invocations(
        self, scope: Scope, size: int = RESULTS_AT_A_TIME
    ) -> AsyncGenerator[Page, None]:
        """DescribeInvocations without its rows: they lack the output, not asked for.

        results() has them whole.
        """
        filters = _filters(scope)
        pages = self._walk(
            "DescribeInvocations", scope.region_id, filters, size=size, rows=False
        )
        async with aclosing(pages):
            async for page in pages:
                yield replace(page, results=())

    async def glance(self, scope: Scope, size: int) -> Page:
        """DescribeInvocations without IncludeOutput, its first page.

        The rows have no Output and are those of the scope's instance; its status does
        not narrow them.
        """
        by_token = self._paging == "token"
        paging = {"MaxResults": str(size)}
        if not by_token:
            paging = {"PageNumber": "1", "PageSize": str(size)}
        params: dict[str, Param] = {
            "RegionId": scope.region_id,
            **_filters(scope),
            **paging,
        }
        page = await self._ask("DescribeInvocations", scope.region_id, params)
        page = narrowed(page, replace(scope, status=""))
        last = not page.next_token
        if not by_token:
            last = size >= (page.total_count or 0)
        rows = tuple(replace(row, output=None) for row in page.results)
        return replace(page, results=rows, last=last)

    async def result(self, key: ResultKey) -> Page:
        """DescribeInvocationResults of one run on one instance, read to the row.

        An instance has several rows where the run has a history or containers. The
        page has no result where the service has it no longer.
        """
        history = bool(key.start_time)
        scope = Scope(
            "ecs", key.region_id, instance_id=key.instance_id, invoke_id=key.invoke_id
        )
        pages = self._walk(
            "DescribeInvocationResults",
            key.region_id,
            _filters(scope, history=history),
            history=history,
        )
        size = 0
        page = Page()
        async with aclosing(pages):
            async for page in pages:
                size += page.size
                rows = tuple(row for row in page.results if row.key == key)
                page = replace(page, results=rows, size=size, last=True)
                if rows:
                    break
        return page

    def _walk(
        self,
        action: str,
        region_id: str,
        filters: dict[str, Param],
        *,
        size: int = RESULTS_AT_A_TIME,
        history: bool = False,
        rows: bool = True,
    ) -> AsyncGenerator[Page, None]:
        async def ask(paging: dict[str, str]) -> Unread:
            params: dict[str, Param] = {"RegionId": region_id, **filters, **paging}
            return await self._fetch(
                action, region_id, params, history=history, rows=rows
            )

        return walk(
            ask,
            self._paging,
            size=size,
            what=f"{action} ({region_id})",
            concurrency=self._concurrency,
        )

    async def _ask(
        self, action: str, region_id: str, params: dict[str, Param], host: str = ""
    ) -> Page:
        return (await self._fetch(action, region_id, params, host=host)).read()

    async def _fetch(
        self,
        action: str,
        region_id: str,
        params: dict[str, Param],
        *,
        history: bool = False,
        rows: bool = True,
        host: str = "",
    ) -> Unread:
        usual, secure = self._endpoints.host("ecs", region_id)
        host, secure = (host, True) if host else (usual, secure)
        call = Call(action, VERSION, host, flatten(params), region_id, secure)
        tree, size = await self._client.call(call)
        read = partial(
            read_page,
            tree,
            service="ecs",
            region_id=region_id,
            encoding="base64",
            history=history,
            rows=rows,
            size=size,
        )
        return Unread(next_token(tree), read)


def _filters(scope: Scope, *, history: bool = False) -> dict[str, Param]:
    """What the service narrows by itself; statuses it knows only the legacy ones."""
    filters: dict[str, Param] = {
        "ContentEncoding": "Base64",
        "InvokeId": scope.invoke_id or None,
        "InstanceId": scope.instance_id or None,
        "CommandId": scope.command_id or None,
        "Tag": [{"Key": key, "Value": value} for key, value in scope.tags],
        "IncludeHistory": True if history else None,
    }
    return filters
