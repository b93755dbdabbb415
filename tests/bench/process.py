"""What a running process takes, as the kernel tells."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEGA: Final = 2**20


@dataclass(frozen=True, slots=True)
class Taken:
    """MB of memory, and of files that are open and have no name."""

    resident: float
    peak: float
    """Resident at most so far."""
    disk: float
    """What the files are long."""
    blocks: float
    """What they take."""


def taken(pid: int) -> Taken:
    """Of a process of this user."""
    memory = {
        name: int(rest.split()[0]) / 1024
        for name, _, rest in map(_fields, _read(pid, "status").splitlines())
        if name in ("VmRSS", "VmHWM")
    }
    files = _nameless(pid).values()
    return Taken(
        memory["VmRSS"],
        memory["VmHWM"],
        sum(each.st_size for each in files) / MEGA,
        sum(each.st_blocks for each in files) * 512 / MEGA,
    )


def cpu(pid: int) -> float:
    """Seconds of the CPU that the threads which live now were given."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def load() -> str:
    """How busy the machine is, for the title of a table."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _nameless(pid: int) -> dict[int, os.stat_result]:
    """By inode: each is open several times."""
    found = {}
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            if str(each.readlink()).endswith(" (deleted)"):
                status = each.stat()
                found[status.st_ino] = status
    return found


def _fields(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _read(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()
