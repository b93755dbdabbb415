"""The results table: the operator's place, keys, mouse, messages."""

from __future__ import annotations

from array import array

from ca_tui.ui.results_table import ResultsTable
from tests.ui.sample_rows import row
from tests.ui.table_stage import SIZE, SpiedTable, Stage, a_world


async def test_rows_arriving_above_the_view_paint_nothing_and_are_counted() -> None:
    """Scrolled away, what is on screen stays; the number says what arrived."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("pagedown", "down")
        await pilot.pause()
        before, selected = app.lines()[1:], app.table.cursor_id
        app.table.painted.clear()
        world.put(*(row(row_id) for row_id in range(100, 112)))
        app.table.show(world.newest_first())
        await pilot.pause()
        assert app.table.painted == []
        assert before == app.lines()[1:]
        assert selected == app.table.cursor_id
        assert [ResultsTable.NewAbove(12)] == app.told_of(ResultsTable.NewAbove)
        await pilot.press("home")
        await pilot.pause()
        assert app.table.new_above == 0
        assert app.table.cursor_id == 111


async def test_in_another_order_nothing_above_counts_as_new() -> None:
    """Older results that are read later come there too."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.sort = ("exit", False)
        app.table.show(world.newest_first())
        await pilot.press("pagedown")
        world.put(*(row(row_id) for row_id in range(100, 112)))
        app.table.show(world.newest_first())
        assert app.table.new_above == 0


async def test_at_the_top_the_cursor_follows_new_rows() -> None:
    """And says which one it is on."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        world.put(row(100, instance_name="newest"))
        app.table.show(world.newest_first())
        await pilot.pause()
        assert "newest" in app.lines()[1]
        told = app.told_of(ResultsTable.Highlighted)
        assert [m.row_id for m in told if isinstance(m, app.table.Highlighted)] == [
            49,
            100,
        ]
        assert app.table.new_above == 0


async def test_elsewhere_the_cursor_stays_on_its_row_and_line() -> None:
    """On the third row of a list at its top, too."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("down", "down")
        world.put(row(100), row(101))
        app.table.show(world.newest_first())
        await pilot.pause()
        assert (app.table.cursor_id, app.table.top, app.table.new_above) == (47, 2, 2)
        assert app.lines()[3].startswith("»")


async def test_sorting_and_filtering_keep_the_selected_result() -> None:
    """If it vanishes, the nearest is selected; with no rows, none."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("down", "down")
        app.table.show(array("q", range(50)))
        await pilot.pause()
        assert app.table.cursor_id == 47
        app.table.show(array("q", [3, 49]))
        await pilot.pause()
        assert app.table.cursor_id == 49
        app.table.show(array("q"))
        await pilot.pause()
        assert app.table.cursor_id is None
        assert ResultsTable.Highlighted(None) == app.told[-1]


async def test_walking_past_the_edge_scrolls_by_half_a_page() -> None:
    """Otherwise every step repaints the whole table."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        app.table.go(9)
        await pilot.pause()
        app.table.painted.clear()
        await pilot.press("j")
        await pilot.pause()
        assert (app.table.cursor, app.table.top) == (10, 5)
        app.table.painted.clear()
        await pilot.press("j")
        await pilot.pause()
        assert sorted({6, 7}) == sorted(app.table.painted)
        app.table.go(5)
        await pilot.press("k")
        await pilot.pause()
        assert (app.table.cursor, app.table.top) == (4, 0)


async def test_pages_ends_and_the_message_that_more_is_wanted() -> None:
    """A page keeps the cursor on its line; the last row asks for older ones."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("down", "pagedown")
        assert (app.table.cursor, app.table.top) == (11, 10)
        await pilot.press("pageup")
        assert (app.table.cursor, app.table.top) == (1, 0)
        assert app.told_of(ResultsTable.ReachedEnd) == []
        await pilot.press("G")
        await pilot.pause()
        assert (app.table.cursor, app.table.top) == (49, 40)
        assert len(app.told_of(ResultsTable.ReachedEnd)) == 1
        await pilot.press("g")
        assert (app.table.cursor, app.table.top) == (0, 0)


async def test_the_wheel_scrolls_and_leaves_the_cursor_alone() -> None:
    """At the end it asks for more."""
    world = a_world(20)
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        app.table.scroll_to(y=3, animate=False)
        await pilot.pause()
        assert (app.table.cursor, app.table.top) == (0, 3)
        assert "web-16" in app.lines()[1]
        app.table.scroll_to(y=999, animate=False)
        await pilot.pause()
        assert app.table.top == 10
        assert "web-0 " in app.lines()[10]
        assert len(app.told_of(ResultsTable.ReachedEnd)) == 1


async def test_n_asks_for_the_next_fault_and_n_shifted_for_the_one_before() -> None:
    """Where it is takes a look at all rows, which is not for the list."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("n", "N")
        await pilot.pause()
        wanted = [ResultsTable.FaultWanted(1), ResultsTable.FaultWanted(-1)]
        assert wanted == app.told_of(ResultsTable.FaultWanted)
        assert app.table.cursor == 0


async def test_a_far_row_is_selected_in_the_middle() -> None:
    """Not at the edge, where half of what surrounds it is out of sight."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE):
        app.table.show(world.newest_first())
        assert app.table.select(10)
        assert app.table.top < app.table.cursor < app.table.top + 9


async def test_showing_says_whether_anything_is_to_be_seen() -> None:
    """A row below the view is not; one in it is, and so is the first one of all."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        assert app.table.show(world.newest_first())
        await pilot.pause()
        world.put(row(-1, instance_name="oldest"))
        assert not app.table.show(world.newest_first())
        world.put(row(49, status="Failed"))
        assert app.table.show(world.newest_first(), (49,))
        assert app.table.show(array("q"))


async def test_sorting_by_key_and_by_click() -> None:
    """The owner sorts; the header shows it."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        assert "Started▾" in app.lines()[0]
        await pilot.press("greater_than_sign", "less_than_sign", "I")
        await pilot.click(SpiedTable, offset=(app.lines()[0].index("Instance"), 0))
        await pilot.pause()
        asked = app.told_of(ResultsTable.SortRequested)
        assert [
            ResultsTable.SortRequested(key)
            for key in ("took", "exit", "started", "instance")
        ] == asked
        app.table.painted.clear()
        app.table.sort = ("instance", False)
        await pilot.pause()
        assert app.table.painted == [0]
        assert "Instance▴" in app.lines()[0]


async def test_a_click_selects_and_a_second_one_opens() -> None:
    """As Enter does."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.click(SpiedTable, offset=(20, 3))
        assert app.table.cursor_id == 47
        assert app.told_of(ResultsTable.Opened) == []
        await pilot.click(SpiedTable, offset=(20, 4), times=2)
        await pilot.press("enter")
        await pilot.pause()
        assert [ResultsTable.Opened(46)] * 2 == app.told_of(ResultsTable.Opened)


async def test_visible_active_is_about_what_is_visible() -> None:
    """Refreshing faster for what nobody sees costs colleagues their calls."""
    world = a_world()
    world.put(row(0, status="Running", took=None))
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        assert not app.table.visible_active()
        await pilot.press("end")
        assert app.table.visible_active()


async def test_no_size_and_no_theme_breaks_it() -> None:
    """From 200×50 down to nearly nothing; the cursor stays in sight."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=(200, 50)) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("end")
        for size in ((80, 24), (40, 10), (10, 3), (1, 1), (200, 50)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            if app.table.page:
                assert app.table.top <= app.table.cursor
                assert app.table.cursor < app.table.top + app.table.page
        for theme in ("ca-light", "ansi", "nord", "ca-dark"):
            app.theme = theme
            await pilot.pause()
            assert "web-0 " in app.lines()[app.table.page]


async def test_a_row_is_selected_by_its_id() -> None:
    """If the view has it."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE):
        app.table.show(world.newest_first())
        assert app.table.select(3)
        assert app.table.cursor_id == 3
        assert not app.table.select(4711)
        assert app.table.cursor_id == 3
