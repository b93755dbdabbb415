"""A few lines in words above a text."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size
from textual.reactive import var
from textual.widget import Widget

from ca_tui.ui.glyphs import UNICODE, Glyphs


class Headline(Widget):
    """What happened, what to do, where else the output is: a line each."""

    DEFAULT_CSS = "Headline { height: auto; }"
    ALLOW_SELECT = False

    lines: var[tuple[Text, ...]] = var[tuple[Text, ...]](())
    """Clean lines; what does not fit is cut at the right."""
    glyphs: var[Glyphs] = var(UNICODE)

    def watch_lines(self, old: tuple[Text, ...], new: tuple[Text, ...]) -> None:
        """A layout only where there are more lines or less."""
        self.refresh(layout=len(old) != len(new))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each line."""
        return len(self.lines)

    def render(self) -> Text:
        """The lines."""
        return Text("\n", end="").join(self._cut(line) for line in self.lines)

    def _cut(self, line: Text) -> Text:
        width = self.size.width
        if cell_len(line.plain) <= width:
            return line
        cut = line.copy()
        cut.truncate(max(0, width - 1), overflow="crop")
        return cut.append(self.glyphs.ellipsis)
