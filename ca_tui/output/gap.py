"""Where bytes of an output are missing, and how sure we are.

Cloud Assistant keeps the head that was sent while the command ran and the tail that
fits into the rest of the quota; what lies between is lost. The API never says how long
the head was. An output seen while the command ran is that head, or a part of it. The
rules are those of the open-source agent (`agent/taskengine/basetask.go`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from ca_tui.output.sizes import human_size

STREAM_LIMIT: Final = 6000
"""Bytes after which the agent sends nothing more until the command ends."""

HEAD_MAX: Final = 8048
"""The longest head: a chunk of 2,048 bytes still goes out at 6,000."""


class Certainty(Enum):
    """How well the place of the missing bytes is known."""

    EXACT = "exact"
    BETWEEN = "between"
    SOMEWHERE = "somewhere"


@dataclass(frozen=True, slots=True)
class Gap:
    """`dropped` bytes are missing at one place of the `kept` ones.

    `start` and `end` bound the byte of the kept output at which they are missing.
    """

    dropped: int
    kept: int
    start: int
    end: int
    certainty: Certainty

    @property
    def total(self) -> int:
        """Bytes the command printed."""
        return self.kept + self.dropped

    @property
    def percent(self) -> int:
        """Share of the output that was kept, 0 to 99."""
        return 100 * self.kept // self.total

    def label(self, separator: str = " · ") -> str:
        """The facts in one line: how much, where, how much is left, how sure."""
        noun = "byte" if self.dropped == 1 else "bytes"
        kept = f"{human_size(self.kept)} of {human_size(self.total)} kept"
        facts = [f"{self.dropped:,} {noun} missing {self._place()}", kept]
        if self.certainty is Certainty.EXACT:
            facts.append("place exact")
        return separator.join(facts)

    def _place(self) -> str:
        if self.start == self.end:
            return "here"
        if self.certainty is Certainty.BETWEEN:
            return f"between byte {self.start:,} and {self.end:,}"
        if self.end < HEAD_MAX:
            return "somewhere in what is kept"
        return "somewhere in the first 8 KB"


def locate(kept: int, dropped: int, head_seen: int | None) -> Gap | None:
    """Where `dropped` bytes are missing from an output of `kept` bytes.

    `head_seen` is the longest output in bytes seen while the command ran, known to be a
    prefix of the kept one; None or 0: it was not watched. None when nothing is missing.
    """
    if dropped <= 0:
        return None
    kept = max(kept, 0)
    last = min(HEAD_MAX, kept)
    if not head_seen or not 0 < head_seen <= kept:
        return Gap(dropped, kept, 0, last, Certainty.SOMEWHERE)
    if head_seen > STREAM_LIMIT:
        return Gap(dropped, kept, head_seen, head_seen, Certainty.EXACT)
    return Gap(dropped, kept, head_seen, last, Certainty.BETWEEN)
