"""Regular expressions and wildcards of a filter, made to run on what servers send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ca_tui.monitor.codec import plain
from ca_tui.monitor.filter_costs import Refused, longest
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.filter_syntax import Regex, Value

LONGEST_PATTERN: Final = 200

MOST_WILDCARDS: Final = 20
"""In one word."""

_ONE_LINE: Final = re.compile(r"\\[AZ]|[*+?}]\+")
"""What may find in a line what it does not find in a text with that line: begin and
end of the text, and repeats that give nothing back."""


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
    return Search(by_line, quick, longest(pattern))


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
        longest(pattern)
        re.compile(pattern, re.IGNORECASE)
    except Refused as refused:
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
