"""The top line: who and where on the left, how fresh on the right. It never ticks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from ca_tui.output.text import clean
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.theme import styles


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current the screen is; what happened last wins."""

    connecting: bool = True
    paused: bool = False
    offline_since: datetime | None = None
    throttled_until: datetime | None = None
    updated_at: datetime | None = None
    loading: str = ""
    """Progress of a load, in words."""
    saved: bool = False
    """Saved replies: nothing will ever be asked."""
    calls_per_minute: int = 0
    failing: int = 0
    """Places whose results cannot be read."""

    def with_update(self, at: datetime) -> Freshness:
        """A refresh went well."""
        return replace(
            self,
            connecting=False,
            offline_since=None,
            throttled_until=None,
            updated_at=at,
        )


class StatusLine(Widget):
    """One line; painted only when something in it changed."""

    DEFAULT_CSS: ClassVar[str] = "StatusLine { height: 1; dock: top; }"

    place: reactive[str] = reactive("", layout=False)
    source: reactive[str] = reactive("", layout=False)
    freshness: reactive[Freshness] = reactive(Freshness(), layout=False)
    utc: reactive[bool] = reactive(False, layout=False)
    glyphs: reactive[Glyphs] = reactive(UNICODE, layout=False)

    def render(self) -> Text:
        """Left and right part, the left one cut when there is no room."""
        look = styles(self.app.theme)
        dot = f" {self.glyphs.dot} "
        left = Text(" ca-tui", style=look.accent + Style(bold=True), no_wrap=True)
        parts = [clean(part) for part in (self.source, self.place) if part]
        left.append("  " + dot.join(parts), style=look.text)
        # what is least needed goes first where there is no room
        for detail in (3, 2, 1, 0):
            right = self._right(dot, detail)
            room = self.size.width - cell_len(right.plain)
            if room > cell_len(left.plain):
                break
        left.truncate(max(8, room), pad=True)
        line = Text.assemble(left, right)
        line.truncate(self.size.width)
        return line

    def _right(self, dot: str, detail: int) -> Text:
        look, glyphs, now = styles(self.app.theme), self.glyphs, self.freshness
        if now.saved:
            return Text("saved replies ", style=look.dim)
        if now.paused:
            state = Text("paused", style=look.timeout)
        elif now.throttled_until is not None:
            until = self._clock(now.throttled_until)
            state = Text(
                f"{glyphs.timeout} throttled until {until}", style=look.timeout
            )
        elif now.offline_since is not None:
            since = self._clock(now.offline_since)
            state = Text(f"{glyphs.failed} offline since {since}", style=look.failed)
        elif now.connecting:
            state = Text(f"{glyphs.waiting} connecting", style=look.waiting)
        elif now.failing:
            what = "place fails" if now.failing == 1 else "places fail"
            state = Text(f"{glyphs.failed} {now.failing} {what}", style=look.failed)
        else:
            state = Text(f"{glyphs.online} live", style=look.succeeded)
        if now.loading and detail > 0:
            state.append(dot + now.loading, style=look.secondary)
        if now.updated_at is not None and detail > 1:
            at = self._clock(now.updated_at, zone=True)
            state.append(f"{dot}updated {at}", style=look.dim)
        if now.updated_at is not None and detail > 2:
            state.append(f"{dot}{now.calls_per_minute} calls/min", style=look.dim)
        return state.append(" ")

    def _clock(self, moment: datetime, *, zone: bool = False) -> str:
        if self.utc:
            return f"{moment:%H:%M:%S}" + ("Z" if zone else "")
        local = moment.astimezone()
        text = f"{local:%H:%M:%S}"
        if not zone:
            return text
        offset = f"{local:%z}"
        return f"{text} {offset[:3]}:{offset[3:5]}"
