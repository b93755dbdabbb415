"""Time that only passes when somebody sleeps, and a service made of lists."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Literal, TypeVar

from ca_tui.api.errors import BadParameter, CaTuiError
from ca_tui.api.limiter import Priority, priority
from ca_tui.api.models import (
    Agent,
    Instance,
    Invocation,
    InvocationResult,
    Output,
    Page,
    Region,
    ResultKey,
    Scope,
    ServiceName,
)

T = TypeVar("T")

START = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)

HERE = Scope("ecs", "cn-hangzhou")

Kind = Literal["results", "invocations", "glance", "instances", "agents"]


def result(
    number: int,
    status: str = "Success",
    *,
    output: bytes | None = None,
    dropped: int | None = None,
    start: datetime | None = START,
    exit_code: int | None = 0,
    instance_id: str = "",
    invoke_id: str = "",
    region_id: str = "cn-hangzhou",
    execution: str = "",
    service: ServiceName = "ecs",
) -> InvocationResult:
    """The result of the run `t-number`; a smaller number is a newer one."""
    key = ResultKey(
        service,
        region_id,
        invoke_id or f"t-{number:04}",
        instance_id or f"i-{number % 3}",
        start_time=execution,
    )
    started = None if start is None else start - timedelta(minutes=number)
    return InvocationResult(
        key,
        invocation_status=status,
        command_id=f"c-{number % 5}",
        exit_code=exit_code,
        start_time=started,
        dropped=dropped,
        output=None if output is None else Output(output),
    )


class Time:
    """A clock that stands still until `pass_` lets sleepers go on."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []
        self._limit = START
        self._resting = asyncio.Event()
        self._going = asyncio.Condition()

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        end = self.now + timedelta(seconds=seconds)
        self.slept.append(seconds)
        async with self._going:
            while end > self._limit:
                self._resting.set()
                await self._going.wait()
        self.now = max(self.now, end)

    async def settle(self) -> None:
        """Until everybody sleeps."""
        await asyncio.wait_for(self._resting.wait(), 60)

    async def pass_(self, seconds: float) -> None:
        """Let time pass, until everybody sleeps again."""
        await self.settle()
        self._resting.clear()
        async with self._going:
            self._limit = max(self._limit, self.now) + timedelta(seconds=seconds)
            self._going.notify_all()
        await self.settle()
        self.now = max(self.now, self._limit)

    def set_back(self, span: timedelta) -> None:
        """Somebody sets the clock."""
        self.now -= span
        self._limit -= span

    def stir(self) -> None:
        """What follows wakes a sleeper; `settle` waits until it sleeps again."""
        self._resting.clear()


@dataclass(frozen=True)
class Call:
    """One page that was asked for."""

    kind: Kind
    region_id: str
    scope: Scope | None = None
    ids: tuple[str, ...] = ()
    page: int = 1
    size: int = 0
    """Items asked for at a time; 0: as many as come."""
    at: datetime = START


@dataclass
class FakeService:
    """Serves lists; notes every call and refuses to be asked twice at a time."""

    clock: Callable[[], datetime]
    name: ServiceName = "ecs"
    rows: list[InvocationResult] = field(default_factory=list)
    """Newest first, of all regions."""
    history: list[InvocationResult] = field(default_factory=list)
    runs: dict[str, Invocation] = field(default_factory=dict)
    servers: dict[tuple[str, str], Instance] = field(default_factory=dict)
    """By region and instance_id."""
    page_size: int = 5
    unseen: set[str] = field(default_factory=set)
    """Invocations that the list of runs leaves out."""
    glances: bool = True
    """It has a list of runs without outputs."""
    least: int = 1
    """Items that a page has to be asked for."""
    unknown: set[str] = field(default_factory=set)
    """Invocations whose results the service refuses to look for."""
    errors: dict[tuple[Kind, str], CaTuiError] = field(default_factory=dict)
    """By kind and region."""
    calls: list[Call] = field(default_factory=list)
    priorities: list[Priority] = field(default_factory=list)
    """Of the calls, in their order."""
    open_walks: int = 0
    together: bool = False
    """Several calls at a time are right."""
    _busy: bool = False

    def named(self) -> FakeService:
        """With an invocation and an instance for every result."""
        for row in self.rows:
            key = row.key
            self.runs[key.invoke_id] = Invocation(
                self.name, key.region_id, key.invoke_id, command_name="backup"
            )
            self.servers[key.region_id, key.instance_id] = Instance(
                self.name, key.region_id, key.instance_id, f"web-{key.instance_id}"
            )
        return self

    def asked(self, kind: Kind) -> list[Call]:
        """The calls of a kind since `forget`."""
        return [call for call in self.calls if call.kind == kind]

    def forget(self) -> None:
        self.calls.clear()
        self.priorities.clear()

    async def regions(self) -> Page:
        return Page(regions=(Region(self.name, "cn-hangzhou"),))

    async def instances(
        self, region_id: str, instance_ids: Sequence[str] = ()
    ) -> AsyncIterator[Page]:
        await self._call(Call("instances", region_id, ids=tuple(instance_ids)))
        found = tuple(
            server
            for (region, instance_id), server in self.servers.items()
            if region == region_id and (not instance_ids or instance_id in instance_ids)
        )
        yield Page(instances=found)

    async def agents(self, region_id: str, instance_ids: Sequence[str]) -> Page:
        await self._call(Call("agents", region_id, ids=tuple(instance_ids)))
        ids = instance_ids
        return Page(
            agents=tuple(Agent(self.name, region_id, each, True) for each in ids)
        )

    async def results(self, scope: Scope, size: int = 50) -> AsyncIterator[Page]:
        def rows() -> list[InvocationResult]:
            every = self.history if scope.include_history else self.rows
            return [row for row in every if _in(row.key, scope)]

        async with aclosing(self._walk("results", scope, rows, size)) as parts:
            async for part, last in parts:
                yield Page(results=tuple(part), last=last)

    async def invocations(self, scope: Scope, size: int = 50) -> AsyncIterator[Page]:
        def runs() -> list[Invocation]:
            ids = dict.fromkeys(row.key.invoke_id for row in self.rows)
            ids.update(dict.fromkeys(self.runs))
            found = (self.runs[each] for each in ids if each in self.runs)
            return [
                run
                for run in found
                if run.region_id == scope.region_id
                and scope.invoke_id in ("", run.invoke_id)
            ]

        async with aclosing(self._walk("invocations", scope, runs, size)) as parts:
            async for part, last in parts:
                yield Page(invocations=tuple(part), last=last)

    async def glance(self, scope: Scope, size: int) -> Page | None:
        if not self.glances:
            return None
        await self._call(Call("glance", scope.region_id, scope, size=size))
        found: dict[str, list[InvocationResult]] = {}
        for row in self.rows:
            if _in(row.key, scope) and row.key.invoke_id not in self.unseen:
                told = replace(row, output=None)
                found.setdefault(row.key.invoke_id, []).append(told)
        runs = [
            self.runs.get(each, Invocation(self.name, scope.region_id, each))
            for each in found
        ]
        rows = [row for run in runs[:size] for row in found[run.invoke_id]]
        last = size >= len(runs)
        return Page(results=tuple(rows), invocations=tuple(runs[:size]), last=last)

    async def result(self, key: ResultKey) -> Page:
        return Page(results=tuple(row for row in self.rows if row.key == key))

    async def _walk(
        self, kind: Kind, scope: Scope, items: Callable[[], list[T]], size: int
    ) -> AsyncGenerator[tuple[list[T], bool], None]:
        self.open_walks += 1
        step = self.page_size if size == 50 else min(size, self.page_size)
        try:
            for number in count(1):
                await self._call(Call(kind, scope.region_id, scope, (), number, size))
                start, end = (number - 1) * step, number * step
                here = items()
                yield here[start:end], end >= len(here)
                if end >= len(here):
                    return
        finally:
            self.open_walks -= 1

    async def _call(self, call: Call) -> None:
        assert self.together or not self._busy, "two calls at a time"
        self.calls.append(replace(call, at=self.clock()))
        self.priorities.append(priority())
        self._busy = True
        try:
            await asyncio.sleep(0)
        finally:
            self._busy = False
        error = self.errors.get((call.kind, call.region_id))
        if error is not None:
            raise error
        if 0 < call.size < self.least:
            raise BadParameter(
                "too few", code="InvalidParameter.MaxResults", status=400
            )
        if call.scope and call.scope.invoke_id in self.unknown:
            raise BadParameter("no such run", code="InvalidInvokeId", status=400)


def _in(key: ResultKey, scope: Scope) -> bool:
    return (
        key.region_id == scope.region_id
        and scope.invoke_id in ("", key.invoke_id)
        and scope.instance_id in ("", key.instance_id)
    )
