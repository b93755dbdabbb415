"""Structural tests for languages and formats of data, each cheap."""

from __future__ import annotations

import json
import re
from typing import Final

from ca_tui.output.kinds import Syntax
from ca_tui.output.sample import HEAD, Sample, leads_log_line

_PARSED: Final = 65_536
"""Characters up to which JSON is simply parsed."""

_INTERPRETERS: Final = {
    "sh": "bash",
    "bash": "bash",
    "dash": "bash",
    "ksh": "bash",
    "zsh": "bash",
    "python": "python",
    "perl": "perl",
    "ruby": "ruby",
    "node": "javascript",
    "php": "php",
    "awk": "awk",
    "gawk": "awk",
    "pwsh": "powershell",
    "powershell": "powershell",
}
"""Interpreter of a script -> Pygments alias."""

_SHEBANG: Final = re.compile(
    r"\s*#![ \t]*(?P<path>\S+)(?:[ \t]+(?:-S[ \t]+)?(?P<word>[\w.+-]+))?"
)


def shebang(text: str) -> Syntax | None:
    """A script that names its interpreter."""
    match = _SHEBANG.match(text[:HEAD])
    if match is None:
        return None
    program = match["path"].rpartition("/")[2]
    if program == "env":
        program = match["word"] or ""
    program = program.removesuffix(".exe").rstrip("0123456789.")
    if not program:
        return None
    lexer = _INTERPRETERS.get(program)
    return Syntax(lexer or program[:20], lexer, f"starts with #! and {program[:20]}")


_KEY: Final = re.compile(r'"(?:[^"\\]|\\.){0,256}"\s*:')
_OBJECT: Final = re.compile(r'(?:\[\s*)*\{\s*"(?:[^"\\]|\\.){0,256}"\s*:')
_ARRAY: Final = re.compile(
    r'\[\s*(?:\[\s*)*(?:"(?:[^"\\]|\\.){0,4096}"|-?\d+(?:\.\d+)?|true|false|null)\s*,'
    r'\s*(?:["\d{\[-]|true|false|null)'
)
_MEMBER: Final = re.compile(
    r'\s*(?:"(?:[^"\\]|\\.){0,256}"\s*:\s*\S.*|"(?:[^"\\]|\\.){0,900}",?'
    r"|-?\d+(?:\.\d+)?,?|(?:true|false|null),?|[\[{]|[\]}][\]},]*)$"
)


def json_text(sample: Sample) -> Syntax | None:
    """JSON, JSON lines, and JSON of which one end is cut off."""
    text = sample.text.strip() if len(sample.text) <= _PARSED else sample.text.lstrip()
    if _json_lines(sample.lines):
        return Syntax("json lines", "json", "every line parses as JSON")
    if text[:1] and text[0] in "{[":
        if len(text) <= _PARSED and text[-1] in "]}" and _parses(text):
            return Syntax("json", "json", "parses as JSON")
        if _OBJECT.match(text[:HEAD]):
            return Syntax("json", "json", 'starts with { and has "key": pairs')
        if _ARRAY.match(text[:HEAD]):
            return Syntax("json", "json", "starts with [ and a list of values")
    return _json_tail(sample)


def _json_tail(sample: Sample) -> Syntax | None:
    keys = len(_KEY.findall(sample.text[:HEAD]))
    if keys >= 3 and len(sample.lines) > 3 and sample.share(_MEMBER) >= 0.9:
        return Syntax("json", "json", 'lines are "key": value pairs')
    ends = sample.last[-1:] and sample.last[-1][-1] in "]}"
    dense = keys >= 5 and keys * 80 >= min(len(sample.text), HEAD)
    if (
        ends
        and dense
        and len(sample.lines) <= 2
        and not leads_log_line(sample.lines[0])
    ):
        return Syntax("json", "json", 'ends with } and has "key": pairs')
    return None


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json_lines(rows: tuple[str, ...]) -> bool:
    """Each row parses; the first and the last one may be cut off."""
    if len(rows) < 2 or rows[0][-1] not in "]}" or rows[-1][0] not in "{[":
        return False
    whole = sum(map(_json_row, rows[1:-1]))
    ends = _json_row(rows[0]) + _json_row(rows[-1])
    return whole == len(rows) - 2 and whole + ends >= 2


def _json_row(row: str) -> bool:
    if row[0] not in "{[":
        return False
    return _parses(row) or (len(row) == 1024 and _OBJECT.match(row) is not None)


_HTML: Final = re.compile(
    r"\s*(?:<!--.{0,200}-->\s*)?<(?:!doctype html|html|head|body|div|table|h1|p)\b",
    re.I,
)
_TAG: Final = re.compile(r"\s*(?:<!--|<[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>)")
_TAGGED: Final = re.compile(r"\s*<[/A-Za-z_!?].*>$")


def markup(sample: Sample) -> Syntax | None:
    """XML and HTML."""
    head = sample.text[:HEAD]
    if re.match(r"\s*<\?xml\s", head):
        return Syntax("xml", "xml", "starts with <?xml")
    if _HTML.match(head):
        return Syntax("html", "html", "starts with a tag of HTML")
    if _TAG.match(head) and ("</" in head or "/>" in head):
        return Syntax("xml", "xml", "starts with a tag and has closing ones")
    if len(sample.lines) > 2 and "</" in head and sample.share(_TAGGED) >= 0.8:
        return Syntax("xml", "xml", "lines are tags")
    return None


_HUNK: Final = re.compile(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@")
_DIFF_FILE: Final = re.compile(r"(?:--- |\+\+\+ |diff |Index: )")
_DIFF_LINE: Final = re.compile(
    r"[ +\-@\\]|diff |index |Index: |new file |deleted file |similarity |rename |===="
)
_ED: Final = re.compile(r"\d+(?:,\d+)?[acd]\d+(?:,\d+)?$")
_ED_LINE: Final = re.compile(r"[<>] |[<>]$|---$|\d+(?:,\d+)?[acd]\d+(?:,\d+)?$|diff ")


def diff(sample: Sample) -> Syntax | None:
    """Unified diffs, and those of `diff` without options."""
    if sample.count(_HUNK) and (
        sample.count(_DIFF_FILE) >= 2 or sample.share(_DIFF_LINE) >= 0.95
    ):
        return Syntax("diff", "diff", "has @@ hunks of + and - lines")
    if sample.count(_ED) and sample.share(_ED_LINE) >= 0.95:
        return Syntax("diff", "diff", "has < and > lines under line numbers")
    return None
