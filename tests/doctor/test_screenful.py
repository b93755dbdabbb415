"""How a report is printed: one screenful whatever it says, and one JSON object."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import ServiceName
from ca_tui.doctor.findings import STATES, Finding, Report, not_asked
from ca_tui.doctor.objects import as_json
from ca_tui.doctor.operations import OPERATIONS
from ca_tui.doctor.screenful import COLUMNS, Style, lines
from tests.cloud import NOON
from tests.doctor.stage import fits
from tests.pty_session import PtySession

texts = st.text(max_size=400)


def report(*findings: Finding) -> Report:
    return Report("cn-hangzhou", NOON, findings)


def operation(action: str, says: str, service: ServiceName = "ecs") -> Finding:
    return Finding(f"{service}:{action}", "failed", says, service=service)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(STATES), texts, texts), max_size=14),
    st.booleans(),
)
def test_any_report_is_one_screenful(
    found: list[tuple[str, str, str]], ascii: bool
) -> None:
    findings = [
        Finding(f"check{number}", state, says, remedy)  # type: ignore[arg-type] # sampled
        for number, (state, says, remedy) in enumerate(found)
    ]
    printed = "\n".join(lines(report(*findings), Style(ascii=ascii)))
    fits(printed)
    assert all(f"check{number}" in printed for number in range(len(found)))
    assert not ascii or printed.isascii()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(texts, texts | st.integers() | st.none()), texts)
def test_json_is_one_line_of_plain_ascii(facts: dict[str, str], says: str) -> None:
    found = as_json(report(Finding("x", "ok", says, facts=facts)))
    assert found.isascii()
    assert found.isprintable()
    check = json.loads(found)["checks"][0]
    assert (check["says"], check["facts"]) == (says, facts)


def test_operations_that_fare_alike_share_a_line() -> None:
    printed = lines(
        report(
            operation("DescribeRegions", "broken"),
            operation("DescribeInstances", "otherwise"),
            operation("DescribeInvocations", "broken"),
        ),
        Style(),
    )
    assert "DescribeRegions, DescribeInvocations: broken" in printed[1]
    assert "DescribeInstances: otherwise" in printed[2]


def test_what_was_not_asked_is_counted_by_itself() -> None:
    skipped = [not_asked(each.check, "why", each.service) for each in OPERATIONS]
    last = lines(report(Finding("a", "failed", "x"), *skipped), Style())[-1]
    assert last == "1 failed, 10 not asked; --json tells each by itself."
    assert lines(report(Finding("a", "ok", "x")), Style())[-1] == "All is well."


def test_only_the_longest_texts_are_cut() -> None:
    findings = [Finding(f"c{n}", "failed", "word " * 60) for n in range(11)]
    printed = lines(report(Finding("short", "ok", "stays whole"), *findings), Style())
    assert len(printed) == 24
    assert printed[1].endswith("stays whole")
    assert sum(line.endswith("⋯") for line in printed) == 11


def test_colours_are_for_terminals_that_want_them() -> None:
    env = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
    with PtySession(["doctor", "--demo"], env=env, size=(100, 30)) as session:
        session.until_text("operations allowed")
        assert session.until_ended() == 0
        assert b"\x1b[32m" in session.raw
    with PtySession(
        ["doctor", "--demo"], env={**env, "NO_COLOR": "1"}, size=(100, 30)
    ) as session:
        assert session.until_ended() == 0
        assert b"\x1b[" not in session.raw


@pytest.mark.parametrize(
    ("encoding", "argv"), [("ascii", ()), ("latin-1", ()), ("utf-8", ("--ascii",))]
)
def test_ascii_where_nothing_else_can_be_printed(
    encoding: str, argv: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ca_tui", "doctor", "--demo", *argv],
        env={**os.environ, "PYTHONIOENCODING": encoding, "HOME": "/nonexistent"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.isascii()
    assert max(map(len, done.stdout.splitlines())) <= COLUMNS
    assert b"+ ok      identity" in done.stdout
