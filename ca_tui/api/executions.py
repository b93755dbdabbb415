"""Rows of one scheduled task on one instance: executions that must stay apart.

A request with IncludeHistory says that its rows are executions. A saved reply does
not say what was asked: there, rows that share InvokeId, InstanceId and ContainerId
and began at different times are told apart by their keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ca_tui.api.fields import fold, text
from ca_tui.api.models import InvocationResult, Page, ResultKey


def keep_apart(results: Sequence[InvocationResult]) -> list[InvocationResult]:
    """The same rows, in order, with keys that tell executions apart.

    Rows that are the same execution seen twice keep equal keys, and so do rows of
    one run seen before and after its start.
    """
    rows = list(results)
    together: dict[ResultKey, list[int]] = {}
    for position, row in enumerate(rows):
        together.setdefault(row.key, []).append(position)
    if len(together) == len(rows):
        return rows
    for key, positions in together.items():
        marks = _marks([rows[position] for position in positions])
        for position, mark in zip(positions, marks, strict=True):
            if mark:
                new_key = replace(key, start_time=mark)
                rows[position] = replace(rows[position], key=new_key)
    return rows


def keep_pages_apart(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages of saved replies whose rows are told apart across all of them."""
    rows = keep_apart([_unmarked(row) for page in pages for row in page.results])
    kept: list[Page] = []
    start = 0
    for page in pages:
        end = start + len(page.results)
        kept.append(replace(page, results=tuple(rows[start:end])))
        start = end
    return tuple(kept)


def _unmarked(row: InvocationResult) -> InvocationResult:
    if not row.key.start_time:
        return row
    return replace(row, key=replace(row.key, start_time=""))


def _marks(rows: Sequence[InvocationResult]) -> list[str]:
    """A mark for each execution; all empty where they are only one."""
    executions = [_execution(row) for row in rows]
    if len({execution for execution in executions if any(execution)}) < 2:
        return [""] * len(rows)
    ambiguous = _repeated(time for time, _ in set(executions))
    return [
        f"{time}#{number or 1}" if time in ambiguous and (time or number) else time
        for time, number in executions
    ]


def _execution(row: InvocationResult) -> tuple[str, int]:
    """When it began, else ended, as the text that came; and which one it was.

    Repeats turns from 0 to 1 while a run that is not scheduled goes on.
    """
    record = fold(row.raw)
    time = text(record, "starttime") or text(record, "finishedtime", "finishtime")
    number = row.repeats or 0
    return time, number if number > 1 else 0


def _repeated(times: Iterable[str]) -> set[str]:
    return {time for time, count in Counter(times).items() if count > 1}
