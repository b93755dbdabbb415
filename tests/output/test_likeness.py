"""Which outputs are alike, and where they differ first."""

from __future__ import annotations

import pytest
from hypothesis import given

from ca_tui.output.likeness import Difference, Likeness
from ca_tui.output.masks import Mask, Masker
from tests.output.hostile import blobs

LIKENESS = Likeness(Masker())
EXACT = Likeness(Masker(()))


def differ(one: str, other: str, likeness: Likeness = EXACT) -> Difference:
    looks = likeness.look(one.encode()), likeness.look(other.encode())
    assert looks[0].digest != looks[1].digest
    return likeness.difference(*looks)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"up since 12:00:01\n", b"up since 9:59:59\n"),
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"\x1b[32mok\x1b[0m\n", b"ok\n"),
        (b"10%\r50%\r100%\n", b"100%\n"),
        (b"\xef\xbb\xbfok", b"ok"),
        (b"o\0k\0!\0\n\0", b"ok!\n"),
    ],
)
def test_what_is_shown_alike_is_alike(one: bytes, other: bytes) -> None:
    assert LIKENESS.look(one).digest == LIKENESS.look(other).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"", b"\n"),
        (b"\n", b"\n\n"),
        (b"a\nb", b"a b"),
        (b"a", b"A"),
        (b"a", b"a\n\n"),
        (b"\0time\0", b"12:00:01"),
        (b"5.10.134-13", b"5.10.134-16"),
    ],
)
def test_what_is_shown_otherwise_is_not_alike(one: bytes, other: bytes) -> None:
    assert LIKENESS.look(one).digest != LIKENESS.look(other).digest


@given(blobs, blobs)
def test_alike_is_what_has_the_same_masked_lines(one: bytes, other: bytes) -> None:
    looks = LIKENESS.look(one), LIKENESS.look(other)
    alike = looks[0].digest == looks[1].digest
    assert alike == (looks[0].keys == looks[1].keys)
    if not alike:
        assert LIKENESS.difference(*looks).lines >= 0


def test_the_masks_decide() -> None:
    one, other = b"disk 71% full", b"disk 72% full"
    assert LIKENESS.look(one).digest != LIKENESS.look(other).digest
    numbers = Likeness(Masker({Mask.NUMBER}))
    assert numbers.look(one).digest == numbers.look(other).digest


def test_the_first_line_with_something_in_it() -> None:
    assert LIKENESS.look(b"\n  \n\x1b[1mroot\x1b[0m\nx").first_line == "root"
    assert LIKENESS.look(b"\n \n").first_line == ""
    assert LIKENESS.look(b"").first_line == ""
    assert len(LIKENESS.look(b"x" * 30_000).first_line) == 500


@pytest.mark.parametrize(
    ("one", "other", "text", "missing", "lines"),
    [
        ("a\nB\nc", "a\nb\nc", "B", False, 1),
        ("a\nb\nnew\nc", "a\nb\nc", "new", False, 1),
        ("a\nc", "a\nb\nc", "b", True, 1),
        ("a", "a\nb\nc", "b", True, 2),
        ("", "a\nb", "a", True, 2),
        ("a\nb", "", "a", False, 2),
        ("b\na", "a\nb", "b", False, 0),
        ("a\na\nb", "a\nb", "a", False, 1),
        ("a\nb", "a\na\nb", "b", False, 1),
        ("a", "a\na", "a", True, 1),
    ],
)
def test_the_first_difference(
    one: str, other: str, text: str, missing: bool, lines: int
) -> None:
    assert differ(one, other) == Difference(text, missing, lines)


def test_what_is_masked_is_no_difference_but_is_told_as_it_is() -> None:
    one = "at 12:00:01\nat 12:00:02 it broke"
    other = "at 13:00:01\nat 13:00:02 it ran"
    expected = Difference("at 12:00:02 it broke", False, 1)
    assert differ(one, other, LIKENESS) == expected


def test_a_difference_far_down_a_long_output_is_found() -> None:
    lines = [f"line {number}" for number in range(5000)]
    changed = [*lines[:4000], "odd", *lines[4001:]]
    expected = Difference("odd", False, 1)
    assert differ("\n".join(changed), "\n".join(lines)) == expected
