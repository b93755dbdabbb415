"""Signals that come while another one is being handled."""

from __future__ import annotations

import asyncio
import signal
from types import FrameType

from ca_tui.ui.terminal import Guard


async def test_the_last_size_is_told_last() -> None:
    """Textual's handler reads the size and tells it; in between comes the next one."""
    size, told = ["old"], []

    def tell(_number: int, _frame: FrameType | None) -> None:
        read = size[0]
        if read == "old":
            size[0] = "new"
            signal.raise_signal(signal.SIGWINCH)
        told.append(read)

    before = signal.signal(signal.SIGWINCH, tell)
    guard = Guard(lambda code: None)
    try:
        guard.order_resizes()
        signal.raise_signal(signal.SIGWINCH)
        for _turn in range(3):
            await asyncio.sleep(0)
    finally:
        guard.release()
        signal.signal(signal.SIGWINCH, before)
    assert told[-1] == "new"


async def test_signals_are_given_back() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    guard = Guard(lambda code: None)
    assert [signal.getsignal(number) for number in numbers] != before
    guard.release()
    assert [signal.getsignal(number) for number in numbers] == before
