"""Markdown for a ticket: a table of the results, then each with what it printed.

Everything a server sent stands in code spans, fences or as character references, so
that it can neither end what it stands in nor become a link, an image or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Final, TextIO

from ca_tui.api.exit_codes import shown_exit_code
from ca_tui.api.explain import explain_result
from ca_tui.api.status import exit_code_is_real
from ca_tui.export.plain import ended
from ca_tui.export.reading import Result
from ca_tui.export.table import sizes
from ca_tui.export.wording import missing, moment, parts, took
from ca_tui.monitor.rows import Record, Row, StoredOutput
from ca_tui.output.text import clean

_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")

_BACKTICKS: Final = re.compile("`+")

_HEADINGS: Final = "Status | Exit | Instance | Command | Started | Took | Output"
_RULE: Final = "--- | ---: | --- | --- | --- | ---: | ---:"


def write_markdown(
    rows: Iterable[Row], results: Iterable[Result], out: TextIO, zone: tzinfo | None
) -> None:
    """A table of the rows, then a part for each result; `zone` None is local time."""
    out.write(f"| {_HEADINGS} |\n| {_RULE} |\n")
    for row in rows:
        out.write(f"| {' | '.join(_cells(row, zone))} |\n")
    for record, output in results:
        out.writelines(f"\n{block}\n" for block in _part(record, output, zone))


def literal(text: str) -> str:
    """A server's text on one line, exactly as it is; `-` for none."""
    line = clean(text).strip()
    if not line:
        return "-"
    if "`" in line or "|" in line:
        return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", line)
    return f"`{line}`"


def fence(text: str, kind: str = "text") -> str:
    """A block that shows the text and ends where it ends, whatever is in it."""
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{kind}\n{ended(text)}{ticks}"


def _cells(row: Row, zone: tzinfo | None) -> Iterator[str]:
    known = exit_code_is_real(row.invocation_status) and row.exit_code is not None
    yield literal(row.invocation_status)
    yield str(row.exit_code) if known else "-"
    yield literal(row.instance_name or row.key.instance_id)
    yield literal(row.command_name or row.command_id)
    yield moment(row.start_time or row.creation_time, zone)
    yield took(row.start_time, row.finished_time or row.stop_time)
    yield sizes(row) or "-"


def _part(
    record: Record, output: StoredOutput | None, zone: tzinfo | None
) -> Iterator[str]:
    """The blocks about one result."""
    row, result = record.row, record.result
    code = result.exit_code
    real = code is not None and exit_code_is_real(result.invocation_status)
    exit_code = f", exit {shown_exit_code(code or 0)}" if real else ""
    name = literal(row.instance_name or row.key.instance_id)
    yield f"### {name}: {literal(result.invocation_status)}{exit_code}"
    explanation = explain_result(result)
    if explanation:
        yield f"{_sentence(explanation.meaning)} {_sentence(explanation.remedy)}"
    yield "\n".join(_facts(record, zone))
    yield from _printed(output)


def _facts(record: Record, zone: tzinfo | None) -> Iterator[str]:
    row, result, key = record.row, record.result, record.row.key
    if result.error_code:
        yield f"- ErrorCode {literal(result.error_code)}: {literal(result.error_info)}"
    where = f"{key.service} {key.region_id}"
    yield f"- Instance {literal(key.instance_id)} in {literal(where)}"
    if row.container_name:
        yield f"- Container {literal(row.container_name)}"
    command = row.command_name or row.command_id
    yield f"- Command {literal(command)}, run {literal(key.invoke_id)}"
    ended_at = row.finished_time or row.stop_time
    yield f"- Started {moment(row.start_time, zone)}, ended {moment(ended_at, zone)}"


def _printed(output: StoredOutput | None) -> Iterator[str]:
    """The output in fences, and in words what is missing of it."""
    if output is None:
        yield "The service sent no output."
        return
    gap, texts = missing(output), parts(output)
    label = f"**{gap.label()}**" if gap else ""
    if gap and len(texts) == 1:
        yield label
    if not output.data:
        yield "It printed nothing." if gap is None else "Nothing was kept."
        return
    yield fence(texts[0])
    if len(texts) > 1:
        yield label
        yield fence(texts[1])


def _sentence(words: str) -> str:
    """Our words, which may quote a code: a sentence in which nothing is markup."""
    text = re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", clean(words).strip())
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
