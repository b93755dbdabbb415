"""A few lines in words above a text."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Size
from textual.reactive import var
from textual.widget import Widget


class Headline(Widget):
    """What happened, what to do, where else the output is: a line each."""

    DEFAULT_CSS = "Headline { height: auto; }"
    ALLOW_SELECT = False

    lines: var[tuple[Text, ...]] = var[tuple[Text, ...]](())
    """Clean lines; what does not fit is cut at the right."""

    def watch_lines(self, old: tuple[Text, ...], new: tuple[Text, ...]) -> None:
        """A layout only where there are more lines or less."""
        self.refresh(layout=len(old) != len(new))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each line."""
        return len(self.lines)

    def render(self) -> Text:
        """The lines."""
        cut = [line.copy() for line in self.lines]
        for line in cut:
            line.truncate(self.size.width, overflow="ellipsis")
        return Text("\n", end="").join(cut)
