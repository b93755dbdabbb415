"""The top line: who and where on the left, how fresh on the right. It never ticks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from ca_tui.output.safe import clean
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.theme import styles


class Detail(IntEnum):
    """What goes where there is no room, the last one first."""

    STATE = 0
    LOADING = 1
    STOP = 2
    LEFT = 3
    PAUSE = 4
    CHANGED = 5
    CALLS = 6


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current the screen is; what happened last wins."""

    connecting: bool = True
    paused: bool = False
    offline_since: datetime | None = None
    throttled_until: datetime | None = None
    changed_at: datetime | None = None
    """When something last was new; a refresh that changes nothing says nothing."""
    loading: str = ""
    """Progress of a load, in words."""
    left: str = ""
    """How long the load will take, in words; empty: that cannot be said."""
    load_paused: bool = False
    saved: bool = False
    """Saved replies: nothing will ever be asked."""
    calls_per_minute: int = 0
    failing: int = 0
    """Places whose results cannot be read."""

    def answered(self) -> Freshness:
        """A refresh went well."""
        return replace(self, connecting=False, offline_since=None, throttled_until=None)


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
        for detail in reversed(Detail):
            right = self._right(dot, detail)
            room = self.size.width - cell_len(right.plain)
            if room > cell_len(left.plain):
                break
        left.truncate(max(8, room), pad=True)
        line = Text.assemble(left, right)
        line.truncate(self.size.width)
        return line

    def _right(self, dot: str, detail: Detail) -> Text:
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
        said = _loading(now, detail)
        if said:
            state.append(dot + dot.join(said), style=look.secondary)
        if now.changed_at is not None and detail >= Detail.CHANGED:
            at = self._clock(now.changed_at, zone=True)
            state.append(f"{dot}changed {at}", style=look.dim)
        if now.calls_per_minute and detail >= Detail.CALLS:
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


def _loading(now: Freshness, detail: Detail) -> list[str]:
    """How far older results are read, how long that takes, and which keys end it."""
    if not now.loading:
        return []
    said = [now.loading] if detail >= Detail.LOADING else []
    if now.left and not now.load_paused and detail >= Detail.LEFT:
        said.append(now.left)
    if detail >= Detail.STOP:
        said.append("Esc stops")
    if detail >= Detail.PAUSE and now.paused == now.load_paused:
        said[-1] = f"space {'goes on' if now.paused else 'pauses'}, {said[-1]}"
    return said
