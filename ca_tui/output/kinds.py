"""What an output is and what its parts are: the words that rules and viewers share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a text is, and why we think so.

    `lexer` is the Pygments alias that reads it; None: lines are read one by one.
    """

    name: str
    lexer: str | None = None
    reason: str = ""


PLAIN_TEXT: Final = Syntax("text", None, "no structure found")
"""What everything is that no rule knows."""


class Kind(Enum):
    """What a part of a line is; the viewer gives each a look."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    KEYWORD = "keyword"
    NAME = "name"
    COMMENT = "comment"
    ERROR = "error"
    WARNING = "warning"
    GOOD = "good"
    TIME = "time"
    ADDRESS = "address"
    PATH = "path"
    ADDED = "added"
    REMOVED = "removed"
    HEADING = "heading"
    PUNCTUATION = "punctuation"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a line are a `kind`."""

    start: int
    end: int
    kind: Kind
