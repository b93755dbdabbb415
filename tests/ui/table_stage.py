"""A results table alone on a screen, a store for it, and what it told."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip

from ca_tui.monitor.rows import Row
from ca_tui.ui.results_table import ResultsTable
from ca_tui.ui.theme import THEMES
from tests.ui.sample_rows import NOW, row

SIZE = (100, 11)
"""Ten rows fit under the header."""


@dataclass
class World:
    """What a store has, what was asked of it, and what time it is."""

    rows: dict[int, Row] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    now: datetime = NOW

    def fetch(self, ids: Sequence[int]) -> list[Row]:
        self.asked += ids
        return [self.rows[row_id] for row_id in ids if row_id in self.rows]

    def put(self, *rows: Row) -> None:
        self.rows.update((each.id, each) for each in rows)

    def newest_first(self) -> array[int]:
        return array("q", sorted(self.rows, reverse=True))


class SpiedTable(ResultsTable):
    """Notes which lines were painted."""

    painted: list[int]

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class Stage(App[None]):
    """The table alone, and what it told."""

    def __init__(self, world: World) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"
        self.world = world
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        table = SpiedTable(self.world.fetch, clock=lambda: self.world.now)
        table.painted = []
        yield table

    @property
    def table(self) -> SpiedTable:
        return self.query_one(SpiedTable)

    def lines(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]

    def note(self, message: Message) -> None:
        """A message passes here once for each widget that it bubbles through."""
        ours = type(message).__qualname__.startswith("ResultsTable.")
        if ours and not any(message is each for each in self.told):
            self.told.append(message)

    def told_of(self, kind: type[Message]) -> list[Message]:
        return [each for each in self.told if isinstance(each, kind)]


def a_world(count: int = 50) -> World:
    world = World()
    world.put(*(row(row_id, instance_name=f"web-{row_id}") for row_id in range(count)))
    return world
