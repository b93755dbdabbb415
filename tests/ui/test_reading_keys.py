"""How an output is read, by keys: encoding, indented, folded, bytes, colours."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from ca_tui.ui.glyphs import UNICODE
from ca_tui.ui.output_pane import QUICK, OutputPane
from ca_tui.ui.text_view import TextView
from tests.ui.pane_host import facts, hosted, text
from tests.ui.samples import invocation, record, result, stored

OPENED, CLOSED = UNICODE.opened, UNICODE.closed


def show(pane: OutputPane, data: bytes, status: str = "Success") -> None:
    known = record(result(status, 0 if status == "Success" else 127))
    pane.show_row(known.row)
    pane.show_record(known, stored(data, status))


async def test_the_detected_encoding_is_named_and_another_one_chosen() -> None:
    async with hosted() as (pane, pilot):
        show(pane, "系统找不到指定的路径。\r\n以太网适配器\r\n".encode("gbk"))
        assert text(pane)[0] == "1 系统找不到指定的路径。"
        assert "gbk" in facts(pane)
        seen = []
        for _ in range(6):
            await pilot.press("E")
            seen.append(facts(pane).split(f" {UNICODE.dot} ")[-1])
        assert [each.partition(",")[0] for each in seen[:5]] == [
            *("utf-8", "gbk", "utf-16-le", "shift-jis", "latin-1")
        ]
        assert all(each.endswith("chosen") for each in seen[:5])
        assert seen[5].startswith("gbk")
        assert text(pane)[0] == "1 系统找不到指定的路径。"


async def test_json_is_indented_and_folded_by_level() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b'{"a": {"b": {"c": [1, 2]}, "d": 4}, "e": [5]}\n')
        assert text(pane)[0].startswith('1 {"a"')
        await pilot.press("v")
        assert text(pane)[:3] == [
            f"{OPENED} {{",
            f'{OPENED}   "a": {{',
            f'{OPENED}     "b": {{',
        ]
        assert pane.tabs.fact == "4 of 4 levels open"
        await pilot.press("minus", "minus", "minus")
        assert text(pane) == [
            f"{OPENED} {{",
            f'{CLOSED}   "a": {{ ... 2 }},',
            f'{CLOSED}   "e": [ ... 1 ]',
            "  }",
        ]
        assert pane.tabs.fact == "1 of 4 levels open"
        await pilot.press("down", "enter")
        assert text(pane)[1:3] == [
            f'{OPENED}   "a": {{',
            f'{CLOSED}     "b": {{ ... 1 }},',
        ]
        await pilot.press("enter", "plus")
        assert pane.tabs.fact == "2 of 4 levels open"
        await pilot.press("v")
        assert text(pane)[0].startswith('1 {"a"')


async def test_the_mouse_opens_what_is_folded() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b'{"a": [1, 2]}\n')
        await pilot.press("v", "minus", "minus")
        assert text(pane) == [f"{CLOSED} {{ ... 1 }}"]
        await pilot.click(pane.view, offset=(0, 0))
        assert len(text(pane)) == 3


async def test_the_cursor_is_seen_only_where_lines_fold() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b'{"a": [1, 2]}\n')

        def grounds() -> list[object]:
            rows = (TextView.render_line(pane.view, y) for y in range(2))
            parts = (next(iter(row)).style for row in rows)
            return [part.bgcolor if part else None for part in parts]

        plain = grounds()
        assert plain[0] == plain[1]
        await pilot.press("v")
        first, second = grounds()
        assert first != second
        await pilot.press("down")
        assert grounds() == [second, first]


async def test_what_cannot_be_indented_stays_as_it_came() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b"hello\n")
        await pilot.press("v", "plus", "minus", "enter")
        assert text(pane) == ["1 hello"]


async def test_bytes_are_shown_by_key_and_by_themselves() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b"hello\n")
        await pilot.press("x")
        assert text(pane)[0].startswith("000000  68 65 6c 6c 6f 0a ")
        assert facts(pane).startswith("bytes")
        await pilot.press("x")
        assert text(pane) == ["1 hello"]
    async with hosted() as (pane, pilot):
        show(pane, gzip.compress(b"hello\n" * 99, mtime=0))
        assert text(pane)[0].startswith("000000  1f 8b ")
        await pilot.press("x")
        assert not text(pane)[0].startswith("000000")


async def test_colours_are_kept_or_dropped() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b"\x1b[31mred\x1b[0m\n")

        def colour() -> object:
            parts = [*TextView.render_line(pane.view, 0)]
            style = next(part.style for part in parts if "red" in part.text)
            return style.color if style else None

        kept = colour()
        await pilot.press("a")
        assert colour() != kept
        assert text(pane) == ["1 red"]
        await pilot.press("a")
        assert colour() == kept


async def test_a_long_output_is_read_anew_in_a_thread() -> None:
    async with hosted() as (pane, pilot):
        show(pane, b"10%\r99%\n" * (QUICK // 8 + 1))
        assert text(pane)[0].endswith("99%")
        await pilot.press("p")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert text(pane)[0].endswith("10%")


@pytest.mark.parametrize(
    ("status", "exit_code", "marked"),
    [("Failed", 127, True), ("Success", 0, False), ("Failed", 0, False)],
)
async def test_only_a_result_that_failed_has_causes(
    status: str, exit_code: int, marked: bool
) -> None:
    async with hosted() as (pane, _):
        known = record(result(status, exit_code))
        pane.show_row(known.row)
        pane.show_record(known, stored(b"fine\nfatal: no\n", status))
        assert text(pane)[-1].startswith(UNICODE.failed) is marked


async def test_a_command_has_its_parameters_filled_in() -> None:
    run = replace(
        invocation("print('{{name}}')\n"),
        parameters=(("name", "web"),),
        launcher='python3 -u {{ACS::ScriptFileName|Ext(".py")}}',
    )
    async with hosted() as (pane, pilot):
        known = record(result(), run=run)
        pane.show_row(known.row)
        pane.show_record(known, stored(b"x\n"))
        await pilot.press("2")
        assert text(pane)[0] == "1 print('web')"
        assert "1 place is filled in" in text(pane)[1]
        assert facts(pane) == "python"
        await pilot.press("v")
        assert text(pane)[0] == "1 print('{{name}}')"
        assert "as written" in text(pane)[1]
        await pilot.press("v")
        assert text(pane)[0] == "1 print('web')"
