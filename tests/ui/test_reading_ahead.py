"""The rows of the next page are read and painted before it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from textual.strip import Strip

from ca_tui.monitor.rows import Row
from ca_tui.ui.row_strips import RowStrips
from tests.ui.sample_rows import row
from tests.ui.table_stage import SIZE, Stage, a_world


async def test_after_a_page_the_next_one_is_read_and_painted_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_world()
    app = Stage(world)
    made: list[int] = []
    make = RowStrips._row

    def note(strips: RowStrips, row: Row, *rest: Any) -> Strip:  # as it is
        made.append(row.id)
        return make(strips, row, *rest)

    monkeypatch.setattr(RowStrips, "_row", note)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        app.table.action_page(1)
        await pilot.pause()
        assert min(world.asked) == 20
        for _ in range(2):
            made.clear()
            app.table.action_page(1)
            app.lines()
            assert made == []
            await pilot.pause()
        assert world.asked == sorted(set(world.asked), reverse=True)


async def test_what_changed_since_it_was_read_ahead_is_read_again() -> None:
    world = a_world()
    app = Stage(world)
    async with app.run_test(size=SIZE) as pilot:
        app.table.show(world.newest_first())
        app.table.action_page(1)
        await pilot.pause()
        world.put(row(25, instance_name="another"))
        app.table.show(world.newest_first(), (25,))
        app.table.action_page(1)
        await pilot.pause()
        assert "another" in app.lines()[5]
