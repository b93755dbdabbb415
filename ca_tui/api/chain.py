"""The windows of one reading from the first row of a list to its end, and the seams
between them behind which rows may be missing.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Final

from ca_tui.api.walked import PATIENCE
from ca_tui.api.windows import Window, in_order, touch

STRAY: Final = 4
"""Looks across a seam that show more of what is missing, for one that shows nothing."""


class Chain:
    """Windows on the way down in their order, and those that were fitted in between."""

    def __init__(self) -> None:
        self.fixed = False
        """Nothing was deleted from the first reply on until the way down had ended."""
        self.lied = False
        """Totals are not to be believed, and so are no places counted from the end."""
        self.hopeless = False
        """A seam stayed open however often somebody looked across it."""
        self._windows: list[Window] = []
        self._firm = 0
        """Windows that touch the one behind them."""
        self._seams: deque[Window] = deque()
        self._tries: Counter[int] = Counter()

    @property
    def first(self) -> Window:
        """The reply that came first."""
        return self._windows[0]

    @property
    def last(self) -> Window:
        """On the way down, the reply that came last."""
        return self._windows[-1]

    def add(self, window: Window) -> None:
        """The next one on the way down."""
        self._windows.append(window)

    @property
    def whole(self) -> bool:
        """No row that was there all the time is missing."""
        while not self._ends(self._firm):
            if not self._closed(self._firm):
                return False
            self._firm += 1
        return True

    def look_over(self) -> None:
        """Note which seams are open now, for `seam`."""
        self._seams.clear()
        for at in range(self._firm, len(self._windows)):
            if self._ends(at):
                return
            if not self._closed(at):
                self._seams.append(self._windows[at])

    def seam(self) -> Window | None:
        """The window in front of an open seam, of each that was noted once."""
        return self._seams.popleft() if self._seams else None

    def below(self, upper: Window) -> Window | None:
        """The window behind another one; None: it is the last."""
        return self._below(self._place(upper))

    def strayed(self, upper: Window) -> int:
        """How often a look across the seam behind a window showed nothing of it."""
        return self._tries[upper.number] // STRAY

    def again(self, upper: Window) -> None:
        """Nobody looked across the seam behind a window after all."""
        self._seams.appendleft(upper)

    def put(self, upper: Window, window: Window) -> None:
        """Fit a window into the seam behind another one, if it shows what is there."""
        at = self._place(upper)
        lower = self._below(at)
        if self._ends(at) or self._closed(at):
            return
        more = self._goes_on(upper, window) or self._leads_to(window, lower)
        if more:
            self._windows.insert(at + 1, window)
        if not self._closed(at):
            self._tries[upper.number] += 1 if more else STRAY
            self.hopeless |= self._tries[upper.number] > PATIENCE * STRAY

    def _place(self, window: Window) -> int:
        return next(i for i, each in enumerate(self._windows) if each is window)

    def _below(self, at: int) -> Window | None:
        return None if at + 1 == len(self._windows) else self._windows[at + 1]

    def _goes_on(self, upper: Window, window: Window) -> bool:
        """A window continues another one, with rows that it does not show."""
        news = window.behind <= 0 or not {*window.rows[-1:]} <= {*upper.rows}
        return news and self._touch(upper, window)

    def _leads_to(self, window: Window, lower: Window | None) -> bool:
        """A window is continued by another one, and begins with rows in front of it."""
        if lower is None or {*window.rows[:1]} <= {*lower.rows}:
            return False
        return self._touch(window, lower)

    def _ends(self, at: int) -> bool:
        """The list ends with a window, as far as anybody knows."""
        if self.lied:
            return at + 1 == len(self._windows)
        return self._windows[at].behind <= 0

    def _closed(self, at: int) -> bool:
        lower = self._below(at)
        return lower is not None and self._touch(self._windows[at], lower)

    def _touch(self, upper: Window, lower: Window) -> bool:
        if self.lied:
            return in_order(upper, lower)
        # what was deleted is known up to the look at the top only
        before = not (upper.mends or lower.mends)
        return touch(upper, lower, fixed=self.fixed and before)
