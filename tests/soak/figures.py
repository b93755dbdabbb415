"""What a process holds: memory, objects, descriptors, tasks, threads, files."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widget import Widget

PAGE: Final = os.sysconf("SC_PAGE_SIZE")

OF_WIDGET: Final = MessagePump._process_messages.__qualname__
"""The task that each widget has."""


@dataclass(frozen=True, slots=True)
class Figures:
    """At one moment."""

    hour: float
    resident: int
    """Bytes."""
    objects: int
    """What the garbage collector looks after."""
    files: int
    """That are open, sockets aside."""
    sockets: int
    """Connections that are kept for the next call among them."""
    tasks: int
    """Those aside that every widget has."""
    threads: int
    workers: int
    widgets: int
    """Those that were taken away and are still held, too."""
    timers: int
    temporary_files: int
    rows: int
    """Shown."""
    known: int
    """In the store."""
    store: int
    """Bytes on disk."""
    painted: int
    """Bytes to the terminal so far."""


def resident() -> int:
    """Bytes of memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def descriptors() -> list[str]:
    """What is open."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue  # it was the list itself
    return found


def tasks() -> list[str]:
    """What runs, or waits, apart from widgets that wait for messages."""
    coroutines = (each.get_coro() for each in asyncio.all_tasks())
    names = [getattr(each, "__qualname__", "") for each in coroutines]
    return [name for name in names if name != OF_WIDGET]


def on_disk() -> int:
    """Bytes of open files without a name."""
    sizes = []
    for name in os.listdir("/proc/self/fd"):
        path = f"/proc/self/fd/{name}"
        try:
            if os.readlink(path).endswith("(deleted)"):
                found = os.stat(path)
                sizes.append((found.st_ino, found.st_blocks * 512))
        except OSError:
            continue
    return sum(dict(sizes).values())


def measure(
    hour: float,
    *,
    home: Path,
    workers: int,
    rows: int,
    known: int,
    painted: int,
) -> Figures:
    """What there is now."""
    gc.collect()
    taken = resident()
    objects = gc.get_objects()
    timers = sum(isinstance(each, Timer) for each in objects)
    widgets = sum(isinstance(each, Widget) for each in objects)
    names = descriptors()
    sockets = sum(name.startswith("socket:") for name in names)
    return Figures(
        hour,
        taken,
        len(objects),
        len(names) - sockets,
        sockets,
        len(tasks()),
        threading.active_count(),
        workers,
        widgets,
        timers,
        sum(len(files) for _, _, files in os.walk(home)),
        rows,
        known,
        on_disk(),
        painted,
    )


def kinds() -> Counter[str]:
    """How many objects of each kind there are."""
    return Counter(
        f"{type(each).__module__}.{type(each).__qualname__}"
        for each in gc.get_objects()
    )
