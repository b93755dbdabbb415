"""One reading of a list by page numbers: what to ask for next, and whether it is whole.

A reading goes down page by page until the end. If the list moved meanwhile, or pages
were read side by side, it looks at the top again for what is new, and reads pages of
other sizes across every seam that may hide a row. Pure: replies come in, requests come
out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from ca_tui.api.chain import Chain
from ca_tui.api.models import Page
from ca_tui.api.stripes import DEPTH, Stripes
from ca_tui.api.walked import PATIENCE, Walked, identities, item_count
from ca_tui.api.windows import Window, straddling

WORTH: Final = 4
"""Pages of a list from which reading side by side saves time: it costs a look at the
top afterwards."""

SEAMS: Final = 8
"""Looks across seams under way at a time, where the list moves slowly: otherwise the
place to look at is known from the look before only."""


class Aim(Enum):
    """Why a page is read."""

    DOWN = "the next page"
    TOP = "what is new in front"
    SEAM = "what two pages may have left out between them"
    NOTHING = "everything is read, or cannot be"


@dataclass(frozen=True, slots=True)
class Request:
    """A page to ask for."""

    number: int
    size: int
    aim: Aim
    known: int
    """How many replies had come before."""
    overlap: int = 0
    """Rows at its beginning that the page before it should have."""
    follows: bool = False
    """It is to be asked for when the one before it has come."""
    upper: Window | None = None
    """It looks across the seam behind this one."""

    @property
    def place(self) -> int:
        """From which row on, counted from 0, it is wanted."""
        return (self.number - 1) * self.size + self.overlap

    @property
    def looks_again(self) -> bool:
        """Known items are what it is for."""
        return self.aim is not Aim.DOWN


class Reading:
    """What is known of the list, from the replies of one reading."""

    def __init__(self, size: int, walked: Walked, *, beside: bool = False) -> None:
        self.total: int | None = None
        """What the service says, until it contradicts itself."""
        self._size = size
        self._beside = beside
        self._walked = walked
        self._aim = Aim.DOWN
        self._next = 0
        """From which row on the next page on the way down is wanted."""
        self._replies = 0
        self._ended = False
        self._delivered = 0
        self._empty = 0
        self._unreadable = 0
        self._short = False
        self._least: int | None = None
        self._moved = False
        self._pages = 0
        self._chain = Chain()
        self.stripes = Stripes(size)
        self._onwards: dict[int, int] = {}
        """How many rows followed each one when it was first seen, itself included."""
        self._drift = 0
        self._drifts: dict[int, int] = {}
        """How far rows had drifted at a seam when it was looked across before."""
        self._looks = 0
        self._seams = 1
        """Looks across seams that may be under way."""
        self._mends = 0

    def wanted(self, in_flight: int, depth: int = DEPTH) -> Request | None:
        """The next page to ask for while others are in flight; None: not now.

        Before the first reply nobody knows of a second page. A stripe that begins with
        it has `depth` pages.
        """
        if self._aim is Aim.DOWN:
            if self._ended or (in_flight and not self._promised):
                return None
            # whatever is read side by side has to be looked at once more
            self._moved = self._moved or in_flight > 0
            return self._onward(depth)
        if self._aim is Aim.SEAM:
            return self._across() if in_flight < self._seams else None
        if in_flight or self._aim is Aim.NOTHING:
            return None
        return Request(self._looks + 1, self._size, Aim.TOP, self._replies)

    def unask(self, request: Request) -> None:
        """A page that was asked for is not wanted: it will be asked for anew."""
        if request.aim is Aim.DOWN:
            self._next = min(self._next, request.place)
            self.stripes.cut()
        elif request.upper is not None:
            self._chain.again(request.upper)

    def take(self, request: Request, page: Page, *, in_flight: int) -> None:
        """Reckon with a reply; those on the way down come in their order."""
        window = self._window(request, page)
        self._replies += 1
        if request.aim is Aim.DOWN:
            self._go_down(request, window, len(page.problems))
        self._locate(request, window)
        if request.upper is not None:
            self._mends += 1
            self._drifts[request.upper.number] = self._drift
            self._chain.put(request.upper, window)
        elif request.aim is Aim.TOP:
            self._looks += 1
            self._chain.fixed = self._untouched(window)
        if self._ended and not in_flight:
            self._aim = self._go_on(request.aim, window)

    @property
    def settled(self) -> bool:
        """Everything that was there all the time has come."""
        return self._aim is Aim.NOTHING and not self.why

    @property
    def why(self) -> str:
        """Why it is not whole, for the end of a sentence; empty: it is."""
        missing = self._walked.missing(self._least)
        if missing:
            lost = "1 item is" if missing == 1 else f"{missing:,} items are"
            return f"{lost} missing after it was read twice"
        if self._chain.whole:
            return ""
        return "it changes faster than it can be read, and items may be missing"

    @property
    def _promised(self) -> bool:
        """There is another page on the way down, and side by side is worth it."""
        if self.total is None or self._short:
            return False
        pages = -(-self.total // self._size)
        return pages >= WORTH and self._next < self.total

    def _onward(self, depth: int) -> Request:
        """The next page on the way down."""
        place, size = self._next, self.stripes.onward()
        follows = size > 0
        if not follows and self._beside and self._promised:
            left = ((self.total or 0) - place) // self._size
            size = self.stripes.begin(place, depth, left)
            # a row of the stripe before it is on it
            place -= size > 0
        size = size or self._size
        number = place // size + 1
        overlap = self._next - (number - 1) * size
        self._next = number * size
        return Request(number, size, Aim.DOWN, self._replies, overlap, follows)

    def _window(self, request: Request, page: Page) -> Window:
        count, stated = item_count(page), page.page_size or 0
        step = stated if 0 < stated <= request.size else request.size
        start = (request.number - 1) * step
        self._believe(page.total_count, start + count if count else 0)
        return Window(
            start,
            identities(page),
            count,
            page.total_count or 0,
            self._replies,
            request.known,
            mends=request.aim is Aim.SEAM,
            after=self._chain.last.number if request.follows else -1,
        )

    def _believe(self, total: int | None, reached: int) -> None:
        self._chain.lied |= total is None or total < reached
        if self._chain.lied or total is None:
            self.total = self._least = None
            return
        if self.total not in (None, total):
            self._moved = True
            self.stripes.moved()
        self.total = total
        self._least = total if self._least is None else min(self._least, total)

    def _go_down(self, request: Request, window: Window, unreadable: int) -> None:
        self._chain.add(window)
        self._pages += 1
        self.stripes.came()
        self._delivered += max(0, window.count - request.overlap)
        self._empty = 0 if window.count else self._empty + 1
        self._unreadable += unreadable
        self._walked.unreadable = max(self._walked.unreadable, self._unreadable)
        self._short = self._short or window.count < min(request.size, window.onwards)
        if self.total is None:
            self._ended = not window.count
        elif window.count:
            self._ended = self._delivered >= self.total
        else:
            self._ended = window.start >= self.total or self._empty > PATIENCE

    def _locate(self, request: Request, window: Window) -> None:
        """Where rows stand, and how far those of this window drifted towards the end
        since they were first seen: their neighbours will have done so too."""
        places = {row: window.onwards - at for at, row in enumerate(window.rows)}
        known = next((row for row in places if row in self._onwards), None)
        if known is not None:
            self._moved = self._moved or request.aim is Aim.DOWN
            drift = self._onwards[known] - places[known]
            self._drift = max(0, drift)
            if drift:
                self.stripes.moved()
        if request.aim is Aim.DOWN:
            for row, onwards in places.items():
                self._onwards.setdefault(row, onwards)

    def _untouched(self, window: Window) -> bool:
        """Whether nothing was deleted since the first reply, by where its first row
        stands now."""
        first = self._chain.first
        if self._chain.lied or self._unreadable or not first.rows:
            return False
        row = first.rows[0]
        return row in window.rows and window.onwards_of(row) == first.onwards

    def _go_on(self, aim: Aim, window: Window) -> Aim:
        """What to read for, after a reply to a request with this aim."""
        if aim is Aim.DOWN:
            return Aim.TOP if self._moved else Aim.NOTHING
        if aim is Aim.TOP and self._looks <= PATIENCE:
            known = set(self._chain.first.rows)
            if window.rows and known.isdisjoint(window.rows):
                return Aim.TOP
        too_many = self._mends > self._pages + PATIENCE or self._chain.hopeless
        if self._chain.lied or too_many or self._chain.whole:
            return Aim.NOTHING
        self._chain.look_over()
        calm = aim is Aim.TOP and self._looks == 1 and self._drift <= self._size // 4
        self._seams = SEAMS if calm else 1
        return Aim.SEAM

    def _across(self) -> Request | None:
        """A look across the next open seam."""
        upper = self._chain.seam()
        if upper is None:
            return None
        total = self.total or 0
        place = min(max(total - max(0, self._rows_behind(upper)), 0), total)
        number, size = straddling(place, self._size)
        return Request(number, size, Aim.SEAM, self._replies, upper=upper)

    def _rows_behind(self, upper: Window) -> int:
        """How many rows may stand behind a window now. What was looked at just now says
        best where its neighbours are."""
        if upper.mends:
            return upper.behind
        lower = self._chain.below(upper)
        if lower is not None and lower.mends:
            return lower.onwards
        seen = self._onwards.get(upper.rows[-1]) if upper.rows else None
        if seen is None or self._chain.strayed(upper) % 2:
            # nothing was deleted, perhaps, since it was read itself
            return upper.behind
        return seen - 1 - self._drifts.get(upper.number, self._drift)
