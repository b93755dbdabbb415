"""One question at a time, the newest view wins, and news come at a pace."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

import pytest

from ca_tui.api.models import Page
from ca_tui.monitor.rows import Delta, View
from ca_tui.monitor.schema import StoreError
from ca_tui.monitor.searching import Progress
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.store import Store
from ca_tui.ui.keeper import PACE, Keeper, News, find_faults
from tests.monitor.fakes import HERE, START, result

ALL = View()
FAILED = View(text="status:failed")
BY_EXIT = View(sort="exit")


class Spied(Store):
    """Notes what it is asked, and answers when it may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(clock=lambda: START, directory=folder, zone=UTC)
        self.asked: list[str] = []
        self.looking = threading.Event()
        self.open = threading.Event()
        self.open.set()
        self.broken = False

    def look(self, view: View, progress: Progress | None = None) -> Shown:
        self.asked.append(f"look {view.text or view.sort}")
        self.looking.set()
        assert self.open.wait(60)
        if self.broken:
            raise StoreError("no space left")
        return super().look(view, progress)

    def follow(
        self, shown: Shown, added: Iterable[int], changed: Iterable[int]
    ) -> Shown:
        self.asked.append(f"follow {sorted({*added, *changed})}")
        return super().look(shown.view)

    def put(self, *numbers: int, status: str = "Success") -> Delta:
        """Merge results."""
        rows = tuple(result(number, status) for number in numbers)
        return self.merge(Page(results=rows))


class Naps:
    """Sleeps that end when a test says so."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self._over.wait()
        self._over.clear()

    def end(self) -> None:
        self._over.set()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Spied]:
    store = Spied(tmp_path)
    yield store
    store.open.set()
    store.close()


@asynccontextmanager
async def listening(keeper: Keeper) -> AsyncIterator[asyncio.Queue[News]]:
    """What it tells, one after the other."""
    told: asyncio.Queue[News] = asyncio.Queue()

    async def listen() -> None:
        while True:
            told.put_nowait(await keeper.news())

    task = asyncio.create_task(listen())
    try:
        yield told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def soon(told: asyncio.Queue[News]) -> News:
    return await asyncio.wait_for(told.get(), 60)


async def turns(count: int = 20) -> None:
    """Let everybody go on who can."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_merges_are_followed_and_an_empty_one_asks_nothing(store: Spied) -> None:
    naps = Naps()
    keeper = Keeper(store, ALL, sleep=naps.sleep)
    async with listening(keeper) as told:
        keeper.again()
        assert len((await soon(told)).shown.ids) == 0
        keeper.merged(Delta())
        keeper.merged(Delta(places=True))
        await turns()
        assert keeper.settled
        delta = store.put(1, 2)
        keeper.merged(delta)
        news = await soon(told)
        assert news.changed == {*delta.added}
        assert len(news.shown.ids) == 2
        assert store.asked == ["look started", f"follow {sorted(delta.added)}"]


async def test_what_comes_while_one_looks_is_gathered_to_one_question(
    store: Spied,
) -> None:
    """The first page at once; what follows at a pace."""
    naps = Naps()
    keeper = Keeper(store, ALL, sleep=naps.sleep)
    async with listening(keeper) as told:
        keeper.again()
        await soon(told)
        keeper.merged(store.put(1))
        assert len((await soon(told)).shown.ids) == 1
        for number in range(2, 40):
            keeper.merged(store.put(number))
            await turns(2)
        assert told.empty()
        assert not keeper.settled
        naps.end()
        news = await soon(told)
        assert len(news.shown.ids) == 39
        assert len(news.changed) == 38
        assert [each.split()[0] for each in store.asked] == ["look", "follow", "follow"]
        assert set(naps.asked) == {PACE}


async def test_a_view_that_is_asked_for_does_not_wait_for_the_pace(
    store: Spied,
) -> None:
    keeper = Keeper(store, ALL, sleep=Naps().sleep)
    async with listening(keeper) as told:
        keeper.again()
        await soon(told)
        keeper.merged(store.put(1))
        await soon(told)
        keeper.want(BY_EXIT)
        assert (await soon(told)).shown.view == BY_EXIT


async def test_an_answer_about_an_older_view_is_never_given(store: Spied) -> None:
    """While one types, each letter asks; only the newest is looked for."""
    keeper = Keeper(store, ALL, sleep=Naps().sleep)
    delta = store.put(1, 2)
    failed = store.put(3, status="Failed")
    async with listening(keeper) as told:
        keeper.again()
        await soon(told)
        store.asked.clear()
        store.looking.clear()
        store.open.clear()
        keeper.want(View(text="s"))
        assert await asyncio.to_thread(store.looking.wait, 10)
        keeper.merged(delta)
        for text in ("st", "sta", "status:"):
            keeper.want(View(text=text))
        keeper.want(FAILED)
        store.open.set()
        news = await soon(told)
        assert news.shown.view == FAILED
        assert list(news.shown.ids) == list(failed.added)
        assert news.changed == {*delta.added}
        await turns()
        assert told.empty()
        assert store.asked == ["look s", "look status:failed"]


async def test_going_elsewhere_leaves_out_what_left_the_service(store: Spied) -> None:
    keeper = Keeper(store, ALL, sleep=Naps().sleep)
    store.put(1)
    mark = store.mark()
    store.put(2)
    async with listening(keeper) as told:
        keeper.again()
        assert len((await soon(told)).shown.ids) == 2
        store.mark_gone(HERE, mark)
        keeper.want(ALL, forget=True)
        assert len((await soon(told)).shown.ids) == 1


async def test_what_is_held_is_not_left_out(store: Spied) -> None:
    store.put(1)
    (held,), mark = store.put(2).added, store.mark()
    keeper = Keeper(store, ALL, sleep=Naps().sleep, held=lambda: {held})
    async with listening(keeper) as told:
        store.mark_gone(HERE, mark)
        keeper.want(ALL, forget=True)
        assert list((await soon(told)).shown.ids) == [held]


async def test_a_nudge_gives_news_without_a_question(store: Spied) -> None:
    keeper = Keeper(store, ALL, sleep=Naps().sleep)
    async with listening(keeper) as told:
        keeper.again()
        first = await soon(told)
        keeper.nudge()
        news = await soon(told)
        assert news == News(first.shown, frozenset(), None)
        assert store.asked == ["look started"]


async def test_after_an_error_the_next_question_catches_up(store: Spied) -> None:
    keeper = Keeper(store, ALL, sleep=Naps().sleep)
    store.broken = True
    keeper.again()
    with pytest.raises(StoreError):
        await keeper.news()
    store.broken = False
    delta = store.put(1)
    keeper.want(BY_EXIT)
    keeper.merged(delta)
    news = await asyncio.wait_for(keeper.news(), 60)
    assert list(news.shown.ids) == list(delta.added)
    assert news.faults == {}


async def test_faults_are_counted_only_when_something_came(store: Spied) -> None:
    keeper = Keeper(store, ALL, sleep=Naps().sleep)
    async with listening(keeper) as told:
        keeper.again()
        assert (await soon(told)).faults == {}
        keeper.want(BY_EXIT)
        assert (await soon(told)).faults is None
        keeper.merged(store.put(1, status="Failed"))
        faults = (await soon(told)).faults
        assert faults is not None
        assert faults["ecs", "cn-hangzhou", ""] == 1


def test_faults_are_found_below_and_above_wherever_the_cursor_is(
    store: Spied,
) -> None:
    """Rows are newest first: the number is the index."""
    store.put(*range(100))
    store.put(10, 40, 99, status="Failed")
    places = find_faults(store, store.look(ALL))
    found = [places.beyond(index, 1) for index in (0, 9, 10, 40, 98, 99)]
    assert found == [10, 10, 40, 99, 99, None]
    found = [places.beyond(index, -1) for index in (0, 10, 11, 99)]
    assert found == [None, None, 10, 40]
    assert find_faults(store, store.look(FAILED)).positions.tolist() == [0, 1, 2]
