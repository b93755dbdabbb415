"""How many runs are asked for, to name those that came."""

from __future__ import annotations

import pytest

from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.driving import watching
from tests.monitor.fakes import FakeService, Time, result


def names(store: Store) -> set[str]:
    return {row.command_name for row in store.rows(store.ids(View()))}


@pytest.mark.parametrize("rows_of_run", [1, 20])
async def test_a_load_reads_the_list_of_runs_no_further_than_that_of_results(
    time: Time, store: Store, rows_of_run: int
) -> None:
    service = FakeService(time.clock, page_size=50)
    service.rows = [
        result(
            number, invoke_id=f"t-{number // rows_of_run}", instance_id=f"i-{number}"
        )
        for number in range(900)
    ]
    service.named()
    async with watching(service, store, time):
        await time.settle()
        assert names(store) == {"backup"}
        assert len(service.asked("invocations")) <= 900 / rows_of_run / 50 + 1


@pytest.mark.parametrize(("fresh", "size", "calls"), [(1, 50, 1), (4, 10, 1)])
async def test_what_a_refresh_found_is_named_by_a_short_list(
    time: Time, store: Store, fresh: int, size: int, calls: int
) -> None:
    service = FakeService(time.clock, page_size=50)
    service.rows = [result(number, output=b"ok") for number in range(300)]
    service.named()
    async with watching(service, store, time):
        await time.settle()
        service.rows[:0] = [result(1000 + n, output=b"ok") for n in range(fresh)]
        service.named().forget()
        await time.pass_(15)
        asked = service.asked("invocations")
        assert [call.size for call in asked] == [size] * calls
        assert all(bool(c.scope and c.scope.invoke_id) == (fresh == 1) for c in asked)
        assert names(store) == {"backup"}
