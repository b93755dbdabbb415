"""Lines of several sections under each other, made only when they are asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import Final, overload

from ca_tui.output.gap import Gap
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import PLAIN_TEXT, Span, Syntax
from ca_tui.output.lines import Line, Lines
from ca_tui.output.sgr import Style

MAX_HITS: Final = 10_000
"""Hits of a search that are told."""


class LineKind(Enum):
    """Where a line comes from: the text itself, or what we have to say about it."""

    TEXT = "text"
    SEAM = "seam"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class DocLine:
    """One line; only those of the text have a number, counted from 1."""

    number: int | None
    text: str
    styles: tuple[Style, ...] = ()
    kind: LineKind = LineKind.TEXT


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together: numbered from 1 and highlighted as one text."""

    lines: Sequence[Line]
    kind: LineKind = LineKind.TEXT
    highlighter: Highlighter | None = None
    numbered: bool = True

    @property
    def texts(self) -> Sequence[str]:
        """What the lines say."""
        if isinstance(self.lines, Lines):
            return self.lines.texts
        return [line.text for line in self.lines]


class Document:
    """Sections under each other, seen as lines."""

    def __init__(
        self,
        sections: Iterable[Section],
        *,
        syntax: Syntax = PLAIN_TEXT,
        gap: Gap | None = None,
        charset: str = "utf-8",
        replaced: int = 0,
        causes: Sequence[int] = (),
    ) -> None:
        self.syntax = syntax
        self.gap = gap
        self.charset = charset
        self.replaced = replaced
        """Characters that stand for bytes which are none in that charset."""
        self.causes = causes
        """Lines that look like what a command failed of."""
        self.folds: dict[int, bool] = {}
        """Lines that open something, and whether that is hidden."""
        self.sections = [section for section in sections if section.lines]
        self._starts: list[int] = []
        total = 0
        for section in self.sections:
            self._starts.append(total)
            total += len(section.lines)
        self.lines: Sequence[DocLine] = _Lines(self, total)

    def line(self, index: int) -> DocLine:
        """Line `index`, from 0."""
        section, offset = self._at(index)
        line = section.lines[offset]
        text = section.kind is LineKind.TEXT and section.numbered
        number = offset + 1 if text else None
        return DocLine(number, line.text, line.styles, section.kind)

    def spans(self, index: int) -> tuple[Span, ...]:
        """The highlighted parts of line `index`; none where it has own colours."""
        section, offset = self._at(index)
        if section.highlighter is None or section.lines[offset].styles:
            return ()
        return section.highlighter.spans(offset)

    def searchable(self) -> Iterator[tuple[int, str]]:
        """The lines of the text, and where they are; not what we say about it."""
        for base, section in zip(self._starts, self.sections, strict=True):
            if section.kind is LineKind.TEXT:
                yield from enumerate(section.texts, base)

    def find(self, needle: str, limit: int = MAX_HITS) -> list[tuple[int, int, int]]:
        """(line, start, end) of each `needle` in the text, in any case."""
        hits: list[tuple[int, int, int]] = []
        if not needle:
            return hits
        for index, text in self.searchable():
            for start, end in _occurrences(text, needle):
                if len(hits) >= limit:
                    return hits
                hits.append((index, start, end))
        return hits

    @cached_property
    def size(self) -> int:
        """Characters of all lines."""
        return sum(len(text) for section in self.sections for text in section.texts)

    @property
    def texts(self) -> list[str]:
        """What each line says, safe; what is missing is said at its place."""
        return [*chain.from_iterable(section.texts for section in self.sections)]

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "".join(f"{text}\n" for text in self.texts)

    @property
    def seams(self) -> frozenset[int]:
        """The lines at which bytes are missing."""
        pairs = zip(self._starts, self.sections, strict=True)
        return frozenset(at for at, part in pairs if part.kind is LineKind.SEAM)

    def line_numbered(self, number: int, near: int = 0) -> int | None:
        """Index of the line with a number; of two that of the part with line `near`.

        The last line of that part where it has fewer; None where none has numbers.
        """
        found: int | None = None
        for start, section in zip(self._starts, self.sections, strict=True):
            if section.kind is not LineKind.TEXT or not section.numbered:
                continue
            size = len(section.lines)
            here = start <= near < start + size
            if found is None or here:
                found = start + max(0, min(number, size) - 1)
            if here:
                break
        return found

    def _at(self, index: int) -> tuple[Section, int]:
        place = bisect_right(self._starts, index) - 1
        return self.sections[place], index - self._starts[place]


class _Lines(Sequence[DocLine]):
    """The lines of a document, made when asked for."""

    def __init__(self, document: Document, total: int) -> None:
        self._document = document
        self._total = total

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, index: int) -> DocLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[DocLine]: ...
    def __getitem__(self, index: int | slice) -> DocLine | list[DocLine]:
        if isinstance(index, slice):
            return [self._document.line(i) for i in range(self._total)[index]]
        return self._document.line(range(self._total)[index])


def _occurrences(text: str, needle: str) -> Iterator[tuple[int, int]]:
    lowered, wanted = text.lower(), needle.lower()
    if len(lowered) != len(text):
        for match in re.finditer(re.escape(needle), text, re.IGNORECASE):
            yield match.span()
        return
    start = lowered.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = lowered.find(wanted, start + len(wanted))
