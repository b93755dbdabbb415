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
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final

import pyte

from tests.seen import Repeating, RepeatingByteStream

DEADLINE: Final = 60.0
"""Seconds until a wait for something on screen fails."""

GLANCE: Final = 0.02
"""Seconds between two looks at who works."""

EXPLORER: Final = ("-m", "ca_tui")
"""What Python runs unless told."""


class _Screen(pyte.Screen):
    """A terminal that can be read in the middle of a frame.

    pyte's own `display` fails while half of a wide character is written over.
    """

    @property
    def display(self) -> list[str]:
        """The lines; the second half of a wide character is no character."""
        columns = range(self.columns)
        return [
            "".join(self.buffer[y][x].data for x in columns) for y in range(self.lines)
        ]


class _RepeatingScreen(Repeating, _Screen):
    """One that repeats characters when it is told to."""


class PtySession:
    """`with PtySession([...]) as session:` - the child and its threads end with it."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        preexec: Callable[[], None] | None = None,
        program: Sequence[str] = EXPLORER,
        stdin: int | None = None,
        stderr: int | None = None,
        repeats: bool = False,
    ) -> None:
        """Start it; `stdin` and `stderr` are files instead of the terminal.

        `repeats`: the terminal knows REP (ECMA-48 8.3.103).
        """
        self.screen = _RepeatingScreen(*size) if repeats else _Screen(*size)
        stream = RepeatingByteStream if repeats else pyte.ByteStream
        self._stream = stream(self.screen)
        self.raw = bytearray()
        """Every byte that left the pty."""
        self.master, self.slave = pty.openpty()
        self.fresh_attributes = self.attributes()
        """How the terminal was set before the program started."""
        self._set_size(*size)
        self.process = subprocess.Popen(
            [sys.executable, *program, *argv],
            stdin=self.slave if stdin is None else stdin,
            stdout=self.slave,
            stderr=self.slave if stderr is None else stderr,
            env={**_environment(), **(env or {})},
            preexec_fn=partial(self._adopt, preexec),
        )

    def _adopt(self, preexec: Callable[[], None] | None) -> None:
        # the tests may run under nohup or behind a shell that ignores SIGINT
        for number in (signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        if preexec is not None:
            preexec()

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
            os.close(self.slave)
            self.master = self.slave = -1

    def attributes(self) -> list[object]:
        """How the terminal is set now: echo, line mode and the rest."""
        found: list[object] = termios.tcgetattr(self.slave)
        return found

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self.master, keys.encode())

    def answer_by(self, tell: Callable[[str], object]) -> None:
        """From now on the terminal answers questions, through `tell`."""
        self.screen.write_process_input = tell  # type: ignore[method-assign,assignment] # pyte offers it

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.process.pid, number)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal, as a window manager does."""
        # the kernel tells the program by SIGWINCH
        self.screen.resize(lines, columns)
        self._set_size(columns, lines)

    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Read until something is so, or fail with what is on screen."""
        end = time.monotonic() + DEADLINE
        while not met():
            left = end - time.monotonic()
            over = self.process.poll() is not None
            more = self.read(max(left, 0))
            if left < 0 or (over and not more):
                assert met(), f"never saw {what}; on screen:\n{self.text()}"

    def until_text(self, words: str) -> None:
        """Read until the screen shows these words."""
        self.until(lambda: words in self.text(), repr(words))

    def until_ended(self) -> int:
        """Read until the program ended; its exit code."""
        self.until(lambda: self.process.poll() is not None, "the end of the program")
        while self.read(0):
            pass
        return self.process.wait()

    def until_state(self, letter: str) -> None:
        """Read until the kernel says that the program is so: `T` is stopped."""
        self.until(lambda: self.stat()[0] == letter, f"state {letter}")

    def settle(self, seconds: float = 0.2) -> None:
        """Read until nothing came for a while and nobody worked, or fail."""
        began = quiet_since = time.monotonic()
        while (left := quiet_since + seconds - time.monotonic()) >= 0:
            # whoever reads from a closed terminal may never rest
            working = self.master >= 0 and self.is_working()
            if self.read(min(left, GLANCE)) or working:
                quiet_since = time.monotonic()
            assert quiet_since - began < DEADLINE, f"never quiet:\n{self.text()}"

    def is_working(self) -> bool:
        """Whether the program has a processor or waits for one, or who serves it here.

        On a machine with much to do what is quiet may only be slow.
        """
        me = threading.get_native_id()
        return any(
            _state(path) in "RD"
            for process in (self.process.pid, os.getpid())
            for path in Path(f"/proc/{process}/task").glob("*/stat")
            if path.parent.name != str(me)
        )

    def stat(self) -> list[str]:
        """The fields of /proc/PID/stat from the state on."""
        return _fields(Path(f"/proc/{self.process.pid}/stat"))

    def cpu_seconds(self) -> float:
        """What the program and its threads used up so far."""
        user, system = self.stat()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def family(self) -> list[int]:
        """The processes of the program's session that are alive."""
        alive = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = _fields(path)
            except OSError:
                continue
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                alive.append(int(path.parent.name))
        return alive

    def read(self, seconds: float) -> bool:
        """Take in what comes, waiting a moment for it; whether something came."""
        if self.master < 0:
            time.sleep(min(seconds, 0.02))
            return False
        data = self._came(min(seconds, 0.1))
        self.show(data)
        return bool(data)

    def overhear(self, seconds: float, quiet: float) -> list[tuple[float, bytes]]:
        """What comes in so many seconds, or until nothing came for `quiet` seconds.

        Each piece with its time, by `time.perf_counter`, for `show`: to show it takes
        longer than most programs need for what they send.
        """
        pieces = []
        end = time.perf_counter() + seconds
        while data := self._came(min(quiet, max(0, end - time.perf_counter()))):
            pieces.append((time.perf_counter(), data))
        return pieces

    def show(self, data: bytes) -> None:
        """Bring the screen to what came."""
        self.raw += data
        # queries and their answers are not what pyte is asked about
        self._stream.feed(data)

    def _came(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self.master], [], [], seconds)
        return os.read(self.master, 65536) if ready else b""

    def _set_size(self, columns: int, lines: int) -> None:
        packed = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, packed)


def _fields(stat: Path) -> list[str]:
    """What the kernel says of a process or thread, from its state on."""
    return stat.read_text().rpartition(")")[2].split()


def _state(stat: Path) -> str:
    """The state of a thread; `X`: there is none any more."""
    try:
        return _fields(stat)[0]
    except OSError:
        return "X"


def _environment() -> dict[str, str]:
    """What a program is told of the machine."""
    keep = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
    told = {name: os.environ[name] for name in keep if name in os.environ}
    # nothing is remembered unless a test says where
    told["XDG_STATE_HOME"] = os.devnull
    return {**told, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
