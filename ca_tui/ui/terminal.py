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
import socket
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final, TypeAlias

GRACE: Final = 3.0
"""Seconds that an orderly end may take before the process ends anyway."""

BRIEF: Final = 0.05
"""Seconds that a process which is stopped again may run."""

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

GONE: Final = select.POLLHUP | select.POLLERR

RESTORE: Final = (
    "\x1b[?2004l\x1b[?2048l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    "\x1b[?1016l\x1b[<u\x1b[m\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Takes back every mode that Textual sets, and our pen: paste, resizes, wrap, mouse,
keys, pen, the alternate screen, cursor, focus."""


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


Handler: TypeAlias = Callable[[int, FrameType | None], object]


class Guard:
    """What signals and the loss of the terminal do while the explorer runs."""

    def __init__(self, leave: Callable[[int], None]) -> None:
        """To be made inside the running event loop, in the main thread."""
        self._leave = leave
        self._loop = asyncio.get_running_loop()
        self._leaving = False
        self._stopped = False
        self._drawing = True
        self._tell_size: Handler = _nothing
        self._attributes = _attributes()
        # a signal that another thread takes would wait for the loop's next turn
        self._woken, wakes = socket.socketpair()
        self._woken.setblocking(False)
        wakes.setblocking(False)
        self._wakes = wakes
        self._woke_before = signal.set_wakeup_fd(
            wakes.fileno(), warn_on_full_buffer=False
        )
        self._loop.add_reader(self._woken, self._wake)
        # asyncio's own signal handlers run later than that of SIGCONT, which then
        # would draw on the terminal of somebody else
        self._before = {
            number: signal.signal(number, self._told)
            for number in SIGNALS
            if signal.getsignal(number) != signal.SIG_IGN
        }

    def resume_once(self, redraw: Callable[[], object]) -> None:
        """Let SIGCONT resume only what ctrl+z suspended; `redraw` after other stops.

        Textual would start a second time on a terminal that it uses already. To be
        called when Textual has set its handlers.
        """
        suspend = signal.getsignal(signal.SIGTSTP)
        resume = signal.getsignal(signal.SIGCONT)

        def stop(number: int, frame: FrameType | None) -> None:
            self._stopped = True
            if callable(suspend):
                suspend(number, frame)

        def go_on(number: int, frame: FrameType | None) -> None:
            if self._leaving:
                return
            if not self._stopped:
                self._loop.call_soon_threadsafe(redraw)
                return
            # a signal that ends us may have come along in another thread
            time.sleep(BRIEF)
            if _in_background():
                os.kill(os.getpid(), signal.SIGSTOP)
            elif callable(resume):
                self._stopped = False
                resume(number, frame)

        signal.signal(signal.SIGTSTP, stop)
        signal.signal(signal.SIGCONT, go_on)

    def order_resizes(self) -> None:
        """Let the last size win; to be called when Textual has set its handler.

        In a storm of SIGWINCH its handler is interrupted by the next one, which then
        tells a newer size first.
        """
        handler = signal.getsignal(signal.SIGWINCH)
        if callable(handler) and handler != self._resized:
            self._tell_size = handler
            signal.signal(signal.SIGWINCH, self._resized)

    def lost(self) -> None:
        """Leave because the terminal is gone; from any thread."""
        self._leaving = True
        _let_go()
        self._loop.call_soon_threadsafe(self._end, 128 + signal.SIGHUP)

    def last_resort(self, code: int) -> None:
        """End the process soon, even if something holds up the orderly end."""
        timer = threading.Timer(GRACE, self._give_up, args=(code,))
        timer.daemon = True
        timer.start()

    def release(self) -> None:
        """Give the signals back: the terminal is as it was."""
        self._drawing = False
        self._loop.remove_reader(self._woken)
        signal.set_wakeup_fd(self._woke_before)
        self._woken.close()
        self._wakes.close()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _wake(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)

    def _resized(self, number: int, _frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._tell_size, number, None)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        if self._stopped:
            # the terminal is the shell's already, and touching it would stop us again
            os._exit(128 + number)
        self._leaving = True
        self._loop.call_soon_threadsafe(self._end, 128 + number)

    def _end(self, code: int) -> None:
        self.last_resort(code)
        self._leave(code)

    def _give_up(self, code: int) -> None:
        with suppress(OSError, termios.error):
            if self._drawing:
                # opened anew: this one does not wait for a terminal that is full
                flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY
                terminal = os.open("/dev/tty", flags)
                os.write(terminal, RESTORE.encode())
                termios.tcsetattr(terminal, termios.TCSANOW, self._attributes)
        os._exit(code)


@contextmanager
def leaving_in_order(leave: Callable[[int], None]) -> Iterator[Guard]:
    """Call `leave(exit code)` on SIGINT, SIGTERM, SIGHUP and a lost terminal.

    To be entered inside the running event loop, around everything that touches the
    terminal. SIGHUP stays ignored where it was (nohup); the lost terminal is noticed
    all the same.
    """
    guard = Guard(leave)
    stop_watching = _watch_hangup(guard.lost)
    try:
        yield guard
    finally:
        stop_watching()
        guard.release()


def forget_pixels() -> None:
    """Take back the one mouse mode that Textual leaves on, where it was set."""
    with suppress(OSError):
        os.write(2, b"\x1b[?1016l")


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Handle no signal."""


def _in_background() -> bool:
    """Whether the terminal is in the hands of another job of the shell."""
    with suppress(OSError):
        return os.tcgetpgrp(0) != os.getpgrp()
    return False


def _attributes() -> list[Any]:
    with suppress(OSError, termios.error):
        return termios.tcgetattr(0)
    return []


def _watch_hangup(lost: Callable[[], object]) -> Callable[[], None]:
    """Wait in a thread, without waking up, until the terminal's other end is gone."""
    poll = select.poll()
    terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
    # no event mask: POLLHUP and POLLERR are reported always, input is not
    poll.register(terminal, 0)
    reader, writer = os.pipe()
    poll.register(reader, select.POLLIN)

    def wait() -> None:
        events = dict(poll.poll())
        if reader not in events and events[terminal] & GONE:
            lost()

    thread = threading.Thread(target=wait, name="hangup", daemon=True)
    thread.start()

    def stop() -> None:
        os.write(writer, b"x")
        thread.join()
        os.close(reader)
        os.close(writer)

    return stop


def _let_go() -> None:
    """Put nothing in the place of a terminal that is gone: writing there fails."""
    poll = select.poll()
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        if stream is not None:
            poll.register(stream.fileno(), 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor, event in poll.poll(0):
        if event & GONE:
            os.dup2(nothing, descriptor)
    os.close(nothing)
