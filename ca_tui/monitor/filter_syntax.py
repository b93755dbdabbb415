"""The filter language: text to a tree of terms, with the place of each.

    failed web-0*                     every term must hold
    status:failed | exit:!0           one of them must
    !(instance:web-* tag:owner=ops)   ! inverts, parentheses group
    output:"no space left"            quotes keep blanks together, and * and ? plain
    /dial tcp .*: timeout/            a regular expression, bare or as error:/time.*out/

Columns are not known here: `filter_fields` knows them, and what their values mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from ca_tui.monitor.filter_error import FilterError

MOST_TERMS: Final = 100
"""SQLite bounds the depth of an expression, and so do the eyes of a reader."""

DEEPEST: Final = 20
"""Parentheses within parentheses."""

DELIMITERS: Final = "()|"

WILDCARDS: Final = "*?"

COLUMN: Final = re.compile(r"([A-Za-z][A-Za-z_]*):")
"""A name with a digit or a dash in it is no column: `web-01:80`, `12:00:00`."""

_ESCAPED: Final = '"\\'


@dataclass(frozen=True, slots=True)
class Value:
    """A word, without its quotes."""

    text: str
    wild: frozenset[int]
    """Places in `text` of the * and ? that stand for other characters."""
    literal: bool
    """It begins with a quote, so that nothing at its begin is an operator."""
    last: bool
    """The filter ends with it and may go on: it is perhaps not typed to its end."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression; `start` is the place of its first character."""

    pattern: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; without a column it is about any visible text."""

    column: str
    value: Value | Regex
    inverted: bool
    """`column:!value`: there is a value, and it is another."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a node."""

    node: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All nodes hold; without nodes, always."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one node holds."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Term | Not | Every | Either


def parse(text: str) -> Node:
    """The tree of a filter. Raises FilterError."""
    return _Parser(text).whole()


def terms(node: Node) -> list[Term]:
    """Every term of a tree, from left to right."""
    match node:
        case Term():
            return [node]
        case Not():
            return terms(node.node)
        case Every() | Either():
            return [term for each in node.nodes for term in terms(each)]


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._terms = 0

    def whole(self) -> Node:
        self._skip()
        if self._ended:
            return Every(())
        node = self._either(0)
        if not self._ended:
            raise FilterError("nothing is open that ) would close", *self._here())
        return node

    def _either(self, depth: int) -> Node:
        nodes = [self._every(depth)]
        while self._next == "|":
            self._at += 1
            nodes.append(self._every(depth))
        return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))

    def _every(self, depth: int) -> Node:
        nodes: list[Node] = []
        self._skip()
        while not self._ended and self._next not in ")|":
            nodes.append(self._one(depth))
            self._skip()
        if not nodes:
            raise self._absent("a term")
        return nodes[0] if len(nodes) == 1 else Every(tuple(nodes))

    def _one(self, depth: int) -> Node:
        inverted = False
        while self._next == "!":
            inverted = not inverted
            self._at += 1
            self._skip()
        if self._ended or self._next in ")|":
            raise self._absent("what ! inverts")
        node = self._group(depth + 1) if self._next == "(" else self._term()
        return Not(node) if inverted else node

    def _group(self, depth: int) -> Node:
        start = self._at
        if depth > DEEPEST:
            message = f"at most {DEEPEST} parentheses may be open"
            raise FilterError(message, *self._here())
        self._at += 1
        node = self._either(depth)
        if self._ended:
            message = "this parenthesis is not closed"
            raise FilterError(message, start, start + 1, incomplete=True)
        self._at += 1
        return node

    def _term(self) -> Term:
        start, column, inverted = self._at, "", False
        self._terms += 1
        if found := COLUMN.match(self._text, start):
            column = found[1]
            self._at = found.end()
            inverted = self._next == "!"
            self._at += inverted
        if self._ended or self._next.isspace() or self._next in DELIMITERS:
            self._skip()
            raise self._absent(f"a value for {column}", start)
        value = self._regex() if self._next == "/" else self._value()
        if self._terms > MOST_TERMS:
            message = f"a filter has at most {MOST_TERMS} terms"
            raise FilterError(message, start, self._at)
        return Term(column, value, inverted, start, self._at)

    def _regex(self) -> Regex:
        start = self._at
        end = regex_end(self._text, start)
        if end is None:
            message = "this regular expression is not closed by /"
            raise FilterError(message, start, len(self._text), incomplete=True)
        self._at = end + 1
        pattern = self._text[start + 1 : end]
        if not pattern:
            message = "this regular expression is empty"
            raise FilterError(message, start, self._at, incomplete=self._ended)
        return Regex(pattern, start + 1, end)

    def _value(self) -> Value:
        start, literal, quoted = self._at, self._next == '"', False
        characters: list[str] = []
        wild: set[int] = set()
        while not self._ended:
            character = self._next
            if character.isspace() or character in DELIMITERS:
                break
            quoted = character == '"'
            if quoted:
                characters += self._quoted()
                continue
            if character in WILDCARDS:
                wild.add(len(characters))
            characters.append(character)
            self._at += 1
        last = self._ended and not quoted
        text = "".join(characters)
        return Value(text, frozenset(wild), literal, last, start, self._at)

    def _quoted(self) -> list[str]:
        start = self._at
        characters: list[str] = []
        self._at += 1
        while not self._ended:
            character = self._next
            self._at += 1
            if character == '"':
                return characters
            if character == "\\" and self._next and self._next in _ESCAPED:
                character = self._next
                self._at += 1
            characters.append(character)
        message = "this quote is not closed"
        raise FilterError(message, start, len(self._text), incomplete=True)

    @property
    def _ended(self) -> bool:
        return self._at >= len(self._text)

    @property
    def _next(self) -> str:
        """The next character, or nothing at the end."""
        return self._text[self._at : self._at + 1]

    def _skip(self) -> None:
        while self._next.isspace():
            self._at += 1

    def _here(self) -> tuple[int, int]:
        return self._at, min(self._at + 1, len(self._text))

    def _absent(self, what: str, start: int | None = None) -> FilterError:
        """Something must stand here, where another thing or nothing does."""
        if self._ended:
            end = len(self._text)
            begin = max(0, len(self._text.rstrip()) - 1) if start is None else start
            return FilterError(f"{what} must follow", begin, end, incomplete=True)
        if start is not None:
            found = COLUMN.match(self._text, start)
            return FilterError(
                f"{what} must follow", start, found.end() if found else 0
            )
        message = f"{what} must stand before this {self._next}"
        return FilterError(message, *self._here())


def regex_end(text: str, start: int) -> int | None:
    """The place of the / that closes a regular expression: what follows it ends a
    term too, so that `/var/log/` needs no escapes."""
    at = start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "/":
            after = text[at + 1 : at + 2]
            if not after or after.isspace() or after in DELIMITERS:
                return at
        at += 1
    return None
