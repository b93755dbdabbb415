"""What is left out of a comparison: the parts of lines that differ for no reason.

A masked text is for comparing only. What is shown is the text itself, with the masked
spans dimmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from ca_tui.output.mask_rules import Mask, pattern

__all__ = ["DEFAULT", "Mask", "MaskSpan", "MaskedLine", "Masker"]

DEFAULT: Final = frozenset({Mask.ID, Mask.HOST, Mask.TIME})
"""What differs from server to server even where all is well."""

STAND_IN: Final = {mask: f"\0{mask.value}\0" for mask in Mask}
"""Safe text has no NUL, so that nothing a server prints looks like a stand-in."""

_MASKS: Final = tuple(Mask)

MOST_SHAPES: Final = 20_000
"""Shapes of pieces that are remembered."""

LONGEST_SHAPE: Final = 1000
"""Characters of a piece that is remembered; longer ones hardly come again."""

_DIGITLESS: Final = str.maketrans("123456789", "000000000")

_END: Final = re.compile(r'([:;\]] |",|,"|\n)')
"""Where a piece of text ends: no rule looks across."""

_WORD: Final = re.compile(r"[^\W_][\w.-]*")

_LEAST_NAME: Final = 3
"""Characters of a name that is looked for; a shorter one is found in any text."""


class MaskSpan(NamedTuple):
    """Characters `start` to `end` of a line, and what they are."""

    start: int
    end: int
    mask: Mask


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """A line, what it is compared by, and where it is masked."""

    text: str
    key: str
    """Lines with equal keys are alike. Blanks beside a masked span do not count: a
    column is as wide as what is in it."""
    spans: tuple[MaskSpan, ...] = ()


_Cuts: TypeAlias = tuple[tuple[int, int, str], ...]
"""Parts to keep, and what stands behind each for a span and the blanks at it."""

_Spans: TypeAlias = tuple[tuple[int, int, int], ...]
"""Start, end and number of the Mask: the garbage collector passes these by."""

_Shape: TypeAlias = tuple[_Spans, _Cuts]
"""What pieces of text that differ in digits only have in common."""


class Masker:
    """Masks safe text, as `Line.text` is; remembers what it has seen.

    `names` are host names, addresses or instance names that are known; where they
    occur as words they are HOSTs, and so are words that differ from them in digits.
    """

    def __init__(
        self, masks: Iterable[Mask] = DEFAULT, names: Iterable[str] = ()
    ) -> None:
        self.masks = frozenset(masks)
        self._rules = pattern(
            paths=Mask.PATH in self.masks, numbers=Mask.NUMBER in self.masks
        )
        self._wanted = {
            group: _MASKS.index(mask)
            for name, group in self._rules.groupindex.items()
            if (mask := Mask[name.partition("_")[0]]) in self.masks
        }
        folded = {name.casefold().translate(_DIGITLESS) for name in names}
        self._names = frozenset(filter(_is_name, folded))
        self._known: dict[str, _Shape | None] = {}

    def line(self, text: str) -> MaskedLine:
        """One line."""
        spans = tuple(
            MaskSpan(start + begin, start + end, _MASKS[number])
            for start, (found, _) in self._shapes(text)
            for begin, end, number in found
        )
        return MaskedLine(text, self.key(text) if spans else text, spans)

    def lines(self, texts: Iterable[str]) -> list[MaskedLine]:
        """Many lines."""
        return [self.line(text) for text in texts]

    def keys(self, texts: Sequence[str]) -> list[str]:
        """What many lines, without line ends in them, are compared by."""
        return self.key("\n".join(texts)).split("\n") if texts else []

    def key(self, text: str) -> str:
        """What a text of one or many lines is compared by."""
        parts: list[str] = []
        position = 0
        for start, (_, cuts) in self._shapes(text):
            parts.append(text[position:start])
            parts += [
                text[start + begin : start + end] + stand_in
                for begin, end, stand_in in cuts
            ]
            position = start + cuts[-1][1]
        parts.append(text[position:])
        return "".join(parts)

    def _shapes(self, text: str) -> Iterator[tuple[int, _Shape]]:
        """The pieces with something to mask in them, and where they begin."""
        if not self._wanted:
            return
        known = self._known
        parts = iter(_END.split(text.translate(_DIGITLESS)))
        start = 0
        for part in parts:
            piece = part + next(parts, "")
            if piece in known:
                shape = known[piece]
            else:
                shape = self._found(piece)
                if len(piece) <= LONGEST_SHAPE:
                    known[piece] = shape
            if shape is not None:
                yield start, shape
            start += len(piece)
        if len(known) > MOST_SHAPES:
            self._known = {}

    def _found(self, piece: str) -> _Shape | None:
        wanted = self._wanted
        spans = tuple(
            [
                (*match.span(group), wanted[group])
                for match in self._rules.finditer(piece)
                if (group := match.lastindex or 0) in wanted
            ]
        )
        if self._names and Mask.HOST in self.masks:
            spans = _without_overlap(self._named(piece), spans)
        return (spans, _cuts(piece, spans)) if spans else None

    def _named(self, piece: str) -> _Spans:
        folded = piece.casefold()
        if len(folded) != len(piece):
            folded = piece
        host = _MASKS.index(Mask.HOST)
        return tuple(
            (match.start(), match.start() + len(word), host)
            for match in _WORD.finditer(folded)
            if (word := match[0].rstrip(".-")) in self._names
        )


def _is_name(name: str) -> bool:
    return len(name) >= _LEAST_NAME and any(map(str.isalpha, name))


def _without_overlap(named: _Spans, found: _Spans) -> _Spans:
    """Both, in order; of two that overlap the one that begins first, or is longer."""
    spans: list[tuple[int, int, int]] = []
    for span in sorted((*named, *found), key=lambda each: (each[0], -each[1])):
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return tuple(spans)


def _cuts(piece: str, spans: _Spans) -> _Cuts:
    cuts: list[tuple[int, int, str]] = []
    position = 0
    for start, end, number in spans:
        stand_in = STAND_IN[_MASKS[number]]
        if start > position and piece[start - 1] == " ":
            start = position + len(piece[position:start].rstrip(" "))
            stand_in = " " + stand_in if start else stand_in
        after = end
        while piece.startswith(" ", after):
            after += 1
        if end < after < len(piece) and piece[after] != "\n":
            stand_in += " "
        cuts.append((position, start, stand_in))
        position = after
    cuts.append((position, len(piece), ""))
    return tuple(cuts)
