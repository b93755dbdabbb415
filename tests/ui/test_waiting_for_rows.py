"""Rows come from a thread: keys do not wait, and nothing stands under a wrong title."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from ca_tui.monitor.rows import View
from ca_tui.monitor.searching import Progress
from ca_tui.monitor.shown import Shown
from ca_tui.monitor.store import Store
from ca_tui.ui.keeper import PACE
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import LOADED, Played, playing, seen, until

ALL = Look(utc=True, interval=0, depth=None)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=1500, now=NOON) as address:
        yield address


class Gate:
    """Holds up whoever looks at the store."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.looks = 0
        look = Store.look

        def held(store: Store, view: View, progress: Progress | None = None) -> Shown:
            self.looks += 1
            assert self.open.wait(60)
            return look(store, view, progress)

        monkeypatch.setattr(Store, "look", held)


def consistent(screen: MainScreen) -> bool:
    """Whether all rows are of the place that the top line names."""
    rows = screen.explorer.store.rows(screen.table.ids)
    place = screen.status.place
    return all(place == row.key.region_id or row.key.invoke_id in place for row in rows)


async def test_the_old_view_stays_and_keys_go_on_until_the_new_one_is_there(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(url) as (_, screen, pilot):
        await until(pilot, lambda: screen.explorer.keeper.settled)
        gate = Gate(monkeypatch)
        before = list(screen.table.ids)
        await pilot.press("f", "I", "j", "j")
        assert list(screen.table.ids) == before
        assert screen.table.cursor == 2
        assert screen.table.titles[0] == "Results"
        gate.open.set()
        await until(pilot, lambda: screen.table.titles[0] == "Faults")
        rows = screen.explorer.store.rows(screen.table.ids)
        times = [row.start_time for row in rows if row.start_time]
        assert times == sorted(times)
        assert gate.looks <= 2


async def test_rows_of_the_place_before_never_stand_under_the_new_title(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may be late: then there are none."""
    async with playing(url) as (_, screen, pilot):
        gate = Gate(monkeypatch)
        await pilot.press("j", "i")
        for _ in range(60):
            await pilot.pause(0.005)
            assert consistent(screen)
        await until(pilot, lambda: not screen.table.ids)
        assert "t-" in screen.status.place
        assert screen.table.titles[1] == ""
        gate.open.set()
        await until(pilot, lambda: screen.table.ids)
        assert consistent(screen)
        await pilot.press("backspace")
        await until(pilot, lambda: len(screen.table.ids) == LOADED)
        assert consistent(screen)


async def loading(played: Played) -> None:
    """Until older results are being read."""
    _, screen, pilot = played
    await until(pilot, lambda: screen.status.freshness.loading and screen.table.ids)


async def test_space_pauses_a_load_and_goes_on_with_it(url: str) -> None:
    async with playing(url, look=ALL, loaded=False) as played:
        app, screen, pilot = played
        await loading(played)
        await pilot.press("space")
        await until(pilot, lambda: "space goes on, Esc stops" in seen(app))
        await until(pilot, lambda: screen.explorer.keeper.settled)
        monitor = screen.explorer.monitor
        assert monitor is not None
        assert monitor.load_paused
        assert monitor.loading
        await pilot.press("space")
        await until(pilot, lambda: not monitor.loading)
        await until(pilot, lambda: "so far" not in seen(app))
        assert len(screen.table.ids) > 1000


async def test_esc_stops_a_load_and_l_goes_on_from_there(url: str) -> None:
    async with playing(url, look=ALL, loaded=False) as played:
        app, screen, pilot = played
        await loading(played)
        monitor = screen.explorer.monitor
        assert monitor is not None
        await pilot.press("escape")
        assert not monitor.loading
        await until(pilot, lambda: "Esc stops" not in seen(app))
        stopped = len(screen.table.ids)
        await pilot.press("L")
        await until(pilot, lambda: not monitor.loading)
        await until(pilot, lambda: len(screen.table.ids) > max(stopped, 1000))


async def test_while_pages_come_in_few_looks_are_taken_at_them(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    follow = Store.follow

    def noted(store: Store, shown: Shown, added: set[int], changed: set[int]) -> Shown:
        asked.append(len({*added, *changed}))
        return follow(store, shown, added, changed)

    monkeypatch.setattr(Store, "follow", noted)
    began = time.monotonic()
    async with playing(url, look=ALL, loaded=False) as (_, screen, pilot):
        await until(pilot, lambda: screen.table.ids)
        first = asked[0]
        monitor = screen.explorer.monitor
        assert monitor is not None
        await until(pilot, lambda: not monitor.loading)
        await until(pilot, lambda: screen.explorer.keeper.settled)
        assert first == 50
        assert len(screen.table.ids) > 20 * 50
        assert len(asked) <= (time.monotonic() - began) / PACE + 2
