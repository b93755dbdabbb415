"""The list on the Line API: what is painted, and what names may do."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import timedelta

from rich.cells import cell_len
from rich.text import Text

from ca_tui.ui.glyphs import ASCII
from tests.ui.sample_rows import row
from tests.ui.table_stage import SIZE, SpiedTable, Stage, World, a_world


async def test_the_visible_rows_are_read_and_no_others() -> None:
    """100,000 results cost what ten cost."""
    world = World()
    world.put(*(row(row_id) for row_id in range(99_980, 100_000)))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(array("q", range(99_999, -1, -1)))
        await pilot.pause()
        assert sorted(world.asked) == list(range(99_990, 100_000))
        assert "Status" in app.lines()[0]


async def test_a_refresh_without_change_paints_nothing() -> None:
    """Nor does the mouse passing by, nor a row whose error text alone differs."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        app.table.painted.clear()
        world.put(replace(world.rows[45], error_info="not shown in the table"))
        app.table.show(world.newest_first(), (45,))
        app.table.show(world.newest_first())
        await pilot.hover(SpiedTable, offset=(20, 3))
        await pilot.hover(SpiedTable, offset=(8, 5))
        await pilot.pause()
        assert app.table.painted == []


async def test_one_changed_row_paints_one_line() -> None:
    """Its own."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        app.table.painted.clear()
        world.put(row(45, status="Failed", exit_code=3))
        app.table.show(world.newest_first(), (45,))
        await pilot.pause()
        assert app.table.painted == [5]
        assert "✗ Failed" in app.lines()[5]


async def test_a_row_below_the_view_paints_nothing_and_is_no_reason_for_a_layout() -> (
    None
):
    """Textual lays the whole screen out when a virtual size changes."""
    world = a_world(1000)
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        app.table.painted.clear()
        layouts = app.table._layout_updates
        bar = app.table.vertical_scrollbar
        repaints: list[object] = []
        app.table.watch(bar, "window_virtual_size", repaints.append, init=False)
        app.table.show(array("q", [*world.newest_first(), 5000]))
        await pilot.pause()
        assert app.table.painted == []
        assert layouts == app.table._layout_updates
        assert repaints == []
        assert 1002 == app.table.virtual_size.height == bar.window_virtual_size
        assert app.table.max_scroll_y == 991


async def test_without_rows_a_sentence_stands_in_the_middle() -> None:
    """The owner's sentence."""
    app = Stage(World())
    async with app.run_test(size=SIZE) as pilot:
        app.table.placeholder = Text("Cloud Assistant keeps no results for cn-hangzhou")
        await pilot.pause()
        shown = [line for line in app.lines()[1:] if line.strip()]
        assert len(shown) == 1
        assert app.lines()[5] == shown[0]
        left, right = shown[0].split("Cloud Assistant keeps no results for cn-hangzhou")
        assert abs(len(left) - len(right)) <= 2
        app.world.put(row(1))
        app.table.show(array("q", [1]))
        await pilot.pause()
        assert "web-07" in app.lines()[1]
        assert "Cloud Assistant" not in "".join(app.lines())


HOSTILE = (
    "[/red] oops",
    "[@click=app.quit]x[/]",
    "[link=https://evil.example]y",
    "[/]",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x1b[2J\x9b2J",
    "rtl \u202egpj.exe",
    "line\r\nbreak\tand tab",
    "\ud800",
)


async def test_hostile_names_are_text_and_nothing_else() -> None:
    """No markup, no escape sequence, no crash, and every line as wide as the rest."""
    world = World()
    world.put(
        *(
            row(index, instance_name=name, command_name=name, status=name[:9])
            for index, name in enumerate(HOSTILE)
        )
    )
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(array("q", world.rows))
        await pilot.pause()
        lines = app.lines()
        assert "[/red] oops" in lines[1]
        assert "[@click=app.quit]x[/]" in lines[2]
        assert {app.table.scrollable_content_region.width} == set(map(cell_len, lines))
        assert "".join(lines).isprintable()
        for y in range(1, 10):
            assert not metas(app.table, y)
        await pilot.click(SpiedTable, offset=(20, 2))
        assert app.is_running


def metas(table: SpiedTable, y: int) -> list[object]:
    styles = [segment.style for segment in table.render_line(y)]
    return [style.meta for style in styles if style is not None and style.meta]


async def test_wide_characters_keep_the_columns_aligned() -> None:
    """Cells, not characters."""
    world = World()
    world.put(
        row(1, instance_name="测试服务器-02-生产环境-华东", command_name="清理日志"),
        row(2, instance_name="web-07", command_name="kernel-version"),
        row(3, instance_name="한국어 서버", command_name="👍 done"),
    )
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(array("q", [1, 2, 3]))
        await pilot.pause()
        places = {
            tuple(cell_len(line[: line.index(word)]) for word in ("14:03:10", "41 B"))
            for line in app.lines()[1:4]
        }
        assert len(places) == 1


async def test_the_age_of_a_running_result_never_ticks_by_itself() -> None:
    """A refresh paints it again when it is a minute old."""
    world = World()
    world.put(row(1, status="Running", took=None), row(2))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(array("q", [1, 2]))
        await pilot.pause()
        assert " 12s" in app.lines()[1]
        app.table.painted.clear()
        world.now += timedelta(seconds=30)
        app.table.show(array("q", [1, 2]))
        await pilot.pause()
        assert app.table.painted == []
        world.now += timedelta(seconds=31)
        app.table.show(array("q", [1, 2]))
        await pilot.pause()
        assert app.table.painted == [1]
        assert "1m13s" in app.lines()[1]


async def test_at_midnight_todays_times_become_yesterdays() -> None:
    """With the next refresh."""
    world = World()
    world.put(row(1))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.utc = True
        app.table.show(array("q", [1]))
        await pilot.pause()
        assert "14:03:10" in app.lines()[1]
        world.now += timedelta(days=1)
        app.table.show(array("q", [1]))
        await pilot.pause()
        assert "11-20 14:03" in app.lines()[1]


async def test_a_row_that_cannot_be_read_leaves_its_line_blank() -> None:
    """The view may name what the store just lost."""
    world = World()
    world.put(row(1))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(array("q", [7, 1]))
        await pilot.pause()
        assert app.lines()[1].strip() == ""
        assert "web-07" in app.lines()[2]


async def test_what_left_the_service_is_marked() -> None:
    """By a glyph, for those who see no colours."""
    world = World()
    world.put(row(1, gone=True), row(2, periodic=True), row(3))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(array("q", [3, 2, 1]))
        await pilot.pause()
        assert [line[:2] for line in app.lines()[1:4]] == ["» ", " ↻", " ⌀"]


async def test_in_ascii_the_table_is_ascii() -> None:
    """As long as the names are."""
    world = a_world()
    world.put(row(49, status="Timeout", dropped=5))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.glyphs = ASCII
        app.table.show(world.newest_first())
        await pilot.pause()
        assert "".join(app.lines()).isascii()
        assert "! Timeout" in app.lines()[1]


async def test_a_row_takes_few_segments() -> None:
    """Each one costs bytes on the line."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        assert len(list(app.table.render_line(5))) <= 4


async def test_a_change_of_theme_changes_the_colours() -> None:
    """Strips are remembered per theme."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        dark = app.table.render_line(2)
        app.theme = "ca-light"
        await pilot.pause()
        light = app.table.render_line(2)
        assert dark.text == light.text
        assert dark != light


async def test_hidden_and_shown_again_it_is_up_to_date() -> None:
    """Nothing is painted while nobody sees it."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        app.table.display = False
        await pilot.pause()
        world.put(row(45, status="Failed"))
        app.table.show(world.newest_first(), (45,))
        await pilot.pause()
        app.table.painted.clear()
        app.table.display = True
        await pilot.pause()
        assert set(range(11)) <= set(app.table.painted)
        assert "✗ Failed" in app.lines()[5]
