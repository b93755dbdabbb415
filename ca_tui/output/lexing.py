"""Pygments, read one line further only when that line is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, starmap
from typing import Final, TypeAlias

from ca_tui.output.kinds import Kind, Span

BUDGET: Final = 0.015 / 24_576
"""Seconds of lexing per character after which the rest of a text is left alone."""

_AT_LEAST: Final = 0.015
"""Seconds that a short text may take all the same."""

_STEP: Final = 32
"""Tokens between two looks at the clock."""

_KINDS: Final[dict[tuple[str, ...], Kind]] = {
    ("Comment",): Kind.COMMENT,
    ("Comment", "Preproc"): Kind.KEYWORD,
    ("Keyword",): Kind.KEYWORD,
    ("Literal", "Number"): Kind.NUMBER,
    ("Literal", "String"): Kind.STRING,
    ("Literal", "Date"): Kind.TIME,
    ("Literal", "Scalar"): Kind.STRING,
    ("Name", "Attribute"): Kind.KEY,
    ("Name", "Builtin"): Kind.NAME,
    ("Name", "Class"): Kind.NAME,
    ("Name", "Constant"): Kind.KEYWORD,
    ("Name", "Exception"): Kind.ERROR,
    ("Name", "Function"): Kind.NAME,
    ("Name", "Namespace"): Kind.NAME,
    ("Name", "Tag"): Kind.KEY,
    ("Name", "Variable"): Kind.KEY,
    ("Operator",): Kind.PUNCTUATION,
    ("Operator", "Word"): Kind.KEYWORD,
    ("Punctuation",): Kind.PUNCTUATION,
    ("Generic", "Deleted"): Kind.REMOVED,
    ("Generic", "Error"): Kind.ERROR,
    ("Generic", "Heading"): Kind.HEADING,
    ("Generic", "Inserted"): Kind.ADDED,
    ("Generic", "Subheading"): Kind.HEADING,
    ("Generic", "Traceback"): Kind.HEADING,
}
"""Token type of Pygments -> kind; a deeper type without an entry has its parent's."""

_Part: TypeAlias = tuple[int, int, Kind]


class Lexed:
    """The lines of a text as a Pygments lexer reads them.

    The first text of a language waits until its lexer is made, 20 ms, which does not
    count.
    """

    def __init__(
        self, alias: str, lines: Sequence[str], clock: Callable[[], float]
    ) -> None:
        text = "\n".join(lines) + "\n"
        self._clock = clock
        self._tokens = _tokens(alias, text)
        self._left = max(_AT_LEAST, BUDGET * len(text))
        self._done: list[list[_Part]] = []
        self._row: list[_Part] = []
        self._column = 0

    def spans(self, index: int) -> tuple[Span, ...] | None:
        """The parts of line `index`, from 0; None where reading was given up."""
        while len(self._done) <= index and self._left > 0:
            started = self._clock()
            tokens = list(islice(self._tokens, _STEP))
            for kind, value in tokens:
                self._take(kind, value)
            self._left -= self._clock() - started
            if len(tokens) < _STEP:
                break
        if index >= len(self._done):
            return None
        return tuple(starmap(Span, self._done[index]))

    def _take(self, kind: Kind | None, value: str) -> None:
        if "\n" not in value:
            self._put(kind, value)
            return
        for position, part in enumerate(value.split("\n")):
            if position:
                self._done.append(self._row)
                self._row, self._column = [], 0
            self._put(kind, part)

    def _put(self, kind: Kind | None, part: str) -> None:
        start = self._column
        self._column = end = start + len(part)
        if kind is None or not part or part.isspace():
            return
        if self._row and self._row[-1][1:] == (start, kind):
            start = self._row.pop()[0]
        self._row.append((start, end, kind))


def _tokens(alias: str, text: str) -> Iterator[tuple[Kind | None, str]]:
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(alias, stripnl=False, ensurenl=False)
    return _kinds(lexer.get_tokens(text))


def _kinds(
    tokens: Iterable[tuple[tuple[str, ...], str]],
) -> Iterator[tuple[Kind | None, str]]:
    known: dict[tuple[str, ...], Kind | None] = {}
    for token, value in tokens:
        if token not in known:
            known[token] = _kind_of(tuple(token))
        yield known[token], value


def _kind_of(token: tuple[str, ...]) -> Kind | None:
    while token and token not in _KINDS:
        token = token[:-1]
    return _KINDS.get(token)
