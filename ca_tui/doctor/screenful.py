"""A report as text: one screenful, each line with a glyph and a word for its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len, chop_cells

from ca_tui import __version__
from ca_tui.doctor.findings import Finding, Report, State
from ca_tui.doctor.operations import operations_of
from ca_tui.output.text import clean
from ca_tui.ui.glyphs import ASCII, UNICODE, Glyphs

COLUMNS: Final = 80
LINES: Final = 24

HANGING: Final = 22
"""Columns before the text: glyph, word, name of the check."""

COLOURS: Final[dict[State, str]] = {
    "ok": "\x1b[32m",
    "warning": "\x1b[33m",
    "failed": "\x1b[31m",
}
PLAIN: Final = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Style:
    """How to write."""

    ascii: bool = False
    """No character beyond ASCII, not even of a server's."""
    colours: bool = False

    @property
    def glyphs(self) -> Glyphs:
        """The characters to use."""
        return ASCII if self.ascii else UNICODE


def lines(report: Report, style: Style) -> list[str]:
    """At most 24 lines of at most 80 columns."""
    title = f"ca-tui {__version__} doctor, {report.region_id}, "
    title += f"{report.at.astimezone():%Y-%m-%d %H:%M:%S %z}"
    findings = _said_once(_grouped(report.findings))
    blocks = [_block(finding, style) for finding in findings]
    _fit(blocks, LINES - 2, style.glyphs.ellipsis)
    body = [line for block in blocks for line in block]
    return [_safe(title, style)[:COLUMNS], *body, _verdict(report)]


def _verdict(report: Report) -> str:
    skipped = sum(each.skipped for each in report.findings)
    counts = (
        (report.count("failed"), "failed"),
        (report.count("warning") - skipped, "to be aware of"),
        (skipped, "not asked"),
    )
    parts = [f"{count} {what}" for count, what in counts if count]
    if not parts:
        return "All is well."
    return f"{', '.join(parts)}; --json tells each by itself."


def _grouped(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Operations of a service that fare alike share a line."""
    done: set[tuple[str, State, str]] = set()
    for finding in findings:
        if finding.service is None:
            yield finding
            continue
        key = _alike(finding)
        if key in done:
            continue
        done.add(key)
        yield _together([each for each in findings if _alike(each) == key])


def _said_once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Without the remedies that stand further up already."""
    said: set[str] = set()
    for finding in findings:
        known = finding.remedy in said
        said.add(finding.remedy)
        yield replace(finding, remedy="") if known else finding


def _alike(finding: Finding) -> tuple[str, State, str]:
    says = "" if finding.missing else finding.says
    return finding.service or "", finding.state, says


def _together(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    service = first.service or ""
    remedy = first.remedy
    if first.missing:
        plural = "s" * (len(alike) > 1)
        actions = ", ".join(each.missing for each in alike)
        says = f"missing RAM action{plural}: {actions}"
        lost = ", no ".join(str(each.facts.get("costs")) for each in alike)
        remedy = f"Have {'them' if plural else 'it'} granted; without: no {lost}."
    else:
        is_plain = first.says == "allowed" or first.skipped
        everything = first.service and len(alike) == len(operations_of(first.service))
        names = ", ".join(each.operation for each in alike)
        if first.state == "ok" or first.skipped:
            names = f"{len(alike)} operations" if len(alike) > 1 else names
        elif everything:
            names = f"all {len(alike)} operations"
        says = f"{names} {first.says}" if is_plain else f"{names}: {first.says}"
    return Finding(service, first.state, says, remedy)


def _block(finding: Finding, style: Style) -> list[str]:
    """A finding's lines: what is so, and what to do on the next."""
    glyphs = style.glyphs
    marks = {"ok": glyphs.succeeded, "warning": "!", "failed": glyphs.failed}
    mark = f"{marks[finding.state]} {finding.state:<7}"
    if style.colours:
        mark = f"{COLOURS[finding.state]}{mark}{PLAIN}"
    text = _wrapped(_safe(finding.says, style))
    if finding.remedy and finding.state != "ok":
        text += _wrapped(_safe(finding.remedy, style))
    head = f"{mark} {finding.check.replace('_', ' '):<11} {text[0]}"
    return [head, *(" " * HANGING + line for line in text[1:])]


def _safe(text: str, style: Style) -> str:
    shown = clean(" ".join(text.split()))
    return shown.encode("ascii", "replace").decode() if style.ascii else shown


def _wrapped(text: str) -> list[str]:
    """The text in lines that fit beside the names."""
    room = COLUMNS - HANGING
    found: list[str] = [""]
    for word in text.split(" "):
        joined = f"{found[-1]} {word}".lstrip()
        if cell_len(joined) <= room:
            found[-1] = joined
            continue
        pieces = chop_cells(word, room)
        found = [*(found if found[-1] else found[:-1]), *pieces]
    return found


def _fit(blocks: list[list[str]], most: int, ellipsis: str) -> None:
    """Cut the longest blocks until there are no more lines than that."""
    while sum(map(len, blocks)) > most:
        longest = max(blocks, key=len)
        if len(longest) == 1:
            return
        longest.pop()
        longest[-1] = _marked(longest[-1], ellipsis)


def _marked(line: str, ellipsis: str) -> str:
    line = line.removesuffix(f" {ellipsis}")
    words = line.split(" ")
    while cell_len(" ".join(words)) > COLUMNS - 2 and len(words) > 1:
        words.pop()
    return f"{' '.join(words)} {ellipsis}"
