"""How one output differs from another, above what it was asked from until Esc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from ca_tui.output.compare import Comparison
from ca_tui.ui.cells import one_line, shorten
from ca_tui.ui.diff_document import DiffDocument
from ca_tui.ui.glyphs import Glyphs
from ca_tui.ui.group_report import of_two
from ca_tui.ui.headline import Headline
from ca_tui.ui.help_screen import HelpScreen
from ca_tui.ui.key_line import KeyLine
from ca_tui.ui.side_by_side import SideBySide
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

NOTHING: Final = "Nothing differs but what is masked"

ROOMY: Final = 120
"""Cells beyond which the two outputs stand side by side."""


class DiffView(Titled, TextView, can_focus=True):
    """Text that is gone through difference by difference."""

    HELP = """
    Lines with - are the reference's, those with + the group's. Words that differ are
    underlined; what is masked is dim and makes no difference.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "hunk(1)", "next difference", id="diff.next"),
        Binding("N", "hunk(-1)", "previous difference", id="diff.previous"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Searching belongs to the output pane, and n and N to the differences."""
        return action not in ("search", "hit")

    def action_hunk(self, by: int) -> None:
        """Go to where the next or the previous difference begins."""
        shown = self.document
        hunks = shown.hunks if isinstance(shown, DiffDocument | SideBySide) else ()
        here = self.place_of_top()[0]
        if by > 0:
            found = next((line for line in hunks if line > here), None)
        else:
            found = next((line for line in reversed(hunks) if line < here), None)
        if found is not None:
            self.scroll_to_place((found, 0))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two outputs that are compared."""

    who: str
    """What it is here: the reference, this group, the previous run."""
    about: str
    """How many results, how they ended, where."""


class DiffScreen(Screen[None]):
    """Two outputs, and what is between them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "layout",
            "layout",
            id="diff-layout",
            tooltip="Side by side, or one under the other",
        ),
        Binding(
            "c",
            "copy",
            "copy",
            id="diff-copy",
            tooltip="Copy the difference as Markdown",
        ),
        Binding("escape", "dismiss", "back", id="diff-close"),
        Binding("question_mark", "help", "keys", key_display="?", id="diff-help"),
        Binding("q", "app.quit", "quit", id="diff-quit"),
    ]

    def __init__(self, a: Side, b: Side, comparison: Comparison, glyphs: Glyphs):
        """`comparison` is of `a`, the reference, with `b`."""
        super().__init__()
        self.sides = a, b
        self.comparison = comparison
        self._beside: bool | None = None
        """Side by side or not, where the operator chose."""
        self._glyphs = glyphs

    @property
    def beside(self) -> bool:
        """Side by side: by itself where there is room."""
        return self.size.width > ROOMY if self._beside is None else self._beside

    @property
    def view(self) -> DiffView:
        """The text."""
        return self.query_one(DiffView)

    def compose(self) -> ComposeResult:
        """Who is compared, and the difference."""
        headline = Headline(id="diff-about")
        headline.glyphs = self._glyphs
        yield headline
        yield DiffView(id="diff")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the difference."""
        self.view.glyphs = self._glyphs
        self.view.focus()

    def on_resize(self) -> None:
        """Say what is compared with what, a line each, and use the room there is."""
        look = styles(self.app.theme)
        kinds = look.syntax_style("removed"), look.syntax_style("added")
        self.query_one(Headline).lines = tuple(
            Text(self._about(sign, side), kind)
            for sign, side, kind in zip("-+", self.sides, kinds, strict=True)
        )
        self.call_after_refresh(self._show, keep_scroll=True)

    def action_layout(self) -> None:
        """Side by side, or one under the other."""
        self._beside = not self.beside
        self._show(keep_scroll=False)

    def action_copy(self) -> None:
        """Copy the difference as Markdown."""
        a, b = (one_line(side.about) for side in self.sides)
        self.app.copy_to_clipboard(of_two(a, b, self.comparison))

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(self))

    def _show(self, *, keep_scroll: bool) -> None:
        width = self.view.row_width
        shown: DiffDocument | SideBySide = (
            SideBySide(self.comparison, width)
            if self.beside
            else DiffDocument(self.comparison)
        )
        note = "Neither printed anything"
        self.view.show(shown, keep_scroll=keep_scroll, note=note)
        self.view.set_titles("Difference", self._facts(len(shown.hunks)))

    def _about(self, sign: str, side: Side) -> str:
        width = max(len(each.who) for each in self.sides)
        text = f" {sign} {side.who:<{width}}  {side.about}"
        return shorten(one_line(text), self.size.width - 1, self._glyphs)

    def _facts(self, hunks: int) -> str:
        if self.comparison.same:
            return NOTHING
        return "1 difference" if hunks == 1 else f"{hunks:,} differences"
