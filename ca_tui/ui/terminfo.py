"""What the terminal's description says it can do."""

from __future__ import annotations

import sys
from functools import cache


@cache
def erases(term: str) -> bool:
    """Whether cells can be made blank in the colour of the pen, without writing them.

    Source: terminfo(5), `ech` and `bce`. A terminal that is not described cannot.
    """
    try:
        import curses
    except ImportError:
        return False
    try:
        curses.setupterm(term, sys.__stderr__.fileno() if sys.__stderr__ else 2)
    except (curses.error, OSError, ValueError):
        return False
    return curses.tigetflag("bce") > 0 and bool(curses.tigetstr("ech"))
