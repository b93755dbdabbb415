"""The terminal as a thing that can be missing, too simple, or lost while we run.

Textual draws to standard error and reads standard input. A terminal that goes away
leaves its input thread spinning and its writer stuck, so whoever runs the app has to
notice by other means and leave.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

GRACE: Final = 3.0
"""Seconds that an orderly end may take before the process ends anyway."""

SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)


def obstacle(environ: Mapping[str, str]) -> str:
    """Why the explorer cannot be shown here, as a sentence; empty when it can."""
    hint = "For plain text: ca-tui list"
    if not sys.__stdin__ or not sys.__stdin__.isatty():
        return f"Standard input is not a terminal. {hint}"
    if not sys.__stderr__ or not sys.__stderr__.isatty():
        return (
            "Standard error is not a terminal, and the screen is drawn there. "
            f"Use --log FILE instead of 2>FILE. {hint}"
        )
    if environ.get("TERM", "") in ("", "dumb"):
        return f"TERM={environ.get('TERM', '')} cannot show a screen. {hint}"
    return ""


@contextmanager
def leaving_in_order(leave: Callable[[int], None]) -> Iterator[None]:
    """Call `leave(exit code)` on SIGTERM, SIGHUP and when the terminal is lost.

    To be entered inside the running event loop. SIGHUP stays ignored where it was
    (nohup); the lost terminal is noticed all the same.
    """
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        _last_resort(128 + number)
        leave(128 + number)

    caught = [
        number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN
    ]
    for number in caught:
        loop.add_signal_handler(number, end, number)
    stop_watching = _watch_hangup(
        lambda: loop.call_soon_threadsafe(end, int(signal.SIGHUP))
    )
    try:
        yield
    finally:
        stop_watching()
        for number in caught:
            loop.remove_signal_handler(number)


def _watch_hangup(lost: Callable[[], object]) -> Callable[[], None]:
    """Wait in a thread, without waking up, until the terminal's other end is gone."""
    poll = select.poll()
    # no event mask: POLLHUP and POLLERR are reported always, input is not
    poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
    reader, writer = os.pipe()
    poll.register(reader, select.POLLIN)

    def wait() -> None:
        events = dict(poll.poll())
        if reader not in events:
            lost()

    thread = threading.Thread(target=wait, name="hangup", daemon=True)
    thread.start()

    def stop() -> None:
        os.write(writer, b"x")
        thread.join()
        os.close(reader)
        os.close(writer)

    return stop


def _last_resort(code: int) -> None:
    """End the process even if the writer is stuck on a terminal that is gone."""
    timer = threading.Timer(GRACE, os._exit, args=(code,))
    timer.daemon = True
    timer.start()
