"""What a text is: cheap structural tests, asked in order, with the reason kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ca_tui.output import configs, formats, programs, shapes, traces
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import PLAIN_TEXT, Kind, Span, Syntax
from ca_tui.output.sample import Sample, sample_of

__all__ = ["Highlighter", "Kind", "Span", "Syntax", "detect", "for_command"]

_RULES: Final[tuple[Callable[[Sample], Syntax | None], ...]] = (
    formats.json_text,
    formats.markup,
    formats.diff,
    traces.report_of_tests,
    traces.trace,
    traces.powershell_error,
    traces.systemctl_status,
    programs.network,
    programs.packages,
    programs.uptime,
    programs.history,
    programs.ping,
    configs.ini,
    configs.env,
    configs.nginx,
    shapes.known_table,
    configs.yaml,
    configs.bash_x,
    traces.log,
    shapes.fields,
    shapes.columns,
    shapes.separated,
)
"""The more telling test stands before the more general one."""

_COMMANDS: Final = {
    "RunShellScript": Syntax("bash", "bash", "a RunShellScript command"),
    "RunPowerShellScript": Syntax(
        "powershell", "powershell", "a RunPowerShellScript command"
    ),
    "RunBatScript": Syntax("batch", "batch", "a RunBatScript command"),
}
"""Type of the command, as the vendor writes it."""


def detect(text: str) -> Syntax:
    """What `text`, clean of escape sequences, is; looks at its first 8 KB."""
    found = formats.shebang(text)
    if found is not None:
        return found
    sample = sample_of(text)
    if not sample.lines:
        return PLAIN_TEXT
    for rule in _RULES:
        found = rule(sample)
        if found is not None:
            return found
    return PLAIN_TEXT


_LANGUAGES: Final = {
    "py": "python",
    "sh": "bash",
    "bash": "bash",
    "pl": "perl",
    "rb": "ruby",
    "js": "javascript",
    "mjs": "javascript",
    "ts": "typescript",
    "php": "php",
    "ps1": "powershell",
    "bat": "batch",
    "cmd": "batch",
    "lua": "lua",
    "tcl": "tcl",
    "awk": "awk",
    "sql": "sql",
    "go": "go",
    "groovy": "groovy",
    "r": "r",
    "yml": "yaml",
    "yaml": "yaml",
}
"""Extension of a script's file -> Pygments alias."""

_EXTENSION: Final = re.compile(
    r"\{\{\s{0,9}ACS::ScriptFileName\s{0,9}\|\s{0,9}Ext\(\s{0,9}"
    r"[\"']\.?(?P<ext>\w{1,10})[\"']\s{0,9}\)\s{0,9}\}\}"
)
"""How a launcher names the file that the command is written to."""


def for_command(command_type: str, content: str = "", launcher: str = "") -> Syntax:
    """What a command is written in: what launches it wins over a #! line, and that
    over its type."""
    return (
        _launched(launcher)
        or formats.shebang(content)
        or _COMMANDS.get(command_type)
        or PLAIN_TEXT
    )


def _launched(launcher: str) -> Syntax | None:
    """By the extension of the script's file, or by the program that reads it."""
    extension = _EXTENSION.search(launcher)
    lexer = _LANGUAGES.get(extension["ext"].lower()) if extension else None
    if lexer is not None and extension is not None:
        return Syntax(lexer, lexer, f"launched as a .{extension['ext'].lower()} file")
    if not launcher.strip():
        return None
    found = formats.shebang(f"#!{launcher.strip()}")
    if found is None or found.lexer is None:
        return None
    return Syntax(found.name, found.lexer, f"launched by {found.name}")
