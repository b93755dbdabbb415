"""Structural tests for what programs report: traces, test runs, services, logs."""

from __future__ import annotations

import re
from typing import Final

from ca_tui.output.kinds import Syntax
from ca_tui.output.sample import Sample, leads_with_time

_TEST_RUNS: Final = (
    (
        r"=+ (?:test session starts|FAILURES|ERRORS|short test summary info) =+$",
        "pytest",
    ),
    (r"=* ?\d+ (?:passed|failed|errors?)\b.* in \d[\d.]*s\b.*$", "pytest"),
    (r"Ran \d+ tests? in \d[\d.]*s$", "unittest"),
    (r"(?:=== RUN   |\s*--- (?:PASS|FAIL|SKIP): )\S", "go test"),
    (r"(?:ok  |FAIL|---)\s+[\w./-]+\s+(?:\d[\d.]*s|\(cached\))", "go test"),
    (r"test [\w:]+ \.\.\. (?:ok|FAILED|ignored)", "cargo test"),
    (r"(?:Tests|Test Suites):\s+\d+ (?:passed|failed|total|skipped)", "jest"),
    (r"\d+\.\.\d+$|(?:not )?ok \d+ - \S", "TAP"),
    (r"\s*\d+ (?:passing|failing) ?(?:\(\d+m?s\))?$", "mocha"),
)
"""Lines that only test runners print."""

_RUNNERS: Final = tuple((re.compile(p), name) for p, name in _TEST_RUNS)


def report_of_tests(sample: Sample) -> Syntax | None:
    """What a test runner reports."""
    for pattern, runner in _RUNNERS:
        for line in (*sample.lines, *sample.last):
            if pattern.match(line):
                return Syntax("test run", None, f"has lines of {runner}")
    return None


_TRACEBACK: Final = re.compile(r"(?:\s|[|+-])*Traceback \(most recent call last\):")
_FRAME: Final = re.compile(r"(?:\s|\|)*File \".+\", line \d+")
_RAISED: Final = re.compile(
    r"(?:[\w.]{1,80}\.)?\w{1,60}(?:Error|Exception|Interrupt)\b"
)
_AT: Final = re.compile(
    r"\s+at .*\S\(?.*|\s+\.\.\. \d+ (?:more|common frames)|Caused by: "
)
_JAVA_AT: Final = re.compile(r"\s+at (?:[\w$.@/-]+\.)+[\w$<>]+\([^()]*\)$")
_JS_AT: Final = re.compile(r"\s+at .*[:(].*:\d+:\d+\)?$")
_NET_AT: Final = re.compile(r"\s+at [\w.`<>\[\]+]+\(.*\)(?: in .+:line \d+)?$")
_GOROUTINE: Final = re.compile(r"goroutine \d+ \[[\w ,]+\]:$")
_GO_PANIC: Final = re.compile(r"panic: |fatal error: |SIG[A-Z]+: ")


def trace(sample: Sample) -> Syntax | None:
    """Tracebacks and stack traces, unless they stand inside a log."""
    logged = sample.log_share() >= 0.5
    if sample.count(_FRAME) and not logged:
        if sample.count(_TRACEBACK):
            return Syntax("python traceback", "pytb", "has Traceback and File lines")
        if sample.count(_RAISED):
            return Syntax("python traceback", "pytb", "has File lines and an error")
    if sample.count(_GOROUTINE) and sample.count(_GO_PANIC):
        return Syntax("go panic", None, "has panic and goroutine lines")
    if sample.share(_AT) < (0.6 if logged else 0.3):
        return None
    if sample.count(_JAVA_AT) >= 2 and sample.count(_JS_AT) == 0:
        return Syntax("java trace", None, "has lines of at package.Class(File:line)")
    if sample.count(_JS_AT) + sample.count(_NET_AT) >= 2:
        return Syntax("stack trace", None, "has indented lines that start with at")
    return None


_AT_LINE: Final = re.compile(r"At .*:\d+ char:\d+|所在位置 .*:\d+ 字符: ?\d+")
_POWERSHELL: Final = re.compile(r"\s+\+ (?:CategoryInfo|FullyQualifiedErrorId)\s+: ")


def powershell_error(sample: Sample) -> Syntax | None:
    """Error records of PowerShell."""
    if sample.count(_POWERSHELL) and (sample.count(_AT_LINE) or len(sample.lines) < 8):
        return Syntax("powershell error", None, "has CategoryInfo of PowerShell")
    return None


_LOADED: Final = re.compile(r"\s+Loaded: \S+ \(")
_ACTIVE: Final = re.compile(r"\s+Active: \S+")


def systemctl_status(sample: Sample) -> Syntax | None:
    """`systemctl status` of one or more units."""
    if sample.count(_LOADED) and sample.count(_ACTIVE):
        return Syntax("systemctl status", None, "has Loaded: and Active: of a unit")
    return None


def log(sample: Sample) -> Syntax | None:
    """Lines with a time or a level in front, and what continues them."""
    rows = sum(not line[0].isspace() for line in sample.lines)
    timed = any(map(leads_with_time, sample.lines))
    enough = sample.log_share() >= (0.5 if timed else 0.6)
    if enough and (timed or rows > 1) and rows >= 0.15 * len(sample.lines):
        return Syntax("log", None, "lines start with a timestamp or level")
    return None
