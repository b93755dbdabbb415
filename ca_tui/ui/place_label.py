"""The line of a place in the tree: mark, name, what is wrong with it, faults."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from ca_tui.ui.cells import one_line, shorten, shorten_middle
from ca_tui.ui.glyphs import Glyphs
from ca_tui.ui.theme import Styles


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an instance besides its name."""

    status: str = ""
    online: bool | None = None
    """Whether its agent is; None: not known."""

    @property
    def remark(self) -> str:
        """Its status, unless it is the one that an instance should have."""
        status = one_line(self.status)
        return "" if status.casefold() == "running" else status.casefold()


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says."""

    name: str
    is_id: bool = False
    """Both ends of the name matter."""
    opener: str = ""
    """The mark of a place that can be opened."""
    about: About | None = None
    faults: int = 0
    current: bool = False
    """Its results are shown."""
    remark: bool = False
    """It is no place."""


def label(line: Line, width: int, styles: Styles, glyphs: Glyphs) -> Text:
    """The line in exactly `width` cells."""
    faults = f"{line.faults:,}" if line.faults else ""
    mark, mark_style = _mark(line, styles, glyphs)
    text = Text(end="")
    text.append(f"{mark} ", style=mark_style)
    aside = f" ({line.about.remark})" if line.about and line.about.remark else ""
    room = width - text.cell_len - (len(faults) + 1 if faults else 0)
    cut = shorten_middle if line.is_id else shorten
    name = cut(line.name, max(1, room), glyphs)
    text.append(name, style=_name_style(line, styles))
    text.append(shorten(aside, max(0, room - cell_len(name)), glyphs), style=styles.dim)
    missing = width - text.cell_len - len(faults)
    text.append(" " * max(0, missing))
    text.append(faults, style=styles.failed)
    return text


def _mark(line: Line, styles: Styles, glyphs: Glyphs) -> tuple[str, Style]:
    if line.opener:
        return line.opener, styles.dim
    if line.about is None or line.about.online is None:
        return " ", styles.dim
    if line.about.online:
        return glyphs.online, styles.succeeded
    return glyphs.offline, styles.stopped


def _name_style(line: Line, styles: Styles) -> Style:
    if line.remark:
        return styles.dim
    if line.current:
        return styles.text + Style(bold=True)
    return styles.secondary
