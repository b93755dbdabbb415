"""Rows of text, counted in cells."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ca_tui.ui.text_hits import Hits
from ca_tui.ui.text_layout import CHUNK, TextLayout, cells, most_cells, row_starts

TEXTS = st.text(alphabet="ab 测试é\u0301한▓", max_size=60)
WIDTHS = st.integers(2, 30)


def wrapped_rows(text: str, width: int) -> list[str]:
    layout = TextLayout([text], width)
    pieces = [layout.piece(row, 0, width) for row in range(layout.rows)]
    return [text[piece.start : piece.end] for piece in pieces]


@given(TEXTS, WIDTHS)
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    rows = wrapped_rows(text, width)
    assert "".join(rows) == text
    assert all(cell_len(row) <= width for row in rows)
    assert rows


@given(st.text(max_size=30))
def test_a_text_is_never_wider_than_its_bytes_allow(text: str) -> None:
    assert most_cells(text) >= cell_len(text)


@given(TEXTS, WIDTHS)
def test_a_row_ends_only_when_the_next_character_does_not_fit(
    text: str, width: int
) -> None:
    rows = wrapped_rows(text, width)
    for row, below in pairwise(rows):
        assert cell_len(row) + cell_len(below[0]) > width


def test_a_wide_character_moves_down_when_one_cell_is_left() -> None:
    assert wrapped_rows("a测试服务器", 4) == ["a测", "试服", "务器"]


@given(TEXTS, st.integers(0, 70), WIDTHS)
def test_a_window_shows_the_cells_it_stands_for(text: str, x: int, width: int) -> None:
    piece = TextLayout([text]).piece(0, x, width)
    shown = " " * piece.lead + text[piece.start : piece.end]
    assert cell_len(shown) <= width
    if piece.start < piece.end:
        assert cell_len(text[: piece.start]) == x + piece.lead
    assert piece.cut == (cell_len(text) > x + width)


@pytest.mark.parametrize("character", ["x", "测"])
def test_far_to_the_right_of_a_long_line(character: str) -> None:
    text = character * (CHUNK * 5 + 7)
    layout = TextLayout([text])
    size = cells(character)
    assert layout.width == len(text) * size
    piece = layout.piece(0, 1000 * size, 10)
    assert (piece.start, piece.end) == (1000, 1000 + 10 // size)
    assert layout.cell_of(0, 1000) == 1000 * size


@given(st.lists(TEXTS, min_size=1, max_size=6), WIDTHS)
def test_a_character_is_found_on_the_row_that_shows_it(
    texts: list[str], width: int
) -> None:
    layout = TextLayout(texts, width)
    for row in range(layout.rows):
        piece = layout.piece(row, 0, width)
        assert layout.row_of(piece.line, piece.start) == row
        for index in range(piece.start, piece.end):
            assert layout.row_of(piece.line, index) == row


def test_a_seam_stays_one_row_and_makes_nothing_wider() -> None:
    texts = ["ab", "s" * 100, "cd"]
    assert TextLayout(texts, 10, frozenset({1})).rows == 3
    assert TextLayout(texts, 0, frozenset({1})).width == 2


def test_marks_that_take_no_room_end_a_row_too() -> None:
    text = "a" + "\u0301" * 5000
    assert all(
        after - before <= 8 * 10 for before, after in pairwise(row_starts(text, 10))
    )


@pytest.mark.parametrize("character", ["x", "测"])
def test_rows_of_a_line_of_megabytes_are_arithmetic(character: str) -> None:
    text = character * 2_000_000
    layout = TextLayout([text], 90)
    assert isinstance(row_starts(text, 90), range)
    assert layout.rows == cell_len(text) // 90 + bool(cell_len(text) % 90)
    assert layout.piece(layout.rows - 1, 0, 90).end == len(text)
    window = TextLayout([text])
    assert window.width == cell_len(text)
    assert window.piece(0, window.width - 80, 90).end == len(text)


def test_hits_know_the_one_to_begin_with_and_go_around() -> None:
    hits = Hits([(0, 1, 3), (2, 0, 2), (2, 5, 7)])
    assert (hits.number, hits.current) == (0, None)
    hits.go_from(1)
    assert (hits.number, hits.current) == (2, (2, 0, 2))
    hits.step(-1)
    hits.step(-1)
    assert (hits.number, hits.current) == (3, (2, 5, 7))
    hits.go_from(9)
    assert hits.number == 1


def test_hits_of_a_part_of_a_line() -> None:
    hits = Hits([(2, 0, 2), (2, 2, 4), (2, 9, 12), (3, 0, 2)])
    hits.go_from(2, 2)
    within = list(hits.within(2, 1, 10))
    assert within == [((2, 0, 2), False), ((2, 2, 4), True), ((2, 9, 12), False)]
    assert list(hits.within(2, 4, 9)) == []
