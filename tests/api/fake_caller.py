"""A caller that answers from a function and remembers what it was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from ca_tui.api.errors import ApiError
from ca_tui.api.models import Json, Page
from ca_tui.api.wire import Call

Tree = dict[str, Json]

Reply = Tree | ApiError

SIZE = 1000
"""Bytes that every reply claims to have."""


class FakeCaller:
    """Answers each call with what `answer` gives or raises."""

    def __init__(self, answer: Callable[[Call], Reply]) -> None:
        self._answer = answer
        self.calls: list[Call] = []

    async def call(self, call: Call) -> tuple[Tree, int]:
        """The answer, and SIZE."""
        self.calls.append(call)
        answer = self._answer(call)
        if isinstance(answer, ApiError):
            raise answer
        return answer, SIZE

    @property
    def actions(self) -> list[str]:
        """The operations asked for, in order."""
        return [call.action for call in self.calls]

    @property
    def params(self) -> list[dict[str, str]]:
        """The parameters of each call."""
        return [dict(call.params) for call in self.calls]


def numbered(call: Call, items: list[Json], name: str) -> Tree:
    """The page of a flat list that the call asks for by number."""
    size, number = int(call.params["PageSize"]), int(call.params["PageNumber"])
    part = items[(number - 1) * size : number * size]
    return {
        name: part,
        "TotalCount": len(items),
        "PageNumber": number,
        "PageSize": size,
        "RequestId": f"R-{number}",
    }


async def every(pages: AsyncIterator[Page]) -> list[Page]:
    """All pages of an iterator."""
    return [page async for page in pages]


def run(number: int, **row: Json) -> Json:
    """A record of SWAS DescribeCommandInvocations, on the server `s-1`."""
    rows: list[Json] = [{"InstanceId": "s-1", "InvocationStatus": "Success", **row}]
    return {
        "InvokeId": f"t-{number}",
        "CommandName": f"command {number}",
        "CommandContent": "echo 123",
        "InvokeInstances": rows,
    }


def ids(pages: list[Page]) -> list[str]:
    """The InvokeId of each result, in order."""
    return [row.key.invoke_id for page in pages for row in page.results]


def names(pages: list[Page]) -> list[str]:
    """The CommandName of each invocation, in order."""
    return [each.command_name for page in pages for each in page.invocations]
