"""Text to lines: what a terminal would show, without anything that acts on one."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.lines import MAX_REWRITES, Line, Lines, split_lines
from ca_tui.output.sgr import PLAIN, Sgr, Style
from ca_tui.output.text import decode
from tests.output.hostile import blobs, harmless, texts


def shown(text: str, *, collapse_progress: bool = True) -> list[str]:
    lines = split_lines(text, collapse_progress=collapse_progress)
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("\n", [""]),
        ("a\n\nb", ["a", "", "b"]),
        ("hello\r\nworld\r\n", ["hello", "world"]),
        ("twice\r\r\nconverted\r\r\n", ["twice", "converted"]),
        ("a\tb\t中\tc", ["a       b       中      c"]),
        ("\x1b]0;owned\x07x", ["␛]0;owned␇x"]),
        ("\x1b]52;c;aGk=", ["␛]52;c;aGk="]),
        ("\x1bPq#0\x1b\\x", ["␛Pq#0␛\\x"]),
        ("\x1b[2J\x1b[Hx", ["␛[2J␛[Hx"]),
        ("\x9b31mx\x9d0;t\x07", ["‹9B›31mx‹9D›0;t␇"]),
        ("a\x0bb\x0cc\x85d\u2028e", ["a␋b␌c‹85›d‹2028›e"]),
        ("nul\x00 \u202eabc", ["nul␀ ‹202E›abc"]),
        ("tput\x1b(B\x1b[m!", ["tput!"]),
        ("\x1b[31", ["␛[31"]),
    ],
)
def test_lines_are_split_and_made_safe(text: str, lines: list[str]) -> None:
    assert shown(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("10%\r50%\r100%\ndone", ["100%", "done"]),
        ("100%\r50%", ["50%%"]),
        ("abc\r", ["abc"]),
        ("\r\rabc\r\r", ["abc"]),
        ("abcdef\rxy\x1b[K", ["xy"]),
        ("abcdef\r\x1b[Kxy", ["xy"]),
        ("abcdef\x1b[2K\rxy", ["xy"]),
        ("abc\rdefgh\rij", ["ijfgh"]),
        ("中文进度\rab", ["ab文进度"]),
        ("中文\ra", ["a 文"]),
        ("abcd\r中", ["中cd"]),
        ("match\x1b[K only", ["match only"]),
        ("|\b/\b-\b\\\b done", [" done"]),
        ("abc\b\b\bxyz", ["xyz"]),
        ("\b\b\bx", ["x"]),
    ],
)
def test_rewritten_lines_end_as_on_a_terminal(text: str, lines: list[str]) -> None:
    assert shown(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("10%\r50%\r100%\r\ndone", ["10%", "50%", "100%", "done"]),
        ("abcdef\rxy\x1b[K", ["abcdef", "xy␛[K"]),
        ("a\b\bb", ["a␈␈b"]),
    ],
)
def test_without_collapsing_nothing_is_overwritten(text: str, lines: list[str]) -> None:
    assert shown(text, collapse_progress=False) == lines


def test_colours_leave_the_text_and_run_on_over_lines() -> None:
    red, bold = Sgr(fg=1), Sgr(fg=1, bold=True)
    assert split_lines("a\x1b[31mbc\x1b[1md\nstill\x1b[0m no\nplain") == [
        Line("abcd", (Style(1, 3, red), Style(3, 4, bold))),
        Line("still no", (Style(0, 5, bold),)),
        Line("plain"),
    ]


def test_colours_keep_their_place_when_a_line_is_rewritten() -> None:
    red, green = Sgr(fg=1), Sgr(fg=2)
    text = "\x1b[31mabcdef\x1b[0m\r\x1b[32mxy\x1b[0m"
    assert split_lines(text) == [Line("xycdef", (Style(0, 2, green), Style(2, 6, red)))]


def test_colours_stand_behind_stand_ins_of_several_characters() -> None:
    assert split_lines("\x9b\x1b[31mx") == [Line("‹9B›x", (Style(4, 5, Sgr(fg=1)),))]


def test_overstrike_of_manual_pages_is_bold_and_underlined() -> None:
    assert split_lines("N\bNA\bA _\bf") == [
        Line("NA f", (Style(0, 2, Sgr(bold=True)), Style(3, 4, Sgr(underline=True))))
    ]


def test_only_the_last_of_very_many_rewrites_count() -> None:
    assert shown("old and long\r" + "x\r" * (MAX_REWRITES + 1)) == ["x"]


def test_a_huge_line_is_one_line() -> None:
    assert shown("x" * 5_000_000) == ["x" * 5_000_000]
    assert [len(line) for line in shown("\x1b" * 1_000_000)] == [1_000_000]


@given(blobs, st.booleans())
def test_no_bytes_make_a_line_that_acts_on_a_terminal(
    data: bytes, collapse_progress: bool
) -> None:
    text = decode(data).text
    for line in split_lines(text, collapse_progress=collapse_progress):
        assert harmless(line.text)
        line.text.encode()


@given(texts, st.booleans())
def test_styles_lie_in_order_inside_their_line(text: str, collapse: bool) -> None:
    for line in split_lines(text, collapse_progress=collapse):
        end = 0
        for style in line.styles:
            assert end <= style.start < style.end <= len(line.text)
            assert style.sgr != PLAIN
            end = style.end


@given(st.lists(st.tuples(texts, st.from_regex(r"[a-z]{5,9}", fullmatch=True))))
def test_what_was_readable_stays(parts: list[tuple[str, str]]) -> None:
    """Words between hostile sequences are there afterwards, in order."""
    joined = "".join(f"{hostile} {word} " for hostile, word in parts)
    rest = "\n".join(shown(joined, collapse_progress=False))
    for _, word in parts:
        assert word in rest
        rest = rest[rest.index(word) + len(word) :]


@given(st.lists(st.text("ab \r", max_size=12), max_size=4).map("\n".join))
def test_progress_ends_as_a_grid_of_cells_would(text: str) -> None:
    """The newest character of each column wins, column by column."""
    assert [line.rstrip() for line in shown(text + "\n")] == [
        _played(row).rstrip() for row in (text + "\n").split("\n")[:-1]
    ]


def _played(row: str) -> str:
    cells: list[str] = []
    for sweep in re.split("\r", row):
        cells[: len(sweep)] = sweep
    return "".join(cells)


@given(texts, st.booleans(), st.randoms(use_true_random=False))
def test_lines_are_the_same_in_any_order(
    text: str, collapse: bool, order: random.Random
) -> None:
    """Colours are read when a line is asked for, back to where they were reset."""
    wanted = split_lines(text, collapse_progress=collapse)
    lines = Lines(text, collapse_progress=collapse)
    places = list(range(len(wanted)))
    order.shuffle(places)
    assert all(lines[at] == wanted[at] for at in places)
    assert lines.texts == [line.text for line in wanted]
    plain = Lines(text, collapse_progress=collapse, colours=False)
    assert list(plain) == [Line(line) for line in lines.texts]


def test_colours_run_on_from_the_last_reset() -> None:
    lines = Lines("\x1b[1mbold\n\x1b[31mred\n\n\x1b[0;32mgreen\nstill\n\x1b[mend\n")
    shown = [[style.sgr for style in lines[at].styles] for at in (4, 1, 5)]
    assert shown == [[Sgr(fg=2)], [Sgr(fg=1, bold=True)], []]


def test_the_last_line_of_many_coloured_ones_is_read_alone() -> None:
    row = "\x1b[32mINFO\x1b[0m something happened on \x1b[1mweb-01\x1b[0m\n"
    lines = Lines(row * 50_000)
    started = time.process_time()
    assert [style.sgr for style in lines[-1].styles] == [Sgr(fg=2), Sgr(bold=True)]
    assert time.process_time() - started < 0.3
