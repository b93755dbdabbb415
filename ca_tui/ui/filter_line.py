"""The line that appears for `/`: filters the table, or searches the output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.query import good_part, mistake, reads_outputs
from ca_tui.ui.cells import one_line
from ca_tui.ui.filter_suggester import FilterSuggester
from ca_tui.ui.theme import styles

Purpose: TypeAlias = Literal["filter", "search", "name"]
"""What is typed; a name is the filter's that was typed before."""

UNDERLINED: Final = Style(underline=True)


class _Marker(Highlighter):
    """Marks the place of a mistake."""

    def __init__(self) -> None:
        self.mistake: FilterError | None = None
        self.style = UNDERLINED

    def highlight(self, text: Text) -> None:
        if self.mistake is not None:
            end = max(self.mistake.end, self.mistake.start + 1)
            text.stylize(self.style, self.mistake.start, end)


class _Box(Input):
    """An input that leaves at once on Enter, so that the next key is not typed here."""

    def __init__(self, marker: _Marker, enter: Callable[[], None]) -> None:
        super().__init__(compact=True, select_on_focus=False, highlighter=marker)
        self.cursor_blink = False
        self._enter = enter

    async def action_submit(self) -> None:
        """Enter."""
        self._enter()


class FilterLine(Horizontal):
    """Hidden until opened; tells every change while one types.

    A filter with a mistake is not told: the mistake is marked, and whoever shows rows
    keeps those of the last good filter. Where the last term is wrong, which is perhaps
    not typed to its end, the filter before it is told.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "clear", id="filter-cancel", tooltip="Clear"),
        Binding("down,tab", "leave", "to the rows", show=False, id="filter-leave"),
        Binding(
            "ctrl+s",
            "name",
            "keep under a name",
            id="filter-name",
            tooltip="Keep this filter under a name; the palette (ctrl+p) has it then",
        ),
    ]

    input = query_one(_Box)
    label = query_one("#filter-label", Static)
    note = query_one("#filter-note", Static)

    @dataclass
    class Changed(Message):
        """Other words were typed."""

        purpose: Purpose
        text: str
        deep: bool = False
        """The filter reads outputs, which takes time."""

        def can_replace(self, message: Message) -> bool:
            """Only the newest words matter."""
            return isinstance(message, FilterLine.Changed)

    @dataclass
    class Left(Message):
        """The line gave the focus back; `cleared`: by Esc."""

        purpose: Purpose
        cleared: bool

    @dataclass
    class Named(Message):
        """The filter is to be kept under a name."""

        name: str
        text: str

    def __init__(self) -> None:
        super().__init__(classes="-hidden")
        self.purpose: Purpose = "filter"
        self.values: Callable[[str], Sequence[str]] = _no_values
        """What occurs in a column that a filter can name; called in a thread."""
        self.mistake: FilterError | None = None
        """Of what is typed now."""
        self._marker = _Marker()
        self._said = ""
        self._back: Widget | None = None
        self._kept: dict[Purpose, str] = {"filter": "", "search": ""}
        """What was typed last for each, while the line is hidden or for another."""

    def compose(self) -> ComposeResult:
        """A label and an input without a blinking cursor, which would cost bytes."""
        yield Static("/", markup=False, id="filter-label")
        yield _Box(self._marker, self._enter)
        yield Static("", markup=False, id="filter-note")

    def open_filter(self, back: Widget) -> None:
        """Go on typing the filter; the focus goes `back` when the line is left."""
        self._open("filter", self._typed("filter"), back)

    def open_search(self, back: Widget) -> None:
        """Type what to search for; the focus goes `back` when the line is left."""
        self._open("search", self._typed("search"), back)

    def show(self, purpose: Purpose, text: str) -> None:
        """Show the line with what is set already; a filter's mistake is marked."""
        for each in self._kept:
            self._kept[each] = text if each == purpose else self._typed(each)
        filtering = purpose == "filter"
        self.purpose = purpose
        self.label.update(f" {purpose} ")
        self.input.suggester = FilterSuggester(self.values) if filtering else None
        with self.prevent(Input.Changed):
            self.input.value = text
        self.input.cursor_position = len(text)
        self._mark(mistake(text) if filtering else None)
        self.remove_class("-hidden")

    def close(self) -> None:
        """Hide the line, and forget what is in it."""
        if self.purpose in self._kept:
            self._kept[self.purpose] = ""
        with self.prevent(Input.Changed):
            self.input.value = ""
        self._mark(None)
        self.add_class("-hidden")

    def say(self, text: str) -> None:
        """A word on what the filter does, unless it must be told what is wrong."""
        if self._marker.mistake is None and self.purpose != "name":
            self._tell(text)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.input.value:
            return  # more was typed since, or all of it taken back
        if self.purpose == "name":
            return
        text: str | None = event.value
        wrong = mistake(event.value) if self.purpose == "filter" else None
        self._mark(wrong, loud=wrong is not None and not wrong.incomplete)
        if wrong is not None:
            text = good_part(event.value, wrong)
        if text is not None:
            deep = self.purpose == "filter" and reads_outputs(text)
            self.post_message(self.Changed(self.purpose, text, deep))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only filters get names."""
        return action != "name" or self.purpose == "filter"

    def action_name(self) -> None:
        """Type the name under which to keep the filter."""
        wrong = mistake(self.input.value)
        if wrong is not None:
            self._mark(wrong)
        elif not self.input.value.strip():
            self._tell("a filter to keep comes first")
        else:
            self.show("name", "")
            self._tell("Enter keeps the filter under this name, Esc does not")

    def _enter(self) -> None:
        name = self.input.value.strip()
        if self.purpose != "name":
            self.action_leave()
            return
        self.show("filter", self._kept["filter"])
        if name:
            self.post_message(self.Named(name, self._kept["filter"]))

    def action_leave(self) -> None:
        """Keep the words and go to what they left; not from a mistake."""
        if self.purpose == "name":
            self.show("filter", self._kept["filter"])
        # what was typed last may not have been looked at yet
        wrong = mistake(self.input.value) if self.purpose == "filter" else None
        if wrong is not None:
            self._mark(wrong)
            return
        if not self.input.value:
            self.close()
        self._give_back(cleared=False)

    def action_cancel(self) -> None:
        """Forget the words; of a name, only that."""
        if self.purpose == "name":
            self.show("filter", self._kept["filter"])
            return
        self.close()
        self._give_back(cleared=True)

    def _open(self, purpose: Purpose, text: str, back: Widget) -> None:
        self.show(purpose, text)
        self._back = back
        self.screen.set_focus(self.input)

    def _typed(self, purpose: Purpose) -> str:
        """The words as they are now, though nobody may have heard of them yet."""
        shown = self.purpose == purpose and not self.has_class("-hidden")
        return self.input.value if shown else self._kept[purpose]

    def _give_back(self, *, cleared: bool) -> None:
        self.screen.set_focus(self._back)
        self.post_message(self.Left(self.purpose, cleared))

    def _mark(self, wrong: FilterError | None, *, loud: bool = True) -> None:
        """Show what is wrong, and where; only note it if it is not `loud`."""
        self.mistake = wrong
        self._marker.mistake = wrong if loud else None
        self._marker.style = styles(self.app.theme).failed + UNDERLINED
        self._tell(one_line(str(wrong)) if wrong is not None and loud else "")
        self.input.refresh()

    def _tell(self, text: str) -> None:
        self.note.set_class(self._marker.mistake is not None, "-mistake")
        if text != self._said:
            self._said = text
            self.note.update(f" {text} " if text else "")


def _no_values(column: str) -> Sequence[str]:
    return ()
