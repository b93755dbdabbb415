"""What comes back: after a restart, and in a place where one was; filters by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import SystemCommand
from textual.content import Content
from textual.pilot import Pilot

from ca_tui.remembering import Remembering
from ca_tui.ui import named_filters
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.cells import one_line
from ca_tui.ui.memory import Left
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import LOADED, STILL, playing, seen, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


@pytest.fixture
def memory(tmp_path: Path) -> Remembering:
    """A memory on disk: each reading of it is one after a restart."""
    return Remembering(tmp_path / "state.json", "prod")


def palette(app: CaTuiApp) -> dict[str, SystemCommand]:
    """The palette's commands by title."""
    return {each.title: each for each in app.get_system_commands(app.screen)}


async def type_filter(pilot: Pilot[int], text: str) -> None:
    await pilot.press("slash", *text)


async def test_filter_order_and_cursor_are_there_again(
    url: str, memory: Remembering
) -> None:
    async with playing(url, memory=memory) as (app, screen, pilot):
        await type_filter(pilot, "status:success")
        await pilot.press("enter", "I", "j", "j", "j")
        await until(pilot, lambda: screen.explorer.keeper.settled)
        await until(pilot, lambda: app.explorer.kept is not None)
        row = app.explorer.store.row(screen.table.cursor_id or 0)
        assert row is not None
    kept = memory.left()
    assert kept is not None
    assert kept == Left("status:success", False, "started", False, row.key)
    async with playing(url, memory=memory, loaded=False) as (app, screen, pilot):
        assert "status:success" in seen(app)
        await until(pilot, lambda: app.explorer.remembered is None)
        assert "hidden" in screen.table.titles[1]
        assert screen.table.sort == ("started", False)
        again = app.explorer.store.row(screen.table.cursor_id or 0)
        assert again is not None
        assert again.key == row.key


async def test_faults_only_is_there_again(url: str, memory: Remembering) -> None:
    memory.leave(Left(faults_only=True))
    async with playing(url, memory=memory, loaded=False) as (app, screen, pilot):
        await until(pilot, lambda: screen.table.titles[0] == "Faults")
        assert app.explorer.view.faults_only


async def test_a_filter_that_is_asked_for_wins(url: str, memory: Remembering) -> None:
    memory.leave(Left("status:failed", faults_only=True))
    look = replace(STILL, filter="web")
    async with playing(url, memory=memory, look=look, loaded=False) as played:
        app, screen, _ = played
        assert (app.explorer.view.text, app.explorer.view.faults_only) == ("web", False)
        assert screen.filter_line.input.value == "web"


async def test_whoever_moved_is_left_where_he_is(url: str, memory: Remembering) -> None:
    async with playing(url) as (app, screen, _):
        rows = app.explorer.store.rows(screen.table.ids)
    memory.leave(Left(key=rows[40].key))
    async with playing(url, memory=memory, loaded=False) as (app, screen, pilot):
        screen.table.steered = True
        await until(pilot, lambda: len(screen.table.ids) == LOADED)
        assert screen.table.cursor == 0
        assert app.explorer.remembered is None


async def test_who_follows_new_results_does_so_again(
    url: str, memory: Remembering
) -> None:
    async with playing(url, memory=memory):
        pass
    assert memory.left() == Left()


async def test_a_place_left_early_keeps_what_it_knew(
    url: str, memory: Remembering
) -> None:
    """The result had not come yet."""
    async with playing(url) as (app, screen, _):
        key = app.explorer.store.rows(screen.table.ids)[40].key
    left = Left("web", key=replace(key, invoke_id="t-later"))
    memory.leave(left)
    async with playing(url, memory=memory, loaded=False) as (_, screen, pilot):
        await until(pilot, lambda: screen.table.ids)
    assert memory.left() == left


async def test_refresh_and_region_switch_keep_filter_order_and_cursor(
    url: str,
) -> None:
    async with playing(url) as (app, screen, pilot):
        table, here = screen.table, app.explorer.scopes
        await type_filter(pilot, "status:success")
        await pilot.press("enter", "j", "j", "j")
        await until(pilot, lambda: len(table.ids) < LOADED)
        chosen = table.cursor_id
        await pilot.press("r")
        await until(pilot, lambda: app.explorer.keeper.settled)
        assert table.cursor_id == chosen
        screen.go((replace(here[0], region_id="cn-beijing"),))
        await until(pilot, lambda: table.ids and chosen not in table.ids)
        assert app.explorer.view.text == "status:success"
        screen.go(here)
        await until(pilot, lambda: table.cursor_id == chosen)
        assert app.explorer.view.text == "status:success"


async def test_a_filter_is_kept_under_a_name_and_found_in_the_palette(
    url: str, memory: Remembering
) -> None:
    async with playing(url, memory=memory) as (app, screen, pilot):
        line = screen.filter_line
        await type_filter(pilot, "status:failed")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: line.purpose == "name")
        await pilot.press(*"bad ones", "enter")
        await until(pilot, lambda: memory.filters == {"bad ones": "status:failed"})
        assert line.input.value == "status:failed"
        assert line.input.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.table.ids) == LOADED)
        command = palette(app)["Filter: bad ones"]
        assert command.help == "status:failed"
        command.callback()
        await until(pilot, lambda: len(screen.table.ids) < LOADED)
        assert "status:failed" in seen(app)
        palette(app)["Forget filter: bad ones"].callback()
        assert memory.filters == {}
        assert "Filter: bad ones" not in palette(app)


async def test_a_name_is_not_kept_by_esc_nor_for_a_mistake(
    url: str, memory: Remembering
) -> None:
    async with playing(url, memory=memory) as (_, screen, pilot):
        line = screen.filter_line
        await pilot.press("slash", "ctrl+s")
        assert line.purpose == "filter"
        await pilot.press(*"staus:x ", "ctrl+s")
        assert line.purpose == "filter"
        assert line.mistake is not None
        await pilot.press(*["backspace"] * 8, *"web", "ctrl+s", *"mine")
        await until(pilot, lambda: line.input.value == "mine")
        await pilot.press("escape")
        await until(pilot, lambda: line.input.value == "web")
        assert line.input.has_focus
        assert memory.filters == {}


async def test_a_kept_filter_that_is_none_any_more_is_marked(url: str) -> None:
    async with playing(url) as (app, _, pilot):
        app.explorer.memory.name_filter("old", "staus:failed ")
        palette(app)["Filter: old"].callback()
        await until(pilot, lambda: "no column" in seen(app))
        assert app.explorer.view.text == ""


MARKED_UP = st.text("[]\\/A b=#@$'", max_size=12) | st.text(max_size=30)


@given(MARKED_UP, MARKED_UP)
def test_names_and_texts_are_no_markup(name: str, text: str) -> None:
    used: list[str] = []
    use, forget = named_filters.commands({name: text}, used.append, used.append)
    for command in (use, forget):
        title, words = map(Content.from_markup, (command.title, command.help))
        assert title.plain.endswith(f"ilter: {one_line(name)}")
        assert words.plain == one_line(text)
        assert not title.spans
        assert not words.spans
        command.callback()
    assert used == [text, name]
