"""A Textual app of ten lines: what starting costs at least."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Tiny(App[None]):
    """Says one word."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static("hello")


if __name__ == "__main__":
    Tiny().run()
