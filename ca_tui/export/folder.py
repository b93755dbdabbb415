"""One file per instance: what it printed, byte for byte, and an index of them all."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ca_tui.api.models import Json
from ca_tui.export import reading
from ca_tui.export.files import BOM, new_folder
from ca_tui.export.names import Names, safe_name
from ca_tui.export.objects import as_object
from ca_tui.export.reading import Progress, unheard
from ca_tui.export.sheet import Cell, cell
from ca_tui.monitor.rows import Row
from ca_tui.monitor.store import Store

INDEX: Final = "index.csv"
"""Which file is which result, with everything but the output."""

SUFFIX: Final = ".txt"


def write_folder(
    store: Store, ids: Sequence[int], folder: Path, progress: Progress = unheard
) -> None:
    """Make a folder with a file for each result that has an output.

    A file is named after its instance, and after the run too where an instance has
    several results. Raises AlreadyThere and ExportError.
    """
    seen = Counter(_instance(row) for row in reading.rows(store, ids))
    names = Names()
    names.give(INDEX, "")
    with new_folder(folder) as made:
        index: list[dict[str, Cell]] = []
        for record, output in reading.results(store, ids, progress):
            row = record.row
            several = seen[_instance(row)] > 1
            name = ""
            if output is not None:
                stem = safe_name(row.instance_name or row.key.instance_id)
                run = f".{safe_name(row.key.invoke_id)}" if several else ""
                name = names.give(stem + run, SUFFIX)
                _write(made / name, output.data)
            index.append(_line(name, as_object(record, None)))
        _write_index(made / INDEX, index)


def _instance(row: Row) -> tuple[str, ...]:
    key = row.key
    return key.service, key.region_id, key.instance_id, key.container_id


def _line(name: str, values: dict[str, Json]) -> dict[str, Cell]:
    flat = {key: cell(value) for key, value in values.items()}
    del flat["output"], flat["output_base64"]
    return {"file": name, **flat}


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _write_index(path: Path, lines: list[dict[str, Cell]]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding=BOM, errors="replace", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]) if lines else ["file"])
        writer.writeheader()
        writer.writerows(lines)
