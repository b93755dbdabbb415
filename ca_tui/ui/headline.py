"""A few lines in words above a text."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import var
from textual.widget import Widget

from ca_tui.ui.glyphs import UNICODE, Glyphs


class Headline(Widget):
    """What happened, what to do, where else the output is: a line each."""

    DEFAULT_CSS = "Headline { height: 0; }"
    ALLOW_SELECT = False

    lines: var[tuple[Text, ...]] = var[tuple[Text, ...]](())
    """Clean lines; what does not fit is cut at the right."""
    glyphs: var[Glyphs] = var(UNICODE)

    def watch_lines(self, new: tuple[Text, ...]) -> None:
        """A layout only where there are more lines or less."""
        # of an automatic height the first of two changes in a row could be kept
        self.styles.height = len(new)
        self.refresh()

    def render(self) -> Text:
        """The lines; what happened may take the rows of what to do about it."""
        rows: list[Text] = []
        for number, line in enumerate(self.lines):
            room = len(self.lines) - len(rows) if number == 0 else 1
            rows.extend(self._folded(line, room))
        shown = rows[: len(self.lines)]
        return Text("\n", end="").join(self._cut(row) for row in shown)

    def _folded(self, line: Text, rows: int) -> list[Text]:
        """A line over at most that many rows; the last one has all the rest."""
        width = max(1, self.size.width)
        if rows < 2 or cell_len(line.plain) <= width:
            return [line]
        first = line.wrap(self.app.console, width)[0]
        rest = line[len(first) :]
        blank = len(rest) - len(rest.plain.lstrip())
        return [first, *self._folded(Text("  ") + rest[blank:], rows - 1)]

    def _cut(self, line: Text) -> Text:
        width = self.size.width
        if cell_len(line.plain) <= width:
            return line
        cut = line.copy()
        cut.truncate(max(0, width - 1), overflow="crop")
        return cut.append(self.glyphs.ellipsis)
