"""The viewer: where it stands, how it scrolls, wraps and searches."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection

from ca_tui.output.document import build, from_text
from ca_tui.ui.glyphs import UNICODE
from tests.ui.viewer import HEIGHT, WIDTH, numbered, run, shown, texts


async def test_lines_are_numbered_from_one() -> None:
    async with run(build(numbered(100))) as (view, _):
        assert shown(view) == texts(HEIGHT)


async def test_a_note_stands_where_there_is_no_text() -> None:
    note = "Select a result to read its output, whichever it may be"
    async with run(None, note) as (view, _):
        rows = shown(view)
        assert " ".join(rows).strip() == note
        assert rows[1]


@pytest.mark.parametrize(
    ("keys", "top"),
    [
        (["down", "j"], 2),
        (["down", "down", "up", "k"], 0),
        (["pagedown"], HEIGHT - 1),
        (["pagedown", "pageup"], 0),
        (["end"], 100 - HEIGHT),
        (["G", "g"], 0),
        (["end", "home"], 0),
        (["G", "down"], 100 - HEIGHT),
    ],
)
async def test_keys_scroll_at_once(keys: list[str], top: int) -> None:
    async with run(build(numbered(100))) as (view, pilot):
        await pilot.press(*keys)
        assert shown(view)[0].split()[0] == str(top + 1)


async def test_sideways_the_numbers_stay_and_the_text_moves() -> None:
    line = "0123456789" * 10
    async with run(from_text(f"{line}\nb\n")) as (view, pilot):
        assert shown(view)[0] == f"1 {line[:36]}{UNICODE.ellipsis}"
        await pilot.press("right")
        assert shown(view)[:2] == [
            f"1 {line[8:44]}{UNICODE.ellipsis}",
            "2",
        ]
        await pilot.press("dollar_sign")
        assert shown(view)[0] == f"1 {line[-37:]}"
        await pilot.press("0")
        assert view.scroll_offset.x == 0


async def test_a_wide_character_at_the_left_edge_leaves_a_blank() -> None:
    async with run(from_text("a" * 7 + "测试服务器" * 10)) as (view, pilot):
        await pilot.press("right")
        assert shown(view)[0].startswith("1  试服务器")
        assert all(cell_len(row) < WIDTH for row in shown(view))


async def test_wrapping_fills_rows_and_keeps_the_line_at_the_top() -> None:
    data = "\n".join(f"{n:02}" + "测试服务器" * 9 for n in range(1, 40))
    async with run(from_text(data)) as (view, pilot):
        view.scroll_cells(y=10)
        await pilot.press("w")
        rows = shown(view)
        assert rows[0].startswith("11 11测试")
        assert rows[1].startswith("   ")
        assert all(cell_len(row) < WIDTH for row in rows)
        first = "".join(row[3:] for row in rows[:3])
        assert first == "11" + "测试服务器" * 9
        await pilot.press("w")
        assert shown(view)[0].startswith("11 11测试")


async def test_wrapped_text_follows_the_width_of_the_terminal() -> None:
    async with run(from_text("x" * 100 + "\ny\n")) as (view, pilot):
        await pilot.press("w")
        assert len([row for row in shown(view) if "x" in row]) == 3
        await pilot.resize_terminal(20, HEIGHT)
        await pilot.pause()
        assert len([row for row in shown(view) if "x" in row]) == 6


async def test_a_growing_text_is_followed_at_its_end() -> None:
    async with run(build(numbered(30), running=True)) as (view, pilot):
        await pilot.press("G")
        view.show(build(numbered(60), running=True), keep_scroll=True)
        await pilot.pause()
        assert shown(view)[-2:] == ["60 line 60", "   still running"]


async def test_a_growing_text_stays_where_it_is_read() -> None:
    async with run(build(numbered(30))) as (view, pilot):
        view.scroll_cells(y=5)
        await pilot.pause()
        view.watched.painted.clear()
        view.show(build(numbered(60)), keep_scroll=True)
        await pilot.pause()
        assert shown(view) == texts(HEIGHT, first=6, width=2)
        assert view.watched.painted == []
        view.show(build(numbered(60)), keep_scroll=False)
        assert shown(view) == texts(HEIGHT, width=2)


async def test_a_search_goes_to_hits_around_the_end() -> None:
    async with run(build(numbered(100))) as (view, pilot):
        view.search("9")
        await pilot.pause()
        assert view.watched.searched == [(20, 1)]
        view.search("line 5")
        assert " 50 line 50" in shown(view)
        await pilot.press("n")
        assert " 51 line 51" in shown(view)
        await pilot.press("N", "N", "N")
        assert " 59 line 59" in shown(view)
        assert view.watched.searched[1:] == [(11, n) for n in (2, 3, 2, 1, 11)]


async def test_a_hit_far_to_the_right_comes_into_view() -> None:
    async with run(from_text("x" * 3000 + "needle" + "x" * 3000)) as (view, pilot):
        view.search("needle")
        await pilot.pause()
        assert "needle" in shown(view)[0]
        await pilot.press("w")
        view.search("needle")
        assert "needle" in "".join(row.strip() for row in shown(view))


async def test_a_search_outlives_growth_and_ends_with_an_empty_one() -> None:
    async with run(build(numbered(20))) as (view, pilot):
        view.search("line 1")
        await pilot.press("n")
        view.show(build(numbered(120)), keep_scroll=True)
        assert (view.hits, view.hit_number) == (33 - 1, 2)
        view.search("")
        await pilot.press("n")
        assert (view.hits, view.hit_number) == (0, 0)


async def test_slash_asks_for_something_to_search_for() -> None:
    async with run(build(numbered(3))) as (view, pilot):
        await pilot.press("slash")
        assert view.watched.asked == 1


async def test_without_a_search_n_is_left_to_others() -> None:
    async with run(build(numbered(3))) as (view, _):
        assert view.check_action("hit", (1,)) is False
        view.search("line")
        assert view.check_action("hit", (1,)) is True


async def test_what_the_mouse_selects_can_be_copied() -> None:
    async with run(build(numbered(20))) as (view, pilot):
        selection = Selection(Offset(2, 0), Offset(4, 2))
        view.screen.selections = {view: selection}
        await pilot.pause()
        assert view.selected_text() == "ne 1\nline 2\nline"
        everything = view.get_selection(Selection(None, None))
        assert everything == (numbered(20).decode().rstrip(), "\n")


async def test_the_mouse_drags_over_text_and_not_over_numbers() -> None:
    async with run(build(numbered(20))) as (view, pilot):
        await pilot.mouse_down(view, offset=(5, 1))
        await pilot.hover(view, offset=(9, 2))
        await pilot.mouse_up(view, offset=(9, 2))
        assert view.selected_text().startswith("ne 2\nline")
