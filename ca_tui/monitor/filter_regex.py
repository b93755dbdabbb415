"""Regular expressions and wildcards of a filter, safe to run on what servers send.

Python's `re` backtracks: `(a+)+b` on forty times `a` would never end, and nothing could
stop it. So a repeat within a repeat is refused, and how far into a line is searched
follows from how many repeats and alternatives must be tried: 4,096 characters with one
open repeat such as `.*`, 645 with two, 128 with three, and more are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Final

from ca_tui.monitor.codec import plain
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.filter_syntax import Regex, Value

LONGEST_PATTERN: Final = 200

LONGEST_LINE: Final = 4096
"""Characters of a line that are searched at most."""

SHORTEST_LINE: Final = 100
"""A pattern for which only fewer characters could be searched is refused."""

STEPS: Final = 2**28
"""An upper bound for what searching one line may take; far less in practice."""

MOST_TIMES: Final = 100
"""Of a repeat that tells how often."""

MOST_WILDCARDS: Final = 20
"""In one word."""

_TIMES: Final = re.compile(r"\{(?!\})([0-9]*)(?:(,)([0-9]*))?\}")

_ONE_LINE: Final = re.compile(r"\\[AZ]|[*+?}]\+")
"""What may find in a line what it does not find in a text with that line: begin and
end of the text, and repeats that give nothing back."""

_OFTEN: Final = {"*": (0.0, inf), "+": (1.0, inf), "?": (0.0, 1.0)}

_GROUP: Final = re.compile(r"\?(?::|P<\w+>)")

_IN_CLASS: Final = re.compile(r"\[|--|&&|~~|\|\|")
"""What a set may mean differently in a later Python."""


@dataclass(frozen=True, slots=True)
class Search:
    """A pattern, and how much of each line it searches."""

    pattern: re.Pattern[str]
    quick: re.Pattern[str] | None
    """Finds all that is found line by line, and perhaps more, in the whole text."""
    longest: int

    def found(self, text: str) -> bool:
        """Whether it is in any line; an empty line has nothing to be found in."""
        search, longest = self.pattern.search, self.longest
        if (
            self.quick is not None
            and len(text) <= longest
            and not self.quick.search(text)
        ):
            return False
        return any(search(line[:longest]) for line in text.split("\n") if line)


@lru_cache(maxsize=64)
def searching(pattern: str) -> Search:
    """A checked pattern, ready to search."""
    by_line = re.compile(pattern, re.IGNORECASE)
    quick = None
    if not _ONE_LINE.search(pattern):
        quick = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return Search(by_line, quick, _Costs(pattern).longest())


@lru_cache(maxsize=64)
def folding(pattern: str) -> re.Pattern[str]:
    """A pattern by `whole` or of tags, for case-folded text."""
    return re.compile(pattern, re.MULTILINE)


def check(regex: Regex) -> None:
    """Raise FilterError for what is no pattern, or one that could take for ever."""
    pattern, start = regex.pattern, regex.start
    if len(pattern) > LONGEST_PATTERN:
        message = f"a regular expression has at most {LONGEST_PATTERN} characters"
        raise FilterError(message, start, regex.end)
    if plain(pattern) != pattern:
        message = "half a surrogate pair occurs in no text"
        raise FilterError(message, start, regex.end)
    try:
        costs = _Costs(pattern)
        re.compile(pattern, re.IGNORECASE)
        costs.longest()
    except _Refused as refused:
        place = start + refused.start
        raise FilterError(refused.why, place, start + refused.end) from None
    except re.error as error:
        place = start + min(error.pos or 0, len(pattern) - 1)
        raise FilterError(f"{error.msg} in /{pattern}/", place, regex.end) from None
    except (OverflowError, RecursionError):
        message = "this regular expression is too much"
        raise FilterError(message, start, regex.end) from None


def whole(value: Value) -> str:
    """A pattern for all of a line of case-folded text; an empty line has nothing."""
    return f"^(?=[^\\n]){within(value)}$"


def within(value: Value, other: str = r"[^\n]") -> str:
    """A pattern for a word in which wildcards stand for `other`."""
    first, *rest = _pieces(value, other)
    if not rest:
        return first
    *middle, last = rest
    # atomic: once the first place of a piece is found, no other one needs a try
    found = "".join(f"(?>{other}*?{piece})" for piece in middle if piece)
    return f"{first}{found}{other}*{last}"


def check_wildcards(value: Value) -> None:
    """Raise FilterError for more of them than anybody means."""
    if len(value.wild) > MOST_WILDCARDS:
        message = f"a word has at most {MOST_WILDCARDS} of * and ?"
        raise FilterError(message, value.start, value.end)


def fold(text: str) -> str:
    """Text as SQLite takes it and as case-folded columns have it."""
    return plain(text).casefold()


def _pieces(value: Value, other: str) -> list[str]:
    """What is between the stars."""
    pieces = [""]
    for place, character in enumerate(value.text):
        if place not in value.wild:
            pieces[-1] += re.escape(fold(character))
        elif character == "?":
            pieces[-1] += other
        else:
            pieces.append("")
    return pieces


class _Refused(Exception):
    def __init__(self, why: str, start: int, end: int) -> None:
        super().__init__(why)
        self.why = why
        self.start = start
        self.end = end


@dataclass(slots=True)
class _Group:
    start: int
    branches: int = 1
    varies: bool = False
    """There is a repeat or an alternative in it."""


class _Costs:
    """Reads a pattern and counts what backtracking could try. Raises _Refused."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._open = 0
        """Repeats without an end."""
        self._ways = 1
        """Of alternatives and of repeats with an end."""
        self._groups = [_Group(0)]
        self._atom: tuple[int, bool] = (0, False)
        """The last thing that can be repeated: its place, and whether it varies."""
        at = 0
        while at < len(pattern):
            at = self._read(at)
        self._ways *= self._groups[0].branches

    def longest(self) -> int:
        """Characters of a line that may be searched."""
        most = int((STEPS / self._ways) ** (1 / (self._open + 1)))
        if most < SHORTEST_LINE:
            why = "this regular expression has too many repeats such as .*"
            raise _Refused(why, 0, len(self._pattern))
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
        self._atom = (at, False)
        return at + 1

    def _escape(self, at: int) -> int:
        if self._pattern[at + 1 : at + 2] in set("123456789"):
            raise _Refused("references to a group are not taken", at, at + 2)
        self._atom = (at, False)
        return at + 2

    def _set(self, at: int) -> int:
        pattern, end = self._pattern, at + 1
        end += pattern[end : end + 1] == "^"
        end += pattern[end : end + 1] == "]"
        while end < len(pattern) and pattern[end] != "]":
            if found := _IN_CLASS.match(pattern, end):
                why = f"write \\{found[0][0]} for {found[0][0]} within [ ]"
                raise _Refused(why, end, found.end())
            end += 2 if pattern[end] == "\\" else 1
        self._atom = (at, False)
        return end + 1

    def _begin(self, at: int) -> int:
        self._groups.append(_Group(at))
        if self._pattern[at + 1 : at + 2] != "?":
            return at + 1
        found = _GROUP.match(self._pattern, at + 1)
        if found is None:
            why = f"groups that begin with {self._pattern[at : at + 3]} are not taken"
            raise _Refused(why, at, at + 3)
        return found.end()

    def _end(self, at: int) -> int:
        if len(self._groups) > 1:
            group = self._groups.pop()
            self._ways *= group.branches
            self._groups[-1].varies |= group.varies
            self._atom = (group.start, group.varies)
        return at + 1

    def _repeat(self, at: int) -> int:
        pattern, end = self._pattern, at + 1
        if pattern[at] == "{":
            found = _TIMES.match(pattern, at)
            if found is None:
                self._atom = (at, False)
                return end
            low, high, end = *_times(found), found.end()
        else:
            low, high = _OFTEN[pattern[at]]
        if pattern[end : end + 1] in ("?", "+"):
            end += 1
        start, varies = self._atom
        if varies and high > 1:
            why = "a repeat or an alternative within a repeat can take for ever"
            raise _Refused(why, start, end)
        if high < inf and high > MOST_TIMES:
            raise _Refused(f"at most {MOST_TIMES} times", at, end)
        self._open += high == inf
        self._ways *= 1 if high == inf else int(high - low) + 1
        self._groups[-1].varies = True
        self._atom = (start, True)
        return end


def _times(found: re.Match[str]) -> tuple[float, float]:
    """How often, at least and at most. Source: Python's re, {m}, {m,n}."""
    low = float(found[1] or 0)
    if not found[2]:
        return low, low
    return low, float(found[3] or inf)
