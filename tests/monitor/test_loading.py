"""Reading older results can be paused, resumed and ended; the rest goes on."""

from __future__ import annotations

from ca_tui.monitor.events import Merged, Progress
from ca_tui.monitor.store import Store
from tests.monitor.driving import fleet, shown, watching
from tests.monitor.fakes import HERE, Time, result


async def test_a_paused_load_waits_while_refreshes_go_on(
    time: Time, store: Store
) -> None:
    service = fleet(time, 200)
    async with watching(service, store, time, depth=None) as watch:
        await watch.until(lambda: len(watch.of(Progress)) > 2)
        watch.monitor.pause_load()
        assert watch.monitor.loading
        await time.settle()
        loaded = len(shown(store))
        assert loaded < 200
        service.rows.insert(0, result(0, invoke_id="t-new"))
        service.named()
        await time.pass_(20)
        assert len(shown(store)) == loaded + 1
        assert watch.monitor.load_paused
        time.stir()
        watch.monitor.pause_load(False)
        await time.settle()
        assert len(shown(store)) == 201
        assert not watch.monitor.loading


async def test_a_load_that_was_stopped_keeps_what_is_here_until_more_is_wanted(
    time: Time, store: Store
) -> None:
    service = fleet(time, 200)
    async with watching(service, store, time, depth=None) as watch:
        await watch.until(lambda: len(watch.of(Progress)) > 2)
        watch.monitor.stop_load()
        assert not watch.monitor.loading
        await time.settle()
        loaded = len(shown(store))
        assert loaded < 200
        time.stir()
        watch.monitor.load_all()
        await time.settle()
        assert len(shown(store)) == 200


async def test_asking_for_more_ends_the_pause(time: Time, store: Store) -> None:
    async with watching(fleet(time, 60), store, time, depth=20) as watch:
        await watch.until(lambda: watch.of(Merged))
        watch.monitor.pause_load()
        await time.settle()
        time.stir()
        watch.monitor.load_more()
        await time.settle()
        assert not watch.monitor.load_paused
        assert len(shown(store)) == 40


async def test_the_goal_of_a_load_is_its_depth_where_that_is_less_than_all(
    time: Time, store: Store
) -> None:
    async with watching(fleet(time, 60), store, time, depth=20) as watch:
        await watch.until(lambda: len(watch.of(Progress)) > 1)
        assert watch.of(Progress)[0] == Progress(HERE, 5, None, True, True, 20)
        watch.monitor.load_all()
        await time.settle()
        assert watch.of(Progress)[-2].goal is None
