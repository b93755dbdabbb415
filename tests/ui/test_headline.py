"""The lines above a text have the room that they need, however fast they change."""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult

from ca_tui.ui.headline import Headline

ONE = (Text("what happened"),)

TWO = (*ONE, Text("what to do"))


class Host(App[None]):
    """A heading alone."""

    def compose(self) -> ComposeResult:
        """The heading."""
        yield Headline()


async def test_the_last_of_two_changes_counts_whatever_was_laid_out_between() -> None:
    """As when a window is made smaller and larger again."""
    async with Host().run_test() as pilot:
        headline = pilot.app.query_one(Headline)
        for first, last in ((ONE, TWO), (TWO, ONE), ((), ONE)):
            headline.lines = first
            pilot.app.screen._refresh_layout()
            headline.lines = last
            await pilot.pause()
            assert headline.size.height == len(last)
