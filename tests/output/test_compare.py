"""Differences: whatever is compared, nothing is lost and nothing is made up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.output import document
from ca_tui.output.aligning import align
from ca_tui.output.compare import Change, Comparison, DiffRow, lines_of
from ca_tui.output.masks import DEFAULT, Mask, MaskedLine, Masker
from ca_tui.output.words import changed_words
from tests.output.hostile import texts

EXACT = Masker(())


def compared(a: Sequence[str], b: Sequence[str], masker: Masker = EXACT) -> Comparison:
    return Comparison(masker.lines(a), masker.lines(b))


def applied(comparison: Comparison, context: int) -> list[str]:
    """The one text with the hunks put in, as `patch` does it."""
    lines = [line.text for line in comparison.a]
    result: list[str] = []
    position = 0
    for hunk in comparison.hunks(context):
        result += lines[position : hunk.a_start]
        assert len(result) == hunk.b_start
        position = hunk.a_start
        for row in hunk.unified():
            if row.a is not None:
                assert row.a == position
                position += 1
            if row.b is not None:
                result.append(comparison.b[row.b].text)
        assert position == hunk.a_end
        assert len(result) == hunk.b_end
    return result + lines[position:]


few = st.lists(st.sampled_from(["a", "b", "c", "", "at 12:00:01", "at 13:30"]))
edits = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["cut", "add", "change"]))
)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A text and an edited one."""
    a = draw(st.lists(st.text("ab \t中", max_size=5), max_size=40))
    b = list(a)
    for place, edit in draw(edits):
        at = min(place, len(b))
        if edit == "add":
            b.insert(at, "new")
        elif at < len(b):
            b[at : at + 1] = ["changed " + b[at]] if edit == "change" else []
    return a, b


pairs = st.one_of(
    st.tuples(few, few),
    versions(),
    st.tuples(texts.map(str.splitlines), texts.map(str.splitlines)),
)


@given(pairs, st.integers(0, 4))
def test_the_hunks_applied_to_one_text_give_the_other(
    pair: tuple[list[str], list[str]], context: int
) -> None:
    a, b = pair
    assert applied(compared(a, b), context) == b


@given(pairs, st.booleans())
def test_the_rows_side_by_side_are_both_texts(
    pair: tuple[list[str], list[str]], masked: bool
) -> None:
    a, b = pair
    comparison = compared(a, b, Masker(Mask) if masked else EXACT)
    rows = comparison.rows
    assert [row.a for row in rows if row.a is not None] == list(range(len(a)))
    assert [row.b for row in rows if row.b is not None] == list(range(len(b)))
    for row in rows:
        assert row.a is not None or row.b is not None
        if row.a is not None and row.b is not None:
            alike = comparison.a[row.a].key == comparison.b[row.b].key
            assert alike == (row.change is Change.SAME)
        else:
            assert row.change is (Change.ADDED if row.a is None else Change.REMOVED)


@given(pairs)
def test_with_masks_the_hunks_give_the_other_text_but_for_what_is_masked(
    pair: tuple[list[str], list[str]],
) -> None:
    a, b = pair
    masker = Masker(DEFAULT)
    assert masker.keys(applied(compared(a, b, masker), 3)) == masker.keys(b)


@given(few)
def test_a_text_is_the_same_as_itself(a: list[str]) -> None:
    comparison = compared(a, a)
    assert comparison.same
    assert comparison.hunks() == []


@given(pairs)
def test_hunks_hold_all_differences_and_stand_apart(
    pair: tuple[list[str], list[str]],
) -> None:
    comparison = compared(*pair)
    hunks = comparison.hunks(2)
    held = [row for hunk in hunks for row in hunk.rows if row.change is not Change.SAME]
    assert held == [row for row in comparison.rows if row.change is not Change.SAME]
    for one, following in pairwise(hunks):
        assert one.a_end < following.a_start or one.b_end < following.b_start


def test_the_headers_are_those_of_diff() -> None:
    a = [str(number) for number in range(20)]
    b = [*a[:3], "x", *a[3:15], *a[16:]]
    assert [hunk.header for hunk in compared(a, b).hunks()] == [
        "@@ -1,6 +1,7 @@",
        "@@ -13,7 +14,6 @@",
    ]
    assert [hunk.header for hunk in compared([], ["x"]).hunks()] == ["@@ -0,0 +1 @@"]


def test_a_moved_block_does_not_tear_the_rest_apart() -> None:
    """Lines that occur once hold the texts together, where braces would not."""
    a = ["f {", "  one", "}", "", "g {", "  two", "}", ""]
    b = ["h {", "  three", "}", "", *a]
    rows = compared(a, b).rows
    assert [row.change for row in rows] == [Change.ADDED] * 4 + [Change.SAME] * 8


def test_changed_lines_stand_beside_what_they_were() -> None:
    a = ["port 80", "name web", "user nginx"]
    b = ["# new", "port 8080", "name web", "user nginx nobody"]
    assert compared(a, b).rows == (
        DiffRow(Change.ADDED, None, 0),
        DiffRow(Change.CHANGED, 0, 1),
        DiffRow(Change.SAME, 1, 2),
        DiffRow(Change.CHANGED, 2, 3),
    )


def marked(masker: Masker, a: str, b: str) -> tuple[list[str], list[str]]:
    left, right = changed_words(masker.line(a), masker.line(b))
    return [a[i:j] for i, j in left], [b[i:j] for i, j in right]


@pytest.mark.parametrize(
    ("a", "b", "left", "right"),
    [
        ("exit 1 now", "exit 0 now", ["1"], ["0"]),
        ("a b c", "a c", ["b "], []),
        ("same", "same", [], []),
        ("", "new", [], ["new"]),
        ("  indented", "    indented", ["  "], ["    "]),
        ("状态：失败", "状态：成功", ["失败"], ["成功"]),
        ("x=1;y=2;", "x=1;y=3;", ["2"], ["3"]),
        ("one two", "three four", ["one"], ["three"]),
    ],
)
def test_words_that_differ_are_marked(
    a: str, b: str, left: list[str], right: list[str]
) -> None:
    found = marked(EXACT, a, b)
    assert (found[0][:1], found[1][:1]) == (left, right)


def test_what_is_masked_is_not_marked() -> None:
    found = marked(Masker(), "12:00:01 web up", "9:00  web down")
    assert found == (["up"], ["down"])


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_not_marked_is_alike(a: str, b: str) -> None:
    left, right = changed_words(EXACT.line(a), EXACT.line(b))
    for text, marks in ((a, left), (b, right)):
        ends = [end for _, end in marks]
        assert all(start < end <= len(text) for start, end in marks)
        assert ends == sorted(ends)
    assert without(a, left) == without(b, right)


def without(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    for start, end in reversed(marks):
        text = text[:start] + text[end:]
    return text


def test_of_a_line_of_megabytes_the_middle_is_marked() -> None:
    a, b = "x" * 200_000 + "odd" + "y" * 9, "x" * 200_000 + "y" * 9
    assert changed_words(EXACT.line(a), EXACT.line(b)) == (((200_000, 200_003),), ())


def test_marks_belong_to_the_line_of_a_row() -> None:
    comparison = compared(["exit 1"], ["exit 0"])
    (changed,) = comparison.rows
    assert comparison.marks(changed) == (((5, 6),), ((5, 6),))
    removed, added = comparison.hunks()[0].unified()
    assert comparison.marks(removed) == (((5, 6),), ())
    assert comparison.marks(added) == ((), ((5, 6),))
    assert comparison.marks(DiffRow(Change.SAME, 0, 0)) == ((), ())


def test_what_is_missing_is_like_nothing() -> None:
    """Two outputs cut at one place may differ in what was lost."""
    data = b"head\n" * 1300 + b"tail\n"
    built = document.build(data, dropped=99, head_seen=6100)
    sides = [lines_of(built, EXACT, side) for side in "ab"]
    comparison = Comparison(*sides)
    different = [row for row in comparison.rows if row.change is not Change.SAME]
    seams = {sides[0][row.a].text for row in different if row.a is not None}
    assert not comparison.same
    assert len(seams) == 1
    assert "missing" in seams.pop()


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 3), max_size=60), st.lists(st.integers(0, 3), max_size=60)
)
def test_runs_are_alike_rise_and_do_not_touch(a: list[int], b: list[int]) -> None:
    ours, theirs = [str(each) for each in a], [str(each) for each in b]
    i = j = 0
    for run in align(ours, theirs):
        assert run.a >= i
        assert run.b >= j
        assert run.size > 0
        assert ours[run.a : run.a + run.size] == theirs[run.b : run.b + run.size]
        i, j = run.a + run.size, run.b + run.size
    assert i <= len(ours)
    assert j <= len(theirs)


@pytest.mark.parametrize("period", [1, 2, 7, 400])
def test_repeated_lines_do_not_take_long(period: int) -> None:
    """Seconds are what difflib alone takes for 6,000 lines of a few kinds."""
    a = [f"line {number % period}" for number in range(6000)]
    b = [f"line {number % period}" for number in range(3, 5000)] + ["odd"] + a[:900]
    lines = (
        [MaskedLine(text, text) for text in a],
        [MaskedLine(text, text) for text in b],
    )
    started = time.process_time()
    comparison = Comparison(*lines)
    assert time.process_time() - started < 20
    assert applied(comparison, 3) == b
