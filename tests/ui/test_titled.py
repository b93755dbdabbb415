"""A border that says something else costs its own line and nothing more."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.strip import Strip

from ca_tui.ui.titled import Titled


class Pane(Titled):
    """Notes which lines of its content are painted."""

    DEFAULT_CSS = "Pane { border: round white; }"

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return Strip.blank(self.size.width)


class Host(App[None]):
    """A pane and nothing else."""

    def compose(self) -> ComposeResult:
        yield Pane()


async def test_a_title_paints_its_line_and_no_content() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        pane = app.query_one(Pane)
        await pilot.pause()
        pane.painted.clear()
        pane.set_titles("Results +3 new", "12 ⋅ 1 running")
        await pilot.pause()
        lines = [strip.text for strip in app.screen._compositor.render_strips()]
        assert "Results +3 new" in lines[0]
        assert "12 ⋅ 1 running" in lines[-1]
        assert pane.painted == []
        pane.refresh()
        await pilot.pause()
        assert pane.painted != []


async def test_a_title_is_plain_text() -> None:
    app = Host()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(Pane).set_titles("[/red] oops", "[@click=app.quit]x[/]")
        await pilot.pause()
        lines = [strip.text for strip in app.screen._compositor.render_strips()]
        assert "[/red] oops" in lines[0]
        assert "[@click=app.quit]x[/]" in lines[-1]
