"""A monitor that lets go of what nobody can see any more."""

from __future__ import annotations

from datetime import timedelta

from ca_tui.monitor import sweeping
from ca_tui.monitor.events import Forgotten, Merged, Updated
from ca_tui.monitor.rows import Delta, Row, View
from ca_tui.monitor.store import Store
from tests.monitor.driving import fleet, shown, watching
from tests.monitor.fakes import HERE, Time, result


async def test_a_monitor_sweeps_by_itself_and_tells_what_is_not_shown(
    store: Store, time: Time
) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time) as watch:
        await watch.until(lambda: len(shown(store)) == 3)
        await time.settle()
        row_id = store.find(result(2).key) or 0
        del service.rows[2]
        watch.monitor.full_walk()
        await watch.until(lambda: any(row.gone for row in rows(store)))
        answers = len(watch.of(Merged))
        await time.pass_(sweeping.STAYS + 61)
        told = [each.delta for each in watch.of(Forgotten)]
        assert told == [Delta(changed=(row_id,))]
        assert shown(store) == ["t-0000", "t-0001"]
        assert not any(
            row_id in each.delta.changed for each in watch.of(Merged)[answers:]
        )


async def test_a_monitor_that_is_paused_lets_go_of_nothing(
    store: Store, time: Time
) -> None:
    service = fleet(time, 3)
    async with watching(service, store, time) as watch:
        await watch.until(lambda: len(shown(store)) == 3)
        await time.settle()
        store.mark_gone(HERE, store.mark())
        del service.rows[2]
        watch.monitor.pause()
        time.now += timedelta(seconds=3 * sweeping.STAYS)
        watch.monitor.refresh()
        await watch.until(lambda: len(watch.of(Updated)) == 1)
        watch.monitor.refresh()
        await watch.until(lambda: len(watch.of(Updated)) == 2)
        assert watch.of(Forgotten) == []
        watch.monitor.resume()
        await watch.until(lambda: watch.of(Forgotten))
        assert shown(store) == ["t-0000", "t-0001"]


def rows(store: Store) -> list[Row]:
    return store.rows(store.ids(View()))
