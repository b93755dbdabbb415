"""How long a thread may keep the others waiting while the explorer is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TURN: Final = 0.001
"""Seconds. A key goes from the thread that reads to the one that draws, and each may
have to wait for one that reads outputs or merges: at Python's own five thousandths for
as long as a key may take in all."""


@contextmanager
def short_turns() -> Iterator[None]:
    """Let whoever waits wait no longer than a turn."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
