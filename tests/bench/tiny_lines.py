"""A Textual app of ten lines with a long list: what a page down costs at least."""

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Lines(ScrollView, can_focus=True):
    """A hundred thousand lines of one piece each, which take as many cells as ours."""

    BINDINGS = [("pagedown", "page", "page")]  # noqa: RUF012 # as Textual types it

    def on_mount(self) -> None:
        """How many there are."""
        self.virtual_size = Size(100, 100_000)

    def action_page(self) -> None:
        """One page on, at once."""
        top = self.scroll_offset.y + self.size.height
        self.scroll_to(y=top, animate=False)

    def render_line(self, y: int) -> Strip:
        """A line that no other is like."""
        number = self.scroll_offset.y + y
        text = f"line {number} is {'web' if number % 2 else 'db'}-{number * number}"
        return Strip([Segment(text)]).adjust_cell_length(self.size.width)


class TinyLines(App[None]):
    """The list, and nothing else."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield Lines()


if __name__ == "__main__":
    TinyLines().run()
