"""A view in an app of its own, and what is seen of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from ca_tui.output.document import Document
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import THEMES

WIDTH, HEIGHT = 40, 8


@dataclass
class Watched:
    """What a view has told and painted."""

    painted: list[int] = field(default_factory=list)
    searched: list[tuple[int, int]] = field(default_factory=list)
    asked: int = 0


class WatchedView(TextView):
    """Notes the rows that Textual asks for."""

    def __init__(self, watched: Watched) -> None:
        super().__init__()
        self.watched = watched

    def render_line(self, y: int) -> Strip:
        self.watched.painted.append(y)
        return super().render_line(y)


class Viewer(App[None]):
    """A view and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"
        self.watched = Watched()
        self.view = WatchedView(self.watched)

    def compose(self) -> ComposeResult:
        yield self.view

    @on(TextView.Searched)
    def _searched(self, message: TextView.Searched) -> None:
        self.watched.searched.append((message.hits, message.current))

    @on(TextView.SearchRequested)
    def _asked(self) -> None:
        self.watched.asked += 1


@asynccontextmanager
async def run(
    document: Document | None, note: str = "", size: tuple[int, int] = (WIDTH, HEIGHT)
) -> AsyncIterator[tuple[WatchedView, Pilot[None]]]:
    """A focused view that shows a document, and who presses its keys."""
    app = Viewer()
    async with app.run_test(size=size) as pilot:
        app.view.focus()
        app.view.show(document, keep_scroll=False, note=note)
        await pilot.pause()
        app.watched.painted.clear()
        yield app.view, pilot


def shown(view: TextView) -> list[str]:
    """The rows without trailing blanks."""
    rows = range(view.size.height)
    return [TextView.render_line(view, y).text.rstrip() for y in rows]


def numbered(count: int, word: str = "line") -> bytes:
    """An output of so many lines."""
    return b"".join(f"{word} {number}\n".encode() for number in range(1, count + 1))


def texts(count: int, first: int = 1, width: int = 3) -> list[str]:
    """What rows of it look like, the numbers in so many cells."""
    return [f"{n:>{width}} line {n}" for n in range(first, first + count)]
