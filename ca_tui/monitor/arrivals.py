"""A page's results as they come: measured, and large outputs compressed, before the
store is locked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ca_tui.api.models import InvocationResult, Page
from ca_tui.api.status import Phase
from ca_tui.monitor.codec import AS_IT_IS, compress, key_text
from ca_tui.monitor.merging import Kept, kept
from ca_tui.monitor.packing import Flat, fingerprint, flat


class Arrival(NamedTuple):
    """One result as a reply tells it."""

    key: str
    result: InvocationResult
    output: Kept | None
    values: Flat
    """The result's."""
    reply: bytes
    """Its fingerprint: equal if the reply says what another one said."""


class Arrivals:
    """The results of one page; with `sizes_only` outputs are measured and not kept."""

    def __init__(self, page: Page, *, sizes_only: bool = False) -> None:
        self.results = [arrival(result) for result in page.results]
        self._sizes_only = sizes_only
        self._compressed: dict[bytes, bytes] = {}

    @property
    def size(self) -> int:
        """Bytes of all outputs."""
        return sum(each.output.size for each in self.results if each.output)

    def compress(self, known: Iterable[bytes]) -> None:
        """Compress outputs but those with a digest that is known."""
        known = frozenset(known)
        for each in self.results:
            if each.output is not None and each.output.digest not in known:
                self.stored(each.output)

    def stored(self, output: Kept) -> bytes:
        """An output as it is stored; the same one is compressed once."""
        if self._sizes_only:
            return AS_IT_IS
        found = self._compressed.get(output.digest)
        if found is None:
            found = self._compressed[output.digest] = compress(output.load())
        return found


def arrival(result: InvocationResult) -> Arrival:
    """A result, measured."""
    output = result.output
    found = None if output is None else kept(output, live=_grows(result))
    digest = None if found is None else found.digest
    guessed = output is not None and output.guessed
    values = flat(result)
    reply = fingerprint(values, digest, guessed=guessed)
    return Arrival(key_text(result.key), result, found, values, reply)


def _grows(result: InvocationResult) -> bool:
    """Whether an output is the beginning of one: a task that waits for its next run
    shows the whole output of the last one."""
    phase = result.phase
    if phase is Phase.ACTIVE:
        return True
    return not phase.finished and not (result.output and result.output.data)
