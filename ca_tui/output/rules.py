"""Structural tests for languages and configuration files, each cheap."""

from __future__ import annotations

import json
import re
import tomllib
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
    program = program.rstrip("0123456789.")
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
    if text[:1] and text[0] in "{[":
        if len(text) <= _PARSED and text[-1] in "]}" and _parses(text):
            return Syntax("json", "json", "parses as JSON")
        if len(sample.lines) > 1 and all(map(_json_row, sample.lines)):
            return Syntax("json lines", "json", "every line parses as JSON")
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


def _json_row(row: str) -> bool:
    if row[0] not in "{[":
        return False
    return _parses(row) or (len(row) == 1024 and _OBJECT.match(row) is not None)


_HTML: Final = re.compile(
    r"\s*(?:<!--.{0,200}-->\s*)?<(?:!doctype html|html|head|body|div|table|h1|p)\b",
    re.I,
)
_TAG: Final = re.compile(r"\s*(?:<!--|<[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>)")


def markup(sample: Sample) -> Syntax | None:
    """XML and HTML."""
    head = sample.text[:HEAD]
    if re.match(r"\s*<\?xml\s", head):
        return Syntax("xml", "xml", "starts with <?xml")
    if _HTML.match(head):
        return Syntax("html", "html", "starts with a tag of HTML")
    if _TAG.match(head) and ("</" in head or "/>" in head):
        return Syntax("xml", "xml", "starts with a tag and has closing ones")
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


_SECTION: Final = re.compile(r"\s*\[[^\[\]=,{}]{1,80}\]$")
_SETTING: Final = re.compile(r"\s*[^=\s\[#;{}()\"'<>|][^=;{}()\"'<>|]{0,80}=")
_REMARK: Final = re.compile(r"\s*[#;]")
_BARE: Final = re.compile(r"[\w-]{2,60}$|[ \t]+\S")
_UNIT: Final = re.compile(
    r"\[(?:Unit|Service|Install|Timer|Socket|Mount|Automount|Path|Slice|Scope|Swap"
    r"|Match|Network|Link|NetDev|Address|Route)\]$"
)


def ini(sample: Sample) -> Syntax | None:
    """Unit files of systemd, TOML, and other files of [sections] and settings."""
    body = [line for line in sample.lines if not _REMARK.match(line)]
    sections = [line for line in body if _SECTION.match(line)]
    settings = sum(_SETTING.match(line) is not None for line in body)
    bare = sum(_BARE.match(line) is not None for line in body if "=" not in line)
    if not sections or not settings or settings * 2 < bare:
        return None
    if len(sections) + settings + bare < 0.9 * len(body):
        return None
    if not _SECTION.match(body[0]) and len(sections) < 2:
        return None
    if any(map(_UNIT.match, sections)):
        return Syntax("unit file", "systemd", "has sections of systemd units")
    if _is_toml(sample):
        return Syntax("toml", "toml", "parses as TOML")
    return Syntax("ini", "ini", "has [sections] and key = value lines")


def _is_toml(sample: Sample) -> bool:
    if not any('= "' in line or "= [" in line or '="' in line for line in sample.lines):
        return False
    try:
        tomllib.loads("\n".join(sample.lines))
    except (ValueError, RecursionError):
        return False
    return True


_DIRECTIVE: Final = re.compile(
    r"\s*(?:server|location|upstream|http|events|listen|server_name|root|index|include"
    r"|proxy_pass|proxy_set_header|worker_processes|worker_connections|user|pid"
    r"|error_log|access_log|log_format|ssl_certificate|return|rewrite|gzip|sendfile"
    r"|keepalive_timeout|default_type|try_files|add_header|error_page)\b[^=(]"
)
_BRACED: Final = re.compile(r".*[;{}]$|\s*#|.*[;{}]\s+#")


def nginx(sample: Sample) -> Syntax | None:
    """Configuration of nginx."""
    if sample.count(_DIRECTIVE) >= 2 and sample.share(_BRACED) >= 0.85:
        return Syntax("nginx", "nginx", "directives of nginx end with ; or {")
    return None


_NAME_OF_KEY: Final = r"[\"']?[\w./$*-][\w ./$()*@-]{0,80}[\"']?"
_YAML_LINE: Final = re.compile(
    rf"\s*(?:- )*(?:{_NAME_OF_KEY}:(?: \S.*)?$|- \S|-$|#|---|\.\.\.$)"
)
_YAML_ALIGNED: Final = re.compile(rf"\s*{_NAME_OF_KEY}:(?: {{2,}}|\t)\S")
_YAML_OPEN: Final = re.compile(rf"(?P<indent>\s*)(?:- )*{_NAME_OF_KEY}:(?: [|>]-?)?$")
_YAML_ITEM: Final = re.compile(r"\s*- [\w\"'{\[*&]")


def yaml(sample: Sample) -> Syntax | None:
    """YAML that is more than a flat list of `name: value`."""
    body = [line for line in sample.lines if not line.lstrip().startswith("#")]
    prose = sum(line.count(": ") > 2 for line in body)
    if len(body) < 2 or prose > 1 or sample.share(_YAML_LINE) < 0.8:
        return None
    if sample.share(_YAML_ALIGNED) > 0.2:
        return None
    if body[0] == "---":
        return Syntax("yaml", "yaml", "starts with --- and has key: lines")
    keyed = any(":" in line for line in body)
    nested = sum(map(_opens, body, body[1:]))
    if keyed and nested:
        return Syntax("yaml", "yaml", "has key: lines with indented ones below")
    return None


def _opens(line: str, below: str) -> bool:
    """`line` is a key whose value stands below it."""
    match = _YAML_OPEN.match(line)
    if match is None:
        return False
    indent = len(below) - len(below.lstrip())
    inside = indent > len(match["indent"])
    item = _YAML_ITEM.match(below) is not None
    return (inside and (item or ":" in below)) or (
        item and indent >= len(match["indent"])
    )


_TRACE: Final = re.compile(r"\++ \S")


def bash_x(sample: Sample) -> Syntax | None:
    """What `set -x` prints among the outputs of the commands."""
    traced = sample.count(_TRACE)
    minus = sum(line.startswith("-") for line in sample.lines)
    enough = traced >= 3 and sample.share(_TRACE) >= 0.2
    if minus <= traced // 3 and (enough or (traced and _TRACE.match(sample.lines[0]))):
        return Syntax("bash -x", None, "commands traced with + in front")
    return None


_ASSIGNMENT: Final = re.compile(
    r"(?:export |declare -x |set )?(?P<key>[A-Za-z_][\w.\-/()%]{0,120})=(?!=)"
)
_PROPERTY: Final = re.compile(r"(?P<key>[A-Za-z_][\w.\-/]{0,120}) = ?\S")


def env(sample: Sample) -> Syntax | None:
    """Environments, properties and `sysctl`: one key = value per line."""
    body = [line for line in sample.lines if not _REMARK.match(line)]
    found = [_ASSIGNMENT.match(line) or _PROPERTY.match(line) for line in body]
    keys = [match["key"] for match in found if match]
    if len(keys) < 2 or len(keys) < 0.8 * len(body):
        return None
    if 2 * sum(key.isupper() for key in keys) >= len(keys):
        return Syntax("env", None, "lines are NAME=value")
    return Syntax("properties", None, "lines are key = value")
