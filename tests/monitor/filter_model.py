"""The filter language in plain Python: random filters, each with what it means.

Nothing here reads a filter: a strategy makes the text and the meaning side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from hypothesis import strategies as st

from tests.monitor.fakes import START
from tests.monitor.filter_facts import Facts

Meaning: TypeAlias = Callable[[Facts], bool]

Made: TypeAlias = tuple[str, Meaning]
"""A filter, and what it means."""


WORDS = st.sampled_from(
    [
        *("web", "WEB-0", "web-01", "02", "测试", "strasse", "straße", "İ", "a*b?c"),
        *('db "x"', "line2", "C:\\dir", "c-1", "i-", "t-000", "failed", "run", "127"),
        *("backup", "21:0", "1.5 KB", "no space", "error", "ops", "owner", "cn-", "("),
        *("", "root", "ClientNot", "m4s", "|", "x", "e", "!a", "/", "<5", "=", "box"),
    ]
)

WILD = st.lists(
    st.sampled_from(
        ["*", "?", "web-0", "e", "s", "测试", "STRASSE", "-", "0", "cn", "a"]
    ),
    min_size=1,
    max_size=5,
).filter(lambda pieces: {"*", "?"} & set(pieces))

PATTERNS = st.sampled_from(
    [
        "web-[0-9]+",
        "^i-",
        "e$",
        "b.c?",
        "^$",
        "(a|b)c",
        r"\d{2,}",
        "[^a-z]x",
        "straße",
        ".",
    ]
)

TEXTS = st.sampled_from(
    ["instance", "command", "error", "region", "user", "invoke", "id", "container"]
)


def spelled(word: str) -> str:
    """A word as one may write it in a filter."""
    if re.fullmatch(r"[\w.-]+", word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _has(word: str, texts: Sequence[str]) -> bool:
    return any(text and word.casefold() in text.casefold() for text in texts)


def _fits(pieces: list[str], texts: Sequence[str]) -> bool:
    """Some line is made of the pieces."""
    folded = [piece.casefold() for piece in pieces]
    lines = (line for text in texts for line in text.casefold().split("\n"))
    return any(line and _made_of(folded, line) for line in lines)


def _made_of(pieces: list[str], line: str) -> bool:
    if not pieces:
        return not line
    first, *rest = pieces
    if first == "*":
        return any(_made_of(rest, line[start:]) for start in range(len(line) + 1))
    if first == "?":
        return bool(line) and _made_of(rest, line[1:])
    return line.startswith(first) and _made_of(rest, line[len(first) :])


def _found(pattern: str, texts: Sequence[str]) -> bool:
    lines = (line for text in texts for line in text.split("\n"))
    return any(line and re.search(pattern, line, re.IGNORECASE) for line in lines)


@st.composite
def _asked(draw: st.DrawFn) -> tuple[str, Callable[[Sequence[str]], bool]]:
    """How a text is asked for, and whether texts are what is asked for."""
    match draw(st.sampled_from(["has", "fits", "found"])):
        case "has":
            word = draw(WORDS)
            return spelled(word), lambda texts: _has(word, texts)
        case "fits":
            pieces = draw(WILD)
            return "".join(pieces), lambda texts: _fits(pieces, texts)
    pattern = draw(PATTERNS)
    return f"/{pattern}/", lambda texts: _found(pattern, texts)


@st.composite
def _bare(draw: st.DrawFn) -> Made:
    text, fits = draw(_asked())
    return text, lambda row: fits(row.visible)


@st.composite
def _text(draw: st.DrawFn) -> Made:
    name = draw(TEXTS)
    text, fits = draw(_asked())
    if draw(st.booleans()):
        return f"{name}:{text}", lambda row: fits(row.texts[name])
    if not text.strip("*"):
        return f"{name}:!{text}", lambda row: not any(row.texts[name])
    return (
        f"{name}:!{text}",
        lambda row: any(row.texts[name]) and not fits(row.texts[name]),
    )


@st.composite
def _exact(draw: st.DrawFn) -> Made:
    name, word = draw(TEXTS), draw(WORDS.filter(bool))
    return f"{name}:={spelled(word)}", lambda row: _fits([word], row.texts[name])


@st.composite
def _output(draw: st.DrawFn) -> Made:
    text, fits = draw(_asked())
    if not text.strip("*"):
        return "output:*", lambda row: bool(row.numbers["size"])
    return f"output:{text}", lambda row: fits(row.output)


@st.composite
def _word(draw: st.DrawFn) -> Made:
    name = draw(st.sampled_from(["status", "phase", "service", "periodic"]))
    known = {
        "status": ["failed", "Success", "run", "time", "unknown", "brew"],
        "phase": ["failed", "succ", "ACTIVE", "s", "unknown"],
        "service": ["ecs", "s"],
        "periodic": ["yes", "no"],
    }
    word = draw(st.sampled_from(known[name]))
    inverted = draw(st.booleans())

    def meaning(row: Facts) -> bool:
        said = row.texts["status"][0] if name == "status" else row.words[name]
        return said.casefold().startswith(word.casefold()) is not inverted

    return f"{name}:{'!' * inverted}{word}", meaning


@st.composite
def _tag(draw: st.DrawFn) -> Made:
    key = draw(st.sampled_from(["owner", "OWN", "env", "o"]))
    value = draw(st.sampled_from([None, "", "ops", "OPS", "pro", "a b"]))

    def meaning(row: Facts) -> bool:
        for name, told in row.tags:
            if value is None and name.casefold().startswith(key.casefold()):
                return True
            same = name.casefold() == key.casefold()
            if same and value in ("", told.casefold(), told.upper()):
                return True
        return False

    told = "" if value is None else "=" + (spelled(value) if value else "")
    return f"tag:{key}{told}", meaning


UNITS: dict[str, dict[str, float]] = {
    "span": {"": 1, "s": 1, "m": 60, "h": 3600},
    "size": {"": 0, "k": 1024, "kb": 1024, "M": 1024**2},
    "number": {"": 0},
}

KINDS = {
    "exit": "number",
    "repeats": "number",
    "dropped": "size",
    "size": "size",
    "took": "span",
    "timeout": "span",
}


def _compared(operator: str, value: float, low: float, high: float) -> bool:
    match operator:
        case "<":
            return value < low
        case "<=":
            return value <= low
        case ">":
            return value > low
        case ">=":
            return value >= low
    return value == low if high == low else low <= value < high


OPERATORS = st.sampled_from(["", "=", "<", "<=", ">", ">="])


@st.composite
def _number(draw: st.DrawFn) -> Made:
    name = draw(st.sampled_from(sorted(KINDS)))
    unit, step = draw(st.sampled_from(sorted(UNITS[KINDS[name]].items())))
    amount = draw(st.sampled_from([0, 1, 2, 4, 60, 64, 127, 1500]))
    low = amount * (step or 1)
    operator, inverted = draw(OPERATORS), draw(st.booleans())

    def meaning(row: Facts) -> bool:
        value = row.numbers[name]
        if value is None:
            return False
        return _compared(operator, value, low, low + step) is not inverted

    return f"{name}:{'!' * inverted}{operator}{amount}{unit}", meaning


@st.composite
def _range(draw: st.DrawFn) -> Made:
    name = draw(st.sampled_from(["exit", "dropped", "repeats"]))
    least = 0 if name == "dropped" else -3
    low, high = sorted(draw(st.tuples(*[st.integers(least, 200)] * 2)))
    ends = draw(st.sampled_from(["both", "low", "high"]))
    text = f"{low if ends != 'high' else ''}..{high if ends != 'low' else ''}"

    def meaning(row: Facts) -> bool:
        value = row.numbers[name]
        if value is None:
            return False
        return (ends == "high" or value >= low) and (ends == "low" or value <= high)

    return f"{name}:{text}", meaning


@st.composite
def _age(draw: st.DrawFn) -> Made:
    name = draw(st.sampled_from(["started", "created", "finished"]))
    minutes = draw(st.sampled_from([0, 1, 3, 10, 60, 100]))
    operator = draw(OPERATORS)
    now = START.timestamp()

    def meaning(row: Facts) -> bool:
        time = row.numbers[name]
        return time is not None and _compared(
            operator if operator.strip("=") else "<=", now - time, minutes * 60, 0
        )

    return f"{name}:{operator}{minutes}m", meaning


ATOMS = st.one_of(
    *(_bare(), _text(), _exact(), _output(), _word(), _tag(), _number(), _range()),
    _age(),
)


def _join(made: list[Made], operator: str, how: Callable[[list[bool]], bool]) -> Made:
    text = operator.join(text for text, _ in made)
    return f"({text})", lambda row: how([meaning(row) for _, meaning in made])


def _invert(made: Made) -> Made:
    text, meaning = made
    return f"!{text}", lambda row: not meaning(row)


def _larger(nodes: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    some = st.lists(nodes, min_size=1, max_size=4)
    return st.one_of(
        some.map(lambda made: _join(made, " ", all)),
        some.map(lambda made: _join(made, " | ", any)),
        nodes.map(_invert),
    )


FILTERS = st.recursive(ATOMS, _larger, max_leaves=6)
"""Random filters, each with what it means."""
