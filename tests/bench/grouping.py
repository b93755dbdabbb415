"""Grouping of an invocation's results, and the difference of two outputs.

The baseline of grouping tells outputs apart byte by byte, as clush does; that of the
difference is difflib on the same lines.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import partial
from hashlib import blake2b
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

from ca_tui.api.models import Instance, InvocationResult, Output, Page, ResultKey
from ca_tui.monitor.groups import Grouping
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from ca_tui.output import document
from ca_tui.output.compare import Comparison, lines_of
from ca_tui.output.likeness import Likeness, Look
from ca_tui.output.masks import DEFAULT, Mask, Masker

NOW: Final = datetime(2025, 6, 12, 14, 3, 22, tzinfo=UTC)

ODD: Final = 33
"""One of so many prints something else."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report; times in milliseconds."""

    what: str
    first: float
    again: float | None
    baseline: float
    goal: float
    found: str

    @property
    def ratio(self) -> float:
        """How many baselines the first time is."""
        return self.first / max(self.baseline, 0.001)

    def __str__(self) -> str:
        again = "       -" if self.again is None else f"{self.again:8.1f}"
        verdict = "ok" if self.first <= self.goal else "OVER"
        return (
            f"{self.what:36}{self.first:8.1f}{again}{self.baseline:8.1f}"
            f"{self.ratio:7.1f}x{self.goal:7.0f} {verdict:5}{self.found}"
        )


HEADER: Final = (
    f"{'':36}{'first':>8}{'again':>8}{'base':>8}{'ratio':>8}{'goal':>7}      found"
)


def journal(dice: Random, number: int, size: int) -> str:
    """Times, pids, addresses and hashes that differ in every line of every server."""
    lines = [
        f"Jun 12 {dice.randrange(24):02}:{n % 60:02}:{dice.randrange(60):02}"
        f" web-{number:05} sshd[{dice.randrange(99999)}]: Accepted publickey for deploy"
        f" from 10.0.{dice.randrange(256)}.{dice.randrange(256)} port 22 ssh2:"
        f" {dice.randbytes(8).hex()}"
        for n in range(size // 117)
    ]
    return _with_an_odd_line(lines, number)


def settings(dice: Random, number: int, size: int) -> str:
    """A long configuration, the same everywhere but for two lines."""
    lines = [f"  key_{n}: value-{n} # {'-' * (n % 40)}" for n in range(size // 45)]
    lines[0] = f"host: web-{number:05}"
    lines[1] = f"written: 2025-06-12T14:{dice.randrange(60):02}:00Z"
    return _with_an_odd_line(lines, number)


def numbers(dice: Random, number: int, size: int) -> str:
    """Measurements in one line of JSON, no two alike."""
    parts: list[str] = []
    length = 0
    while length < size:
        part = f'"metric{len(parts)}":{{"value":{dice.random():.6f},"n":{number}}}'
        parts.append(part)
        length += len(part) + 1
    return "{" + ",".join(parts) + "}"


def small(dice: Random, number: int, size: int) -> str:
    """A few lines with a name, a time and an id."""
    lines = [
        f"web-{number:05} kernel 5.10.134-16.al8.x86_64",
        f"booted 2025-06-{dice.randrange(1, 29):02}T03:{dice.randrange(60):02}:00Z",
        f"request {dice.randbytes(16).hex()}",
        "filesystem ok, network ok, clock ok",
        "#" * (size - 160),
    ]
    return _with_an_odd_line(lines, number)


def _with_an_odd_line(lines: list[str], number: int) -> str:
    if number % ODD == 0:
        lines[len(lines) // 2] = "this one is odd"
    return "\n".join(lines)


Maker = Callable[[Random, int, int], str]


def _pages(make: Maker, count: int, size: int) -> Iterator[Page]:
    dice = Random(7)
    for start in range(0, count, 50):
        numbers_ = range(start, min(start + 50, count))
        yield Page(
            results=tuple(
                InvocationResult(
                    ResultKey("ecs", "cn-hangzhou", "t-1", f"i-{number:05}"),
                    invocation_status="Success",
                    exit_code=0,
                    output=Output(make(dice, number, size).encode()),
                )
                for number in numbers_
            ),
            instances=tuple(
                Instance("ecs", "cn-hangzhou", f"i-{number:05}", f"web-{number:05}")
                for number in numbers_
            ),
        )


def group(
    what: str, make: Maker, count: int, size: int, goal: float, masks: Sequence[Mask]
) -> Measured:
    """From the store to groups: for the first time, and again with nothing new."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(clock=lambda: NOW, directory=Path(folder), zone=UTC)
        for page in _pages(make, count, size):
            store.merge(page)
        ids = store.ids(View())
        names = [row.instance_name for row in store.rows(ids)]
        grouping: Grouping[Look] = Grouping(Likeness(Masker(masks, names)))

        def grouped() -> str:
            found = grouping.groups(store.printed(ids, grouping.unread)).groups
            sizes = ", ".join(str(each.count) for each in found[:3])
            return f"{len(found)} groups: {sizes}{', …' if len(found) > 3 else ''}"

        first, found = timed(grouped)
        again, _ = timed(grouped)
        base, _ = timed(lambda: Counter(_digests(store, ids)))
        store.close()
    return Measured(what, first, again, base, goal, found)


def _digests(store: Store, ids: Sequence[int]) -> Iterator[bytes]:
    for row_id in ids:
        output = store.output(row_id)
        yield blake2b(output.data if output else b"").digest()


def compare(what: str, make: Maker, other: Maker, goal: float) -> Measured:
    """Two outputs of 24 KB: masked, aligned, and the words of 40 lines marked."""
    dice = Random(7)
    texts = make(dice, 1, 24_000), other(dice, ODD, 24_000)
    built = [document.build(text.encode()) for text in texts]

    def compared() -> str:
        masker = Masker()
        comparison = Comparison(
            *(lines_of(each, masker, "ab"[n]) for n, each in enumerate(built))
        )
        for hunk in comparison.hunks():
            for row in hunk.rows[:40]:
                comparison.marks(row)
        return f"{len(comparison.hunks())} hunks"

    first, found = timed(compared)
    one, another = (text.split("\n") for text in texts)
    matcher = SequenceMatcher(None, one, another, autojunk=False)
    base, _ = timed(matcher.get_opcodes)
    return Measured(what, first, None, base, goal, found)


def timed(work: Callable[[], object]) -> tuple[float, str]:
    """Milliseconds that it took, and what it gave."""
    started = perf_counter()
    given = work()
    return (perf_counter() - started) * 1000, str(given)


def run() -> list[Measured]:
    """Everything once."""
    hundred = partial(group, count=100, size=24_000, goal=300)
    many = partial(group, make=small, count=10_000, size=300, goal=1000)
    default, every = tuple(DEFAULT), tuple(Mask)
    # the rules are compiled once in a process, which is not what is measured here
    for masks in (default, every):
        Masker(masks)
    return [
        hundred("100 x 24 KB, configuration", settings, masks=default),
        hundred("100 x 24 KB, journal", journal, masks=default),
        hundred("100 x 24 KB, journal, all masks", journal, masks=every),
        hundred("100 x 24 KB, JSON, all different", numbers, masks=default),
        hundred("100 x 24 KB, JSON, all masks", numbers, masks=every),
        many("10,000 x 300 B", masks=default),
        many("10,000 x 300 B, all masks", masks=every),
        compare("2 x 24 KB, one odd line", settings, settings, 50),
        compare("2 x 24 KB, journals", journal, journal, 50),
        compare("2 x 24 KB, nothing in common", settings, journal, 50),
    ]


def main(argv: Sequence[str]) -> int:
    """Print the report."""
    argparse.ArgumentParser(prog="grouping", description=__doc__).parse_args(argv)
    print(HEADER)
    for measured in run():
        print(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
