"""Results in groups, by what they printed and how they ended.

What makes two outputs alike is not known here: whoever can read outputs says it, as
`Reader`. Nothing here waits: it is work for a thread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from ca_tui.api.status import Phase
from ca_tui.monitor.folding import fold
from ca_tui.monitor.printed import Printed
from ca_tui.monitor.query import size_text

NO_OUTPUT: Final = "(no output)"
"""No reply carried one."""

NOTHING_PRINTED: Final = "(printed nothing)"


class Look(Protocol):
    """What an output is compared by."""

    @property
    def digest(self) -> bytes:
        """Equal for outputs that are alike."""

    @property
    def first_line(self) -> str:
        """The first line with something in it; empty: there is none."""


class Difference(Protocol):
    """Where an output differs from the reference."""

    @property
    def text(self) -> str:
        """The first line that only one of them has."""

    @property
    def missing(self) -> bool:
        """That line is the reference's."""

    @property
    def lines(self) -> int:
        """How many lines differ; 0: only their order does."""


L = TypeVar("L", bound=Look)


class Reader(Protocol[L]):
    """Reads outputs, and knows what makes no difference."""

    def look(self, data: bytes) -> L:
        """What an output is compared by."""

    def difference(self, look: L, reference: L) -> Difference:
        """Where one that is not alike differs first."""


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What the results of a group have in common, however often they are grouped."""

    status: str
    phase: Phase
    exit_code: int | None
    """The command's own, None where there is none."""
    error_code: str
    live: bool
    """Still running, or still to run: nothing can be said about what it prints."""
    truncated: bool
    """Equal in the part that was kept: the rest is not known, and may differ."""
    output: bytes | None
    """What is alike in their outputs; None: none, or not compared."""


@dataclass(frozen=True, slots=True)
class Group:
    """Results that are alike."""

    key: GroupKey
    ids: tuple[int, ...]
    """Of its rows; the first is a good example."""
    instances: tuple[str, ...]
    """Their names, folded."""
    smallest: int | None
    """Bytes that the shortest output has, or has so far; None: none has any."""
    largest: int | None
    line: str
    """Of its output, what the reference has not, or what it begins with; or why there
    is none."""
    difference: Difference | None = None
    """From the reference; None: it is the reference, printed the same, or nothing."""

    @property
    def count(self) -> int:
        """Results in it."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups: those that ended, the largest first, and then those that have not."""

    groups: tuple[Group, ...] = ()
    reference: Group | None = None
    """What the others are compared with: the largest of which the output is whole."""
    results: int = 0
    live: int = 0
    """Results that have not ended."""

    def smallest_first(self) -> tuple[Group, ...]:
        """The odd ones first; those that have not ended stay last."""
        ended = [group for group in self.groups if not group.key.live]
        return (*reversed(ended), *(group for group in self.groups if group.key.live))


class Grouping(Generic[L]):
    """Groups results, again and again while they land, and reads each output once."""

    def __init__(self, reader: Reader[L]) -> None:
        self._reader = reader
        self._alike: dict[bytes, bytes] = {}
        """Digest of an output's bytes, and of its look."""
        self._looks: dict[bytes, L] = {}
        self._differences: dict[tuple[bytes, bytes], Difference] = {}
        """By the digests of a look and of the reference's."""

    def unread(self, digest: bytes) -> bool:
        """Whether the output with this digest of its bytes has to be read."""
        return digest not in self._alike

    def groups(self, results: Iterable[Printed]) -> Groups:
        """The groups of these results, as `printed` gives them for `unread`."""
        members: dict[GroupKey, list[Printed]] = defaultdict(list)
        for result in results:
            members[self._key(result)].append(result)
        found = sorted(members.items(), key=_place)
        reference = _reference(key for key, _ in found)
        groups = tuple(self._group(key, alike, reference) for key, alike in found)
        return Groups(
            groups,
            next((group for group in groups if group.key == reference), None),
            sum(group.count for group in groups),
            sum(group.count for group in groups if group.key.live),
        )

    def _key(self, result: Printed) -> GroupKey:
        if result.live:
            return GroupKey(result.status, result.phase, None, "", True, False, None)
        return GroupKey(
            result.status,
            result.phase,
            result.exit_code,
            result.error_code,
            False,
            result.dropped > 0,
            None if result.digest is None else self._look(result, result.digest),
        )

    def _look(self, result: Printed, digest: bytes) -> bytes:
        known = self._alike.get(digest)
        if known is None:
            data = result.data
            if data is None:
                raise ValueError(f"the output of row {result.id} was not read")
            look = self._reader.look(data)
            known = self._alike[digest] = look.digest
            self._looks.setdefault(known, look)
        return known

    def _group(
        self, key: GroupKey, alike: list[Printed], reference: GroupKey | None
    ) -> Group:
        sizes = [result.size for result in alike if result.size is not None]
        smallest, largest = min(sizes, default=None), max(sizes, default=None)
        difference = self._difference(key, reference)
        return Group(
            key,
            tuple(result.id for result in alike),
            fold(result.name for result in alike),
            smallest,
            largest,
            so_far(key, smallest, largest) if key.live else self._line(key, difference),
            difference,
        )

    def _line(self, key: GroupKey, difference: Difference | None) -> str:
        if key.output is None:
            return NO_OUTPUT
        first = self._looks[key.output].first_line or NOTHING_PRINTED
        if difference is None or difference.missing:
            return first
        return difference.text if difference.text.strip() else first

    def _difference(
        self, key: GroupKey, reference: GroupKey | None
    ) -> Difference | None:
        if reference is None or key.output is None or reference.output is None:
            return None
        pair = key.output, reference.output
        if key.output == reference.output:
            return None
        if pair not in self._differences:
            one, other = self._looks[key.output], self._looks[reference.output]
            self._differences[pair] = self._reader.difference(one, other)
        return self._differences[pair]


def so_far(key: GroupKey, smallest: int | None, largest: int | None) -> str:
    """`running, 1.2 KB so far`: what can be said of results that have not ended."""
    status = key.status.casefold() or "unknown"
    if not largest:
        waiting = key.phase is Phase.WAITING
        return status if waiting else f"{status}, no output yet"
    least = size_text(smallest or 0)
    sizes = least if smallest == largest else f"{least} to {size_text(largest)}"
    return f"{status}, {sizes} so far"


def _place(found: tuple[GroupKey, list[Printed]]) -> tuple[bool, int, bool, int]:
    """Those that ended first; then the larger; of equals those that went well."""
    key, alike = found
    ill = key.phase is not Phase.SUCCEEDED
    return key.live, -len(alike), ill, min(result.id for result in alike)


def _reference(keys: Iterable[GroupKey]) -> GroupKey | None:
    """The first whole output, or the first at all."""
    candidates = [key for key in keys if key.output is not None]
    whole = (key for key in candidates if not key.truncated)
    return next(whole, candidates[0] if candidates else None)
