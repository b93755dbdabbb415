"""The forms that results are written in, and writing them to a text file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final, Literal, TextIO, TypeAlias

from ca_tui.export import reading
from ca_tui.export.lines import write_jsonl
from ca_tui.export.markdown import write_markdown
from ca_tui.export.reading import Progress, unheard
from ca_tui.export.sheet import write_csv
from ca_tui.export.table import write_table
from ca_tui.monitor.store import Store

Form: TypeAlias = Literal["table", "jsonl", "csv", "md"]

FORMS: Final[tuple[Form, ...]] = ("table", "jsonl", "csv", "md")


def write(
    store: Store,
    ids: Sequence[int],
    out: TextIO,
    form: Form,
    zone: tzinfo | None,
    progress: Progress = unheard,
) -> None:
    """Write these results in one of the forms; `zone` None is local time."""
    if form == "table":
        progress(0, len(ids))
        names = store.command_names()
        write_table(reading.rows(store, ids), out, zone=zone, names=names)
        progress(len(ids), len(ids))
        return
    results = reading.results(store, ids, progress)
    match form:
        case "jsonl":
            write_jsonl(results, out)
        case "csv":
            write_csv(results, out)
        case "md":
            write_markdown(reading.rows(store, ids), results, out, zone)
