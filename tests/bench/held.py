"""The explorer over a store that is full when it begins: no service, no load.

`python -m tests.bench.held RESULTS`: what keys cost with so many results, in the time
that it takes to merge them.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ca_tui.api.models import Scope
from ca_tui.monitor.store import Store
from ca_tui.saved_files import SavedFiles
from ca_tui.ui import app
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.source import Look
from tests.bench import explored, filled
from tests.pty_session import PtySession

HERE: Final = Scope("ecs", filled.REGION)

PROGRAM: Final = ("-m", "tests.bench.held")


class Held(CaTuiApp):
    """As the program begins: what is there at the first frame is no garbage."""

    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

    def __init__(self, store: Store) -> None:
        source = SavedFiles((), (HERE,))
        super().__init__(source, store, Look(utc=True), clock=filled.clock)
        self.when_painted = gc.freeze


@contextmanager
def holding(results: int) -> Iterator[PtySession]:
    """It runs in a pty, and its rows are on screen."""
    with explored.program((*PROGRAM, str(results))) as session:
        while not explored.count(session):
            assert session.process.poll() is None, session.text()
            session.read(0.1)
        explored.rest(session)
        yield session


def main(results: int) -> int:
    """Run until left."""
    store = Store(clock=filled.clock)
    try:
        filled.fill(store, results)
        return asyncio.run(Held(store).show(mouse=True))
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
