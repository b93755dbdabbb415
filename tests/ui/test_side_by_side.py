"""Two outputs beside each other: nothing is lost, and every column is where it was."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ca_tui.output.compare import Comparison
from ca_tui.output.kinds import Kind
from ca_tui.output.masks import Masker
from ca_tui.output.sections import LineKind
from ca_tui.ui.side_by_side import NARROWEST, SideBySide

TEXT = st.text(st.sampled_from("ab 1测🔥é"), max_size=60)

LINES = st.lists(TEXT, max_size=8)


def beside(a: list[str], b: list[str], width: int = 60) -> SideBySide:
    masker = Masker()
    return SideBySide(Comparison(masker.lines(a), masker.lines(b)), width)


def shown(document: SideBySide) -> list[str]:
    return [line.text for line in document.lines]


def test_what_changed_stands_beside_what_it_was() -> None:
    document = beside(["one", "two 1", "three"], ["one", "two 2", "three", "four"])
    assert [line.rstrip() for line in shown(document)] == [
        "@@ -1,3 +1,4 @@",
        "1 one" + " " * 26 + "1 one",
        "2 two 1" + " " * 21 + " | 2 two 2",
        "3 three" + " " * 24 + "3 three",
        " " * 28 + " > 4 four",
    ]


def test_a_long_line_goes_on_below_on_its_own_side() -> None:
    document = beside(["x" * 50], ["y"], 60)
    lines = [line.rstrip() for line in shown(document)][1:]
    room = 26
    assert lines == [
        "1 " + "x" * room + " | 1 y",
        "  " + "x" * (50 - room) + " " * (2 * room - 50) + " |",
    ]


def test_changed_words_are_marked_and_what_is_masked_is_dim() -> None:
    document = beside(["10:00:01 kernel 16"], ["10:00:09 kernel 13"], 80)
    line = document.line(1)
    marked = [line.text[style.start : style.end] for style in line.styles]
    assert marked == ["16", "13"]
    dim = [
        line.text[span.start : span.end]
        for span in document.spans(1)
        if span.kind is Kind.DIM
    ]
    assert [each.strip() for each in dim] == ["1", "10:00:01", "1", "10:00:09"]


def test_where_nothing_differs_all_of_the_text_is_there() -> None:
    document = beside(["a", "b"], ["a", "b"])
    assert document.hunks == ()
    assert len(document.lines) == 2


@given(LINES, LINES, st.integers(0, 120))
def test_nothing_is_lost_and_every_row_fits(
    a: list[str], b: list[str], width: int
) -> None:
    document = beside(a, b, width)
    widest = 2 * max(NARROWEST, width) + 9
    for index, line in enumerate(document.lines):
        assert cell_len(line.text) <= widest
        spans = document.spans(index)
        assert all(0 <= s.start < s.end <= len(line.text) for s in spans)
        assert all(x.end <= y.start for x, y in pairwise(spans))
        assert all(s.end <= len(line.text) for s in line.styles)
    comparison = Comparison(Masker().lines(a), Masker().lines(b))
    if not comparison.same:
        assert document.hunks[0] == 0
        kinds = {line.kind for line in document.lines}
        assert kinds == {LineKind.NOTE, LineKind.TEXT}


@pytest.mark.parametrize("width", [0, 1, 41, 200])
def test_a_narrow_screen_keeps_legible_columns(width: int) -> None:
    text = shown(beside(["same words"], ["same words"], width))
    assert text[0].count("same words") == 2
