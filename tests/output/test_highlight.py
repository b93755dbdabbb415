"""Highlighted parts: right kinds, in order, never more work than a line is worth."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given

from ca_tui.output.highlight import LEXED, Highlighter
from ca_tui.output.line_rules import LINE_LIMIT, line_spans
from ca_tui.output.syntax import Kind, Syntax, detect, for_command
from tests.output.hostile import texts

JSON: Final = Syntax("json", "json")
SAMPLES: Final = sorted((Path(__file__).parent / "corpus").glob("*/*.txt"))


def kinds(syntax: Syntax, line: str) -> dict[str, Kind]:
    spans = Highlighter(syntax, [line]).spans(0)
    return {line[span.start : span.end]: span.kind for span in spans}


@pytest.mark.parametrize(
    ("name", "line", "part", "kind"),
    [
        (
            "log",
            "2024-05-01 12:00:00,123 ERROR x",
            "2024-05-01 12:00:00,123",
            Kind.TIME,
        ),
        ("log", "2024-05-01 12:00:00,123 ERROR x", "ERROR", Kind.ERROR),
        ("log", "WARN low disk", "WARN", Kind.WARNING),
        ("log", "INFO 10.0.0.4:9000 up", "10.0.0.4:9000", Kind.ADDRESS),
        ("log", "DEBUG open /var/log/a.log", "/var/log/a.log", Kind.PATH),
        ("log", "DEBUG open /var/log/a.log", "DEBUG", Kind.DIM),
        ("log", "took 12.5 ms", "12.5 ms", Kind.NUMBER),
        ("log", "0 errors, 3 failed", "0 errors", Kind.DIM),
        ("log", "0 errors, 3 failed", "failed", Kind.ERROR),
        (
            "text",
            "see https://example.com/a?b=c",
            "https://example.com/a?b=c",
            Kind.PATH,
        ),
        ("text", r"at C:\inetpub\web.config", r"C:\inetpub\web.config", Kind.PATH),
        ("text", 'say "hello there"', '"hello there"', Kind.STRING),
        ("systemctl status", "  Active: active (running)", "Active", Kind.KEY),
        (
            "systemctl status",
            "  Active: active (running)",
            "active (running)",
            Kind.GOOD,
        ),
        ("systemctl status", "  Active: failed (x)", "failed", Kind.ERROR),
        ("table", "web-1  0/1  CrashLoopBackOff  3", "CrashLoopBackOff", Kind.ERROR),
        ("table", "web-1  1/1  Running  3", "Running", Kind.GOOD),
        ("table", "NAME   READY   STATUS", "NAME   READY   STATUS", Kind.HEADING),
        ("table", "----   -----", "----   -----", Kind.DIM),
        ("table", "/dev/vda1  40G  98% /", "98%", Kind.NUMBER),
        ("env", "HOME=/root", "HOME", Kind.KEY),
        ("fields", "Host Name:   web-01", "Host Name", Kind.KEY),
        ("diff", "+added", "+added", Kind.ADDED),
        ("diff", "-gone", "-gone", Kind.REMOVED),
        ("bash -x", "+ echo done", "echo", Kind.NAME),
    ],
)
def test_line_rules(name: str, line: str, part: str, kind: Kind) -> None:
    assert kinds(Syntax(name), line).get(part) is kind


@pytest.mark.parametrize(
    ("alias", "line", "part", "kind"),
    [
        ("json", '{"a": "b", "c": 1, "d": true}', '"a"', Kind.KEY),
        ("json", '{"a": "b", "c": 1, "d": true}', '"b"', Kind.STRING),
        ("json", '{"a": "b", "c": 1, "d": true}', "1", Kind.NUMBER),
        ("json", '{"a": "b", "c": 1, "d": true}', "true", Kind.KEYWORD),
        ("yaml", "name: web # main", "name", Kind.KEY),
        ("yaml", "name: web # main", "# main", Kind.COMMENT),
        ("bash", "if true; then echo 'x'; fi", "if", Kind.KEYWORD),
        ("diff", "+added", "+added", Kind.ADDED),
        ("ini", "port = 3306", "port", Kind.KEY),
    ],
)
def test_lexers(alias: str, line: str, part: str, kind: Kind) -> None:
    assert kinds(Syntax(alias, alias), line).get(part) is kind


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_spans_lie_in_order_inside_their_line(sample: Path) -> None:
    text = sample.read_text()
    lines = text.split("\n")
    highlighter = Highlighter(detect(text), lines, lambda: 0.0)
    assert any(highlighter.spans(i) for i in range(len(lines))) or detect(
        text
    ).name in ("text", "yaml", "csv")
    for index, line in enumerate(lines):
        end = 0
        for span in highlighter.spans(index):
            assert end <= span.start < span.end <= len(line)
            end = span.end


@pytest.mark.parametrize(
    "alias",
    [
        *("bash", "python", "powershell", "batch", "json", "yaml", "xml", "html"),
        *("diff", "ini", "systemd", "toml", "nginx", "pytb", "perl", "ruby", "php"),
    ],
)
def test_lexers_keep_every_column(alias: str) -> None:
    """A quoted word stands where the line has it, whatever came before."""
    lines = ["", "# first", '  x = "quoted"', "", 'y: "quoted"', "</z>", "", ""]
    highlighter = Highlighter(Syntax(alias, alias), lines, lambda: 0.0)
    for index, line in enumerate(lines):
        for span in highlighter.spans(index):
            assert line[span.start : span.end].strip()
            assert span.end <= len(line)


def test_order_of_asking_does_not_matter() -> None:
    lines = ["{", '  "a": "b",', '  "c": 1', "}"]
    forward = Highlighter(JSON, lines)
    backward = Highlighter(JSON, lines)
    expected = [forward.spans(i) for i in range(4)]
    assert [backward.spans(i) for i in (3, 2, 1, 0)] == expected[::-1]


def test_a_lexer_that_takes_too_long_is_left_for_line_rules() -> None:
    """A clock that jumps an hour at each look: after the first step, no more lexing."""
    lines = [f"word{i} = '# no comment'  # {i}" for i in range(500)]
    hours = itertools.count(0, 3600)
    highlighter = Highlighter(Syntax("bash", "bash"), lines, lambda: next(hours))
    assert highlighter.spans(499) == line_spans("bash", lines[499])


def test_large_texts_and_long_lines_are_read_by_line() -> None:
    big = Highlighter(JSON, ['"a": 1'] * (LEXED // 6))
    assert big.spans(9) == line_spans("json", '"a": 1')
    long = "x" * LINE_LIMIT + " 'y'"
    assert Highlighter(Syntax("bash", "bash"), [long]).spans(0) == ()


def test_json_on_one_long_line_is_lexed() -> None:
    line = "[" + ", ".join(['{"a": 1}'] * 2000) + "]"
    assert Highlighter(JSON, [line], lambda: 0.0).spans(0)[-1].end == len(line)


@pytest.mark.parametrize(
    "unit", ['"', "'", "/", ":", "1.", "a=", "[", "(", " ", "aa:", "\\", "- ", "+", "0"]
)
def test_no_line_makes_a_pattern_run_away(unit: str) -> None:
    """Ends soon; catastrophic backtracking would not end at all."""
    line = unit * (1_000_000 // len(unit)) + "!"
    for name in (
        "log",
        "fields",
        "env",
        "table",
        "yaml",
        "bash -x",
        "systemctl status",
    ):
        for span in line_spans(name, line):
            assert span.end <= LINE_LIMIT
    assert detect(line * 2).name


@given(texts)
def test_any_command_can_be_highlighted(text: str) -> None:
    lines = text.replace("\r", "").split("\n")
    for command_type in ("RunShellScript", "RunPowerShellScript", "RunBatScript"):
        highlighter = Highlighter(for_command(command_type), lines, lambda: 0.0)
        for index, line in enumerate(lines):
            assert all(span.end <= len(line) for span in highlighter.spans(index))


def test_pygments_is_imported_only_to_highlight() -> None:
    program = (
        "import sys; from ca_tui.output.document import build; build(b'{\"a\": 1}');"
        "sys.exit(any(name.startswith('pygments') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_first_text_of_a_language_is_read_whole() -> None:
    """An hour goes by while the lexer is imported and made."""
    program = """
import sys
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import Syntax

def clock() -> float:
    return 3600.0 * ("pygments.lexers.python" in sys.modules)

lines = ["import sys  # why"] * 100
spans = Highlighter(Syntax("python", "python"), lines, clock).spans
sys.exit(spans(99) != spans(0) or not spans(0))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
