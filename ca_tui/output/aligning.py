"""Which lines of two texts belong together.

Lines that occur once in both texts are anchors, as in the patience method; between
anchors difflib finds the rest where that is little. difflib alone is quadratic.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

MOST_PAIRS: Final = 20_000
"""Equal pairs of lines up to which difflib is asked."""

MOST_LINES: Final = 2_000
"""Lines of both sides together up to which difflib is asked."""

MOST_WORK: Final = 2_000_000
"""Lines that are looked at; what is left then is taken for replaced."""


class Run(NamedTuple):
    """`size` lines from `a` on that are alike to those from `b` on."""

    a: int
    b: int
    size: int


class _Part(NamedTuple):
    """A part of each text: where it begins and ends."""

    a: int
    a_end: int
    b: int
    b_end: int


def align(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """The runs of alike lines, in order; what is between them differs.

    Every line is in one run at most. Two texts of a few thousand lines take some
    milliseconds; for hostile ones the answer is coarser, never late.
    """
    runs: list[Run] = []
    parts = [_Part(0, len(a), 0, len(b))]
    work = MOST_WORK
    while parts:
        part = _trimmed(a, b, parts.pop(), runs)
        if part.a == part.a_end or part.b == part.b_end:
            continue
        work -= part.a_end - part.a + part.b_end - part.b
        if work < 0:
            continue
        anchors = _anchors(a, b, part)
        if anchors:
            parts += _between(part, anchors, runs)
        else:
            runs += _small(a, b, part)
    return _joined(runs)


def _trimmed(a: Sequence[str], b: Sequence[str], part: _Part, runs: list[Run]) -> _Part:
    """The part without what is alike at both its ends."""
    start, end, other, other_end = part
    size = 0
    while start + size < end and other + size < other_end:
        if a[start + size] != b[other + size]:
            break
        size += 1
    if size:
        runs.append(Run(start, other, size))
    start, other = start + size, other + size
    size = 0
    while start < end - size and other < other_end - size:
        if a[end - size - 1] != b[other_end - size - 1]:
            break
        size += 1
    if size:
        runs.append(Run(end - size, other_end - size, size))
    return _Part(start, end - size, other, other_end - size)


def _anchors(a: Sequence[str], b: Sequence[str], part: _Part) -> list[tuple[int, int]]:
    """Lines that occur once in both, as many as stand in one order."""
    ours = _once(a, part.a, part.a_end)
    theirs = _once(b, part.b, part.b_end)
    pairs = [(at, theirs[line]) for line, at in ours.items() if line in theirs]
    return _rising(pairs)


def _once(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    """The lines that occur once, and where."""
    places: dict[str, int] = {}
    again: set[str] = set()
    for index in range(start, end):
        if lines[index] in places:
            again.add(lines[index])
        else:
            places[lines[index]] = index
    return {line: at for line, at in places.items() if line not in again}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest rising sequence; the first places rise already."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[at], ends[at] = place, index
    found: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _between(
    part: _Part, anchors: list[tuple[int, int]], runs: list[Run]
) -> Iterator[_Part]:
    a, b = part.a, part.b
    for ours, theirs in anchors:
        yield _Part(a, ours, b, theirs)
        runs.append(Run(ours, theirs, 1))
        a, b = ours + 1, theirs + 1
    yield _Part(a, part.a_end, b, part.b_end)


def _small(a: Sequence[str], b: Sequence[str], part: _Part) -> Iterator[Run]:
    ours, theirs = a[part.a : part.a_end], b[part.b : part.b_end]
    if len(ours) + len(theirs) > MOST_LINES:
        return
    counts = Counter(theirs)
    if sum(counts[line] for line in ours) > MOST_PAIRS:
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for start, other, size in matcher.get_matching_blocks():
        if size:
            yield Run(part.a + start, part.b + other, size)


def _joined(runs: list[Run]) -> list[Run]:
    """In order, and neighbours made one."""
    joined: list[Run] = []
    for run in sorted(runs):
        last = joined[-1] if joined else Run(-1, -1, 0)
        if last.size and (last.a + last.size, last.b + last.size) == run[:2]:
            joined[-1] = Run(last.a, last.b, last.size + run.size)
        else:
            joined.append(run)
    return joined
