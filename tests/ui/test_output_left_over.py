"""The text of the row before stays a moment, and is never taken for the new row's."""

from __future__ import annotations

from ca_tui.ui import outcome
from ca_tui.ui.output_pane import LEFT_OVER
from tests.ui.pane_host import facts, hosted, said, text
from tests.ui.samples import invocation, record, result, row, stored


async def test_the_text_before_stays_for_a_moment_and_so_does_what_is_said_of_it() -> (
    None
):
    async with hosted() as (pane, pilot):
        known, other = record(result(), id=1), row(result("Success", 0), id=2, size=41)
        pane.show_row(known.row)
        pane.show_record(known, stored(b'{"name": "web-03", "up": true}\n'))
        before = facts(pane), pane.tabs.fact
        assert "JSON" in before[1]
        pane.show_row(other)
        assert text(pane) == ['1 {"name": "web-03", "up": true}']
        assert said(pane)[0] == "✓ Success, exit 0"
        assert (facts(pane), pane.tabs.fact) == before
        pane.view.search("web")
        await pilot.pause()
        assert pane.tabs.fact == before[1]
        # the rest of the moment, and another row does not begin it anew
        moment = pane._left_over
        pane.show_row(row(result("Success", 0), id=3, size=41))
        assert pane._left_over is moment
        for _ in range(200):
            if text(pane) == [outcome.READING]:
                break
            await pilot.pause(0.01)
        assert text(pane) == [outcome.READING]
        assert facts(pane) == "41 B"
        assert "JSON" not in pane.tabs.fact
        assert LEFT_OVER <= 0.25


async def test_the_text_of_a_row_takes_the_place_of_the_one_before_at_once() -> None:
    async with hosted() as (pane, _):
        one, two = record(result(), id=1), record(result("Success", 0), id=2)
        pane.show_row(one.row)
        pane.show_record(one, stored(b"one\n" * 99))
        pane.view.scroll_cells(y=50)
        pane.show_row(two.row)
        pane.show_record(two, stored(b"two\n", "Success"))
        assert text(pane) == ["1 two"]
        assert facts(pane) == "text ⋅ 4 B"
        pane.show_row(one.row)
        pane.show_row(None)
        assert text(pane) == [outcome.NOTHING_SELECTED]


async def test_another_tab_does_not_show_a_text_left_over() -> None:
    async with hosted() as (pane, pilot):
        known = record(result(), run=invocation(), id=1)
        pane.show_row(known.row)
        pane.show_record(known, stored(b"one\n"))
        pane.show_row(row(result(), id=2))
        await pilot.press("2")
        assert text(pane) == [outcome.READING]
