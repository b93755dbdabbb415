"""The viewer: what is painted, what is painted again, what never is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from ca_tui.output.document import build, from_text
from ca_tui.ui.glyphs import ASCII, UNICODE
from ca_tui.ui.text_layout import TextLayout
from ca_tui.ui.text_paint import Frame, look, paint
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import styles
from tests.ui.viewer import HEIGHT, WIDTH, numbered, run, shown


async def test_the_seam_stands_where_bytes_are_missing() -> None:
    head = numbered(900)[:6144]
    document = build(head + numbered(50, "tail"), dropped=75_424, head_seen=6144)
    seam = next(n for n, line in enumerate(document.lines) if line.number is None)
    async with run(document, size=(90, HEIGHT)) as (view, _):
        view.scroll_cells(y=seam - 2)
        rows = shown(view)
        assert "75,424 bytes missing here" in rows[2]
        assert "place exact" in rows[2]
        assert cell_len(rows[2]) == view.row_width
        assert rows[2].startswith(UNICODE.rule * 3)
        assert "·" not in rows[2]
        assert rows[3].split() == ["1", "tail", "1"]


async def test_the_seam_of_a_narrow_ascii_terminal_fits() -> None:
    document = build(numbered(50), dropped=75_424)
    async with run(document, size=(30, HEIGHT)) as (view, _):
        view.glyphs = ASCII
        row = TextView.render_line(view, 0)
        assert row.cell_length == view.row_width
        assert row.text.isascii()
        assert "75,424 bytes missing" in row.text


async def test_an_unchanged_document_paints_nothing() -> None:
    data = numbered(100)
    async with run(build(data)) as (view, pilot):
        view.scroll_cells(y=40)
        await pilot.pause()
        view.watched.painted.clear()
        view.show(build(data), keep_scroll=True)
        await pilot.pause()
        assert view.watched.painted == []


async def test_only_rows_that_differ_are_painted() -> None:
    data = numbered(100)
    async with run(build(data)) as (view, pilot):
        view.show(build(data.replace(b"line 3\n", b"LINE 3\n")), keep_scroll=True)
        await pilot.pause()
        assert view.watched.painted == [2]


async def test_hits_are_marked_and_the_current_one_more_so() -> None:
    async with run(build(b"ok ok\n")) as (view, pilot):
        view.search("OK")
        await pilot.pause()
        look = styles("ca-dark")
        marked = {
            segment.text: segment.style
            for segment in TextView.render_line(view, 0)
            if segment.text == "ok"
        }
        assert marked["ok"] is not None
        assert marked["ok"].underline == look.match.underline
        first = TextView.render_line(view, 0)
        reversed_ = [s.text for s in first if s.style and s.style.reverse]
        assert reversed_ == ["ok"]


async def test_colours_of_the_output_stand_above_those_of_its_syntax() -> None:
    async with run(build(b"\x1b[1;31mred\x1b[0m plain\n")) as (view, _):
        segments = list(TextView.render_line(view, 0))
        red = next(segment for segment in segments if segment.text == "red")
        assert red.style is not None
        assert red.style.bold
        assert red.style.color is not None
        assert red.style.color.number == 1


async def test_another_theme_repaints_in_its_colours() -> None:
    async with run(build(b'{"key": 1}\n')) as (view, pilot):
        before = TextView.render_line(view, 0)
        view.app.theme = "ca-light"
        await pilot.pause()
        assert 0 in view.watched.painted
        after = TextView.render_line(view, 0)
        assert after.text == before.text
        assert list(after) != list(before)


@pytest.mark.parametrize("character", ["x", "测"])
async def test_one_line_of_five_megabytes(character: str) -> None:
    """Nothing that is not visible becomes a segment."""
    size = 5_000_000 // len(character.encode())
    async with run(from_text(character * size)) as (view, pilot):
        await pilot.press("dollar_sign", "w", "G", "w", "0")
        await pilot.press("w", "pagedown")
        for y in range(HEIGHT):
            strip = TextView.render_line(view, y)
            assert sum(len(segment.text) for segment in strip) < WIDTH
        assert all(row.strip(f" 1{character}") == "" for row in shown(view))


async def test_five_megabytes_in_lines() -> None:
    data = numbered(400_000)[:5_000_000]
    async with run(build(data)) as (view, pilot):
        await pilot.press("G")
        assert "line" in shown(view)[-1]
        await pilot.press("w", "pageup", "g")
        assert shown(view)[0].split() == ["1", "line", "1"]


def unsafe(text: str) -> set[str]:
    """Characters that a terminal would act upon."""
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs")}


HOSTILE = (
    b"\x1b]52;c;cm0gLXJmIH4=\x07\x1b]0;owned\x1b\\\x1b[2J\xc2\x9b31m\x08\x00"
    b"[@click=app.quit]x[/] [/red] [link=x]y \xe2\x80\xae\xed\xa0\x80\xff\r\nnext\n"
)


async def test_hostile_output_is_text() -> None:
    async with run(build(HOSTILE * 3), size=(200, HEIGHT)) as (view, pilot):
        await pilot.press("w", "w")
        rows = shown(view)
        assert not unsafe("".join(rows))
        assert "[@click=app.quit]x[/] [/red] [link=x]y" in rows[0]
        for y in range(HEIGHT):
            for segment in TextView.render_line(view, y):
                assert not segment.control
                style = segment.style or Style()
                assert style.link is None
                assert "@click" not in style.meta


TERMINAL_BYTES = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from([b"\x1b[", b"31m", b"\x1b]52;c;", b"\r", b"\n", b"\t"]),
        st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")),
    ),
    max_size=20,
).map(b"".join)


@given(TERMINAL_BYTES, st.integers(1, 40), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_output_fits_its_row_and_is_safe(
    data: bytes, width: int, wrapped: bool
) -> None:
    document = build(data, dropped=len(data) % 3)
    frame = Frame(width + 4, 4, Style(), styles("ca-dark"), UNICODE)
    lines = list(document.lines)
    layout = TextLayout([line.text for line in lines], width if wrapped else 0)
    for row in range(layout.rows):
        piece = layout.piece(row, 0 if wrapped else 3, max(2, width))
        strip = paint(look(lines[piece.line], piece, frame))
        assert strip.cell_length == width + 4
        assert not unsafe(strip.text)
