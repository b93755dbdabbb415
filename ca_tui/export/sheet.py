"""CSV that spreadsheets open without running it, and other programs without loss."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Final, TextIO, TypeAlias

from ca_tui.api.models import Json
from ca_tui.export.objects import as_object, in_base64
from ca_tui.export.reading import Result
from ca_tui.export.wording import safe_lines
from ca_tui.output.text import clean

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet takes for a formula. Source: OWASP, "CSV
Injection"."""

Cell: TypeAlias = str | int | float


def write_csv(results: Iterable[Result], out: TextIO) -> None:
    """The columns of JSON lines, flat, below a line with their names.

    Control characters are made visible; `output_base64` has the bytes of an output
    whose cell, without an apostrophe before it, does not.
    """
    writer = csv.writer(out, lineterminator="\n")
    begun = False
    for record, output in results:
        values = as_object(record, output)
        if not begun:
            writer.writerow(values)
            begun = True
        text = values.pop("output")
        del values["output_base64"]
        shown = safe_lines(str(text)) if output else ""
        lost = output and shown.encode("utf-8", "replace") != output.data
        printed = harmless(shown), in_base64(output.data) if output and lost else ""
        writer.writerow((*map(cell, values.values()), *printed))


def cell(value: Json) -> Cell:
    """A value on one line: numbers stay numbers, texts cannot become formulas."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(clean(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, dict):
        value = ";".join(f"{name}={text}" for name, text in value.items())
    return harmless(clean(str(value)))


def harmless(text: str) -> str:
    """A text that a spreadsheet shows instead of computing it."""
    return f"'{text}" if text.startswith(FORMULA) else text
