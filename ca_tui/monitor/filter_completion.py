"""What may come next in a filter: columns, and values that occur in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ca_tui.monitor.filter_fields import FIELDS, find
from ca_tui.monitor.filter_syntax import COLUMN, DELIMITERS, WILDCARDS, regex_end

MOST: Final = 50
"""Completions that are given."""

WANTS_QUOTES: Final = re.compile(
    rf'[\s"{re.escape(DELIMITERS + WILDCARDS)}]|^[!/<=>]|^$'
)
"""What a word without quotes would mean something else with."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to put in the place from `start` up to `end`."""

    text: str
    start: int
    end: int
    about: str = ""


def completions(
    text: str, cursor: int, values: Callable[[str], Sequence[str]], limit: int = MOST
) -> list[Completion]:
    """What would complete the term at the cursor, the likeliest first.

    `values` gives what occurs in a column, the most frequent first. What it gives may
    come from servers: it is safe for a terminal only as far as `values` made it so.
    """
    start = _begin(text[:cursor])
    typed = text[start:cursor]
    if found := COLUMN.match(typed):
        rest = typed[found.end() :]
        begin = start + found.end() + rest.startswith("!")
        made = _values(found[1], text[begin:cursor], values)
        offered = (Completion(each, begin, cursor) for each in made)
    else:
        offered = (
            Completion(name, start, cursor, about) for name, about in _columns(typed)
        )
    return list(islice(offered, limit))


def quoted(value: str) -> str:
    """A value as it is written in a filter, in quotes if need be."""
    if not WANTS_QUOTES.search(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _columns(typed: str) -> Iterator[tuple[str, str]]:
    begin = typed.casefold()
    for each in FIELDS:
        if each.name.startswith(begin):
            yield f"{each.name}:", each.about
    for each in FIELDS:
        for alias in each.aliases:
            if begin and alias.startswith(begin):
                yield f"{alias}:", each.about


def _values(
    column: str, typed: str, values: Callable[[str], Sequence[str]]
) -> Iterator[str]:
    field = find(column)
    if field is None or typed.startswith("/"):
        return
    asked = typed.replace('"', "").casefold()
    found = list(_distinct((*field.words, *values(column))))
    for fits in (str.startswith, str.__contains__):
        for each in list(found):
            if fits(each.casefold(), asked):
                found.remove(each)
                yield each if each in field.words else quoted(each)


def _distinct(words: Iterable[str]) -> Iterator[str]:
    """Words without those that differ in case only."""
    seen: set[str] = set()
    for word in words:
        if word.casefold() not in seen:
            seen.add(word.casefold())
            yield word


def _begin(text: str) -> int:
    """Where the term begins that a text ends in."""
    start = at = 0
    while at < len(text):
        character = text[at]
        if (
            character.isspace()
            or character in DELIMITERS
            or (character == "!" and at == start)
        ):
            start = at + 1
        elif character == '"':
            at = _quote_end(text, at)
        elif character == "/" and _opens(text[start:at]):
            end = regex_end(text, at)
            if end is None:
                break
            at = end
        at += 1
    return start


def _opens(before: str) -> bool:
    """Whether a / after that begins a regular expression."""
    found = COLUMN.match(before)
    return before[found.end() if found else 0 :] in ("", "!" if found else "")


def _quote_end(text: str, at: int) -> int:
    """The place of the quote that closes, or the end."""
    at += 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at
