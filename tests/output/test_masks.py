"""Masks that meet or are off, known names, and what a line is compared by."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ca_tui.output.masks import DEFAULT, Mask, Masker
from ca_tui.output.text import split_lines
from tests.output.hostile import texts
from tests.output.masked import ALL, UUID, shown


def test_a_path_hides_what_is_in_it() -> None:
    text = f"open /var/log/2024-05-01/{UUID}.log"
    assert shown(ALL, text) == f"open [path:/var/log/2024-05-01/{UUID}.log]"


def test_without_the_mask_for_paths_the_others_look_into_them() -> None:
    text = f"open /var/log/2024-05-01/{UUID}.log"
    expected = f"open /var/log/[time:2024-05-01]/[id:{UUID}].log"
    assert shown(Masker(DEFAULT), text) == expected


def test_a_host_that_counts_is_not_taken_for_numbers() -> None:
    """Nor is a date, nor an id: what is off is off."""
    masker = Masker({Mask.NUMBER})
    text = f"10.0.0.7 2024-05-01 {UUID} 42"
    assert shown(masker, text) == f"10.0.0.7 2024-05-01 {UUID} [number:42]"


def test_known_names_are_hosts_whatever_their_digits() -> None:
    masker = Masker({Mask.HOST}, ["web-07", "测试服务器-02", "DB", "7"])
    text = "web-31 asks 测试服务器-01, WEB-02. not web-1 or webweb-07, db 7"
    expected = (
        "[host:web-31] asks [host:测试服务器-01], [host:WEB-02]. not web-1 or"
        " webweb-07, db 7"
    )
    assert shown(masker, text) == expected


def test_a_known_name_gives_way_to_the_address_around_it() -> None:
    masker = Masker({Mask.HOST}, ["web-07"])
    assert shown(masker, "web-07.example.com") == "[host:web-07.example.com]"


def test_no_mask_masks_nothing() -> None:
    line = Masker(()).line("web-07 10.0.0.7 12%")
    assert (line.key, line.spans) == (line.text, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tmpfs   3.7G     0  tmp", "tmpfs    12G  812M  tmp"),
        ("    9 a.txt", "12345 a.txt"),
        ("up 3 days", "up 12 days"),
        ("x 1   ", "x 12"),
        ("total: 7", "total:    12"),
    ],
)
def test_a_column_is_as_wide_as_what_is_in_it(one: str, other: str) -> None:
    assert ALL.line(one).key == ALL.line(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("  a: 1", "    a: 1"),
        ("a  b 1", "a b 1"),
        ("x 1", "x1"),
        ("at 12:00:01", "at 12"),
        ("\\0number\\0", "12"),
        ("count 1", "count 1 2"),
    ],
)
def test_what_is_not_masked_counts(one: str, other: str) -> None:
    assert ALL.line(one).key != ALL.line(other).key


safe_lines = texts.map(lambda text: [line.text for line in split_lines(text)])

busy = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *"0123456789abcdefi-:./\\~[]()\"' ,;%+_TZ",
                "May ",
                "12:",
                "10.",
                "::",
                "年",
            ]
        ),
        st.sampled_from(
            [UUID, "i-bp1hd5ztmab9cgc0xxxx", "/var/", "web-07", '",', ": "]
        ),
    ),
    max_size=40,
).map("".join)


@given(st.one_of(busy, texts.map(lambda text: text.replace("\n", " "))))
def test_spans_are_in_order_inside_the_line_and_never_empty(text: str) -> None:
    line = Masker(Mask, ["web-07"]).line(text)
    ends = [0]
    for start, end, _ in line.spans:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert line.text == text


@given(busy)
def test_lines_that_differ_in_digits_are_masked_at_the_same_places(text: str) -> None:
    other = re.sub("[0-9]", lambda digit: str(9 - int(digit[0])), text)
    assert Masker(Mask).line(text).spans == Masker(Mask).line(other).spans


@given(st.one_of(safe_lines, st.lists(busy)))
@example([])
@example([""])
@example(["a 12 ", "", "b"])
def test_many_lines_are_masked_as_each_of_them(lines: list[str]) -> None:
    for masker in (ALL, Masker(DEFAULT), Masker(())):
        alone = [Masker(masker.masks).line(line).key for line in lines]
        assert masker.keys(lines) == alone
        assert [line.key for line in masker.lines(lines)] == alone


@given(safe_lines)
def test_safe_text_never_looks_like_a_stand_in(lines: list[str]) -> None:
    assert "\0" not in "".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "a-" * 150_000,
        "1." * 150_000,
        "a." * 150_000,
        "1:" * 150_000,
        "::" * 150_000,
        "/a" * 150_000,
        " " * 300_000,
        "1d " * 100_000,
        "0" * 300_000,
        '"a":1,' * 50_000,
        "May " * 75_000,
    ],
)
def test_no_line_takes_long(text: str) -> None:
    """Half a second per 300,000 characters is what a quadratic rule cannot reach."""
    started = time.process_time()
    ALL.line(text)
    assert time.process_time() - started < 20
