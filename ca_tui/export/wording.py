"""Times, spans and texts as every form writes them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from typing import Final

from ca_tui.monitor.rows import StoredOutput
from ca_tui.output.gap import Certainty, Gap, locate
from ca_tui.output.safe import visible
from ca_tui.output.text import decode, split_lines

_DRAWN: Final = re.compile("[\r\b\x1b]")
"""Where a line is not what it says but what a terminal makes of it."""


def iso(time: datetime | None) -> str | None:
    """A time for programs: UTC with Z; one that came without a zone has none."""
    if time is None:
        return None
    if time.tzinfo is None:
        return time.isoformat()
    if time.tzinfo is not UTC:
        time = _in_zone(time, UTC)
    return time.isoformat().replace("+00:00", "Z")


def moment(time: datetime | None, zone: tzinfo | None) -> str:
    """A time for people, to the second; `zone` None is local time."""
    if time is None:
        return "-"
    if time.tzinfo is None:
        return f"{time.isoformat(' ', 'seconds')} no zone"
    if zone is not time.tzinfo:
        time = _in_zone(time, zone)
    text = time.isoformat(" ", "seconds")
    return f"{text[:19]} {text[19:22]}{text[23:25]}"


def took(start: datetime | None, end: datetime | None) -> str:
    """How long it took in seconds, `-` where that is not known."""
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return "-"
    seconds = (end - start).total_seconds()
    return f"{seconds:.0f}s" if seconds >= 0 else "-"


def safe_lines(text: str) -> str:
    """A text with its lines and tabs, and everything else made visible that a terminal
    may obey; CRLF is a line end."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in lines)


def missing(output: StoredOutput) -> Gap | None:
    """Where bytes of an output are missing; None: nowhere."""
    return locate(len(output.data), output.dropped, output.head_seen)


def parts(output: StoredOutput) -> list[str]:
    """What was printed as a terminal would show it, in safe lines with their tabs; two
    parts where the place between them, at which bytes are missing, is known."""
    gap, data = missing(output), output.data
    if gap is None or gap.certainty is not Certainty.EXACT:
        return [_readable(data)]
    return [_readable(data[: gap.start]), _readable(data[gap.start :])]


def _readable(data: bytes) -> str:
    text = decode(data).text.replace("\r\n", "\n")
    if not _DRAWN.search(text):
        return safe_lines(text)
    lines = text.split("\n")
    return "\n".join(safe_lines(_drawn(line)) for line in lines)


def _drawn(line: str) -> str:
    if not _DRAWN.search(line):
        return line
    return "".join(each.text for each in split_lines(line))


def _in_zone(time: datetime, zone: tzinfo | None) -> datetime:
    with suppress(OverflowError, OSError, ValueError):
        return time.astimezone(zone)
    return time
