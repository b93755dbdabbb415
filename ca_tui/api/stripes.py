"""How the pages of a long list are put together to be read side by side: in stripes.

A page of a stripe is asked for when the one before it has come, which proves that no
row is missing between the two, and a row that the first one shares with the stripe
before it proves the same there. Without that, one row deleted while a long list is read
costs a look across every seam, which doubles the calls.
"""

from __future__ import annotations

from typing import Final

LONG: Final = 24
"""Pages of a list after which they are read in stripes."""

DEPTH: Final = 4
"""Pages of a stripe where the list moves: a twelfth more calls. What moves while one is
read may be missed by the one behind it, which is read beside it."""

DEEPEST: Final = 8
"""Pages of a stripe where the list stands still: a twentieth more calls."""

STILL: Final = 32
"""Replies without a change after which a list is taken to stand still."""


class Stripes:
    """The stripes of one reading, with pages of `size` rows at most."""

    def __init__(self, size: int) -> None:
        self._most = size
        self._size = 0
        """Of the pages of the stripe that is asked for."""
        self._deep = 0
        """How many there are."""
        self._left = 0
        """How many of them are to be asked for still."""
        self._still = 0
        """Replies since the list was last seen to move."""

    def came(self) -> None:
        """A reply on the way down."""
        self._still += 1

    def moved(self) -> None:
        """The list was seen to move."""
        self._still = 0

    def depth(self, room: int) -> int:
        """How many pages a stripe should have now, where there is room for so many."""
        return max(DEPTH, min(DEEPEST, room)) if self._still >= STILL else DEPTH

    def onward(self) -> int:
        """The size of the next page of the stripe; 0: it has no more."""
        if not self._left:
            return 0
        self._left -= 1
        return self._size

    def begin(self, place: int, depth: int, left: int) -> int:
        """The size of the pages of a new stripe, in front of `place` by a row at least;
        0: it is too early for one. It has at most `depth` pages of those that are left.
        """
        if place < LONG * self._most:
            return 0
        # deeper by a page from one to the next, so that they do not all end at once,
        # and short at the end, so that nobody waits long for the last one; two at
        # least, because the first may show nothing but what is known
        self._deep = max(2, min(self._deep + 1, depth, left // DEEPEST))
        self._left = self._deep - 1
        self._size = striped(place, self._most, self._deep)
        return self._size

    def cut(self) -> None:
        """What is left of the stripe is not asked for."""
        self._left = 0


def striped(place: int, size: int, depth: int) -> int:
    """The size of so many pages, one behind the other, that begin in front of `place`
    (from 0) by a row at least, and reach furthest behind it."""
    before = place - 1
    return max(
        range(size, size * 4 // 5, -1), key=lambda each: (before // each + depth) * each
    )
