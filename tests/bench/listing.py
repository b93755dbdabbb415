"""What printing results costs, form by form: CPU seconds, next to reading them only.

python -m tests.bench listing [--results N] [--json FILE]
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ca_tui.export import reading
from ca_tui.export.forms import FORMS, write
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from ca_tui.output.text import decode
from tests.bench.filled import clock, fill
from tests.bench.table import Cell, Table

RESULTS: Final = 100_000


def main(argv: Sequence[str]) -> int:
    """Fill a store, then print it to nowhere in each form."""
    parser = argparse.ArgumentParser(prog="listing")
    parser.add_argument("--results", type=int, default=RESULTS, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(list(argv))
    with TemporaryDirectory() as folder:
        store = Store(
            clock=clock,
            directory=Path(folder),
            zone=UTC,
            readable=lambda data: decode(data).text,
        )
        try:
            fill(store, asked.results)
            rows = _measured(store, Path(folder) / "printed")
        finally:
            store.close()
    title = f"{asked.results:,} results printed to a file, UTC"
    Table(title, ("form", "CPU s", "MB"), rows).write(asked.json)
    return 0


def _measured(store: Store, path: Path) -> list[list[Cell]]:
    ids = store.ids(View())
    nowhere = partial(deque[object], maxlen=0)
    rows: list[list[Cell]] = [
        ["rows, read only", _cpu(lambda: nowhere(reading.rows(store, ids))), None],
        [
            "results, read only",
            _cpu(lambda: nowhere(reading.results(store, ids))),
            None,
        ],
    ]
    for form in FORMS:
        with path.open("w", encoding="utf-8", errors="replace") as out:
            seconds = _cpu(partial(write, store, ids, out, form, UTC))
        rows.append([form, seconds, path.stat().st_size / 1e6])
    return rows


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
