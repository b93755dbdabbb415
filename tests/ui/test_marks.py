"""Rows that are picked out, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from ca_tui.ui.diff_screen import DiffScreen
from ca_tui.ui.export_screen import ExportScreen
from ca_tui.ui.groups_screen import GroupsScreen
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.marks import Marks
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import LOADED, playing, seen, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def text_in(path: Path) -> str:
    """What a file says; empty until it is there."""
    return path.read_text() if path.exists() else ""


def facts(screen: MainScreen) -> str:
    """What the table's border says below."""
    return screen.table.titles[1]


def line(screen: MainScreen, index: int) -> str:
    """What the table paints of a row."""
    return screen.table.render_line(1 + index - screen.table.top).text


@given(
    st.lists(st.integers(0, 30), unique=True, min_size=1),
    st.lists(st.integers(0, 30), max_size=6),
    st.integers(0, 30),
)
def test_a_range_is_all_between_two_rows(
    ids: list[int], toggled: list[int], at: int
) -> None:
    """From the last mark, if the view has it; what was marked stays marked."""
    marks = Marks()
    for each in toggled:
        marks.toggle(each)
    before = list(marks)
    index = at % len(ids)
    start = index
    if before and before[-1] in ids:
        start = ids.index(before[-1])
    marks.up_to(ids, index)
    between = ids[min(start, index) : max(start, index) + 1]
    assert {*marks} == {*before, *between}
    assert list(marks)[-1] == ids[index]


def test_marked_rows_are_taken_in_the_order_of_the_view() -> None:
    """Those that the view does not have come after them."""
    marks = Marks()
    for each in (9, 3, 1, 2):
        marks.toggle(each)
    marks.toggle(3)
    assert marks.within([1, 2, 3, 4]) == (1, 2, 9)
    assert 3 not in marks
    assert len(marks) == 3


async def test_marks_are_seen_counted_and_taken_away(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("m", "j", "m")
        assert screen.table.cursor == 3
        assert line(screen, 0)[1] == line(screen, 2)[1] == "▮"
        assert "▮" not in line(screen, 1)
        await until(pilot, lambda: "2 marked" in facts(screen))
        await pilot.press("j", "M")
        await until(pilot, lambda: "4 marked" in facts(screen))
        await pilot.press("k", "k", "m")
        await until(pilot, lambda: "3 marked" in facts(screen))
        await pilot.press("escape")
        await until(pilot, lambda: "marked" not in facts(screen))
        assert "▮" not in seen(pilot.app)


async def test_marks_stay_whatever_the_table_shows(url: str) -> None:
    """Filter, order, refresh and place; Esc closes a filter before it unmarks."""
    async with playing(url) as (_, screen, pilot):
        table = screen.table
        marked = {*table.ids[:2]}
        await pilot.press("m", "m", "I")
        await until(pilot, lambda: not table.sort[1])
        await pilot.press("slash", *"status:failed", "enter")
        await until(pilot, lambda: 0 < len(table.ids) < LOADED)
        assert "2 marked" in facts(screen)
        await pilot.press("r", "escape")
        await until(pilot, lambda: len(table.ids) == LOADED)
        assert {*table.marks} == marked
        await pilot.press("i")
        await until(pilot, lambda: len(table.ids) < LOADED)
        await pilot.press("backspace")
        await until(pilot, lambda: len(table.ids) == LOADED)
        assert {*table.marks} == marked
        await pilot.press("I", "g")
        await until(pilot, lambda: table.ids[0] in marked)
        await until(pilot, lambda: line(screen, 0)[1] == "▮")
        assert line(screen, 1)[1] == "▮"


async def test_marked_results_are_compared_and_copied(url: str, tmp_path: Path) -> None:
    async with playing(url) as (app, screen, pilot):
        chosen = [screen.table.ids[0], screen.table.ids[2], screen.table.ids[3]]
        await pilot.press("m", "j", "m", "m", "s")
        await until(pilot, lambda: isinstance(app.screen, GroupsScreen))
        groups = app.screen
        assert isinstance(groups, GroupsScreen)
        await until(pilot, lambda: groups.settled)
        shown = {each for group in groups.listed.groups.groups for each in group.ids}
        assert shown == {*chosen}
        assert "marked" in seen(app)
        await pilot.press("escape", "c", "M")
        names = [row.key.invoke_id for row in app.explorer.store.rows(chosen)]
        clip = tmp_path / "cache/ca-tui/clip.txt"
        await until(pilot, lambda: text_in(clip))
        copied = text_in(clip)
        assert copied.startswith("| Status |")
        assert all(name in copied for name in names)
        assert copied.count("\n#") == 3
        clip.unlink()
        await pilot.press("c", "k")
        await until(pilot, lambda: text_in(clip))
        assert len(text_in(clip).splitlines()) == 4


async def test_without_marks_there_is_nothing_of_them_to_copy(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        assert {"marked", "marked_markdown"} <= screen.takeable.missing
        await pilot.press("m")
        assert not {"marked", "marked_markdown"} & screen.takeable.missing
        assert app.screen is screen


async def test_only_marked_results_are_exported(url: str, tmp_path: Path) -> None:
    async with playing(url) as (app, _, pilot):
        await pilot.press("m", "m", "e")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await until(pilot, lambda: "Export 2 marked results" in seen(app))
        app.screen.query_one(Input).value = str(tmp_path / "two.jsonl")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
        assert len(text_in(tmp_path / "two.jsonl").splitlines()) == 2


async def test_the_run_before_is_compared_from_the_table(url: str) -> None:
    """Or it is said that there is none."""
    async with playing(url) as (app, screen, pilot):
        store = app.explorer.store
        rows = store.rows(screen.table.ids)
        names = [(row.key.instance_id, row.command_name) for row in rows]
        newest = next(n for n, name in enumerate(names) if name in names[n + 1 :])
        screen.table.go(newest)
        await pilot.press("H")
        await until(pilot, lambda: isinstance(app.screen, DiffScreen))
        compared = app.screen
        assert isinstance(compared, DiffScreen)
        assert [side.who for side in compared.sides] == ["run before", "this run"]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
