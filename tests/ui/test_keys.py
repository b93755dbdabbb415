"""Every key of the screen does what it says, against a real service on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ca_tui.api.status import Phase
from ca_tui.ui.source import Look
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import LOADED, playing, seen, until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


async def test_f_shows_faults_only_and_counts_the_hidden(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        everything = len(screen.table.ids)
        await pilot.press("f")
        rows = app.explorer.store.rows(screen.table.ids)
        assert rows
        assert {row.phase for row in rows} == {Phase.FAILED}
        assert f"{everything - len(rows):,} hidden" in screen.table.titles[1]
        assert screen.table.titles[0] == "Faults"
        await pilot.press("f")
        assert len(screen.table.ids) == everything


async def test_n_goes_to_the_next_fault_and_back(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("n")
        first = screen.table.cursor
        await pilot.press("n")
        second = screen.table.cursor
        assert second > first
        row = app.explorer.store.row(screen.table.ids[second])
        assert row is not None
        assert row.phase is Phase.FAILED
        await pilot.press("N")
        assert screen.table.cursor == first


async def test_slash_filters_the_rows_while_one_types(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        everything = len(screen.table.ids)
        name = app.explorer.store.rows(screen.table.ids[:1])[0].instance_name
        await pilot.press("slash", *name)
        await until(pilot, lambda: 0 < len(screen.table.ids) < everything)
        rows = app.explorer.store.rows(screen.table.ids)
        assert {row.instance_name for row in rows} == {name}
        assert "0 hidden" not in screen.table.titles[1]
        await pilot.press("enter")
        assert app.focused is screen.table
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.table.ids) == everything)


async def test_a_filter_without_a_hit_says_so_and_esc_brings_all_back(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: not screen.table.ids)
        await pilot.pause()
        assert "are hidden; Esc shows them" in seen(app)
        await pilot.press("escape")
        await until(pilot, lambda: screen.table.ids)


async def test_the_cursor_stays_on_its_result_when_the_filter_goes(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("f", "j", "j")
        chosen = screen.table.cursor_id
        await pilot.press("f")
        assert screen.table.cursor_id == chosen


async def test_sorting_by_a_column_and_inverting_it(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("less_than_sign")
        assert app.explorer.view.sort == screen.table.sort[0] == "exit"
        ids = list(screen.table.ids)
        await pilot.press("I")
        assert list(screen.table.ids) != ids
        await pilot.press("greater_than_sign")
        assert app.explorer.view.sort == "started"
        assert app.explorer.view.descending


async def test_enter_goes_to_the_output_and_esc_back(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("enter")
        assert screen.pane.view.has_focus
        await pilot.press("escape")
        assert screen.table.has_focus


async def test_tab_goes_through_the_panes(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        focused = set()
        for _ in range(3):
            await pilot.press("tab")
            focused.add(app.focused)
        assert focused == {screen.places, screen.table, screen.pane.view}


async def test_the_tabs_show_output_command_and_details(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.pane.document("output"))
        await pilot.press("right_square_bracket")
        assert str(screen.pane.tab) == "command"
        await pilot.press("3")
        await pilot.pause()
        assert str(screen.pane.tab) == "details"
        assert "Result" in seen(app)
        text = screen.pane.document("details")
        row = app.explorer.store.row(screen.table.ids[1])
        assert text is not None
        assert row is not None
        assert row.key.invoke_id in text.text
        await pilot.press("left_square_bracket")
        assert str(screen.pane.tab) == "command"


async def test_the_tabs_open_from_the_table_too(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("3")
        assert str(screen.pane.tab) == "details"
        await pilot.press("left_square_bracket")
        assert str(screen.pane.tab) == "command"
        assert screen.table.has_focus


async def test_slash_in_the_output_searches_it(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("down", "enter")
        await until(pilot, lambda: screen.pane.document("output"))
        await pilot.press("3", "slash", *"status")
        await until(pilot, lambda: screen.pane.view.hits > 0)
        await pilot.press("enter")
        assert screen.pane.view.hit_number == 1
        await pilot.press("n")
        assert screen.pane.view.hit_number == 2


async def test_z_gives_a_pane_the_whole_screen(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("z")
        await pilot.pause()
        assert screen.table.size.width > 110
        assert not screen.pane.display
        await pilot.press("escape")
        await pilot.pause()
        assert screen.pane.display
        await pilot.press("enter", "z")
        await pilot.pause()
        assert screen.pane.size.width > 110
        assert not screen.table.display


async def test_b_hides_the_places_which_start_hidden_where_it_is_narrow(
    url: str,
) -> None:
    async with playing(url) as (_, screen, pilot):
        await pilot.press("b")
        assert not screen.places.display
        await pilot.press("b")
        assert screen.places.display
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
    async with playing(url, size=(80, 24), loaded=False) as (_, screen, pilot):
        await until(pilot, lambda: screen.table.ids)
        assert not screen.places.display
        await pilot.press("b")
        await pilot.pause()
        assert screen.places.display
        assert screen.places.has_focus


async def test_t_shows_times_in_the_other_zone(url: str) -> None:
    async with playing(url) as (app, _, pilot):
        assert "Z ⋅" in seen(app)
        await pilot.press("t")
        await pilot.pause()
        assert "Z ⋅" not in seen(app)


async def test_space_pauses_and_goes_on(url: str) -> None:
    async with playing(url, look=Look(interval=60, depth=LOADED)) as (app, _, pilot):
        await pilot.press("space")
        await pilot.pause()
        assert "paused" in seen(app)
        assert app.explorer.monitor is not None
        assert app.explorer.monitor.paused
        await pilot.press("space")
        await until(pilot, lambda: "paused" not in seen(app))


async def test_r_asks_again_though_nothing_refreshes_by_itself(url: str) -> None:
    async with playing(url) as (app, _, pilot):
        before = app.explorer.source.calls_per_minute()
        await pilot.press("r")
        await until(pilot, lambda: app.explorer.source.calls_per_minute() > before)


async def test_l_loads_every_older_result(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        before = len(screen.table.ids)
        await pilot.press("L")
        await until(pilot, lambda: len(screen.table.ids) > before + 100)


async def test_the_end_of_the_list_asks_for_older_results(url: str) -> None:
    async with playing(url) as (_, screen, pilot):
        before = len(screen.table.ids)
        await pilot.press("G")
        await until(pilot, lambda: len(screen.table.ids) > before)


async def test_opening_a_region_lists_its_instances_and_going_there_shows_it(
    url: str,
) -> None:
    async with playing(url) as (app, screen, pilot):
        await until(pilot, lambda: "cn-beijing" in seen(app))
        screen.places.focus()
        for _ in range(20):
            node = screen.places.cursor_node
            if node is not None and "cn-beijing" in str(node.label):
                break
            await pilot.press("j")
        await pilot.press("right")
        store = app.explorer.store
        await until(pilot, lambda: store.instances("ecs", "cn-beijing"))
        name = store.instances("ecs", "cn-beijing")[0].instance_name
        await until(pilot, lambda: name in seen(app))
        await pilot.press("enter")
        await until(pilot, lambda: screen.status.place == "cn-beijing")
        await until(pilot, lambda: screen.table.ids)
        rows = store.rows(screen.table.ids)
        assert {row.key.region_id for row in rows} == {"cn-beijing"}


async def test_help_shows_the_keys_of_the_focused_pane(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: "older ones are asked for" in seen(app))
        assert "Ask the service now" in seen(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("enter", "question_mark")
        await until(pilot, lambda: "Go to a line" in seen(app))
        await pilot.press("q")
        await until(pilot, lambda: app.screen is screen)


async def test_the_palette_has_what_the_keys_do(url: str) -> None:
    async with playing(url) as (app, _, pilot):
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Faults", "Pause", "Next fault", "Theme: ca-light"} <= titles
        await pilot.press("ctrl+p")
        await pilot.press(*"faults")
        await until(pilot, lambda: "failed results only" in seen(app).casefold())
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.explorer.view.faults_only)


async def test_i_shows_the_whole_run_and_backspace_goes_back(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await pilot.press("j", "j")
        row = app.explorer.store.row(screen.table.cursor_id or 0)
        assert row is not None
        await pilot.press("i")
        await until(pilot, lambda: row.key.invoke_id in screen.status.place)
        await until(pilot, lambda: screen.table.ids)
        rows = app.explorer.store.rows(screen.table.ids)
        assert {each.key.invoke_id for each in rows} == {row.key.invoke_id}
        await pilot.press("backspace")
        await until(pilot, lambda: screen.status.place == "cn-hangzhou")
        await until(pilot, lambda: len(screen.table.ids) > len(rows))
        # its one row may have given way to one for each time that it ran
        now = app.explorer.store.row(screen.table.cursor_id or 0)
        assert now is not None
        assert now.key.invoke_id == row.key.invoke_id
