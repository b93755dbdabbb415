"""How one group's output differs from another's, above the groups until Esc."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer

from ca_tui.monitor.groups import Group
from ca_tui.output.compare import Comparison
from ca_tui.ui.cells import one_line, shorten
from ca_tui.ui.diff_document import DiffDocument
from ca_tui.ui.glyphs import Glyphs
from ca_tui.ui.group_lines import ended
from ca_tui.ui.headline import Headline
from ca_tui.ui.help_screen import HelpScreen
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

NOTHING: Final = "Nothing differs but what is masked"


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
        hunks = shown.hunks if isinstance(shown, DiffDocument) else ()
        here = self.place_of_top()[0]
        if by > 0:
            found = next((line for line in hunks if line > here), None)
        else:
            found = next((line for line in reversed(hunks) if line < here), None)
        if found is not None:
            self.scroll_to_place((found, 0))


class DiffScreen(Screen[None]):
    """Two groups, and what is between them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "groups", id="diff-close"),
        Binding("question_mark", "help", "keys", key_display="?", id="diff-help"),
        Binding("q", "app.quit", "quit", id="diff-quit"),
    ]

    def __init__(
        self,
        reference: Group,
        group: Group,
        comparison: Comparison,
        glyphs: Glyphs,
    ) -> None:
        """Of the first results of both, the reference's as the first text."""
        super().__init__()
        self._reference = reference
        self._group = group
        self._shown = DiffDocument(comparison)
        self._same = comparison.same
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """Who is compared, and the difference."""
        headline = Headline(id="diff-about")
        headline.glyphs = self._glyphs
        yield headline
        yield DiffView(id="diff")
        yield Footer(show_command_palette=False, compact=True)

    def on_resize(self) -> None:
        """Say what is compared with what, a line each."""
        look = styles(self.app.theme)
        removed, added = look.syntax_style("removed"), look.syntax_style("added")
        self.query_one(Headline).lines = (
            Text(self._about(" - reference  ", self._reference), removed),
            Text(self._about(" + this group ", self._group), added),
        )

    def on_mount(self) -> None:
        """Show the difference."""
        view = self.query_one(DiffView)
        view.glyphs = self._glyphs
        view.show(self._shown, keep_scroll=False, note="Neither printed anything")
        view.set_titles("Difference", self._facts())
        view.focus()

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen(self))

    def _about(self, who: str, group: Group) -> str:
        dot = f" {self._glyphs.dot} "
        count = "1 result" if group.count == 1 else f"{group.count:,} results"
        names = one_line(" ".join(group.instances))
        text = who + dot.join((count, ended(group, self._glyphs), names))
        return shorten(text, self.size.width - 1, self._glyphs)

    def _facts(self) -> str:
        hunks = len(self._shown.hunks)
        if self._same:
            return NOTHING
        return "1 difference" if hunks == 1 else f"{hunks:,} differences"
