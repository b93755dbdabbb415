"""Simple Application Server: which operation answers what, and its parameters' names.

API version 2020-06-01. It pages by number only, has neither history nor tags of runs,
and no switch for the encoding of outputs.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from ca_tui.api.contents import Encoding
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.errors import ApiError, BadParameter, Denied
from ca_tui.api.models import InvocationResult, Page, ResultKey, Scope, ServiceName
from ca_tui.api.paging import (
    INSTANCES_AT_A_TIME,
    Caller,
    narrowed,
    of_instances,
    walk,
)
from ca_tui.api.replies import read_page
from ca_tui.api.wire import Call

VERSION: Final = "2020-06-01"

INVOCATIONS_AT_A_TIME: Final = 50
"""The most DescribeCommandInvocations and DescribeInvocations give at a time."""


class Swas:
    """The SWAS side of `service.Service`.

    `concurrency` is how many pages of one list are asked for side by side, once
    somebody wanted the second.
    """

    def __init__(
        self, client: Caller, *, endpoints: Endpoints, concurrency: int = 1
    ) -> None:
        self._client = client
        self._endpoints = endpoints
        self._concurrency = concurrency
        self._one_by_one: set[str] = set()
        """Regions that refused DescribeCommandInvocations."""

    @property
    def name(self) -> ServiceName:
        """`swas`."""
        return "swas"

    async def regions(self) -> Page:
        """ListRegions; the endpoints it tells are used from then on."""
        params = {"AcceptLanguage": "en-US"}
        page = await self._ask("ListRegions", self._endpoints.home, params)
        self._endpoints.learn(page.regions)
        return page

    def instances(
        self, region_id: str, instance_ids: Sequence[str] = ()
    ) -> AsyncGenerator[Page, None]:
        """ListInstances, all of a region or those named."""
        return of_instances(
            instance_ids,
            lambda filters: self._walk(
                "ListInstances", region_id, filters, size=INSTANCES_AT_A_TIME
            ),
        )

    async def agents(self, region_id: str, instance_ids: Sequence[str]) -> Page:
        """Nothing: what SWAS tells of its agents is not heartbeat but installation."""
        return Page()

    async def results(
        self, scope: Scope, size: int = INVOCATIONS_AT_A_TIME
    ) -> AsyncGenerator[Page, None]:
        """DescribeCommandInvocations: every page has the invocations too.

        Where it is refused and the scope names an instance: DescribeInvocations of
        that instance, and DescribeInvocationResult of each. Nothing for tags.
        """
        pages = self._runs(scope, size, with_results=True)
        async with aclosing(pages):
            async for page in pages:
                yield narrowed(page, scope)

    async def invocations(
        self, scope: Scope, size: int = INVOCATIONS_AT_A_TIME
    ) -> AsyncGenerator[Page, None]:
        """As results(), which cost no call more unless they are to be had singly."""
        pages = self._runs(scope, size, with_results=False)
        async with aclosing(pages):
            async for page in pages:
                yield narrowed(page, scope)

    async def glance(self, scope: Scope, size: int) -> Page | None:
        """DescribeInvocations, its first page: of one instance only, and of a run only
        the status. None for a region, whose list has every output.
        """
        if not scope.instance_id or scope.invoke_id or scope.command_id or scope.tags:
            return None
        params = {
            "RegionId": scope.region_id,
            "InstanceId": scope.instance_id,
            "PageNumber": "1",
            "PageSize": str(size),
        }
        page = await self._ask("DescribeInvocations", scope.region_id, params)
        rows = tuple(
            InvocationResult(_key(scope, run.invoke_id), run.invocation_status)
            for run in page.invocations
        )
        last = size >= (page.total_count or 0)
        return replace(page, results=rows, last=last)

    async def result(self, key: ResultKey) -> Page:
        """DescribeInvocationResult of one run on one instance."""
        page = await self._ask(
            "DescribeInvocationResult",
            key.region_id,
            {
                "RegionId": key.region_id,
                "InstanceId": key.instance_id,
                "InvokeId": key.invoke_id,
            },
            encoding="base64",
        )
        rows = tuple(
            replace(row, key=key) for row in page.results if _answers(row, key)
        )
        return replace(page, results=rows)

    async def _runs(
        self, scope: Scope, size: int, *, with_results: bool
    ) -> AsyncGenerator[Page, None]:
        if scope.tags:
            return
        begun = False
        if not self._singly(scope):
            pages = self._walk(
                "DescribeCommandInvocations",
                scope.region_id,
                _filters(scope),
                size=size,
                encoding="unknown",
            )
            try:
                async with aclosing(pages):
                    async for page in pages:
                        begun = True
                        self._one_by_one.discard(scope.region_id)
                        yield page
                return
            except ApiError as error:
                if begun or not (_refused(error) and _has_other_way(scope)):
                    raise
        pages = self._of_instance(scope, size, with_results=with_results)
        async with aclosing(pages):
            async for page in pages:
                self._one_by_one.add(scope.region_id)
                yield page

    def _singly(self, scope: Scope) -> bool:
        return scope.region_id in self._one_by_one and _has_other_way(scope)

    async def _of_instance(
        self, scope: Scope, size: int, *, with_results: bool
    ) -> AsyncGenerator[Page, None]:
        """The invocations of one instance, and each one's result in its own call."""
        if with_results and scope.invoke_id:
            yield await self.result(_key(scope, scope.invoke_id))
            return
        pages = self._walk(
            "DescribeInvocations",
            scope.region_id,
            {"InstanceId": scope.instance_id},
            size=size,
            encoding="base64",
        )
        async with aclosing(pages):
            async for page in pages:
                kept = tuple(
                    each
                    for each in page.invocations
                    if scope.invoke_id in ("", each.invoke_id)
                )
                wanted = kept if with_results else ()
                found = bool(scope.invoke_id and kept)
                last = (page.last or found) and not wanted
                yield replace(page, invocations=kept, last=last)
                if found:
                    return
                for number, invocation in enumerate(wanted, 1):
                    result = await self._result_or_problem(
                        _key(scope, invocation.invoke_id)
                    )
                    yield replace(result, last=page.last and number == len(wanted))

    async def _result_or_problem(self, key: ResultKey) -> Page:
        """One result; a run that the service no longer has hides no other."""
        try:
            return await self.result(key)
        except BadParameter as error:
            return Page(problems=(str(error),))

    def _walk(
        self,
        action: str,
        region_id: str,
        filters: dict[str, str],
        *,
        size: int = INVOCATIONS_AT_A_TIME,
        encoding: Encoding = "base64",
    ) -> AsyncGenerator[Page, None]:
        async def ask(paging: dict[str, str]) -> Page:
            params = {"RegionId": region_id, **filters, **paging}
            return await self._ask(action, region_id, params, encoding=encoding)

        return walk(
            ask,
            "page",
            size=size,
            what=f"{action} ({region_id})",
            concurrency=self._concurrency,
        )

    async def _ask(
        self,
        action: str,
        region_id: str,
        params: dict[str, str],
        *,
        encoding: Encoding = "base64",
    ) -> Page:
        host, secure = self._endpoints.host("swas", region_id)
        call = Call(action, VERSION, host, params, region_id, secure)
        tree, size = await self._client.call(call)
        return read_page(
            tree, service="swas", region_id=region_id, encoding=encoding, size=size
        )


def _filters(scope: Scope) -> dict[str, str]:
    filters = {
        "InstanceId": scope.instance_id,
        "InvokeId": scope.invoke_id,
        "CommandId": scope.command_id,
    }
    return {name: value for name, value in filters.items() if value}


def _refused(error: ApiError) -> bool:
    """Whether the operation is not to be had, rather than failed."""
    return isinstance(error, Denied | BadParameter)


def _has_other_way(scope: Scope) -> bool:
    """DescribeInvocations needs an instance and tells no CommandId."""
    return bool(scope.instance_id) and not scope.command_id


def _key(scope: Scope, invoke_id: str) -> ResultKey:
    return ResultKey("swas", scope.region_id, invoke_id, scope.instance_id)


def _answers(row: InvocationResult, key: ResultKey) -> bool:
    """Whether a row is the one asked for, by the ids that it carries."""
    return row.key.invoke_id in ("", key.invoke_id) and row.key.instance_id in (
        "",
        key.instance_id,
    )
