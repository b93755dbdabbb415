"""What goes to the terminal: at once where it is taken, in order in any case."""

from __future__ import annotations

import io
import os
import pty
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

import pytest

from ca_tui.ui.line_rate import LineRate, Outlet

PATIENCE = 20.0
"""Seconds until a test fails that waits."""


@dataclass
class Line:
    """A terminal of which the other end is in our hands."""

    master: int
    file: TextIO
    drained: list[None]
    outlet: Outlet

    def read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += os.read(self.master, 65536)
        return data


@pytest.fixture
def line() -> Iterator[Line]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    drained: list[None] = []
    with open(slave, "w", encoding="utf-8", errors="backslashreplace") as file:
        outlet = Outlet(file, LineRate(), lambda: drained.append(None))
        yield Line(master, file, drained, outlet)
        outlet.close()
    os.close(master)


def fill(line: Line) -> int:
    """Write until nothing more is taken; how many bytes were."""
    os.set_blocking(line.file.fileno(), False)
    taken = 0
    try:
        while True:
            taken += os.write(line.file.fileno(), b"x" * 64)
    except BlockingIOError:
        os.set_blocking(line.file.fileno(), True)
        return taken


def test_what_the_line_takes_is_written_at_once(line: Line) -> None:
    assert line.outlet.put("ab─\udc80") is None
    assert line.read(10) == "ab─\\udc80".encode()
    assert line.outlet.idle
    assert len(line.drained) == 1


@pytest.mark.parametrize("shift", range(3))
def test_what_it_does_not_take_waits_and_comes_in_order(line: Line, shift: int) -> None:
    """Wherever the line stops taking: most likely within a character once."""
    before = fill(line) - len(os.read(line.master, 4096))
    text = "x" * shift + "测" * 20_000
    rest = line.outlet.put(text)
    assert rest is not None
    assert not line.outlet.idle
    assert line.outlet.put("later") == "later"
    assert not line.drained

    def write() -> None:
        line.outlet.write(rest)
        line.outlet.write("later")

    thread = threading.Thread(target=write)
    thread.start()
    expected = f"{text}later".encode()
    assert line.read(before + len(expected))[before:] == expected
    thread.join(PATIENCE)
    assert line.outlet.idle
    assert len(line.drained) == 1


def test_the_other_users_of_the_terminal_wait_as_before(line: Line) -> None:
    """A shell reads nothing from a terminal that does not wait."""
    line.outlet.put("x")
    assert os.get_blocking(line.file.fileno())


def test_no_descriptor_is_left_open(line: Line) -> None:
    line.outlet.put("x")
    descriptors = len(os.listdir("/proc/self/fd"))
    line.outlet.close()
    line.outlet.close()
    assert len(os.listdir("/proc/self/fd")) == descriptors - 1
    assert line.outlet.put("y") == "y"


def test_what_is_no_terminal_gets_everything_in_order() -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    outlet = Outlet(file, LineRate(), lambda: None)
    assert outlet.put("a") == "a"
    assert not outlet.idle
    outlet.write("a")
    assert outlet.idle
    assert isinstance(file.buffer, io.BytesIO)
    assert file.buffer.getvalue() == b"a"
