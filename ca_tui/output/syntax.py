"""What a text is: cheap structural tests, asked in order, with the reason kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ca_tui.output import configs, formats, shapes, traces
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


def for_command(command_type: str, content: str = "") -> Syntax:
    """What a command is written in; a #! line wins over its type."""
    return formats.shebang(content) or _COMMANDS.get(command_type) or PLAIN_TEXT
