"""A filter's tree to SQL on the table of results.

Every expression is 0 or 1, so that NOT of it is the opposite; a value that is not
there matches nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import isinf
from typing import Final

from ca_tui.api.status import LEGACY, PHASES
from ca_tui.monitor.codec import plain
from ca_tui.monitor.condition import NEVER, Condition, either, every, opposite
from ca_tui.monitor.filter_error import FilterError, like
from ca_tui.monitor.filter_fields import COMMAND, Field, field_of
from ca_tui.monitor.filter_functions import FIND, HAS, LIKE
from ca_tui.monitor.filter_regex import (
    check,
    check_wildcards,
    fold,
    folding,
    searching,
    whole,
    within,
)
from ca_tui.monitor.filter_syntax import Either, Every, Node, Not, Regex, Term, Value
from ca_tui.monitor.filter_values import Bounds, Kind, When, bounds

OTHER: Final = r"[^\x1e\x1f]"
"""What a wildcard stands for within a tag: see `query.tags_text`."""

OUTPUT: Final = (
    "coalesce((SELECT coalesce(ca_known(?, ?, digest), ca_search(?, ?, digest, data))"
    " FROM outputs WHERE outputs.id = results.id), 0)"
)

STATUSES: Final = (*PHASES, LEGACY)

TAGS: Final = "replace(replace(tags, x'1e', x'0a'), x'1f', '=')"
"""A tag a line, as `owner=ops`."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes conditions."""

    when: When
    utc: bool
    """Times of day are searched as they show in UTC."""
    outputs: bool = True
    """Without: every row that could match for its output does."""

    def node(self, node: Node, positive: bool = True) -> Condition:
        """The condition of a tree. Raises FilterError."""
        match node:
            case Not():
                return opposite(self.node(node.node, not positive))
            case Every():
                return every([self.node(each, positive) for each in node.nodes])
            case Either():
                return either([self.node(each, positive) for each in node.nodes])
            case Term():
                found = self._term(node)
                if found.deep and not self.outputs:
                    return Condition() if positive else NEVER
                return found

    def _term(self, term: Term) -> Condition:
        if isinstance(term.value, Regex):
            check(term.value)
        else:
            check_wildcards(term.value)
        if not term.column:
            return self._visible(term.value)
        field = field_of(term)
        now = repr(self.when.now.timestamp())
        columns = tuple(each.replace(":now", now) for each in field.columns)
        field = replace(field, columns=columns)
        if isinstance(term.value, Value) and _is_anything(term.value):
            found = _present(field)
            return opposite(found) if term.inverted else found
        found = self._matching(field, term.value)
        if not term.inverted:
            return found
        return every((_present(field), opposite(found)))

    def _matching(self, field: Field, value: Value | Regex) -> Condition:
        match field.kind:
            case Kind.TEXT:
                return _text(field, value)
            case Kind.STATUS:
                return _status(field, value)
            case Kind.CHOICE:
                return _choice(field, value)
            case Kind.TAG:
                return _tag(value)
            case Kind.OUTPUT:
                return _output(value)
        if isinstance(value, Regex):
            message = f"{field.name} takes no regular expression"
            words = (f"{field.name}:{word}" for word in field.words)
            raise FilterError(message, value.start, value.end, words)
        return _within(field.columns[0], bounds(field.kind, value, self.when))

    def _visible(self, value: Value | Regex) -> Condition:
        time = "utc_time" if self.utc else "local_time"
        names = ("instance_name", "instance_id", COMMAND, "command_id")
        folded = ("words", "instance_fold", "command_fold", time)
        return _texts(("words", *names, time), folded, value)


def _texts(
    columns: tuple[str, ...],
    folded: tuple[str, ...],
    value: Value | Regex,
    *,
    exact: bool = False,
) -> Condition:
    """Any of some texts matches; `exact`: all of it."""
    if isinstance(value, Regex):
        return _called("ca_find", value.pattern, columns)
    if folded and value.wild == {len(value.text) - 1} and value.text.endswith("*"):
        # SQLite finds a beginning by itself, without a call into Python for each row
        begin = "\n" + fold(value.text[:-1])
        lines = [f"char(10) || {each}" for each in folded]
        return either([Condition(f"instr({each}, ?) > 0", (begin,)) for each in lines])
    if exact or value.wild:
        return _called("ca_like", whole(value), folded or columns)
    word = fold(value.text)
    if folded:
        return either([Condition(f"instr({each}, ?) > 0", (word,)) for each in folded])
    return either([_called("ca_has", word, (each,)) for each in columns])


def _called(function: str, what: str, columns: tuple[str, ...]) -> Condition:
    joined = " || x'0a' || ".join(columns)
    sql = f"{function}(?, {joined})"
    if len(columns) == 1:
        sql = f"({joined} != '' AND {sql})"
    return Condition(sql, (plain(what),))


def _text(field: Field, value: Value | Regex) -> Condition:
    bare, exact = _exact(value)
    return _texts(field.columns, field.folded, bare, exact=exact)


def _status(field: Field, value: Value | Regex) -> Condition:
    if isinstance(value, Regex) or value.wild or _exact(value)[1]:
        return _text(field, value)
    word = fold(value.text)
    known = any(status.casefold().startswith(word) for status in STATUSES)
    close = like(value.text, STATUSES)
    if not known and close and not value.literal:
        # a status that nobody documented resembles none, or is put in quotes
        message = f'there is no status "{value.text}"'
        raise FilterError(message, value.start, value.end, map(str.lower, close))
    return Condition("substr(words, 1, ?) = ?", (len(word), word))


def _choice(field: Field, value: Value | Regex) -> Condition:
    bare, exact = _exact(value)
    if isinstance(bare, Regex):
        fits: Callable[[str], object] = searching(bare.pattern).found
    elif exact or bare.wild:
        fits = folding(whole(bare)).search
    else:
        fits = partial(_begins, fold(bare.text))
    chosen = [sql for word, sql in field.choices.items() if fits(word)]
    if not chosen:
        message = f"{field.name} is one of {', '.join(field.choices)}"
        words = () if isinstance(value, Regex) else like(value.text, field.choices)
        raise FilterError(message, value.start, value.end, words)
    return Condition(f"{field.columns[0]} IN ({', '.join(chosen)})")


def _begins(begin: str, word: str) -> bool:
    return word.startswith(begin)


def _tag(value: Value | Regex) -> Condition:
    if isinstance(value, Regex):
        return _called("ca_find", value.pattern, (TAGS,))
    key_text, equals, told = value.text.partition("=")
    key = within(_cut(value, 0, len(key_text)), OTHER)
    if not equals:
        pattern = f"\x1e{key}{OTHER}*\x1f"
    else:
        rest = within(_cut(value, len(key_text) + 1, len(value.text)), OTHER)
        pattern = f"\x1e{key}\x1f{rest if told else OTHER + '*'}(?=\x1e)"
    return _called("ca_like", pattern, ("tags",))


def _output(value: Value | Regex) -> Condition:
    bare, exact = _exact(value)
    if isinstance(bare, Regex):
        how, what = FIND, plain(bare.pattern)
    elif exact or bare.wild:
        how, what = LIKE, whole(bare)
    else:
        how, what = HAS, fold(bare.text)
    return Condition(OUTPUT, (how, what, how, what), deep=True)


def _within(number: str, found: Bounds) -> Condition:
    parts = [f"({number}) IS NOT NULL"]
    values: list[float] = []
    for limit, operator in (
        (found.low, ">=" if found.with_low else ">"),
        (found.high, "<=" if found.with_high else "<"),
    ):
        if not isinf(limit):
            parts.append(f"({number}) {operator} ?")
            values.append(limit)
    return Condition(f"({' AND '.join(parts)})", tuple(values))


def _present(field: Field) -> Condition:
    """There is a value."""
    match field.kind:
        case Kind.TEXT | Kind.STATUS | Kind.TAG:
            return either([Condition(f"{each} != ''") for each in field.columns])
        case Kind.CHOICE:
            return Condition()
        case Kind.OUTPUT:
            return Condition("coalesce(output_size, 0) > 0")
    return Condition(f"({field.columns[0]}) IS NOT NULL")


def _is_anything(value: Value) -> bool:
    return set(value.text) == {"*"} and len(value.wild) == len(value.text)


def _exact(value: Value | Regex) -> tuple[Value | Regex, bool]:
    """A value without the = that asks for all of a text, and whether it was there."""
    if isinstance(value, Regex) or value.literal or not value.text.startswith("="):
        return value, False
    if value.text == "=":
        message = "a value must follow ="
        raise FilterError(message, value.start, value.end, incomplete=value.last)
    return _cut(value, 1, len(value.text)), True


def _cut(value: Value, start: int, end: int) -> Value:
    """A part of a value."""
    wild = frozenset(place - start for place in value.wild if start <= place < end)
    return replace(value, text=value.text[start:end], wild=wild)
