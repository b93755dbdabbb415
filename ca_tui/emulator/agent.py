"""How much of an output the agent uploads, and when: its rules, in bytes.

Source: aliyun_assist_client, agent/taskengine/basetask.go. While a command runs, a
ticker reads at most 2,048 bytes every interval; what it reads is sent at once until
more than 6,000 bytes were sent, and kept back after that. At the end everything left
is reported if it fits into the quota, else its last bytes: the missing bytes are in
the middle, directly behind what was sent while the command ran.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INTERVAL: Final = 3.0
"""Seconds between two readings (`interval` 3000 in the task's settings)."""

CHUNK: Final = 2048
"""Bytes of one reading, at most."""

HEAD_LIMIT: Final = 6000
"""Bytes after which nothing more is sent while the command runs."""

LEAST_QUOTA: Final = 12000

LOG_QUOTA: Final = 24576
"""Bytes kept of an output (`logQuota` in the task's settings)."""


@dataclass(frozen=True, slots=True)
class Flow:
    """An output that comes evenly: `size` bytes in `seconds`."""

    size: int
    seconds: float

    def by(self, elapsed: float) -> int:
        """Bytes printed after `elapsed` seconds."""
        if elapsed >= self.seconds:
            return self.size
        return int(self.size * max(0.0, elapsed) / self.seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """Which bytes of an output were kept: `head` first ones, and `tail` from a place.

    `dropped` counts the bytes between them. Bytes that were never read, because the
    command was stopped, are in none of the three.
    """

    head: int
    dropped: int
    tail: int

    def cut(self, output: bytes) -> bytes:
        """What of the whole output was kept."""
        start = self.head + self.dropped
        return output[: self.head] + output[start : start + self.tail]


def _ticks(flow: Flow, elapsed: float, *, at_end: bool) -> tuple[int, int]:
    """Bytes sent and bytes read by the ticker after `elapsed` seconds.

    A tick that coincides with the end of the command no longer fires.
    """
    sent = read = 0
    tick = 1
    while tick * INTERVAL < elapsed or (not at_end and tick * INTERVAL == elapsed):
        chunk = min(CHUNK, flow.by(tick * INTERVAL) - read)
        if sent <= HEAD_LIMIT:
            sent += chunk
        read += chunk
        if read == flow.size:
            break
        tick += 1
    return sent, read


def _report(head: int, read: int, quota: int) -> Report:
    room = max(quota, LEAST_QUOTA) - head
    left = read - head
    return Report(head, max(0, left - room), min(left, room))


def running(flow: Flow, elapsed: float, *, periodic: bool = False) -> Report:
    """What is kept while the command still runs; nothing of a periodic task."""
    sent = 0 if periodic else _ticks(flow, elapsed, at_end=False)[0]
    return Report(sent, 0, 0)


def finished(
    flow: Flow, elapsed: float, *, periodic: bool = False, quota: int = LOG_QUOTA
) -> Report:
    """What is kept of a command that ended by itself or by its timeout."""
    head = 0 if periodic else _ticks(flow, elapsed, at_end=True)[0]
    return _report(head, flow.by(elapsed), quota)


def stopped(flow: Flow, elapsed: float, *, quota: int = LOG_QUOTA) -> Report:
    """What is kept of a command that StopInvocation ended: what the ticker had read."""
    head, read = _ticks(flow, elapsed, at_end=True)
    return _report(head, read, quota)
