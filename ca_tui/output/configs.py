"""Structural tests for configuration files and settings, each cheap."""

from __future__ import annotations

import re
import tomllib
from typing import Final

from ca_tui.output.kinds import Syntax
from ca_tui.output.sample import HEAD, Sample

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
    if sections and _is_toml(sample):
        return Syntax("toml", "toml", "parses as TOML")
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
    return Syntax("ini", "ini", "has [sections] and key = value lines")


def _is_toml(sample: Sample) -> bool:
    quoted = any('= "' in line or "= [" in line for line in sample.lines)
    if not quoted or len(sample.text) > HEAD:
        return False
    try:
        tomllib.loads(sample.text)
    except (ValueError, RecursionError):
        return False
    return True


_DIRECTIVE: Final = re.compile(
    r"\s*(server|location|upstream|http|events|listen|server_name|root|index|include"
    r"|proxy_pass|proxy_set_header|worker_processes|worker_connections|user|pid"
    r"|error_log|access_log|log_format|ssl_certificate|return|rewrite|gzip|sendfile"
    r"|keepalive_timeout|default_type|try_files|add_header|error_page)(?=[\s;{])(?! *=)"
)
_BRACED: Final = re.compile(r".*[;{}]$|\s*#|.*[;{}]\s+#")


def nginx(sample: Sample) -> Syntax | None:
    """Configuration of nginx."""
    found = list(filter(None, map(_DIRECTIVE.match, sample.lines)))
    words = {match[1] for match in found}
    if len(words) >= 2 and sample.share(_BRACED) >= 0.85:
        return Syntax("nginx", "nginx", "directives of nginx end with ; or {")
    return None


_NAME_OF_KEY: Final = r"(?:[\w./$*@()-]{1,80}|\"[^\"]{1,80}\"|'[^']{1,80}')"
_YAML_LINE: Final = re.compile(
    rf"\s*(?:- )*(?:{_NAME_OF_KEY}:(?: \S.*)?$|- \S|-$|#|---|\.\.\.$)"
)
_YAML_ALIGNED: Final = re.compile(rf"\s*{_NAME_OF_KEY}:(?: {{2,}}|\t)\S")
_YAML_OPEN: Final = re.compile(rf"(?P<indent>\s*)(?:- )*{_NAME_OF_KEY}:(?: [|>]-?)?$")
_YAML_MAP: Final = re.compile(rf"(?P<indent>\s*)- {_NAME_OF_KEY}:(?: |$)")
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
    """`line` is a key whose value stands below it, or the first one of an item."""
    indent = len(below) - len(below.lstrip())
    match = _YAML_OPEN.match(line)
    if match is None:
        first = _YAML_MAP.match(line)
        return first is not None and indent == len(first["indent"]) + 2
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
    r"(?:export |declare -x |set )?(?P<key>[A-Za-z_][\w.\-/()%]{0,120})="
    r"(?!=)(?P<value>.?)"
)
_PROPERTY: Final = re.compile(r"(?P<key>[A-Za-z_][\w.\-/]{0,120}) = ?(?P<value>\S)")


def env(sample: Sample) -> Syntax | None:
    """Environments, properties and `sysctl`: one key = value per line."""
    body = [line for line in sample.lines if not _REMARK.match(line)]
    found = [_ASSIGNMENT.match(line) or _PROPERTY.match(line) for line in body]
    keys = [match["key"] for match in found if match]
    valued = sum(bool(match["value"]) for match in found if match)
    if len(keys) < 2 or len(keys) < 0.8 * len(body) or 2 * valued < len(keys):
        return None
    if sample.log_share() >= 0.5:
        return None
    if 2 * sum(key.isupper() for key in keys) >= len(keys):
        return Syntax("env", None, "lines are NAME=value")
    return Syntax("properties", None, "lines are key = value")
