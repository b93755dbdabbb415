"""How long a key takes to be seen, through a real pty.

From the key to the last byte of the frame that shows it. The baseline is the cursor of
a Textual app of ten lines with a table, in the same run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Final

from tests.bench import explored
from tests.bench.moving import Service, moving
from tests.bench.process import load
from tests.bench.table import Cell, Table
from tests.pty_session import PtySession

KEYS: Final = 240

VIEWS: Final = 80
"""How often a view is sorted, or filtered."""

PAUSE: Final = (0.02, 0.2)
"""Seconds between keys: outputs are read in the longer ones."""

VISIBLE: Final = 50
"""Newest results that a refresh changes: more than are seen."""

GOAL: Final = 50
"""Milliseconds, at p95."""

GOALS: Final = {"page down": 10, "sort": 150, "filter": 150}
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
        return explored.moved(self.session, key, self._mark)

    def page(self) -> float:
        """Other rows."""
        return self.replace(PAGE)

    def replace(self, keys: str) -> float:
        """Keys after which most lines say something else."""
        before = explored.rows(self.session)

        def met() -> bool:
            pairs = zip(before, explored.rows(self.session), strict=False)
            return sum(old != new for old, new in pairs) > len(before) // 2

        return explored.seen(self.session, keys, met)

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
    """The baseline."""
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
            found.append(explored.moved(session, key, mark))
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
    for key in "<<":
        hand.session.send(key)
        hand.session.settle(0.5)
    sorts: Times = []
    moves: Times = []
    for turn in range(VIEWS // 4):
        for key in "<><>":
            hand.session.settle(0.3)
            if turn % 2:
                hand.session.send(key)
                hand.rest(0.1)
                moves.append(hand.move())
            else:
                sorts.append(hand.replace(key))
    filters = []
    for text in ("status:f", "web-1") * (VIEWS // 4):
        hand.session.settle(0.3)
        for keys in ("/", text[:-1]):
            hand.session.send(keys)
            hand.session.settle(0.3)
        filters.append(hand.narrow(text[-1]))
        hand.session.send("\r")
        hand.session.settle(0.3)
        filters.append(hand.narrow("\x1b"))
    return {
        "sort, until the new order is seen": sorts,
        "cursor, while it is sorted": moves,
        "filter, until its rows are seen": filters,
    }


def measure(results: int) -> dict[str, Times]:
    """Everything, on one explorer."""
    with (
        moving(results, 1024) as service,
        explored.explorer(service.url, "--depth", "all", "--utc") as session,
    ):
        session.until(lambda: explored.count(session) > VISIBLE, "the first rows")
        hand = Hand(session)
        found = {"cursor, while it loads": while_loading(hand, results)}
        found["cursor, quiet"] = times(hand, hand.move, KEYS)
        found["page down, quiet"] = times(hand, hand.page, KEYS)
        found |= views(hand)
        for key in (">", ">", "g", DOWN * 15):
            session.send(key)
            session.settle(0.5)
        found["cursor, all visible rows change"] = while_refreshing(hand, service)
    return found


def row(what: str, found: Times, base: float | None) -> list[Cell]:
    """A line of the table."""
    *_, p95 = quantiles(found, n=20)
    goal = GOALS.get(what.partition(",")[0], GOAL) if base else None
    ratio = p95 / base if base else None
    return [what, len(found), goal, quantiles(found, n=2)[0], p95, max(found), ratio]


def table(results: int) -> Table:
    """The baseline and the explorer."""
    first = row("cursor of a Textual app of ten lines", tiny(), None)
    base = first[4]
    assert isinstance(base, float)
    rows = [row(what, found, base) for what, found in measure(results).items()]
    columns = ["ms", "keys", "goal", "p50", "p95", "max", "p95 / baseline"]
    title = f"Key to paint with {results:,} results, {load()}"
    return Table(title, columns, [first, *rows])


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="latency", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    parser.add_argument("--results", type=int, default=100_000, metavar="N")
    given = parser.parse_args(argv)
    table(given.results).write(given.json)
    return 0
