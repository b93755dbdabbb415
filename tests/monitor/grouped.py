"""Results to group, and a reader that is easily seen through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ca_tui.api.status import exit_code_is_real, phase_of
from ca_tui.monitor.codec import compress, digest
from ca_tui.monitor.groups import Group, Grouping, Groups
from ca_tui.monitor.printed import Printed


@dataclass(frozen=True)
class Told:
    text: str
    missing: bool
    lines: int


@dataclass(frozen=True)
class Seen:
    digest: bytes
    first_line: str
    text: str


class CaseBlind:
    """Reads outputs as text in which case makes no difference; counts them."""

    def __init__(self) -> None:
        self.reads: list[bytes] = []

    def look(self, data: bytes) -> Seen:
        self.reads.append(data)
        text = data.decode()
        return Seen(data.lower(), text.strip().partition("\n")[0], text)

    def difference(self, look: Seen, reference: Seen) -> Told:
        ours, theirs = look.text.split("\n"), reference.text.split("\n")
        only = [line for line in ours if line not in theirs]
        lost = [line for line in theirs if line not in ours]
        return Told((only or lost or [""])[0], not only, len(only or lost))


def one(
    row_id: int,
    output: bytes | None = b"ok\n",
    status: str = "Success",
    *,
    exit_code: int | None = 0,
    error_code: str = "",
    dropped: int = 0,
    live: bool = False,
    name: str = "",
) -> Printed:
    return Printed(
        row_id,
        name or f"web-{row_id:02}",
        status,
        phase_of(status),
        exit_code if exit_code_is_real(status) else None,
        error_code,
        dropped,
        None if output is None else len(output),
        None if output is None else digest(output),
        live,
        None if output is None or live else compress(output),
    )


def grouped(*results: Printed) -> Groups:
    return Grouping(CaseBlind()).groups(results)


def members(groups: Iterable[Group]) -> list[tuple[int, ...]]:
    return [group.ids for group in groups]
