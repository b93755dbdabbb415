"""A program in a real pty, with a terminal emulator that shows what it drew."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Final

import pyte

DEADLINE: Final = 20.0
"""Seconds until a wait for something on screen fails."""


class PtySession:
    """`with PtySession([...]) as session:` - the child and its threads end with it."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        preexec: Callable[[], None] | None = None,
    ) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        """Every byte that left the pty."""
        self.master, slave = pty.openpty()
        self._set_size(*size)
        keep = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
        base = {name: os.environ[name] for name in keep if name in os.environ}

        def adopt() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            if preexec is not None:
                preexec()

        self.process = subprocess.Popen(
            [sys.executable, "-m", "ca_tui", *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**base, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})},
            preexec_fn=adopt,
        )
        os.close(slave)

    def __enter__(self) -> PtySession:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.close_terminal()

    def close_terminal(self) -> None:
        """Hang up."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal, as a window manager does."""
        self._set_size(columns, lines)
        self.screen.resize(lines, columns)
        os.kill(self.process.pid, signal.SIGWINCH)

    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Read until something is so, or fail with what is on screen."""
        end = time.monotonic() + DEADLINE
        while not met():
            left = end - time.monotonic()
            assert left > 0, f"never saw {what}; on screen:\n{self.text()}"
            self._read(left)

    def until_text(self, words: str) -> None:
        """Read until the screen shows these words."""
        self.until(lambda: words in self.text(), repr(words))

    def until_ended(self) -> int:
        """Read until the program ended; its exit code."""
        self.until(lambda: self.process.poll() is not None, "the end of the program")
        while self._read(0):
            pass
        return self.process.wait()

    def settle(self, seconds: float = 0.2) -> None:
        """Read until nothing came for a while."""
        while self._read(seconds):
            pass

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], min(seconds, 0.1))
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            # EIO: the last holder of the other end is gone
            return False
        self.raw += data
        # queries and their answers are not what pyte is asked about
        self._stream.feed(data)
        return bool(data)

    def _set_size(self, columns: int, lines: int) -> None:
        packed = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, packed)
