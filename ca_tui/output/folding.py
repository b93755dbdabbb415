"""Lines that stand within each other, and which of them are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

INDENT: Final = 2
"""Blanks for each level."""

DEEPEST: Final = 40
"""Levels that are indented; deeper ones stand where these do."""


class FoldLine(NamedTuple):
    """A line, how deep it stands, and the line that closes what it opens."""

    text: str
    level: int
    end: int = -1
    """-1: it opens nothing."""
    size: int = 0
    """What is in it: members, elements, parts of a list."""

    @property
    def indented(self) -> str:
        """The text where its level puts it."""
        return " " * (INDENT * min(self.level, DEEPEST)) + self.text


class Shown(NamedTuple):
    """A line that is to be seen."""

    line: int
    text: str
    folded: bool | None
    """Whether what it opens is hidden; None: it opens nothing."""


@dataclass(frozen=True, slots=True)
class Folds:
    """What the operator has folded: by level, and line by line against that."""

    levels: int | None = None
    """Levels that are open; None: all."""
    turned: frozenset[int] = frozenset()
    """Lines that are open although their level is folded, or the other way."""

    def folded(self, index: int, line: FoldLine) -> bool:
        """Whether what a line opens is hidden."""
        deep = self.levels is not None and line.level >= self.levels
        return deep != (index in self.turned)

    def turn(self, index: int) -> Folds:
        """With one line opened, or closed again."""
        return Folds(self.levels, self.turned ^ {index})


def shown(lines: Sequence[FoldLine], folds: Folds, base: int = 0) -> Iterator[Shown]:
    """The lines that are to be seen; a folded one has what closes it, too.

    `base` is the number that `folds` has for the first line.
    """
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.end < 0:
            yield Shown(base + index, line.indented, None)
        elif folds.folded(base + index, line):
            closing = lines[line.end].text if line.end > index else ""
            text = f"{line.indented} ... {line.size:,} {closing}".rstrip()
            yield Shown(base + index, text, True)
            index = max(line.end, index)
        else:
            yield Shown(base + index, line.indented, False)
        index += 1


def deepest(lines: Collection[FoldLine]) -> int:
    """How many levels can be folded."""
    return max((line.level + 1 for line in lines if line.end >= 0), default=0)


class Builder:
    """Takes what opens, closes and stands between, and knows which belong together.

    Of a text whose beginning is missing more may be closed than was opened: `level` is
    where it starts.
    """

    def __init__(self, level: int = 0) -> None:
        self._lines: list[FoldLine] = []
        self._open: list[int] = []
        self._sizes: list[int] = []
        self.level = level

    @property
    def open(self) -> int:
        """How much was opened and not closed."""
        return len(self._open)

    def put(self, text: str, *, counts: bool = True) -> None:
        """A line of its own."""
        self._lines.append(FoldLine(text, self.level))
        if counts and self._sizes:
            self._sizes[-1] += 1

    def push(self, text: str) -> None:
        """A line with which something opens."""
        self.put(text)
        self._open.append(len(self._lines) - 1)
        self._sizes.append(0)
        self.level += 1

    def pop(self, text: str) -> None:
        """A line with which the last thing closes that is open."""
        self.level = max(self.level - 1, 0)
        self.put(text, counts=False)
        if self._open:
            self._close(len(self._lines) - 1)

    def add_to_last(self, text: str) -> None:
        """More behind the last line."""
        if self._lines:
            last = self._lines[-1]
            self._lines[-1] = last._replace(text=last.text + text)
        else:
            self.put(text)

    def take_back(self) -> str:
        """Undo the last `push`: what opened turned out to be empty."""
        self._open.pop()
        self._sizes.pop()
        self.level -= 1
        return self.drop_last()

    def drop_last(self) -> str:
        """Take the last line away, to be put again with more behind it."""
        if self._sizes:
            self._sizes[-1] -= 1
        return self._lines.pop().text if self._lines else ""

    def done(self) -> list[FoldLine]:
        """The lines; what is still open ends with the last one."""
        while self._open:
            self._close(len(self._lines) - 1, closed=False)
        return self._lines

    def _close(self, end: int, *, closed: bool = True) -> None:
        start, size = self._open.pop(), self._sizes.pop()
        if closed or end > start:
            self._lines[start] = self._lines[start]._replace(end=end, size=size)
