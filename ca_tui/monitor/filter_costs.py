"""How much a regular expression may have to try: which are refused, and how much of a
line the others search.

Python's `re` backtracks: `(a+)+b` on forty times `a` would never end, and nothing could
stop it. So a repeat without end of what varies is refused, and how far into a line is
searched follows from what may have to be tried: 4,096 characters with one repeat such
as `.*` that something follows, 322 with two, and more are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import Final

LONGEST_LINE: Final = 4096
"""Characters of a line that are searched at most."""

SHORTEST_LINE: Final = 100
"""A pattern for which only fewer characters could be searched is refused."""

STEPS: Final = 2**25
"""What searching one line may take at most: half a second, and usually nothing."""

MOST_OPEN: Final = 9
"""Where counting them ends."""

MOST_TIMES: Final = 100
"""Of a repeat that tells how often."""

_TIMES: Final = re.compile(r"\{(?!\})([0-9]*)(?:(,)([0-9]*))?\}")

_OFTEN: Final = {"*": (0.0, inf), "+": (1.0, inf), "?": (0.0, 1.0)}

_GROUP: Final = re.compile(r"\?(?::|P<\w+>)")

_IN_CLASS: Final = re.compile(r"\[|--|&&|~~|\|\|")
"""What a set may mean differently in a later Python."""


def longest(pattern: str) -> int:
    """Characters of a line that a pattern may search. Raises Refused."""
    return _Costs(pattern).longest()


class Refused(Exception):
    """What is not taken, from character `start` up to `end` of the pattern."""

    def __init__(self, why: str, start: int, end: int) -> None:
        super().__init__(why)
        self.why = why
        self.start = start
        self.end = end


@dataclass(slots=True)
class _Group:
    """What backtracking may have to try within a group; the pattern is one too."""

    start: int
    branches: int = 1
    ways: int = 1
    """Of alternatives, and of repeats with an end."""
    open: int = 0
    """Repeats without an end."""
    varies: bool = False
    """There is a repeat or an alternative in it."""

    def count(self, ways: int, open: int = 0) -> None:
        """Something more to try, each time."""
        self.ways = min(self.ways * ways, STEPS)
        self.open = min(self.open + open, MOST_OPEN)


class _Costs:
    """Reads a pattern and counts what may have to be tried. Raises Refused."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._groups = [_Group(0)]
        self._atom = _Group(0)
        """The last thing that can be repeated."""
        at = 0
        while at < len(pattern):
            at = self._read(at)

    def longest(self) -> int:
        """Characters of a line that may be searched."""
        whole = self._groups[0]
        steps = STEPS / (whole.ways * whole.branches)
        most = int(steps ** (1 / (whole.open + 1)))
        if most < SHORTEST_LINE:
            why = "this regular expression has too many repeats such as .*"
            raise Refused(why, 0, len(self._pattern))
        return min(most, LONGEST_LINE)

    def _read(self, at: int) -> int:
        """Read one thing; the place after it."""
        match self._pattern[at]:
            case "\\":
                return self._escape(at)
            case "[":
                return self._set(at)
            case "(":
                return self._begin(at)
            case ")":
                return self._end(at)
            case "|":
                self._groups[-1].branches += 1
                self._groups[-1].varies = True
                return at + 1
            case "*" | "+" | "?" | "{":
                return self._repeat(at)
        self._atom = _Group(at)
        return at + 1

    def _escape(self, at: int) -> int:
        if self._pattern[at + 1 : at + 2] in set("123456789"):
            raise Refused("references to a group are not taken", at, at + 2)
        self._atom = _Group(at)
        return at + 2

    def _set(self, at: int) -> int:
        pattern, end = self._pattern, at + 1
        end += pattern[end : end + 1] == "^"
        end += pattern[end : end + 1] == "]"
        while end < len(pattern) and pattern[end] != "]":
            if found := _IN_CLASS.match(pattern, end):
                why = f"write \\{found[0][0]} for {found[0][0]} within [ ]"
                raise Refused(why, end, found.end())
            end += 2 if pattern[end] == "\\" else 1
        self._atom = _Group(at)
        return end + 1

    def _begin(self, at: int) -> int:
        self._groups.append(_Group(at))
        if self._pattern[at + 1 : at + 2] != "?":
            return at + 1
        found = _GROUP.match(self._pattern, at + 1)
        if found is None:
            why = f"groups that begin with {self._pattern[at : at + 3]} are not taken"
            raise Refused(why, at, at + 3)
        return found.end()

    def _end(self, at: int) -> int:
        if len(self._groups) > 1:
            group = self._groups.pop()
            group.count(group.branches)
            self._groups[-1].count(group.ways, group.open)
            self._groups[-1].varies |= group.varies
            self._atom = group
        return at + 1

    def _repeat(self, at: int) -> int:
        pattern, end = self._pattern, at + 1
        if pattern[at] == "{":
            found = _TIMES.match(pattern, at)
            if found is None:
                self._atom = _Group(at)
                return end
            low, high, end = *_times(found), found.end()
        else:
            low, high = _OFTEN[pattern[at]]
        if pattern[end : end + 1] in ("?", "+"):
            end += 1
        if high < inf and high > MOST_TIMES:
            raise Refused(f"at most {MOST_TIMES} times", at, end)
        self._repeated(low, high, end)
        return end

    def _repeated(self, low: float, high: float, end: int) -> None:
        group, atom = self._groups[-1], self._atom
        if high == inf:
            if atom.varies:
                why = "a repeat or an alternative within a repeat can take for ever"
                raise Refused(why, atom.start, end)
            # one that nothing follows is never tried again
            group.count(1, open=1 if self._pattern[end:].strip(")") else 0)
        else:
            again = max(int(high) - 1, 0)
            group.count(max(int(high - low) + 1, 1))
            group.count(atom.ways**again * (again + 1), atom.open * again)
        group.varies = True
        self._atom = _Group(atom.start, varies=True)


def _times(found: re.Match[str]) -> tuple[float, float]:
    """How often, at least and at most. Source: Python's re, {m}, {m,n}."""
    low = float(found[1] or 0)
    if not found[2]:
        return low, low
    return low, float(found[3] or inf)
