"""Memory that was used for a moment, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pty_session import PtySession

ROOT = Path(__file__).parents[1]
HEAP = 64 << 20
"""Bytes that glibc reserves for each heap of a thread."""
NAMELESS = 5
"""Fields of a piece of memory that is no file's: addresses, rights, and zeros."""

THREADS = """
import ctypes, threading
from ca_tui.heap import give_back

if {asked}:
    assert give_back()
all_there = threading.Barrier(4)

def work():
    pieces = [bytes(size) for size in range(1_000, 100_000, 1_000)]
    all_there.wait()

threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
all_there.wait()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""

glibc = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="the C library tells no such thing"
)


@glibc
@pytest.mark.parametrize("asked", [False, True])
def test_threads_share_one_heap_when_asked_to(asked: bool) -> None:
    told = _run(THREADS.format(asked=asked))
    assert ("Arena 1:" in told) is not asked


MOMENT = """
import ctypes
from ca_tui.heap import give_back

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

if {asked}:
    assert give_back()
bytes(8 << 20)  # from here on glibc would keep pieces up to this size
before = resident()
pieces = [b"x" * (1_000_000 + number) for number in range(100)]
above = [bytes(100_000 + number) for number in range(10)]
pieces.clear()
print(resident() - before)
"""


@glibc
@pytest.mark.parametrize("asked", [False, True])
def test_large_pieces_are_given_back_when_asked_to(asked: bool) -> None:
    kept = int(_run(MOMENT.format(asked=asked)).strip())
    assert (kept < 20 << 20) is asked


@glibc
@pytest.mark.skipif(sys.maxsize < 2**32, reason="heaps are smaller there")
def test_the_explorer_has_one_heap() -> None:
    """Made before Textual's threads, and kept by those that read and merge."""
    with PtySession(["--demo"]) as session:
        session.until_text("running")
        maps = Path(f"/proc/{session.process.pid}/maps").read_text()
    assert "[heap]" in maps
    assert _heaps_of_threads(maps) == []


def _heaps_of_threads(maps: str) -> list[str]:
    """Pieces of memory in the places where glibc puts them.

    Source: glibc, malloc/arena.c: HEAP_MAX_SIZE, to whose multiples they are aligned.
    """
    lines = [line.split() for line in maps.splitlines()]
    return [
        first[0]
        for first, then in pairwise(lines)
        if (first[1], then[1]) == ("rw-p", "---p")
        and int(first[0].partition("-")[0], 16) % HEAP == 0
        and int(then[0].partition("-")[2], 16) % HEAP == 0
        and len(first) == len(then) == NAMELESS
    ]


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    return done.stdout + done.stderr
