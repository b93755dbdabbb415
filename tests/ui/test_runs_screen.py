"""Which runs there are, how they went, and the way from there to what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from textual.pilot import Pilot

from ca_tui.api.status import Phase
from ca_tui.monitor.codec import PHASES
from ca_tui.monitor.rows import View
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.diff_screen import DiffScreen
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.run_lines import bar, counted
from ca_tui.ui.runs_screen import RunsScreen
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import STILL, playing, seen, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=2000, now=NOON) as address:
        yield address


async def opened(app: CaTuiApp, pilot: Pilot[int]) -> RunsScreen:
    await pilot.press("u")
    await until(pilot, lambda: isinstance(app.screen, RunsScreen))
    runs = app.screen
    assert isinstance(runs, RunsScreen)
    await until(pilot, lambda: runs.settled and runs.listed.runs)
    return runs


async def test_five_keys_from_the_start_to_the_difference_as_markdown(
    url: str,
) -> None:
    """u, Enter, down, Enter, c: the run, its groups, the odd ones, how they differ."""
    async with playing(url, regions=("cn-beijing",)) as (app, _, pilot):
        runs = await opened(app, pilot)
        assert runs.listed.current is not None
        assert runs.listed.current.command == "package-versions"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, GroupsScreen))
        groups = app.screen
        assert isinstance(groups, GroupsScreen)
        await until(pilot, lambda: groups.settled and len(groups.listed.groups.groups))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, DiffScreen))
        await until(pilot, lambda: "1 difference" in seen(app))
        await pilot.press("c")
        assert "+ kernel-5.10.134-13.al8.x86_64" in app.clipboard
        assert "`3 results" in app.clipboard
        await pilot.press("escape", "escape", "escape")
        assert isinstance(app.screen, MainScreen)


async def test_all_groups_are_copied_as_markdown_that_renders(url: str) -> None:
    async with playing(url, regions=("cn-beijing",)) as (app, _, pilot):
        await opened(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, GroupsScreen))
        groups = app.screen
        assert isinstance(groups, GroupsScreen)
        await until(pilot, lambda: groups.settled and len(groups.listed.groups.groups))
        await pilot.press("c")
        await until(pilot, lambda: app.clipboard)
        rendered = MarkdownIt("commonmark").enable("table").render(app.clipboard)
        assert rendered.count("<tr>") == 1 + len(groups.listed.groups.groups)
        assert rendered.count('<code class="language-diff">') == 2
        assert "job-[027,035,050]" in rendered


async def test_the_line_of_a_run_says_what_became_of_it(url: str) -> None:
    async with playing(url, regions=("cn-beijing",)) as (app, _, pilot):
        await opened(app, pilot)
        line = next(line for line in seen(app).splitlines() if "100  " in line)
        assert "3 failed, 97 ok" in line
        assert "package-versions" in line
        assert "did not end alike" in seen(app)


async def test_runs_on_one_instance_are_shown_on_a_key(url: str) -> None:
    async with playing(url, regions=("cn-beijing",)) as (app, _, pilot):
        runs = await opened(app, pilot)
        several = len(runs.listed.runs)
        assert all(run.instances > 1 for run in runs.listed.runs)
        chosen = runs.listed.current
        await pilot.press("a")
        await until(pilot, lambda: len(runs.listed.runs) > several)
        assert runs.listed.current == chosen


async def test_a_run_is_shown_in_the_table(url: str) -> None:
    async with playing(url, regions=("cn-beijing",)) as (app, screen, pilot):
        runs = await opened(app, pilot)
        assert runs.listed.current is not None
        scope = runs.listed.current.scope
        await pilot.press("i")
        assert app.screen is screen
        assert app.explorer.scopes == (scope,)
        await until(pilot, lambda: len(screen.table.ids) == 100)


async def test_the_counts_are_those_of_the_rows(url: str) -> None:
    async with playing(url, regions=("cn-beijing",)) as (app, screen, _):
        store = app.explorer.store
        runs = store.runs(app.explorer.scopes)
        assert sum(run.results for run in runs) == len(screen.table.ids)
        for run in runs:
            rows = store.rows(store.ids(View(scopes=(run.scope,))))
            for phase in PHASES:
                assert run.count(phase) == sum(row.phase is phase for row in rows)
            assert run.instances == len({row.key.instance_id for row in rows})
        starts = [run.started_at for run in runs]
        assert starts == sorted(starts, reverse=True)


async def test_the_bar_has_a_cell_for_whatever_there_is(url: str) -> None:
    async with playing(url, regions=("cn-beijing",)) as (app, _, _):
        for run in app.explorer.store.runs(app.explorer.scopes):
            cells = bar(run, 16)
            assert sum(count for count, _ in cells) == 16
            assert {phase for _, phase in cells} == {
                phase for phase in Phase if run.count(phase)
            }
            assert len(counted(run).split(", ")) == len(cells)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_no_line_is_longer_than_the_screen(
    url: str, size: tuple[int, int]
) -> None:
    loaded = playing(url, size=size, regions=("cn-beijing",))
    async with loaded as (app, _, pilot):
        await opened(app, pilot)
        assert len(seen(app).splitlines()) == size[1]
        assert "3 failed, 97" in seen(app)


async def test_ascii_only_where_nothing_else_was_wanted(url: str) -> None:
    look = replace(STILL, ascii=True)
    async with playing(url, look=look, regions=("cn-beijing",)) as (app, _, pilot):
        await opened(app, pilot)
        shown = seen(app)
        assert "####" in shown
        assert shown.replace("服务器巡检", "").isascii()
