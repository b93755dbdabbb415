"""Reading everything once."""

from __future__ import annotations

from dataclasses import replace

from ca_tui.api.errors import ConnectionFailed, Denied, UsageError
from ca_tui.api.models import Scope
from ca_tui.monitor.collect import collect
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import HERE, FakeService, Time, result

THERE = replace(HERE, region_id="cn-beijing")


def fleet(time: Time) -> FakeService:
    service = FakeService(time.clock)
    service.rows = [result(n) for n in range(23)]
    service.rows += [result(n, region_id="cn-beijing") for n in range(23, 30)]
    return service.named()


async def test_everything_is_read_and_named(time: Time, store: Store) -> None:
    service, said = fleet(time), list[str]()
    errors = await collect(
        {"ecs": service}, store, (HERE, THERE), depth=None, progress=said.append
    )
    rows = store.rows(store.ids(View()))
    assert errors == ()
    assert len(rows) == 30
    assert all(row.command_name == "backup" and row.instance_name for row in rows)
    assert said[0] == "5 results, 1 of 2 places"
    assert said[-2:] == ["30 results, 2 of 2 places", "names"]
    assert service.open_walks == 0


async def test_the_depth_is_for_each_scope(time: Time, store: Store) -> None:
    assert not await collect({"ecs": fleet(time)}, store, (HERE, THERE), depth=5)
    assert len(store.ids(View())) == 10


async def test_what_fails_is_told_and_the_rest_is_read(
    time: Time, store: Store
) -> None:
    service = fleet(time)
    lost = ConnectionFailed("no route")
    denied = Denied("no", code="Forbidden.RAM", status=403)
    service.errors = {
        ("results", "cn-beijing"): lost,
        ("instances", "cn-hangzhou"): denied,
        ("invocations", "cn-hangzhou"): lost,
    }
    scopes = (THERE, HERE, Scope("swas", "cn-hangzhou"))
    errors = await collect({"ecs": service}, store, scopes, depth=None)
    assert errors[0] is lost
    assert isinstance(errors[1], UsageError)
    assert errors[2:] == (denied, lost)
    assert len(store.ids(View())) == 23
    assert service.open_walks == 0
