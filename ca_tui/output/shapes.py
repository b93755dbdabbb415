"""Structural tests for texts whose lines are alike: tables, lists, separated fields."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final

from ca_tui.output.kinds import Syntax
from ca_tui.output.sample import Sample

_HEADERS: Final = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(?:Filesystem|文件系统)\s+\S+.*(?:Mounted|挂载点|IUse|Use%|已用)", "df"),
        (r"\s*(?:USER|UID|PID|PPID|F S|S UID|STAT)\s.*\b(?:CMD|COMMAND|ARGS)$", "ps"),
        (r"top - \d\d:\d\d", "top"),
        (r"\s*(?:total|总计)\s+(?:used|已用)\s+(?:free|空闲)", "free"),
        (r"(?:CONTAINER ID|REPOSITORY|IMAGE|NETWORK ID|DRIVER)\s{2,}[A-Z]", "docker"),
        (r"NAME\s+(?:MAJ:MIN|FSTYPE|TYPE|SIZE)\s", "lsblk"),
        (r"(?:NAMESPACE\s+)?NAME\s{2,}[A-Z]|LAST SEEN\s+TYPE", "kubectl"),
        (r"(?:Active Internet|Netid\s+State|State\s+Recv-Q|Proto\s+Recv-Q)", "sockets"),
        (r"COMMAND\s+PID\s+(?:TID\s+)?.*USER\s+FD", "lsof"),
        (r"\s*UNIT(?: FILE)?\s+(?:LOAD|STATE)\b|\s*NEXT\s+LEFT\s+LAST", "systemctl"),
        (r"procs -+ ?memory|Linux \d\S* \(\S+\)\s+\d", "system statistics"),
        (r"\s*(?:Desired=Unknown|\|\|/ Name)", "dpkg"),
        (r"\s+CPU\(s\)|Chain \w+ \(policy", "iptables"),
        (r"(?:total|总用量|總計|总计) \d[\d.,]*[KMGT]?$", "ls"),
    )
)
"""First lines that certain programs print above columns, and the program."""

_MODES: Final = re.compile(r"[-bcdlps](?:[-r][-w][-xsStT]){3}[.+@]?\s+\d+ \S+")
_RULER: Final = re.compile(r"\s*[-=]{2,}(?:\s+[-=]{2,})+$")
_BOX: Final = re.compile(r"\+(?:-+\+)+$|-+\+[-+]+$|\|.*\|$|[┌└├╞╔╚╠].*[┐┘┤╡╗╝╣]$")
_MOUNT: Final = re.compile(r"\S+ on /\S* type \S+ \(")
_OBJECTS: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? +[\d.]+\w* +\S+$")
_PASSWD: Final = re.compile(r"[\w.$-]+:[^:]*:\d+:")
_OPTION: Final = re.compile(r"\s+-")


def known_table(sample: Sample) -> Syntax | None:
    """Tables with a known header, a ruler or a box around them."""
    for pattern, name in _HEADERS:
        if any(map(pattern.match, sample.lines[:2])) and len(sample.lines) > 1:
            return Syntax("table", None, f"starts like {name}")
    if sample.share(_MODES) >= 0.6:
        return Syntax("table", None, "lines start like those of ls -l")
    if len(sample.lines) > 2 and sample.share(_BOX) >= 0.5:
        return Syntax("table", None, "columns have lines drawn between them")
    if any(map(_underlines, sample.lines[1:], sample.lines)):
        return Syntax("table", None, "a ruler stands under the header")
    if sample.share(_MOUNT) >= 0.8:
        return Syntax("table", None, "lines are device on path type name")
    if sample.share(_OBJECTS) >= 0.8:
        return Syntax("table", None, "lines are time, size and name")
    if len(sample.lines) > 1 and sample.share(_PASSWD) >= 0.9:
        return Syntax("accounts", None, "fields stand between colons")
    return None


def _underlines(line: str, above: str) -> bool:
    """`line` is a ruler whose parts stand under the words of `above`."""
    return _RULER.match(line) is not None and len(above.split()) >= len(line.split())


def columns(sample: Sample) -> Syntax | None:
    """Lines whose columns stand under each other."""
    rows = sample.lines[:40]
    if len(rows) < 3 or sample.share(_OPTION) > 0.3:
        return None
    wide = sum("  " in row.strip() for row in rows)
    if wide < 0.6 * len(rows):
        return None
    edges: Counter[int] = Counter()
    for row in rows:
        for match in re.finditer(r"(?<=\S) {2,}(?=\S)", row[:400]):
            edges[match.end()] += 1
            edges[-match.start()] += 1
    if sum(count >= 0.8 * len(rows) for count in edges.values()) >= 2:
        return Syntax("table", None, "columns line up")
    return None


_FIELD: Final = re.compile(
    r"\s*(?P<key>(?!\d+:)[^\s:=][^:=]{0,60}?)\s*[:：](?:\s+\S|$)"
)
_HTTP: Final = re.compile(r"HTTP/\d(?:\.\d)? \d{3}")


def fields(sample: Sample) -> Syntax | None:
    """Lists of name and value, each on its own line: PowerShell, lscpu, HTTP heads."""
    if len(sample.lines) > 1 and _HTTP.match(sample.lines[0]):
        return Syntax("http", None, "starts with an HTTP status line")
    found = list(filter(None, map(_FIELD.match, sample.lines)))
    if len(found) < 3 or len(found) < 0.8 * len(sample.lines):
        return None
    names = Counter(match["key"].strip() for match in found)
    wordy = sum(len(name.replace(". ", " ").split()) > 4 for name in names)
    blocks = max(names.values())
    repeated = len(set(names.values())) > 2 and len(names) < 0.5 * len(found)
    if wordy > 0.2 * len(names) or len(names) < 3 or repeated:
        return None
    if blocks > 1 and len(names) < 0.8 * len(found) and "\n\n" not in sample.text:
        return None
    return Syntax("fields", None, "lines are Name : value")


_DELIMITERS: Final = {",": "commas", ";": "semicolons", "|": "bars"}


def separated(sample: Sample) -> Syntax | None:
    """CSV and its like: the same number of fields in every line."""
    if len(sample.lines) < 2:
        return None
    for delimiter, name in _DELIMITERS.items():
        count = _fields_per_line(sample.lines, delimiter)
        if count >= 2:
            return Syntax("csv", None, f"{count} fields between {name} in every line")
    return None


def _fields_per_line(lines: tuple[str, ...], delimiter: str) -> int:
    """Fields in each line, or 0 where they differ or read like prose."""
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    count = len(rows[0])
    same = sum(len(row) == count for row in rows)
    if count < 2 or same < 0.95 * len(rows):
        return 0
    cells = [cell for row in rows for cell in row]
    spaced = sum(cell.startswith(" ") for cell in cells)
    wordy = sum(
        len(cell.split()) > 6 or bool(set("(){}") & set(cell)) for cell in cells
    )
    if not all(cell.strip() for cell in rows[0]) or wordy > 0.2 * len(cells):
        return 0
    return 0 if 2 * spaced > len(cells) - len(rows) else count
