"""An output indented anew, folded by level, beside what of it is no JSON or XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ca_tui.output.folding import FoldLine, Folds, deepest, shown
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import Syntax
from ca_tui.output.lines import Line
from ca_tui.output.pretty import Pretty, pretty
from ca_tui.output.sections import Document, LineKind, Section

_REST: Final = "not understood from here on: as it came"

_JSON: Final = Syntax("json", "json", "indented anew")
_XML: Final = Syntax("xml", "xml", "indented anew")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that can be folded, and the number of the first one."""

    lines: list[FoldLine]
    base: int


_Part: TypeAlias = Section | _Block


class PrettyDocument(Document):
    """JSON or XML; its lines have no numbers, because nobody printed them so."""

    def __init__(self, of: Document, parts: Sequence[_Part], folds: Folds) -> None:
        self._of = of
        self._parts = parts
        self._folds = folds
        self._turns: dict[int, int] = {}
        blocks = [part for part in parts if isinstance(part, _Block)]
        self.deepest = max((deepest(block.lines) for block in blocks), default=0)
        """How many levels there are to fold."""
        first = next(block.lines[0].text for block in blocks)
        super().__init__(
            self._sections(_XML if first.startswith("<") else _JSON),
            syntax=replace(of.syntax, reason="indented anew"),
            gap=of.gap,
            charset=of.charset,
            replaced=of.replaced,
        )

    @property
    def levels(self) -> int:
        """How many levels are open."""
        levels = self._folds.levels
        return self.deepest if levels is None else levels

    def open_levels(self, levels: int) -> PrettyDocument:
        """With so many levels open and the rest folded."""
        kept = max(0, min(levels, self.deepest))
        return PrettyDocument(self._of, self._parts, Folds(kept))

    def turn(self, index: int) -> PrettyDocument | None:
        """With what line `index` opens shown or hidden; None where it opens nothing."""
        at = self._turns.get(index)
        if at is None:
            return None
        return PrettyDocument(self._of, self._parts, self._folds.turn(at))

    def _sections(self, syntax: Syntax) -> Iterator[Section]:
        row = 0
        for part in self._parts:
            if isinstance(part, Section):
                row += len(part.lines)
                yield part
                continue
            texts: list[str] = []
            for line in shown(part.lines, self._folds, part.base):
                if line.folded is not None:
                    self.folds[row] = line.folded
                    self._turns[row] = line.line
                texts.append(line.text)
                row += 1
            highlighter = Highlighter(syntax, texts)
            lines = [Line(text) for text in texts]
            yield Section(lines, highlighter=highlighter, numbered=False)


def indented(document: Document) -> PrettyDocument | None:
    """`document` with its JSON and XML indented; None where there is none."""
    parts: list[_Part] = []
    base = 0
    for section in document.sections:
        found = pretty("\n".join(section.texts)) if section.numbered else None
        if section.kind is not LineKind.TEXT or found is None:
            parts.append(section)
            continue
        parts += _parts(found, base)
        base += len(found.lines)
    if not any(isinstance(part, _Block) for part in parts):
        return None
    return PrettyDocument(document, parts, Folds())


def _parts(found: Pretty, base: int) -> Iterable[_Part]:
    if found.before:
        yield _raw(found.before)
    yield _Block(found.lines, base)
    if found.rest:
        yield Section([Line(_REST)], LineKind.NOTE)
        yield _raw(found.rest)
    elif found.open:
        noun = "level was" if found.open == 1 else "levels were"
        cut = f"cut off here: {found.open:,} {noun} never closed"
        yield Section([Line(cut)], LineKind.NOTE)


def _raw(text: str) -> Section:
    lines = [Line(row) for row in text.split("\n")]
    return Section(lines, numbered=False)
