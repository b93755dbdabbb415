"""The keys that change how an output is read: encoding, layout, colours, bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widget import Widget

from ca_tui.output.charset import CHOICES
from ca_tui.output.reading import AS_IT_COMES, Reading


class ReadingKeys(Widget):
    """Holds how the operator wants texts read, whatever the row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "readable",
            "as it came or readable",
            show=False,
            id="output.readable",
            tooltip="Indent JSON and XML, or show what was printed; of a command:"
            " as written, or with its parameters filled in",
        ),
        Binding(
            "plus,equals_sign",
            "levels(1)",
            "open a level",
            show=False,
            key_display="+",
            id="output.more-levels",
            tooltip="Indented: open one level more",
        ),
        Binding(
            "minus",
            "levels(-1)",
            "fold a level",
            show=False,
            key_display="-",
            id="output.fewer-levels",
            tooltip="Indented: fold the deepest level that is open",
        ),
        Binding(
            "E",
            "charset",
            "encoding",
            show=False,
            id="output.encoding",
            tooltip="Detected encoding, UTF-8, GBK, UTF-16, Shift-JIS, Latin-1",
        ),
        Binding(
            "x",
            "hex",
            "bytes",
            show=False,
            id="output.hex",
            tooltip="Offsets and bytes, or text",
        ),
        Binding(
            "a",
            "colours",
            "colours",
            show=False,
            id="output.colours",
            tooltip="Keep the colours of the output, or those of its syntax",
        ),
        Binding(
            "p",
            "progress",
            "progress bars",
            show=False,
            id="output.progress",
            tooltip="Show every state of a progress bar, or the last one",
        ),
    ]

    reading: var[Reading] = var(AS_IT_COMES, init=False)
    """How the operator wants the text read; holds for every row."""

    def action_readable(self) -> None:
        """Indent JSON and XML, or show them as they came; fill a command in, or show
        it as it was written."""
        reading = self.reading
        if self.shows_command:
            self.reading = replace(reading, as_written=not reading.as_written)
        else:
            self.reading = replace(reading, pretty=not reading.pretty)

    def action_charset(self) -> None:
        """The next encoding; behind the last one that is detected again."""
        nth = CHOICES.index(self.reading.charset)
        charset = CHOICES[(nth + 1) % len(CHOICES)]
        self.reading = replace(self.reading, charset=charset, as_hex=None)

    def action_hex(self) -> None:
        """Bytes, or text."""
        self.reading = replace(self.reading, as_hex=not self.shows_bytes)

    def action_colours(self) -> None:
        """Keep the colours the output asks for, or drop them."""
        self.reading = replace(self.reading, colours=not self.reading.colours)

    def action_progress(self) -> None:
        """Show every state of a progress bar, or what a terminal would show last."""
        collapse = not self.reading.collapse_progress
        self.reading = replace(self.reading, collapse_progress=collapse)

    @property
    def shows_command(self) -> bool:
        """A command is what is shown now."""
        return False

    @property
    def shows_bytes(self) -> bool:
        """Bytes are what is shown now, by choice or because they are no text."""
        return bool(self.reading.as_hex)
