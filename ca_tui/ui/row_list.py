"""A long list on the Line API: costs follow what is visible and what changed.

The list knows ids in the order of the view and asks for the rows that are visible. It
keeps the operator's place by identity and repaints only lines that look different; a
longer list is no reason for a layout.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from rich.text import Text
from textual import events, on
from textual.geometry import Region, Size
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from ca_tui.api.status import Phase
from ca_tui.monitor.rows import Row
from ca_tui.ui import place, scrollbar
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.place import Place
from ca_tui.ui.row_cache import RowCache
from ca_tui.ui.row_strips import Painted, RowStrips, Standing
from ca_tui.ui.theme import styles
from ca_tui.ui.titled import Titled

HEADER: Final = 1
"""Lines above the first row."""

NEWEST_FIRST: Final = ("started", True)
"""The order in which what is above is newer; in others older rows come there too."""


class RowList(Titled, ScrollView, can_focus=True, inherit_bindings=False):
    """A header, rows, a cursor and a scrollbar; keys and mouse are added by heirs."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    """

    sort: var[tuple[str, bool]] = var(NEWEST_FIRST)
    """Key of the column sorted by, and whether descending."""
    utc: reactive[bool] = reactive(False)
    glyphs: reactive[Glyphs] = reactive(UNICODE)
    placeholder: var[Text] = var(Text)
    """Shown in the middle while there are no rows."""
    cursor_id: var[int | None] = var(None, init=False)
    """The row that the cursor is on."""
    new_above: var[int] = var(0, init=False)
    """Rows that arrived above the first visible one, newest first."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Sequence[Row]],
        *,
        clock: Callable[[], datetime],
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`fetch` reads rows by id; one that it does not give is left blank."""
        super().__init__(id=id, classes=classes)
        self.auto_links = False  # looking for them repaints under the mouse
        self.ids: Sequence[int] = ()
        """The view: ids in the order shown."""
        self.cursor = 0
        """Index of the row that the cursor is on."""
        self._clock = clock
        self._newest = -1
        self._height = 0
        self._rows = RowCache(fetch)
        self._painted: dict[int, Painted] = {}
        self._look: RowStrips | None = None

    @property
    def top(self) -> int:
        """Index of the first visible row."""
        return self.scroll_offset.y

    @property
    def page(self) -> int:
        """Rows that fit."""
        return max(0, self.size.height - HEADER)

    @property
    def strips(self) -> RowStrips:
        """What lines look like at this width, in this theme."""
        if self._look is None:
            self._look = RowStrips(
                self.scrollable_content_region.width,
                styles(self.app.theme),
                self.rich_style,
                self.glyphs,
                utc=self.utc,
            )
        return self._look

    def forget(self, changed: Collection[int] | None = None) -> None:
        """Read these rows again when they are painted next; None: all."""
        self._rows.forget(changed)

    def row(self, row_id: int) -> Row | None:
        """One row, as it is shown."""
        return self._rows.read((row_id,))[0]

    def show(self, ids: Sequence[int], changed: Collection[int] = ()) -> bool:
        """Show another view, or the same one with rows that changed; says whether
        anything of it is to be seen. The caller does not change `ids` afterwards.
        """
        self.forget(changed)
        before = Place(self.cursor, self.top)
        after = place.keep(self.ids, ids, before, self.page, self._newest, changed)
        arrived = 0
        if self.ids and self.sort == NEWEST_FIRST:
            arrived = place.arrivals(ids, after.top, self._newest)
        same_kind = bool(self.ids) == bool(ids)
        self.ids, self.cursor = ids, after.cursor
        self._newest = max(self._newest, max(ids, default=-1))
        self.stand(after.top)
        self.new_above = min(self.new_above + arrived, self.top)
        self.cursor_id = ids[self.cursor] if ids else None
        return self.repaint() if same_kind else bool(self.refresh())

    def go(self, index: int, top: int | None = None) -> None:
        """Put the cursor on a row; scroll if that is out of sight or `top` is given."""
        if not self.ids:
            return
        self.cursor = max(0, min(index, len(self.ids) - 1))
        before = Place(self.cursor, self.top)
        self.stand(place.in_sight(before, self.page) if top is None else top)
        self.new_above = min(self.new_above, self.top)
        self.repaint()
        self.cursor_id = self.ids[self.cursor]
        if 0 < abs(step := self.top - before.top) <= self.page:
            self.call_after_refresh(self._get_ready, step)

    def select(self, row_id: int) -> bool:
        """Put the cursor on a row by its id; False if the view does not have it."""
        index = place.index_of(self.ids, row_id, self.cursor)
        if index is not None:
            self.go(index)
        return index is not None

    def stand(self, top: int) -> None:
        """Scroll to a row and tell the scrollbar, without layout and without paint."""
        top = max(0, min(top, len(self.ids) - self.page))
        height = len(self.ids) + HEADER
        self.set_reactive(Widget.virtual_size, Size(0, height))
        self.set_reactive(Widget.scroll_y, float(top))
        self.set_reactive(Widget.scroll_target_y, float(top))
        self._update_scrollbar()

    def repaint(self) -> bool:
        """Paint the lines that look different from what was painted, if any do."""
        now = self._clock()
        changed = (line for line in range(self.page) if not self._same(line, now))
        width = self.scrollable_content_region.width
        regions = [
            Region(0, HEADER + first, width, count)
            for first, count in place.runs(changed)
        ]
        if regions:
            self.refresh(*regions)
        return bool(regions)

    def standing(self, index: int) -> Standing:
        """What a line shows beside its row."""
        if index != self.cursor:
            return Standing()
        return Standing("focused" if self.has_focus else "blurred")

    def visible_active(self) -> bool:
        """Whether a visible result is still running."""
        rows = self._rows.read(self._visible())
        return any(row.phase is Phase.ACTIVE for row in rows if row is not None)

    def render_line(self, y: int) -> Strip:
        """The header, a row, or a line of the placeholder."""
        if y < HEADER:
            key, descending = self.sort
            return self.strips.header(key, descending=descending)
        line = y - HEADER
        if not self.ids:
            self._painted.clear()
            console = self.app.console
            lines = self.strips.placeholder(self.placeholder, self.page, console)
            return lines[line] if line < len(lines) else self.strips.blank()
        painted = self._painted[line] = self._line(line, self._clock())
        return self.strips.row(painted.row, painted.standing, painted.at)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The wheel or the scrollbar moved."""
        self._update_scrollbar()
        self.new_above = min(self.new_above, self.top)
        if round(old_value) != round(new_value):
            self.repaint()

    def watch_sort(self) -> None:
        """The arrow moves."""
        self.refresh(Region(0, 0, self.size.width, HEADER))

    def watch_placeholder(self) -> None:
        """Only seen without rows."""
        if not self.ids:
            self.refresh()

    def watch_utc(self) -> None:
        """Every line reads differently."""
        self._look = None

    watch_glyphs = watch_utc

    def notify_style_update(self) -> None:
        """Another theme, or another background."""
        super().notify_style_update()
        self._look = None

    def on_mount(self) -> None:
        """Use a scrollbar without characters of ambiguous width."""
        scrollbar.plain(self.vertical_scrollbar)

    @on(events.Focus)
    @on(events.Blur)
    def _cursor_looks_different(self) -> None:
        self.repaint()

    def on_show(self) -> None:
        """Nothing was painted while it was hidden."""
        self.stand(self.top)
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight if it was."""
        self._look = None
        was_visible = self.top <= self.cursor < self.top + self._height
        self._height = self.page
        least = self.cursor - self.page + 1 if was_visible else 0
        self.stand(max(self.top, least))
        self.refresh()

    def _update_scrollbar(self) -> None:
        if self.size:
            scrollbar.update(
                self.vertical_scrollbar,
                virtual_size=self.virtual_size.height,
                window_size=self.size.height,
                top=self.top,
            )

    def _get_ready(self, step: int) -> None:
        """Another such step may follow: read and paint what it would show."""
        if not self.ids:
            return
        top, now = max(0, self.top + step), self._clock()
        cursor = self.standing(self.cursor).cursor
        rows = self._rows.read(self.ids[top : top + self.page])
        for index, row in enumerate(rows, top):
            standing = self.standing(index)
            if index == self.cursor + step:
                standing = standing._replace(cursor=cursor)
            self.strips.row(row, standing, now)

    def _same(self, line: int, now: datetime) -> bool:
        old, new = self._painted.get(line), self._line(line, now)
        if old is None or (old.row_id, old.standing) != (new.row_id, new.standing):
            return False
        if old.row is None or new.row is None:
            return old.row is new.row
        if self.strips.stale(new.row, old.at, now):
            return False
        if old.row == new.row:
            return True
        paint, standing = self.strips.row, new.standing
        same = paint(old.row, standing, now) == paint(new.row, standing, now)
        if same:
            self._painted[line] = new._replace(at=old.at)
        return same

    def _line(self, line: int, now: datetime) -> Painted:
        index = self.top + line
        if index >= len(self.ids):
            return Painted(None, None, Standing(), now)
        row_id = self.ids[index]
        row = self._rows.one(row_id, self._visible)
        return Painted(row_id, row, self.standing(index), now)

    def _visible(self) -> Sequence[int]:
        return self.ids[self.top : self.top + self.page]
