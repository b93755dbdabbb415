"""Short ways to a store's contents."""

from __future__ import annotations

import os
from pathlib import Path

from ca_tui.api.models import (
    Instance,
    Invocation,
    InvocationResult,
    Page,
)
from ca_tui.monitor.rows import Delta, Row, View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START

RUN = Invocation(
    "ecs",
    "cn-hangzhou",
    "t-0000",
    command_id="c-0",
    command_name="nightly-backup",
    command_type="RunShellScript",
    command_content="tar c /",
    timeout=60,
    creation_time=START,
)
SERVER = Instance("ecs", "cn-hangzhou", "i-0", "web-01")


def merge(store: Store, *results: InvocationResult) -> Delta:
    return store.merge(Page(results=results))


def only(store: Store) -> Row:
    rows = store.rows(store.ids(View()))
    assert len(rows) == 1
    return rows[0]


def text(store: Store) -> bytes | None:
    output = store.output(only(store).id)
    return None if output is None else output.data


def open_size(directory: Path, part: str) -> int:
    """Bytes of an open file of the store, which has no name; `part` is of the name that
    it had."""
    for each in os.listdir("/proc/self/fd"):
        link = Path(f"/proc/self/fd/{each}")
        target = str(link.readlink()) if link.is_symlink() else ""
        if target.startswith(str(directory)) and part in target:
            return link.stat().st_size
    raise AssertionError(f"there is no {part}")
