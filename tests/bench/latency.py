"""How long a key takes to be seen, through a real pty.

From the key to the last byte of the frame that shows it. The baselines are the cursor
and a page down of Textual apps of ten lines, in the same run. With `--held` results are
in the store from the beginning, which spares loading them, and nothing is refreshed:
they are sorted and filtered, too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Final

from tests.bench import explored
from tests.bench.held import holding
from tests.bench.moving import Service, moving
from tests.bench.process import load
from tests.bench.table import Cell, Table
from tests.pty_session import PtySession

KEYS: Final = 240

VIEWS: Final = 30
"""How often a view is filtered."""

WALKS: Final = 12
"""How often one goes through all orders, to one end or the other."""

ALIKE: Final = (2, 3)
"""Steps to or from the order by exit code, in which rows of a run, and so most rows,
have the same neighbours as before."""

PAUSE: Final = (0.02, 0.2)
"""Seconds between keys: outputs are read in the longer ones."""

SOON: Final = 0.03
"""Seconds without a byte after which one looks, so that keys meet what the one before
is followed by: outputs are read, and painted."""

SETTLED: Final = 0.3
"""Seconds without a byte after which a view is there."""

VISIBLE: Final = 50
"""Newest results that a refresh changes: more than are seen."""

GOAL: Final = 50
"""Milliseconds, at p95."""

GOALS: Final = {"page down": 10, "sort": 150, "filter": 150, "filter taken away": 150}
"""For what is not a cursor key; by the first words of a line."""

PAGE: Final = "\x1b[6~"

UP: Final = "\x1b[A"

DOWN: Final = "\x1b[B"

Times = list[float]


class Hand:
    """Presses keys at the pace of a person, always the same."""

    def __init__(self, session: PtySession) -> None:
        self.session = session
        self._dice = Random(5)
        self._mark = explored.cursor(session)
        self._down = 0

    def rest(self, longest: float = PAUSE[1]) -> None:
        """Look at what comes for a moment."""
        explored.listen(self.session, self._dice.uniform(PAUSE[0], longest))

    def move(self) -> float:
        """The cursor goes down, now and then up."""
        self._down = (self._down + 1) % 40
        key = DOWN if self._down < 30 else UP
        return explored.moved(self.session, key, self._mark, SOON)

    def page(self) -> float:
        """Other rows."""
        return self.replace(PAGE, SOON)

    def replace(self, keys: str, quiet: float = explored.QUIET) -> float:
        """Keys after which most lines say something else."""
        before = explored.rows(self.session)

        def met() -> bool:
            pairs = zip(before, explored.rows(self.session), strict=False)
            return sum(old != new for old, new in pairs) > len(before) // 2

        return explored.seen(self.session, keys, met, quiet)

    def narrow(self, keys: str) -> float:
        """Keys after which there are more or fewer rows."""
        return explored.moved(self.session, keys, lambda: explored.count(self.session))


def times(hand: Hand, act: Callable[[], float], count: int) -> Times:
    """Milliseconds of each of so many keys."""
    found = []
    for _ in range(count):
        hand.rest()
        found.append(act())
    return found


def tiny() -> Times:
    """The baseline of a cursor."""
    with explored.program(("-m", "tests.bench.tiny_table")) as session:
        session.until_text("square")
        session.settle(0.5)
        lines, buffer = range(session.screen.lines), session.screen.buffer

        def mark() -> object:
            return [buffer[y][1].bg for y in lines]

        dice, found = Random(5), []
        for number in range(KEYS):
            session.settle(dice.uniform(*PAUSE))
            key = DOWN if number % 40 < 20 else UP
            found.append(explored.moved(session, key, mark, SOON))
    return found


def tiny_pages() -> Times:
    """The baseline of pages: those of a list on the Line API."""
    with explored.program(("-m", "tests.bench.tiny_lines")) as session:
        session.until_text("line 3 ")
        session.settle(0.5)

        def first() -> object:
            return session.screen.display[0]

        dice, found = Random(5), []
        for _ in range(KEYS):
            explored.listen(session, dice.uniform(*PAUSE))
            found.append(explored.moved(session, PAGE, first, SOON))
    return found


def while_loading(hand: Hand, results: int) -> Times:
    """The cursor, until everything is there."""
    found: Times = []

    def key() -> None:
        hand.rest()
        found.append(hand.move())

    assert explored.load(hand.session, results, meanwhile=key)
    explored.rest(hand.session)
    return found


def while_refreshing(hand: Hand, service: Service) -> Times:
    """The cursor, while each refresh changes every visible row."""
    found = []
    for number in range(KEYS):
        if number % 2 == 0:
            service.order(f"turn {VISIBLE}")
            hand.session.send("r")
        hand.rest(0.05)
        found.append(hand.move())
    return found


def views(hand: Hand) -> dict[str, Times]:
    """Sorting and filtering, and the cursor meanwhile."""
    orders, again = sorts(hand)
    moves = []
    for key in _apart(hand, "<>" * (VIEWS // 4) + ">" * 2 + "<>" * (VIEWS // 4)):
        hand.session.send(key)
        hand.rest(0.1)
        moves.append(hand.move())
    filters: Times = []
    cleared: Times = []
    for number in range(10, 10 + VIEWS):
        # one that was typed before would be remembered
        text = f"took:>{number}" if number % 2 else f"backup-{number}"
        for keys in _apart(hand, ("/", text[:-1])):
            hand.session.send(keys)
        hand.session.settle(SETTLED)
        filters.append(hand.narrow(text[-1]))
        hand.session.send("\r")
        hand.session.settle(SETTLED)
        cleared.append(hand.narrow("\x1b"))
    return {
        "sort, until a new order is seen": orders,
        "sort, until an order is seen again": again,
        "cursor, while it is sorted": moves,
        "filter, until its rows are seen": filters,
        "filter taken away, until all are seen": cleared,
    }


def sorts(hand: Hand) -> tuple[Times, Times]:
    """From one end of the columns to the other and back: orders that are new or were
    seen long ago, and those that were seen a moment ago. It begins and ends at Started.
    """
    new: Times = []
    again: Times = []
    for key in _apart(hand, "<" * 4):
        hand.session.send(key)
    for turn in range(WALKS):
        way = "><"[turn % 2]
        for step, key in enumerate(_apart(hand, way * 6)):
            if step in ALIKE:
                hand.session.send(key)
            else:
                (new if step > 3 else again).append(hand.replace(key))
    for key in _apart(hand, ">" * 4):
        hand.session.send(key)
    hand.session.settle(SETTLED)
    return new, again


def _apart(hand: Hand, keys: Sequence[str]) -> Iterator[str]:
    """Keys, each when what the one before did is over."""
    for key in keys:
        hand.session.settle(SETTLED)
        yield key


def measure(results: int) -> dict[str, Times]:
    """Everything, on one explorer."""
    with (
        moving(results, 1024) as service,
        explored.explorer(service.url, "--depth", "all", "--utc") as session,
    ):
        session.until(lambda: explored.count(session) > VISIBLE, "the first rows")
        hand = Hand(session)
        found = {"cursor, while it loads": while_loading(hand, results)}
        found |= quiet(hand)
        for key in ("g", DOWN * 15):
            session.send(key)
            session.settle(0.5)
        found["cursor, all visible rows change"] = while_refreshing(hand, service)
    return found


def quiet(hand: Hand) -> dict[str, Times]:
    """What needs no service."""
    return {
        "cursor, quiet": times(hand, hand.move, KEYS),
        "page down, quiet": times(hand, hand.page, KEYS),
    }


def held(results: int) -> dict[str, Times]:
    """Without one; rows that stay as they are can be sorted and filtered."""
    with holding(results) as session:
        hand = Hand(session)
        return quiet(hand) | views(hand)


def row(what: str, found: Times, base: Times | None = None) -> list[Cell]:
    """A line of the table."""
    *_, p95 = quantiles(found, n=20)
    goal = GOALS.get(what.partition(",")[0], GOAL) if base else None
    ratio = p95 / quantiles(base, n=20)[-1] if base else None
    return [what, len(found), goal, quantiles(found, n=2)[0], p95, max(found), ratio]


def table(results: int, *, served: bool = True) -> Table:
    """The baselines and the explorer."""
    bases = {"cursor": tiny(), "page down": tiny_pages()}
    measured = measure(results) if served else held(results)
    rows = [row(f"{key} of a Textual app", found) for key, found in bases.items()]
    for what, found in measured.items():
        base = bases.get(what.partition(",")[0], bases["cursor"])
        rows.append(row(what, found, base))
    columns = ["ms", "keys", "goal", "p50", "p95", "max", "p95 / baseline"]
    title = f"Key to paint with {results:,} results, {load()}"
    return Table(title, columns, rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="latency", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--results", type=int, default=100_000, metavar="N")
    parser.add_argument("--held", action="store_true", help="without a service")
    given = parser.parse_args(argv)
    table(given.results, served=not given.held).write(given.json)
    return 0
