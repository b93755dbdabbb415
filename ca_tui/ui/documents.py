"""The text of each tab of the output pane, built from what is known of a result."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from ca_tui.api.status import Phase
from ca_tui.monitor.rows import Record, StoredOutput
from ca_tui.output import document
from ca_tui.output.document import Document, LineKind
from ca_tui.output.filling import fill
from ca_tui.output.highlight import Highlighter
from ca_tui.output.kinds import Syntax
from ca_tui.output.lines import Line, split_lines
from ca_tui.output.pretty_document import indented
from ca_tui.output.reading import AS_IT_COMES, Reading
from ca_tui.output.sections import Section
from ca_tui.output.text import clean
from ca_tui.ui.details import Detail, detail_pairs, raw_json
from ca_tui.ui.tab_line import Tab
from ca_tui.ui.timeline import timeline

LABEL_CELLS: Final = 16
"""Cells up to which the values of the details stand under each other."""

VALUE_CELLS: Final = 58
"""A longer value goes on in the next line: label and value fit in 80 columns."""

WRITTEN_KEY: Final = "v shows it as written"
"""Said below a command with its parameters filled in."""

FILLED_KEY: Final = "v fills in the parameters"
"""Said below one without."""

_FIELDS: Final = Syntax("fields", None, "a record")
_JSON: Final = Syntax("json", "json", "a record")


def documents(
    record: Record,
    output: StoredOutput | None,
    tab: Tab,
    *,
    utc: bool = False,
    reading: Reading = AS_IT_COMES,
) -> Document | None:
    """The text of a tab, None where there is none. Pure; an output or a command of
    megabytes takes a while: build those in a thread."""
    if tab == "command":
        return _command(record, reading)
    shown = _output(record, output, reading)
    return shown if tab == "output" else details_document(record, output, shown, utc)


def details_document(
    record: Record, output: StoredOutput | None, shown: Document | None, utc: bool
) -> Document:
    """Everything known, section by section, and the records as they came."""
    details = detail_pairs(record, output, utc=utc, document=shown)
    sections: list[Section] = []
    for title, group in groupby(details, key=lambda detail: detail.section):
        fields = [line for detail in group for line in _field(detail)]
        sections += [_heading(title, first=not sections), _section(fields, _FIELDS)]
        if title == "Times":
            drawn = timeline(record, utc=utc)
            lines = [Line(f"  {line}") for line in ("", *drawn) if drawn]
            sections.append(Section(lines, numbered=False))
    raw = split_lines(raw_json(record))
    sections += [_heading("As it came", first=False), _section(raw, _JSON)]
    return Document(sections, syntax=_FIELDS)


def _output(
    record: Record, output: StoredOutput | None, reading: Reading
) -> Document | None:
    if output is None or not (output.data or output.dropped):
        return None
    built = document.build(
        output.data,
        dropped=output.dropped,
        head_seen=output.head_seen,
        running=output.phase is Phase.ACTIVE,
        failed=record.row.phase is Phase.FAILED and record.result.exit_code != 0,
        reading=reading,
    )
    return (indented(built) if reading.pretty else None) or built


def _command(record: Record, reading: Reading) -> Document | None:
    invocation = record.invocation
    if invocation is None or not invocation.command_content:
        return None
    content = invocation.command_content
    launcher = record.result.launcher or invocation.launcher
    # many rules to compile, after the first frame
    from ca_tui.output import syntax

    kind = syntax.for_command(invocation.command_type, content, launcher)
    filled = fill(content, invocation.parameters)
    if not filled.count and not filled.unknown:
        return document.from_text(content, kind)
    if reading.as_written:
        return document.from_text(content, kind, f"as written; {FILLED_KEY}")
    noun = "place is" if filled.count == 1 else "places are"
    said = f"{filled.count:,} {noun} filled in from the parameters; {WRITTEN_KEY}"
    if filled.unknown:
        names = clean(", ".join(filled.unknown))
        said += f"; no parameter is called {names}"
    return document.from_text(filled.text, kind, said)


def _heading(title: str, *, first: bool) -> Section:
    lines = [Line(title)] if first else [Line(""), Line(title)]
    return Section(lines, LineKind.NOTE)


def _section(lines: list[Line], kind: Syntax) -> Section:
    texts = [line.text for line in lines]
    return Section(lines, highlighter=Highlighter(kind, texts), numbered=False)


def _field(detail: Detail) -> list[Line]:
    label = f"  {detail.label}:"
    label += " " * max(1, LABEL_CELLS + 4 - cell_len(label))
    indent = " " * (LABEL_CELLS + 4)
    parts = textwrap.wrap(
        detail.value, VALUE_CELLS, break_long_words=False, break_on_hyphens=False
    )
    first, *rest = parts or [detail.value]
    return [Line(label + first), *(Line(indent + part) for part in rest)]
