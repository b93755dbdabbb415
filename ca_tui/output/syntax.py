"""What a text is: cheap structural tests, asked in order, with the reason kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ca_tui.output import rules, shapes, traces
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import PLAIN_TEXT, Kind, Span, Syntax
from ca_tui.output.sample import Sample, sample_of

__all__ = ["Highlighter", "Kind", "Span", "Syntax", "detect", "for_command"]

_RULES: Final[tuple[Callable[[Sample], Syntax | None], ...]] = (
    rules.json_text,
    rules.markup,
    rules.diff,
    traces.report_of_tests,
    traces.trace,
    traces.powershell_error,
    traces.systemctl_status,
    rules.ini,
    rules.env,
    rules.nginx,
    shapes.known_table,
    rules.yaml,
    rules.bash_x,
    traces.log,
    shapes.columns,
    shapes.fields,
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
    found = rules.shebang(text)
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


def for_command(command_type: str, content: str = "") -> Syntax:
    """What a command is written in; a #! line wins over its type."""
    return rules.shebang(content) or _COMMANDS.get(command_type) or PLAIN_TEXT
