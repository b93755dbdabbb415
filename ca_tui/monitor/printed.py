"""How results ended and what they printed, read in steps to be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeAlias

from ca_tui.api.status import Phase, exit_code_is_real
from ca_tui.monitor.codec import PHASES, expand
from ca_tui.monitor.searching import Using

STEP: Final = 200
"""Rows that are read while nobody else can use the store."""

Wanted: TypeAlias = Callable[[bytes], bool]
"""Whether the output with that digest has to be read."""

_COLUMNS: Final = (
    "id, instance_name, instance_id, container_name, status, phase, exit_code,"
    " error_code, dropped, size, digest, live"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One result, as far as it is compared with others."""

    id: int
    name: str
    """Of the instance, or its id; of the container too where there is one."""
    status: str
    phase: Phase
    exit_code: int | None
    """The command's own; None where it is not, whatever the service says."""
    error_code: str
    dropped: int
    size: int | None
    """Bytes of output that are known; None: no reply carried an output."""
    digest: bytes | None
    """Of the output's bytes."""
    live: bool
    """It has not ended, and what it printed is the beginning of an output, or none."""
    packed: bytes | None = None
    """The output as it is stored; None: none, not wanted, or read just before."""

    @property
    def data(self) -> bytes | None:
        """The output, where it was read."""
        return None if self.packed is None else expand(self.packed)


def printed(using: Using, ids: Iterable[int], wanted: Wanted) -> Iterator[Printed]:
    """These results, in this order, as they are when their turn comes.

    Of several with one and the same output the first that ended has it, if it is
    wanted. An id that never was one is left out, and one that comes again.
    """
    rest = iter(dict.fromkeys(ids))
    while step := list(islice(rest, STEP)):
        found = _read(using, step, wanted)
        yield from (found[row_id] for row_id in step if row_id in found)


def _read(using: Using, step: list[int], wanted: Wanted) -> dict[int, Printed]:
    sql = (
        f"SELECT {_COLUMNS} FROM results LEFT JOIN outputs USING (id)"
        f" WHERE id IN ({', '.join('?' * len(step))})"
    )
    with using() as connection:
        found = {line[0]: _printed(line) for line in connection.execute(sql, step)}
        results = [found[each] for each in reversed(step) if each in found]
        first = {each.digest: each.id for each in results if not each.live}
        new = [row for digest, row in first.items() if digest and wanted(digest)]
        sql = f"SELECT id, data FROM outputs WHERE id IN ({', '.join('?' * len(new))})"
        for row_id, packed in connection.execute(sql, new):
            found[row_id] = replace(found[row_id], packed=packed)
    return found


_Line: TypeAlias = tuple[
    int, str, str, str, str, int, int | None, str, int, int | None, bytes | None, int
]


def _printed(line: _Line) -> Printed:
    row_id, name, instance_id, container, status, number, exit_code = line[:7]
    error_code, dropped, size, digest, live = line[7:]
    phase = PHASES[number]
    shown = name or instance_id
    return Printed(
        row_id,
        f"{shown}/{container}" if container else shown,
        status,
        phase,
        exit_code if exit_code_is_real(status) else None,
        error_code,
        dropped,
        size,
        digest,
        not phase.finished and (digest is None or bool(live)),
    )
