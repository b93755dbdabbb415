"""Which words of two lines that belong together differ."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from ca_tui.output.aligning import Run, align
from ca_tui.output.masks import STAND_IN, MaskedLine

Marks: TypeAlias = tuple[tuple[int, int], ...]
"""Start and end of each part of a line that differs."""

LONGEST: Final = 100_000
"""Characters of both lines up to which their words are compared."""

MOST_LINES: Final = 400
"""Pairs of lines that are compared to find out which belong together."""

ALIKE: Final = 0.5
"""Share of their words from which on two lines belong together."""

_WORD: Final = re.compile(r"[A-Za-z0-9_\u00c0-\u024f]+|[^\S\n]+|[\S\n]")


class _Word(NamedTuple):
    start: int
    end: int
    key: str


def changed_words(a: MaskedLine, b: MaskedLine) -> tuple[Marks, Marks]:
    """What differs, in each of two lines; what is masked does not."""
    if len(a.text) + len(b.text) > LONGEST:
        return _middles(a.text, b.text)
    ours, theirs = list(_words(a)), list(_words(b))
    runs = align([word.key for word in ours], [word.key for word in theirs])
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    i = j = 0
    for run in (*runs, Run(len(ours), len(theirs), 0)):
        left += _all(ours[i : run.a])
        right += _all(theirs[j : run.b])
        i, j = run.a + run.size, run.b + run.size
    return tuple(left), tuple(right)


def _middles(a: str, b: str) -> tuple[Marks, Marks]:
    """All from the first different character to the last one."""
    most = min(len(a), len(b))
    first = bisect_left(range(1, most + 1), True, key=lambda n: a[:n] != b[:n])
    most -= first
    last = bisect_left(range(1, most + 1), True, key=lambda n: a[-n:] != b[-n:])
    ends = (len(a) - last, len(b) - last)
    left, right = (((first, end),) if first < end else () for end in ends)
    return left, right


def pairs(a: Sequence[MaskedLine], b: Sequence[MaskedLine]) -> list[tuple[int, int]]:
    """Which lines of two different parts belong together, in order.

    As many as there are, one by one, where there are too many to compare or where the
    parts are one line each.
    """
    if len(a) == len(b) == 1 or len(a) * len(b) > MOST_LINES:
        return [(index, index) for index in range(min(len(a), len(b)))]
    bags = [Counter(_bag(line)) for line in b]
    table = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    shares = [[_share(Counter(_bag(line)), bag) for bag in bags] for line in a]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            both = shares[i][j] + table[i + 1][j + 1] if shares[i][j] >= ALIKE else 0.0
            table[i][j] = max(both, table[i + 1][j], table[i][j + 1])
    return list(_path(table, shares))


def _path(
    table: list[list[float]], shares: list[list[float]]
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(shares) and j < len(shares[0]):
        if table[i][j] == table[i + 1][j]:
            i += 1
        elif table[i][j] == table[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _words(line: MaskedLine) -> Iterator[_Word]:
    """Words, blanks and single characters; blanks beside a masked span are alike."""
    position = 0
    for span in line.spans:
        yield from _plain(line.text, position, span.start, masked_behind=True)
        yield _Word(span.start, span.end, STAND_IN[span.mask])
        position = span.end
    yield from _plain(line.text, position, len(line.text), masked_behind=False)


def _plain(text: str, start: int, end: int, *, masked_behind: bool) -> Iterator[_Word]:
    for match in _WORD.finditer(text, start, end):
        word = match[0]
        beside = match.start() == start > 0 or (masked_behind and match.end() == end)
        yield _Word(*match.span(), " " if beside and word.isspace() else word)


def _bag(line: MaskedLine) -> Iterator[str]:
    return (word.key for word in _words(line) if not word.key.isspace())


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _all(words: list[_Word]) -> Marks:
    return ((words[0].start, words[-1].end),) if words else ()
