"""Many instance names in few words: `web-[01-07,09]`, as ClusterShell writes them.

ClusterShell's own NodeSet reads names as its syntax: `a,b` and `web-[1-3]` become
other nodes, `a!b` loses one, `web-[1` and long numbers raise. Names are not ours to
choose, so that the notation is written here.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

AXES: Final = 4
"""Numbers of a name that may be folded: the last ones."""

DIGITS: Final = 9
"""Digits of a number that may be folded; a longer one is an id."""

_NUMBER: Final = re.compile(r"([0-9]+)")

_SPECIAL: Final = re.compile(r'[\s\[\](),"]')
"""What the notation itself is made of."""

_Part: TypeAlias = tuple[str, ...]
"""Texts of which each name has one, at this place."""


def fold(names: Iterable[str]) -> tuple[str, ...]:
    """All of the names as few words, sorted; joined with blanks they stay distinct.

    `[01-07,09]` is one of these numbers, as wide as the first of its range is written.
    A name with blanks, brackets, commas or quotation marks in it stands alone, as a
    JSON string. `name (3)` is there three times.
    """
    counts = Counter(names)
    times: dict[int, list[str]] = defaultdict(list)
    for name, count in counts.items():
        times[count].append(name)
    words = [
        (_in_order(word), word if count == 1 else f"{word} ({count})")
        for count, alike in times.items()
        for word in _words(alike)
    ]
    return tuple(word for _, word in sorted(words))


def _words(names: list[str]) -> Iterator[str]:
    """Distinct names as words."""
    foldable: set[tuple[_Part, ...]] = set()
    for name in names:
        if not name or _SPECIAL.search(name):
            yield json.dumps(name, ensure_ascii=False)
        else:
            foldable.add(tuple((part,) for part in _split(name)))
    for axis in range(2 * AXES - 1, 0, -2):
        foldable = _folded(foldable, axis)
    for parts in foldable:
        yield "".join(map(_written, parts))


def _split(name: str) -> list[str]:
    """Text and numbers in turn: the last few of them that may be folded."""
    pieces = _NUMBER.split(name)
    parts = [pieces.pop()]
    while pieces:
        number, before = pieces.pop(), pieces.pop()
        if len(number) > DIGITS or len(parts) > 2 * AXES:
            parts[0] = before + number + parts[0]
        else:
            parts = [before, number, *parts]
    return parts


def _folded(names: set[tuple[_Part, ...]], axis: int) -> set[tuple[_Part, ...]]:
    """Those that differ in the numbers at one place only, made one."""
    alike: dict[tuple[_Part, ...], list[_Part]] = defaultdict(list)
    for parts in names:
        rest = (*parts[:axis], (), *parts[axis + 1 :]) if axis < len(parts) else parts
        alike[rest].append(parts[axis] if axis < len(parts) else ())
    return {
        (
            *rest[:axis],
            tuple(sorted(n for part in numbers for n in part)),
            *rest[axis + 1 :],
        )
        if axis < len(rest)
        else rest
        for rest, numbers in alike.items()
    }


def _written(part: _Part) -> str:
    return part[0] if len(part) == 1 else f"[{','.join(_ranges(part))}]"


def _ranges(numbers: _Part) -> Iterator[str]:
    """Numbers as ranges; each is as wide as the first of its range."""
    left = set(numbers)
    runs: list[tuple[int, str, str]] = []
    for first in sorted(numbers, key=lambda each: (len(each), each)):
        if first not in left:
            continue
        last, value = first, int(first)
        left.discard(first)
        while (following := f"{value + 1:0{len(first)}}") in left:
            left.discard(following)
            last, value = following, value + 1
        runs.append((int(first), first, last))
    for _, first, last in sorted(runs):
        yield first if first == last else f"{first}-{last}"


def _in_order(word: str) -> tuple[tuple[str, int], ...]:
    """A key by which web-2 comes before web-10."""
    pieces = _NUMBER.split(word)
    numbers = [int(number[:18]) for number in pieces[1::2]]
    return tuple(zip(pieces[::2], [*numbers, 0], strict=True))
