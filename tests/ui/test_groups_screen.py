"""Which of a hundred printed something else: found, compared, and seen to be so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.serve import EmulatorThread
from ca_tui.emulator.world import Wanted, World, runs_of
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.diff_screen import DiffScreen, DiffView
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import STILL, playing, seen, until

Opened = tuple[CaTuiApp, GroupsScreen, Pilot[int]]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=2000, now=NOON) as address:
        yield address


@asynccontextmanager
async def grouped(
    url: str,
    *,
    size: tuple[int, int] = (120, 36),
    look: Look = STILL,
    command: str = "package-versions",
) -> AsyncIterator[Opened]:
    """The groups of the newest such run of cn-beijing, all of it read."""
    loaded = playing(url, size=size, look=look, regions=("cn-beijing",))
    async with loaded as (app, screen, pilot):
        select(app, screen, command)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, GroupsScreen))
        groups = app.screen
        assert isinstance(groups, GroupsScreen)
        await until(pilot, lambda: settled(app))
        yield app, groups, pilot


def select(app: CaTuiApp, screen: MainScreen, command: str) -> None:
    rows = app.explorer.store.rows(screen.table.ids)
    names = [row.command_name for row in rows]
    screen.table.go(names.index(command))


def settled(app: CaTuiApp) -> bool:
    """All of the run is read and grouped."""
    return "all done" in seen(app) or " live" in seen(app).splitlines()[0]


def counts(screen: GroupsScreen) -> list[int]:
    return [group.count for group in screen.listed.groups.groups]


async def test_s_finds_the_six_that_are_not_as_the_others(url: str) -> None:
    async with grouped(url) as (app, screen, _):
        assert counts(screen) == [94, 3, 2, 1]
        lines = seen(app).splitlines()
        _, odd, failed, silent = lines[4:8]
        assert "✓ Success exit 0" in odd
        assert "kernel-5.10.134-13" in odd
        assert "✗ Failed exit 1" in failed
        assert "package nginx is not installed" in failed
        assert "ClientNotResponse" in silent
        assert "100 results" in lines[0]


async def test_all_of_the_run_is_read_where_the_table_has_a_part(url: str) -> None:
    few = replace(STILL, depth=150)
    async with playing(url, look=few, regions=("cn-beijing",)) as (app, screen, pilot):
        first = app.explorer.store.rows(screen.table.ids)
        runs = [row.key.invoke_id for row in first]
        partly = next(run for run in reversed(runs) if 1 < runs.count(run) < 100)
        screen.table.go(runs.index(partly))
        await pilot.press("s")
        await until(pilot, lambda: settled(app))
        assert "100 results" in seen(app)


async def test_the_odd_ones_come_first_on_o_and_the_cursor_is_there(url: str) -> None:
    async with grouped(url) as (app, screen, pilot):
        await pilot.press("o")
        await pilot.pause()
        assert "ClientNotResponse" in seen(app).splitlines()[4]
        assert screen.listed.current is screen.listed.groups.groups[-1]
        assert "smallest first" in seen(app)
        await pilot.press("o")
        assert screen.listed.current is screen.listed.groups.groups[0]


async def test_enter_shows_what_differs_and_esc_goes_back_twice(url: str) -> None:
    async with grouped(url) as (app, screen, pilot):
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, DiffScreen))
        await until(pilot, lambda: "1 difference" in seen(app))
        shown = seen(app)
        assert "- kernel-5.10.134-16.al8.x86_64" in shown
        assert "+ kernel-5.10.134-13.al8.x86_64" in shown
        assert "- reference   94 results" in shown
        assert "+ this group  3 results" in shown
        await pilot.press("escape")
        assert app.screen is screen
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)


async def test_what_is_masked_is_there_and_dim(url: str) -> None:
    async with grouped(url) as (app, _, pilot):
        await pilot.press("j", "enter")
        await until(pilot, lambda: "1 difference" in seen(app))
        document = app.screen.query_one(DiffView).document
        assert document is not None
        text = document.line(1).text
        dim = [text[s.start : s.end] for s in document.spans(1)]
        assert len(dim) == 3
        assert dim[0].startswith("job-")
        changed = document.line(3)
        assert [changed.text[s.start : s.end] for s in changed.styles] == ["13"]


async def test_a_mask_is_switched_by_its_key(url: str) -> None:
    async with grouped(url) as (app, screen, pilot):
        await pilot.press("h")
        await until(pilot, lambda: len(counts(screen)) == 100)
        assert "compared too  [h]ost" in seen(app)
        await pilot.press("h")
        await until(pilot, lambda: counts(screen) == [94, 3, 2, 1])
        await pilot.press("n")
        await until(pilot, lambda: counts(screen) == [97, 2, 1])


async def test_another_reference_is_compared_with(url: str) -> None:
    async with grouped(url) as (app, _, pilot):
        await pilot.press("j", "D", "j", "enter")
        await until(pilot, lambda: "difference" in seen(app).splitlines()[-2])
        assert "- reference   3 results" in seen(app)
        assert "+ this group  2 results" in seen(app)
        assert "- kernel-5.10.134-13.al8.x86_64" in seen(app)


async def test_the_reference_itself_is_shown_whole(url: str) -> None:
    async with grouped(url) as (app, _, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing differs" in seen(app))
        assert "chrony-4.2-1" in seen(app)


async def test_what_printed_nothing_is_not_compared(url: str) -> None:
    async with grouped(url) as (app, screen, pilot):
        await pilot.press("G", "enter")
        await pilot.pause()
        told = [notice.message for notice in app._notifications]
        assert told == ["It printed nothing that could be compared"]
        assert app.screen is screen
        assert "never reported back" in seen(app)


async def test_results_that_land_are_grouped_at_once() -> None:
    """The run is under way when it is opened; a refresh brings the rest."""
    world = World(7, 2000)
    stream = world.stream("ecs", "cn-beijing")
    assert stream is not None
    window = stream.window(NOON.timestamp())
    wanted = Wanted(command_name="package-versions")
    moment = next(runs_of(stream, window, wanted)).created + 1.6
    with EmulatorThread(Endpoint(world, lambda: moment)) as thread:
        async with grouped(thread.url) as (app, screen, pilot):
            assert 0 < screen.listed.groups.live < 100
            assert " live" in seen(app).splitlines()[0]
            moment += 60
            assert app.explorer.monitor is not None
            app.explorer.monitor.refresh()
            await until(pilot, lambda: counts(screen) == [94, 3, 2, 1])
            assert "all done" in seen(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_no_line_is_longer_than_the_screen(
    url: str, size: tuple[int, int]
) -> None:
    async with grouped(url, size=size) as (app, _, pilot):
        lines = seen(app).splitlines()
        assert len(lines) == size[1]
        assert "job-[027,035,05" in "\n".join(lines)
        await pilot.press("j", "enter")
        await until(pilot, lambda: "1 difference" in seen(app))
        assert "+ this group" in seen(app).splitlines()[1]
        assert "next difference" in seen(app)


async def test_ascii_only_where_nothing_else_was_wanted(url: str) -> None:
    look = replace(STILL, ascii=True)
    async with grouped(url, look=look) as (app, _, pilot):
        assert seen(app).isascii()
        assert "####" in seen(app)
        await pilot.press("j", "enter")
        await until(pilot, lambda: "1 difference" in seen(app))
        assert seen(app).isascii()


async def test_the_keys_and_masks_are_explained(url: str) -> None:
    async with grouped(url) as (app, screen, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: "Leave host names and addresses out" in seen(app))
        assert "Compare the others with this group" in seen(app)
        assert "# " not in seen(app)
        await pilot.press("escape")
        assert app.screen is screen


async def test_above_120_columns_the_two_stand_side_by_side(url: str) -> None:
    async with grouped(url, size=(150, 36)) as (app, _, pilot):
        await pilot.press("j", "enter")
        await until(pilot, lambda: "1 difference" in seen(app))
        line = next(line for line in seen(app).splitlines() if " | " in line)
        before, after = line.split(" | ")
        assert "kernel-5.10.134-16" in before
        assert "kernel-5.10.134-13" in after
        await pilot.press("v")
        await until(pilot, lambda: "+ kernel-5.10.134-13" in seen(app))
        await pilot.resize_terminal(100, 30)
        assert "+ kernel-5.10.134-13" in seen(app)


async def test_a_run_is_compared_with_the_one_before(url: str) -> None:
    """The same instance, the same command: the last one that is known."""
    async with grouped(url) as (app, screen, pilot):
        await pilot.press("j", "H")
        await until(pilot, lambda: isinstance(app.screen, DiffScreen))
        top = seen(app).splitlines()[:2]
        assert "- run before  job-027" in top[0]
        assert "+ this run    job-027" in top[1]
        assert top[0].split("started")[1] < top[1].split("started")[1]
        await pilot.press("escape")
        assert app.screen is screen


async def test_marked_rows_of_several_runs_are_grouped(url: str) -> None:
    loaded = playing(url, regions=("cn-beijing",))
    async with loaded as (app, screen, pilot):
        rows = app.explorer.store.rows(screen.table.ids)
        wanted = [row for row in rows if row.command_name == "package-versions"]
        runs = list(dict.fromkeys(row.key.invoke_id for row in wanted))[:2]
        ids = [row.id for row in wanted if row.key.invoke_id in runs]
        groups = GroupsScreen(app.explorer, ids)
        app.push_screen(groups)
        await until(pilot, lambda: groups.settled and len(counts(groups)) > 1)
        assert sum(counts(groups)) == len(ids)
        assert "marked, of 2 runs" in seen(app).splitlines()[0]
