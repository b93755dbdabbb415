"""An output pane in an app of its own, and what is seen of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from ca_tui.ui.output_pane import OutputPane
from ca_tui.ui.theme import THEMES


class Host(App[None]):
    """A pane in a frame."""

    CSS: ClassVar[str] = "OutputPane { border: round white; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"

    def compose(self) -> ComposeResult:
        yield OutputPane()


@asynccontextmanager
async def hosted(
    size: tuple[int, int] = (92, 16),
) -> AsyncIterator[tuple[OutputPane, Pilot[None]]]:
    """A focused pane, and who presses its keys."""
    async with Host().run_test(size=size) as pilot:
        pane = pilot.app.query_one(OutputPane)
        pane.view.focus()
        await pilot.pause()
        yield pane, pilot


def text(pane: OutputPane) -> list[str]:
    """The rows of the text."""
    rows = range(pane.view.size.height)
    found = [pane.view.render_line(y).text.rstrip() for y in rows]
    while found and not found[-1]:
        found.pop()
    return found


def said(pane: OutputPane) -> list[str]:
    """The lines above the text."""
    return [line.plain for line in pane.headline.lines]


def title(pane: OutputPane) -> str:
    """What the border says at the top."""
    return str(pane.border_title or "")


def facts(pane: OutputPane) -> str:
    """What the border says at the bottom."""
    return str(pane.border_subtitle or "")
