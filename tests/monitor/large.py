"""A place whose results print 24 KB each, the most that the service keeps."""

from __future__ import annotations

from dataclasses import replace

from ca_tui.api.models import InvocationResult
from ca_tui.monitor.rows import Row
from ca_tui.monitor.store import Store
from tests.monitor.fakes import FakeService, Time, result

LARGE = b"x" * 24_000

NEW = 1000
"""Numbers of runs that are new begin here; `result` makes them older than their place,
which the order of the list does not care about."""


def large(number: int, status: str = "Success", **more: object) -> InvocationResult:
    row = result(number, status, output=LARGE)
    return replace(row, **more)  # type: ignore[arg-type] # checked by the dataclass's own fields


def fleet(time: Time, rows: int = 120) -> FakeService:
    service = FakeService(time.clock, page_size=50)
    service.rows = [large(number) for number in range(rows)]
    return service.named()


def asked(service: FakeService) -> list[tuple[str, int]]:
    """What was asked for, apart from agents, and how much of it."""
    return [(call.kind, call.size) for call in service.calls if call.kind != "agents"]


def stored(store: Store, row: InvocationResult) -> Row:
    found = store.row(store.find(row.key) or 0)
    assert found is not None, row.key
    return found
