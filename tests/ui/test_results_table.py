"""The results table: place, paint, keys, mouse, hostile names."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip

from ca_tui.monitor.rows import Row
from ca_tui.ui.glyphs import ASCII
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.theme import THEMES
from tests.ui.sample_rows import NOW, row

SIZE = (100, 11)
"""Ten rows fit under the header."""


@dataclass
class World:
    """What a store has, what was asked of it, and what time it is."""

    rows: dict[int, Row] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    now: datetime = NOW

    def fetch(self, ids: Sequence[int]) -> list[Row]:
        self.asked += ids
        return [self.rows[row_id] for row_id in ids if row_id in self.rows]

    def put(self, *rows: Row) -> None:
        self.rows.update((each.id, each) for each in rows)

    def newest_first(self) -> array[int]:
        return array("q", sorted(self.rows, reverse=True))


class SpiedTable(ResultsTable):
    """Notes which lines were painted."""

    painted: list[int]

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class Stage(App[None]):
    """The table alone, and what it told."""

    def __init__(self, world: World) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"
        self.world = world
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        table = SpiedTable(
            self.world.fetch, clock=lambda: self.world.now, next_fault=self.next_fault
        )
        table.painted = []
        yield table

    @property
    def table(self) -> SpiedTable:
        return self.query_one(SpiedTable)

    def lines(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]

    def next_fault(self, ids: Sequence[int], start: int, step: int) -> int | None:
        end = len(ids) if step > 0 else -1
        for index in range(start, end, step):
            if self.world.rows[ids[index]].invocation_status == "Failed":
                return index
        return None

    def note(self, message: Message) -> None:
        """A message passes here once for each widget that it bubbles through."""
        ours = type(message).__qualname__.startswith("ResultsTable.")
        if ours and not any(message is each for each in self.told):
            self.told.append(message)

    def told_of(self, kind: type[Message]) -> list[Message]:
        return [each for each in self.told if isinstance(each, kind)]


def a_world(count: int = 50) -> World:
    world = World()
    world.put(*(row(row_id, instance_name=f"web-{row_id}") for row_id in range(count)))
    return world


def staged(world: World) -> Stage:
    return Stage(world)


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
    """Not even when the row was read again and only its error text differs."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.pause()
        app.table.painted.clear()
        world.put(replace(world.rows[45], error_info="not shown in the table"))
        app.table.show(world.newest_first(), (45,))
        app.table.show(world.newest_first())
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


async def test_walking_past_the_edge_scrolls_by_half_a_page() -> None:
    """Otherwise every step repaints the whole table."""
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        await pilot.press(*["j"] * 9)
        await pilot.pause()
        app.table.painted.clear()
        await pilot.press("j")
        await pilot.pause()
        assert (app.table.cursor, app.table.top) == (10, 5)
        app.table.painted.clear()
        await pilot.press("j")
        await pilot.pause()
        assert sorted({6, 7}) == sorted(app.table.painted)
        await pilot.press(*["k"] * 7)
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


async def test_faults_are_found_beyond_what_is_visible() -> None:
    """Far ones are shown in the middle; no other one is said so."""
    world = a_world()
    world.put(row(10, status="Failed"), row(48, status="Failed"))
    app = Stage(world)
    async with app.run_test(size=SIZE, message_hook=app.note) as pilot:
        app.table.show(world.newest_first())
        await pilot.press("n")
        assert app.table.cursor_id == 48
        await pilot.press("n")
        assert app.table.cursor_id == 10
        assert app.table.top < app.table.cursor < app.table.top + 9
        await pilot.press("n")
        await pilot.pause()
        assert app.table.cursor_id == 10
        assert [ResultsTable.NoFault(1)] == app.told_of(ResultsTable.NoFault)
        await pilot.press("N")
        assert app.table.cursor_id == 48


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
