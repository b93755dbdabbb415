"""What going to another place does to what refreshing may cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ca_tui.api.models import Scope
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import playing, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(now=NOON) as found:
        yield found


async def test_marked_and_selected_results_are_held(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        table = screen.table
        await until(pilot, lambda: len(table.ids) > 3)
        await pilot.press("down", "m", "down", "m", "home", "down", "down", "down")
        await until(pilot, lambda: table.cursor_id == table.ids[3])
        assert set(screen.explorer.held()) == {*table.marks, table.ids[3]}
        assert len(table.marks) == 2


async def test_it_gives_no_more_calls_than_staying(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        explorer = screen.explorer
        first, home = explorer.monitor, explorer.scopes
        assert first is not None
        place = home[0].service, home[0].region_id
        assert first.budget.take(place, NOON)
        left = first.budget.left(place, NOON)
        screen.go((Scope("ecs", "cn-beijing"),))
        screen.go(home)
        await until(pilot, lambda: explorer.monitor is not first)
        assert explorer.monitor is not None
        assert explorer.monitor.budget.left(place, NOON) <= left
