"""A played explorer in a pty, and the bytes that each thing costs."""

from __future__ import annotations

import select
import socket
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final

from tests.pty_session import DEADLINE, PtySession

PROGRAM: Final = ("-m", "tests.bench.played")

ROOT: Final = Path(__file__).parent.parent.parent

GLANCE: Final = 0.02
"""Seconds of one look at the terminal."""

QUIET: Final = 0.3
"""Seconds without a byte after which nothing more comes."""


class Stage:
    """`with Stage(size, diff=True) as stage:` - the explorer, and a line to it."""

    def __init__(
        self,
        size: tuple[int, int],
        *,
        diff: bool,
        answers: bool = False,
        repeats: bool = False,
        low_bandwidth: str = "never",
    ) -> None:
        """`answers`: the terminal says where its cursor is when it is asked.
        `repeats`: so it does, and knows REP (ECMA-48 8.3.103)."""
        self._folder = tempfile.TemporaryDirectory()
        home = Path(self._folder.name)
        address = home / "orders"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(address))
            listener.listen()
            listener.setblocking(False)
            env = {
                "HOME": str(home),
                "TMPDIR": str(home),
                "PYTHONPATH": str(ROOT),
                "COLORTERM": "truecolor",
                "CA_TUI_FRAME_DIFF": str(int(diff)),
            }
            self.session = PtySession(
                [str(address), low_bandwidth],
                size=size,
                env=env,
                program=PROGRAM,
                repeats=repeats,
            )
            if answers or repeats:
                self.session.answer_by(self.session.send)
            self.orders = self._accept(listener)

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.orders.close()
        self.session.__exit__(kind, error, trace)
        self._folder.cleanup()

    def _accept(self, listener: socket.socket) -> socket.socket:
        found: list[socket.socket] = []

        def came() -> bool:
            try:
                found.append(listener.accept()[0])
            except BlockingIOError:
                return False
            return True

        self.session.until(came, "the explorer on the socket")
        return found[0]

    def order(self, words: str) -> None:
        """Tell the world something, and read the screen until it is painted."""
        self.tell(words)
        end = time.monotonic() + DEADLINE
        ends = [self.session.master, self.orders.fileno()]
        while not self.told():
            left = end - time.monotonic()
            assert left > 0, f"{words!r} never ended:\n{self.session.text()}"
            select.select(ends, [], [], left)
            self.session.settle(0)

    def tell(self, words: str) -> None:
        """Tell it, and do not wait."""
        self.orders.setblocking(True)
        self.orders.sendall(f"{words}\n".encode())
        self.orders.setblocking(False)

    def told(self) -> bool:
        """Whether it answered."""
        try:
            return bool(self.orders.recv(64))
        except BlockingIOError:
            return False

    def listen(self, seconds: float) -> None:
        """Read for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.session.settle(min(left, GLANCE))

    def settled(self, quiet: float = QUIET) -> int:
        """Bytes so far, when none came for so many seconds."""
        end = time.monotonic() + quiet
        while (left := end - time.monotonic()) > 0:
            before = len(self.session.raw)
            self.session.settle(min(left, GLANCE))
            if len(self.session.raw) > before:
                end = time.monotonic() + quiet
        return len(self.session.raw)
