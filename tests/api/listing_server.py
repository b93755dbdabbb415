"""Models of a server that lists, and what its walks gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from ca_tui.api.errors import PagingError
from ca_tui.api.models import (
    Instance,
    Page,
)
from ca_tui.api.paging import Mode, walk
from ca_tui.api.unread import Ask


def instance(number: int) -> Instance:
    return Instance("ecs", "cn-hangzhou", f"i-{number:05}")


def page_of(numbers: list[int] | range) -> Page:
    return Page(instances=tuple(instance(number) for number in numbers))


@dataclass
class Server:
    """A list, newest first, that grows in front before each call."""

    count: int
    growth: list[int] = field(default_factory=list)
    token: str = "cursor"
    """What a NextToken stands for: the last item given, or an offset."""
    asked: list[dict[str, str]] = field(default_factory=list)
    change: Callable[[Server], None] = lambda server: None
    """Anything else that happens before a call."""
    total: Callable[[Server], int | None] = lambda server: len(server.items)
    items: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.items = list(range(self.count, 0, -1))

    async def __call__(self, params: dict[str, str]) -> Page:
        for _ in range(self.growth.pop(0) if self.growth else 0):
            self.count += 1
            self.items.insert(0, self.count)
        self.asked.append(params)
        self.change(self)
        total = self.total(self)
        if "PageSize" in params:
            size, number = int(params["PageSize"]), int(params["PageNumber"])
            start = (number - 1) * size
            page = page_of(self.items[start : start + size])
            return replace(page, total_count=total, page_number=number, page_size=size)
        size, at = int(params["MaxResults"]), 0
        if given_token := params.get("NextToken"):
            number = int(given_token)
            at = self.items.index(number) + 1 if self.token == "cursor" else number
        part = self.items[at : at + size]
        more = at + size < len(self.items)
        place = at + size if self.token == "offset" else (part or [0])[-1]
        return replace(
            page_of(part), total_count=12345, next_token=str(place) if more else ""
        )


def scripted(*pages: Page | Exception) -> tuple[Ask, list[dict[str, str]]]:
    """An `ask` that gives these one after the other, and what it was asked."""
    asked: list[dict[str, str]] = []

    async def ask(params: dict[str, str]) -> Page:
        reply = pages[len(asked)]
        asked.append(params)
        if isinstance(reply, Exception):
            raise reply
        return reply

    return ask, asked


async def collect(ask: Ask, mode: Mode, size: int = 10) -> list[Page]:
    return [page async for page in walk(ask, mode, size=size)]


async def until_error(ask: Ask, mode: Mode, size: int = 10) -> tuple[list[Page], str]:
    """The pages that came before the PagingError, and its sentence."""
    pages: list[Page] = []
    with pytest.raises(PagingError) as caught:  # noqa: PT012 the error ends the walk
        async for page in walk(ask, mode, size=size, what="DescribeInstances"):
            pages.append(page)
    return pages, str(caught.value)


def ids(pages: list[Page]) -> list[str]:
    return [each.instance_id for page in pages for each in page.instances]


def names(numbers: list[int] | range) -> list[str]:
    return [instance(number).instance_id for number in numbers]


def ends_once(pages: list[Page]) -> bool:
    return [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
