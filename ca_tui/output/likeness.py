"""Whether two outputs are alike, and where they differ first."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from ca_tui.output.masks import Masker
from ca_tui.output.text import decode, split_lines

LONGEST_LINE: Final = 500
"""Characters of a line that is told."""

_PACKED: Final = 1000
"""Characters of a text that is kept as it is."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an output is compared by: its lines as they are shown, masked."""

    digest: bytes
    """Equal for outputs that are alike: colours and line ends make no difference."""
    first_line: str
    """The first line with something in it; empty: there is none."""
    keys: array[int]
    """A hash for each line, of this process only."""
    _text: bytes | str

    def line(self, index: int) -> str:
        """Line `index`, not masked."""
        text = self._text
        if isinstance(text, bytes):
            text = zlib.decompress(text).decode()
        return text.split("\n")[index][:LONGEST_LINE]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an output differs from another."""

    text: str
    """The first line that only one of them has, or that stands elsewhere."""
    missing: bool
    """That line is the other's."""
    lines: int
    """How many lines differ; 0: only their order does."""


class Likeness:
    """Compares outputs, without what the masker masks."""

    def __init__(self, masker: Masker) -> None:
        self.masker = masker

    def look(self, data: bytes) -> Look:
        """What an output is compared by."""
        lines = [line.text for line in split_lines(decode(data).text)]
        text = "\n".join(lines)
        masked = self.masker.key(text)
        digest = blake2b(f"{len(lines)}\n{masked}".encode(), digest_size=16).digest()
        keys = array("q", map(hash, masked.split("\n") if lines else ()))
        first = next((line[:LONGEST_LINE] for line in lines if line.strip()), "")
        kept = text if len(text) <= _PACKED else zlib.compress(text.encode(), 1)
        return Look(digest, first, keys, kept)

    def difference(self, look: Look, reference: Look) -> Difference:
        """Where one that is not alike differs first: a line that the reference has
        not, else one that it has alone, else one at another place."""
        index, missing = _first(look.keys, reference.keys)
        text = (reference if missing else look).line(index)
        ours, theirs = Counter(look.keys), Counter(reference.keys)
        lines = max((ours - theirs).total(), (theirs - ours).total())
        return Difference(text, missing, lines)


def _first(ours: array[int], theirs: array[int]) -> tuple[int, bool]:
    both = min(len(ours), len(theirs))
    start = next((at for at in range(both) if ours[at] != theirs[at]), both)
    for keys, others, missing in ((ours, theirs, False), (theirs, ours, True)):
        known = set(others)
        for index in range(start, len(keys)):
            if keys[index] not in known:
                return index, missing
    if start < len(ours):
        return start, False
    return min(start, len(theirs) - 1), True
