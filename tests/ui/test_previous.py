"""The run before: of the same command, on the same instance, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from ca_tui.api.models import InvocationResult, Page, Scope, ServiceName
from ca_tui.api.retry import Wait
from ca_tui.api.service import Service
from ca_tui.monitor.store import Store
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.previous import previous
from ca_tui.ui.run_groups import RunGroups
from ca_tui.ui.source import Look
from tests.monitor.fakes import START, FakeService, result


class Saved:
    """Replies that were saved, or a service."""

    title = "test"
    default_region = ""

    def __init__(self) -> None:
        self.on_wait: Callable[[Wait], None] | None = None
        self.known: dict[ServiceName, Service] = {}

    async def services(self) -> Mapping[ServiceName, Service]:
        return self.known

    def scopes(self, regions: Mapping[ServiceName, list[str]]) -> tuple[Scope, ...]:
        return ()

    def calls_per_minute(self) -> int:
        return 0

    async def aclose(self) -> None:
        """Nothing is held."""


def ran(
    number: int, instance_id: str = "i-1", command_id: str = "c-1"
) -> InvocationResult:
    row = result(number, instance_id=instance_id, output=b"text")
    return replace(row, command_id=command_id)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(clock=lambda: START)
    yield store
    store.close()


def explored(store: Store, source: Saved | None = None) -> Explorer:
    return Explorer(source or Saved(), store, Look(), clock=lambda: START)


async def found(
    store: Store, row: InvocationResult, source: Saved | None = None
) -> str:
    row_id = store.find(row.key)
    assert row_id is not None
    before = await previous(explored(store, source), RunGroups(store, [row_id]), row_id)
    shown = None if before is None else store.row(before)
    return "" if shown is None else shown.key.invoke_id


async def test_it_is_the_last_one_of_that_command_there(store: Store) -> None:
    other, elsewhere = ran(2, command_id="c-2"), ran(3, instance_id="i-2")
    store.merge(Page(results=(ran(1), other, elsewhere, ran(4), ran(5))))
    assert await found(store, ran(1)) == "t-0004"


async def test_one_that_is_not_finished_printed_nothing_yet(store: Store) -> None:
    going = replace(ran(2), invocation_status="Running", exit_code=None)
    store.merge(Page(results=(ran(1), going, ran(3))))
    assert await found(store, ran(1)) == "t-0003"


async def test_none_is_made_up(store: Store) -> None:
    store.merge(Page(results=(ran(1), ran(2, command_id="c-2"))))
    assert await found(store, ran(1)) == ""


async def test_the_service_is_asked_for_what_is_not_known(store: Store) -> None:
    store.merge(Page(results=(ran(1),)))
    source = Saved()
    service = FakeService(lambda: START, rows=[ran(1), ran(7)], page_size=50)
    source.known["ecs"] = service
    assert await found(store, ran(1), source) == "t-0007"
