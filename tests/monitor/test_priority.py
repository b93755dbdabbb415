"""What refreshes by itself lets go first what the operator asked for."""

from __future__ import annotations

from ca_tui.api.limiter import Priority
from ca_tui.monitor.store import Store
from tests.monitor.driving import fleet, watching
from tests.monitor.fakes import Time, result


async def test_opening_a_place_and_loading_it_is_asked_for(
    time: Time, store: Store
) -> None:
    service = fleet(time, 20)
    async with watching(service, store, time):
        await time.settle()
        by_kind = zip(service.calls, service.priorities, strict=True)
        results = {given for call, given in by_kind if call.kind == "results"}
        assert results == {Priority.ASKED}


async def test_a_refresh_gives_way_unless_the_operator_wants_it(
    time: Time, store: Store
) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time) as watch:
        await time.settle()
        service.forget()
        await time.pass_(15)
        assert service.priorities == [Priority.BY_ITSELF]
        service.forget()
        watch.monitor.refresh()
        await watch.until(lambda: service.priorities)
        assert service.priorities == [Priority.ASKED]


async def test_names_of_what_a_refresh_found_give_way(time: Time, store: Store) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time):
        await time.settle()
        service.rows[:0] = [result(100, start=time.now)]
        service.named().forget()
        await time.pass_(15)
        assert {call.kind for call in service.calls} >= {"results", "invocations"}
        assert set(service.priorities) == {Priority.BY_ITSELF}
