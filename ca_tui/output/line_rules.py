"""What the parts of one line are, by one look at that line: logs, tables, plain text.

Every repetition has a bound or a clear end, so no line can make a pattern run long.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ca_tui.output.kinds import Kind, Span

LINE_LIMIT: Final = 4096
"""Characters of a line that are looked at."""

_PARTS: Final = {
    "KEY": r'"[^"\n]{1,200}"(?=\s?:)',
    "STRING": r'"[^"\n]{0,400}"' + r"|(?<!\w)'[^'\n]{1,200}'",
    "TIME": (
        r"\b\d{4}[-/]\d\d[-/]\d\d"
        r"(?:(?:T|,? )\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z| ?[+-]\d\d:?\d\d\b)?)?"
        r"|\b[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
        r"|\b\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?"
        r"|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    ),
    "PATH": (
        r"\bhttps?://[^\s\"'<>]{1,500}"
        r"|(?<![\w.~/@-])(?:~|\.{1,2})?/[\w.@%+~-][\w.@%+=:,~/-]{0,300}"
        r"|\b[A-Za-z]:\\[^\s\"<>|*?]{0,300}"
    ),
    "ADDRESS": (
        r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|/\d{1,2})?(?![\w]|\.\d)"
        r"|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b"
    ),
    "DIM": (
        r"\b(?:0|[Nn]o) (?:errors?|fail(?:ed|ures?|s)?|warnings?)\b"
        r"|\b(?:DEBUG|TRACE|debug|trace)\b"
    ),
    "ERROR": (
        r"\b(?:ERROR|FATAL|CRITICAL|CRIT|PANIC|EMERG|ALERT|SEVERE|FAIL(?:ED|URE)?|ERR)\b"
        r"|\b(?:[Ee]rrors?|[Ff]atal|[Ff]ail(?:ed|ure|ures|s)?|[Pp]anic|[Dd]enied"
        r"|[Rr]efused|[Uu]nreachable|[Ii]nvalid|[Aa]borted|[Kk]illed)\b"
        r"|\b(?:[Nn]ot found|[Nn]o such|[Cc]annot|[Cc]an't|timed out|oom-kill)\b"
        r"|\b(?:CrashLoopBackOff|ImagePullBackOff|ErrImagePull|OOMKilled|Evicted|Error"
        r"|NotReady|Unhealthy|DOWN)\b"
        r"|\b\w{1,60}(?:Exception|Error)\b|✗|×|✘"
    ),
    "WARNING": (
        r"\b(?:WARN(?:ING)?|[Ww]arn(?:ing|ings)?|[Dd]eprecated|Pending|Terminating"
        r"|ContainerCreating|Init:\d+/\d+|Unknown|[Ii]nactive|dead|[Ss]topped"
        r"|Exited|activating|deactivating|[Dd]egraded|[Ss]kipped|SKIP(?:PED)?)\b"
    ),
    "GOOD": (
        r"\bactive \((?:running|exited|waiting|listening)\)"
        r"|\b(?:OK|PASS(?:ED)?|[Pp]assed|Running|Ready|Succeeded|Completed|[Hh]ealthy"
        r"|SUCCESS(?:FUL)?|[Ss]uccess(?:ful(?:ly)?)?|enabled|LISTEN(?:ING)?|ESTAB"
        r"|UP|Up|Bound|Active|Available|ok)\b|✓|✔"
    ),
    "KEYWORD": r"\b(?:INFO|NOTICE|GET|POST|PUT|DELETE|HEAD|PATCH|true|false|null)\b",
    "NUMBER": (
        r"(?<![\w.])[+-]?(?:0x[0-9a-fA-F]{1,16}|\d{1,20}(?:[.,]\d{1,20}){0,6})"
        r"(?: ?(?:%|[KMGTP]i?B?|B|bytes|ms|us|ns|min|[smhd]))?(?!\w|\.\d)"
    ),
}
"""Name of a kind -> what it looks like in a line of any text; earlier ones win."""

_ANY: Final = re.compile("|".join(f"(?P<{name}>{p})" for name, p in _PARTS.items()))

_LEADS: Final = {
    "env": r"(?:export |declare -x |set )?(?P<KEY>[^\s=]{1,120})(?P<PUNCTUATION>=)",
    "properties": r"\s*(?P<KEY>[^\s=:]{1,120})\s{0,9}(?P<PUNCTUATION>[=:])",
    "fields": r"\s*(?P<KEY>[^\s:=：][^:=：]{0,60})(?P<PUNCTUATION>[:：])(?=\s|$)",
    "network": r"(?:\d{1,6}: )?(?P<HEADING>[\w.@-]{1,60}):?(?= )",
    "git log": r"(?P<KEY>commit|[A-Z]\w{3,10}:)(?= )",
    "http": r"(?P<KEY>[\w-]{1,60})(?P<PUNCTUATION>:)(?= )",
    "systemctl status": r"\s*(?P<KEY>[A-Z][\w ]{1,20})(?P<PUNCTUATION>:)(?= )",
    "accounts": r"(?P<KEY>[^\s:]{1,60})(?P<PUNCTUATION>:)",
    "bash -x": r"(?P<PUNCTUATION>\+{1,20}) (?P<NAME>\S{1,200})",
    "java trace": r"\s+(?P<DIM>at|\.\.\.)\s",
    "stack trace": r"\s+(?P<DIM>at)\s",
    "ini": r"\s*(?P<KEY>[^\s=\[#;][^=]{0,80})(?P<PUNCTUATION>=)",
    "unit file": r"(?P<KEY>[A-Za-z]{1,60})(?P<PUNCTUATION>=)",
    "yaml": r"\s*(?:- )?(?P<KEY>[\w./$-]{1,80})(?P<PUNCTUATION>:)(?=\s|$)",
}
"""Name of a syntax -> what its lines begin with; the rest is read as any text."""

_FIRST: Final = {name: re.compile(pattern) for name, pattern in _LEADS.items()}

_WHOLE: Final = {
    "diff": (
        (re.compile(r"\+\+\+ |--- |diff |index |Index: |@@ "), Kind.HEADING),
        (re.compile(r"[+>]"), Kind.ADDED),
        (re.compile(r"[-<]"), Kind.REMOVED),
    ),
    "table": (
        (re.compile(r"[\s|+=-]+$|[┌├└].*[┐┤┘]$"), Kind.DIM),
        (
            re.compile(r"(?:[A-Z][A-Z0-9_()%/:.-]*\s*){2,12}$|Filesystem\s"),
            Kind.HEADING,
        ),
    ),
    "test run": (
        (re.compile(r"=+ .* =+$"), Kind.HEADING),
        (re.compile(r"E  "), Kind.ERROR),
    ),
    "go panic": (
        (re.compile(r"panic: |fatal error: "), Kind.ERROR),
        (re.compile(r"goroutine \d+ "), Kind.HEADING),
    ),
    "batch": (
        (re.compile(r"\s*(?:rem\b|::)", re.I), Kind.COMMENT),
        (re.compile(r"\s*:\w"), Kind.HEADING),
    ),
    "powershell error": ((re.compile(r"\s+\+ "), Kind.DIM),),
    "ini": (
        (re.compile(r"\s*\["), Kind.HEADING),
        (re.compile(r"\s*[#;]"), Kind.COMMENT),
    ),
}
"""Name of a syntax -> lines that are one thing from end to end."""

_REMARKED: Final = frozenset(
    (
        *("env", "properties", "ini", "unit file", "toml", "yaml", "nginx"),
        *("bash", "powershell", "python", "perl", "ruby"),
    )
)
"""Syntaxes whose lines are comments from a # in front."""


@lru_cache(maxsize=1024)
def line_spans(name: str, text: str) -> tuple[Span, ...]:
    """The parts of a line of the syntax called `name`, in order, never overlapping."""
    text = text[:LINE_LIMIT]
    whole = _whole(name, text)
    if whole is not None:
        return (Span(len(text) - len(text.lstrip()), len(text), whole),)
    spans: list[Span] = []
    position = 0
    lead = _FIRST[name].match(text) if name in _FIRST else None
    if lead is not None:
        for part in lead.groupdict():
            spans.append(Span(*lead.span(part), Kind[part]))
        position = lead.end()
    for match in _ANY.finditer(text, position):
        spans.append(Span(match.start(), match.end(), Kind[match.lastgroup or "DIM"]))
    return tuple(spans)


def _whole(name: str, text: str) -> Kind | None:
    if name in _REMARKED and text.lstrip().startswith("#"):
        return Kind.COMMENT
    for pattern, kind in _WHOLE.get(name, ()):
        if text and pattern.match(text):
            return kind
    return None
