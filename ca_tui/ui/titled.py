"""A pane's border that tells things, without painting the pane again for them."""

from __future__ import annotations

from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget


class Titled(Widget):
    """A widget with a border of one line whose titles change often.

    Textual paints the whole widget again when a title is set: 25 kB for a table of
    200 × 50. Here only the line of the border that says something else is painted.
    """

    titles: tuple[str, str] = ("", "")
    """What the border says: on top to the left, below to the right."""
    _lines_only: tuple[Region, ...] = ()

    def set_titles(self, title: str, facts: str) -> None:
        """Say these; both are plain text, made safe by the caller."""
        before, self.titles = self.titles, (title, facts)
        width, height = self.outer_size
        try:
            if title != before[0]:
                self._lines_only = (Region(-1, -1, width, 1),)
                self.border_title = Content(title) if title else None
            if facts != before[1]:
                self._lines_only = (Region(-1, height - 2, width, 1),)
                self.border_subtitle = Content(facts) if facts else None
        finally:
            self._lines_only = ()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint again; for a title only its line."""
        return super().refresh(
            *(regions or self._lines_only),
            repaint=repaint,
            layout=layout,
            recompose=recompose,
        )
