"""The filter while one types: mistakes marked, the last good view kept, completion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.text import Text

from ca_tui.api.status import Phase
from ca_tui.ui.filter_line import FilterLine
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import LOADED, STILL, playing, seen, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


def marked(line: FilterLine) -> str:
    """The part of the filter that is underlined."""
    shown: Text = line.input._value
    return "".join(
        shown.plain[span.start : span.end]
        for span in shown.spans
        if not isinstance(span.style, str) and span.style.underline
    )


async def test_a_mistake_is_marked_and_the_last_good_view_stays(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        line = screen.filter_line
        await pilot.press("slash", *"phase:failed ")
        await until(pilot, lambda: len(screen.table.ids) < LOADED)
        good = list(screen.table.ids)
        assert marked(line) == ""
        await pilot.press(*"staus:x")
        await until(pilot, lambda: "no column" in seen(app))
        assert "try status:" in seen(app)
        assert marked(line) == "staus"
        await until(pilot, lambda: list(screen.table.ids) == good)
        await pilot.press("enter")
        assert line.input.has_focus
        await pilot.press("home", *"(")
        await until(pilot, lambda: line.mistake)
        await pilot.press(*"x")
        assert list(screen.table.ids) == good
        await pilot.press("backspace", "backspace", "end", *["backspace"] * 7)
        await until(pilot, lambda: "no column" not in seen(app))
        assert marked(line) == ""
        await pilot.press("enter")
        assert screen.table.has_focus


async def test_what_is_not_typed_to_its_end_is_no_mistake_yet(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("slash", *"web status:")
        await until(pilot, lambda: app.explorer.view.text == "web ")
        assert marked(screen.filter_line) == ""
        await pilot.press("enter")
        await until(pilot, lambda: "must follow" in seen(app))
        assert marked(screen.filter_line) == "status:"
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.table.ids) == LOADED)
        assert screen.table.has_focus


async def test_outputs_are_searched_and_the_hidden_counted(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("slash", *"output:error")
        await until(pilot, lambda: app.explorer.view.text == "output:error")
        await until(pilot, lambda: 0 < len(screen.table.ids) < LOADED)
        store = app.explorer.store
        for row_id in store.ids(replace(app.explorer.view, text="")):
            output = store.output(row_id)
            said = b"" if output is None else output.data
            assert (b"error" in said.lower()) is (row_id in screen.table.ids)
        hidden = LOADED - len(screen.table.ids)
        assert f"{hidden:,} hidden" in screen.table.titles[1]


async def test_a_filter_that_was_taken_back_does_not_come_later(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("slash")
        screen.filter_line.input.value = "output:error"
        await pilot.press("escape")
        for _ in range(20):
            await pilot.pause(0.01)
        assert app.explorer.view.text == ""
        assert len(screen.table.ids) == LOADED


async def test_columns_and_values_that_occur_are_completed(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        row = app.explorer.store.rows(screen.table.ids[:1])[0]
        box = screen.filter_line.input
        await pilot.press("slash", *"invok")
        await until(pilot, lambda: box._suggestion == "invoke:")
        await pilot.press("right", *row.key.invoke_id[:-2])
        await until(pilot, lambda: len(box._suggestion) > len(box.value))
        await pilot.press("right")
        await until(pilot, lambda: 0 < len(screen.table.ids) < LOADED)
        rows = app.explorer.store.rows(screen.table.ids)
        assert box.value in {f"invoke:{each.key.invoke_id}" for each in rows}


async def test_the_first_filter_comes_from_the_command_line(url: str) -> None:
    look = replace(STILL, filter="phase:failed")
    async with playing(url, look=look, loaded=False) as (app, screen, pilot):
        await until(pilot, lambda: screen.table.ids and " 0 hidden" not in seen(app))
        rows = app.explorer.store.rows(screen.table.ids)
        assert {row.phase for row in rows} == {Phase.FAILED}
        assert "phase:failed" in seen(app)
        assert screen.table.has_focus
