"""The lists that can be asked for in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from ca_tui.emulator import history
from ca_tui.emulator.paging import Place, Source, T
from ca_tui.emulator.runs import Row, Run
from ca_tui.emulator.states import State
from ca_tui.emulator.stream import Stream, Window
from ca_tui.emulator.world import Wanted, rows_of, runs_of, state_of


def results(
    stream: Stream, now: float, wanted: Wanted, legacy: str = ""
) -> Source[tuple[Row, State]]:
    """Results, newest run first; `legacy` is an InvokeRecordStatus."""

    def walk(
        window: Window, after: Place | None
    ) -> Iterator[tuple[Place, tuple[Row, State]]]:
        for row in rows_of(stream, window, wanted, after):
            state = state_of(row, now)
            if legacy in ("", state.legacy):
                yield (row.run.slot, row.index), (row, state)

    window = stream.window(now)
    if wanted.everything and not legacy:
        return Source(window, walk, stream.count, stream.place)
    return Source(window, walk)


def executions(
    stream: Stream, now: float, wanted: Wanted, run: Run
) -> Source[tuple[Row, State]]:
    """The history of one scheduled run, latest execution first."""
    rows = [
        Row(run, index)
        for index, server in enumerate(run.targets)
        if wanted.takes_run(run) and wanted.takes_server(server)
    ]
    latest = max((history.executions(row, now) for row in rows), default=0)
    kept = stream.window(now)
    if not kept.oldest <= run.slot <= kept.newest:
        latest = 0

    def walk(
        window: Window, after: Place | None
    ) -> Iterator[tuple[Place, tuple[Row, State]]]:
        numbers = range(window.newest, window.oldest - 1, -1)
        for number, row in product(numbers, rows):
            if after is None or (-number, row.index) > (-after[0], after[1]):
                state = history.execution(row, number, now)
                yield (number, row.index), (row, state)

    return Source(Window(latest, 1), walk)


def runs(
    stream: Stream, now: float, wanted: Wanted, takes: Callable[[Run], bool] | None
) -> Source[Run]:
    """Runs, newest first; `takes` judges what depends on the time."""

    def walk(window: Window, after: Place | None) -> Iterator[tuple[Place, Run]]:
        below = None if after is None else after[0]
        for run in runs_of(stream, window, wanted, below):
            if takes is None or takes(run):
                yield (run.slot, 0), run

    window = stream.window(now)
    if takes is None and wanted.everything:
        return Source(
            window,
            walk,
            lambda window: window.newest - window.oldest + 1,
            lambda window, offset: (window.newest - offset, 0),
        )
    return Source(window, walk)


def fixed(items: Sequence[T]) -> Source[T]:
    """A list that does not change."""

    def walk(_window: Window, after: Place | None) -> Iterator[tuple[Place, T]]:
        first = 0 if after is None else after[0] + 1
        for index in range(max(0, first), len(items)):
            yield (index, 0), items[index]

    return Source(Window(0, 0), walk)
