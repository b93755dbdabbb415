"""Where and when a command printed: what its output is made from."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ca_tui.emulator.dice import Dice


@dataclass(frozen=True, slots=True)
class Scene:
    """One execution on one server."""

    host: str
    address: str
    at: float
    """Epoch seconds at which it started."""
    dice: Dice
    failed: bool = False
    """It ends with an exit code other than 0."""
    odd: bool = False
    """The server is not as the others of its run are."""

    def clock(self, form: str, after: float = 0.0) -> str:
        """The server's clock, in UTC+8 as these servers have it."""
        return time.strftime(form, time.gmtime(self.at + 8 * 3600 + after))


Printer: TypeAlias = Callable[[Scene], bytes]
"""An output; the same scene always gives the same bytes."""


def lines(*rows: str) -> bytes:
    """Rows as a Linux command prints them."""
    return ("\n".join(rows) + "\n").encode()


def crlf(*rows: str) -> bytes:
    """Rows as a Windows command prints them."""
    return ("\r\n".join(rows) + "\r\n").encode()
