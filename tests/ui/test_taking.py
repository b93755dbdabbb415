"""Copying and exporting from the screen, against a real service on loopback."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.copy_menu import CopyMenu
from ca_tui.ui.export_screen import ExportScreen
from ca_tui.ui.main_screen import MainScreen
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import LOADED, STILL, playing, seen, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Where the last copy is kept."""
    return tmp_path / "cache/ca-tui/clip.txt"


def is_there(path: Path) -> bool:
    """Whether there is a file."""
    return path.exists()


def forget(path: Path) -> None:
    """Let there be no file."""
    path.unlink(missing_ok=True)


def text_in(path: Path) -> str:
    """What a file says."""
    return path.read_text()


def table_in(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def copied(pilot: Pilot[int], clip: Path, key: str) -> str:
    """What `c` and a letter copy."""
    forget(clip)
    await pilot.press("c", key)
    await until(pilot, lambda: is_there(clip))
    return text_in(clip)


async def on_an_output(screen: MainScreen, pilot: Pilot[int]) -> int:
    """Go to the first result that printed something."""
    rows = screen.explorer.store.rows(screen.table.ids)
    wanted = next(row.id for row in rows if row.output_size)
    screen.table.select(wanted)
    await until(pilot, lambda: screen.table.cursor_id == wanted)
    return wanted


async def test_each_letter_copies_what_it_says(url: str, clip: Path) -> None:
    async with playing(url) as (_, screen, pilot):
        row_id = await on_an_output(screen, pilot)
        record = screen.explorer.store.record(row_id)
        assert record is not None
        key = record.row.key
        assert await copied(pilot, clip, "i") == key.invoke_id
        assert await copied(pilot, clip, "n") == key.instance_id
        output = await copied(pilot, clip, "o")
        assert output
        text = await copied(pilot, clip, "t")
        assert text.endswith(output)
        assert key.invoke_id in text
        markdown = await copied(pilot, clip, "m")
        assert output in markdown
        assert "```text" in markdown
        row = await copied(pilot, clip, "r")
        assert row.endswith(key.invoke_id)
        assert "\n" not in row


async def test_the_query_is_copied_as_commands_without_keys(
    url: str, clip: Path
) -> None:
    async with playing(url) as (_, screen, pilot):
        row_id = await on_an_output(screen, pilot)
        row = screen.explorer.store.row(row_id)
        assert row is not None
        words = shlex.split(await copied(pilot, clip, "a"))
        assert words[:3] == ["aliyun", "ecs", "DescribeInvocationResults"]
        assert row.key.invoke_id in words
        script = await copied(pilot, clip, "u")
        assert "curl -sS" in script
        assert f"host=ecs-{row.key.region_id}.aliyuncs.com" in script


async def test_all_rows_of_the_view_are_copied_as_a_table(url: str, clip: Path) -> None:
    async with playing(url) as (_, screen, pilot):
        lines = (await copied(pilot, clip, "v")).splitlines()
        assert lines[0].startswith("STARTED")
        assert len(lines) == len(screen.table.ids) + 1


async def test_enter_copies_the_output_and_esc_nothing(url: str, clip: Path) -> None:
    async with playing(url) as (app, screen, pilot):
        await on_an_output(screen, pilot)
        await pilot.press("c", "escape")
        assert app.screen is screen
        await pilot.press("c", "enter")
        await until(pilot, lambda: is_there(clip))


async def test_what_there_is_not_cannot_be_chosen(url: str, clip: Path) -> None:
    async with playing(url, loaded=False, instance_id="i-nothing") as played:
        app, _, pilot = played
        await until(pilot, lambda: "Cloud Assistant keeps no results for" in seen(app))
        await pilot.press("c", "i", "s", "v")
        assert isinstance(app.screen, CopyMenu)
        menu = app.screen.query_one(OptionList)
        assert all(option.disabled for option in menu.options)
        assert not is_there(clip)


async def test_in_ascii_the_dialogs_are_drawn_so_too(url: str) -> None:
    look = replace(STILL, ascii=True)
    async with playing(url, look=look) as (app, _, pilot):
        for key in ("c", "e"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, CopyMenu | ExportScreen))
            await pilot.pause()
            assert "+- " in seen(app)
            assert not set("\u256d\u256e\u256f\u2570\u2500\u2502") & set(seen(app))
            await pilot.press("escape")


async def exporting(app: CaTuiApp, pilot: Pilot[int], name: str) -> Static:
    """The export dialog with this name; its note."""
    await pilot.press("e")
    await until(pilot, lambda: isinstance(app.screen, ExportScreen))
    if name:
        app.screen.query_one(Input).value = name
    await pilot.pause()
    return app.screen.query_one("#export-note", Static)


async def test_the_view_is_exported_whole(url: str, tmp_path: Path) -> None:
    async with playing(url) as (app, screen, pilot):
        await exporting(app, pilot, "")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        path = tmp_path / "ca-tui-cn-hangzhou-20260302-120000.jsonl"
        lines = [json.loads(line) for line in text_in(path).splitlines()]
        assert len(lines) == LOADED
        await until(pilot, lambda: app._notifications)
        (notice,) = app._notifications
        assert notice.message == f"{LOADED} results in {path}"


async def test_the_suffix_goes_with_the_form(url: str, tmp_path: Path) -> None:
    async with playing(url) as (app, screen, pilot):
        await exporting(app, pilot, "mine.jsonl")
        await pilot.press("down")
        assert app.screen.query_one(Input).value == "mine.csv"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert len(table_in(tmp_path / "mine.csv")) == LOADED


async def test_a_file_is_replaced_only_when_asked_twice(
    url: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("old")
    async with playing(url) as (app, screen, pilot):
        await exporting(app, pilot, "mine.jsonl")
        await pilot.press("enter")
        await until(pilot, lambda: "Enter once more replaces it" in seen(app))
        await pilot.press("x", "backspace", "enter")
        await until(pilot, lambda: "Enter once more replaces it" in seen(app))
        assert text_in(path) == "old"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert len(text_in(path).splitlines()) == LOADED


async def test_a_folder_is_never_replaced(url: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    async with playing(url) as (app, screen, pilot):
        await exporting(app, pilot, "mine")
        await pilot.press("up", "enter", "enter")
        await until(pilot, lambda: "needs a name of its own" in seen(app))
        app.screen.query_one(Input).value = "other"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert is_there(tmp_path / "other/index.csv")


async def test_what_cannot_be_written_is_said(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await exporting(app, pilot, "/proc/mine.jsonl")
        await pilot.press("enter")
        await until(pilot, lambda: "cannot be written" in seen(app))
        await pilot.press("escape")
        assert app.screen is screen


async def test_what_leaves_the_screen_is_in_help_and_palette(url: str) -> None:
    async with playing(url, size=(120, 80)) as (app, _, pilot):
        found = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Copy", "Export", "Open"} <= found
        await pilot.press("question_mark")
        await until(pilot, lambda: "Open the output in $PAGER" in seen(app))
