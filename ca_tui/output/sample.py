"""The part of a text that rules look at, prepared once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

HEAD: Final = 8192
"""Characters that rules look at."""

_LINES: Final = 150
"""Lines that rules look at."""

_LINE: Final = 1024
"""Characters of one line that rules look at."""

_TIMESTAMP: Final = re.compile(
    r"(?:[\w.-]{1,60} +\| )?(?:<\d{1,3}>)?(?:"
    r"\[?\d{4}[-/]\d\d[-/]\d\d(?:T|,? )\d\d:\d\d(?::\d\d)?+"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d+|\]|\s(?! *up\b))"
    r"|\[ *\d+\.(?:\d{6}|\d{3}s)\]"
    r"|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d"
    r"|\d+:[A-Z] \d\d [A-Z][a-z]{2} \d{4} "
    r"|(?:time|ts)=\"?\d{4}-\d\d-\d\d"
    r"|\S{1,100} \S{1,100} \S{1,100} \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:"
    r").{3}"
)
"""Leads of ISO, syslog, clock, dmesg, JVM, klog, Redis, logfmt and access log lines."""

_LEVEL: Final = re.compile(
    r"\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[\]:\s]"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, the lines at its start that are not blank, and the last few."""

    text: str
    lines: tuple[str, ...]
    last: tuple[str, ...]

    def share(self, pattern: re.Pattern[str]) -> float:
        """Share of the lines that `pattern` matches at their beginning."""
        return self.count(pattern) / len(self.lines) if self.lines else 0.0

    def count(self, pattern: re.Pattern[str]) -> int:
        """Number of lines that `pattern` matches at their beginning."""
        return sum(pattern.match(line) is not None for line in self.lines)

    def log_share(self) -> float:
        """Share of lines with a timestamp or level in front, of those not indented."""
        rows = [line for line in self.lines if not line[0].isspace()]
        return sum(map(leads_log_line, rows)) / len(rows) if rows else 0.0


def sample_of(text: str) -> Sample:
    """`text` prepared for the rules."""
    rows = text[:HEAD].split("\n")
    if len(text) > HEAD and len(rows) > 1:
        rows.pop()
    tail = text[-2048:].split("\n")
    return Sample(text, _filled(rows)[:_LINES], _filled(tail)[-12:])


def leads_with_time(line: str) -> bool:
    """`line` begins with a timestamp, as lines of logs do."""
    return _TIMESTAMP.match(line) is not None


def leads_log_line(line: str) -> bool:
    """`line` begins with a timestamp or a level."""
    return leads_with_time(line) or _LEVEL.match(line) is not None


def _filled(rows: list[str]) -> tuple[str, ...]:
    return tuple(row[:_LINE].rstrip() for row in rows if row and not row.isspace())
