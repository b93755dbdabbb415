"""The emulator as a test sees it: a URL, a clock that may stand still, its key."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.faults import Faults
from ca_tui.emulator.serve import EmulatorThread
from ca_tui.emulator.world import World

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
"""When it is in tests that need the same world every day."""


@contextmanager
def standing_cloud(
    *,
    results: int = 300,
    seed: int = 7,
    faults: Faults | None = None,
    now: datetime | None = None,
) -> Iterator[str]:
    """A world in which no time passes; its URL.

    `now` None: it stands still now. What is in it is as old as at noon, whenever it is.
    """
    # whole seconds: what is rounded is rounded alike
    moment = float(int(time.time())) if now is None else now.timestamp()
    world = World(seed, results, begun=moment - NOON.timestamp())
    endpoint = Endpoint(world, lambda: moment, faults=faults)
    with EmulatorThread(endpoint) as thread:
        yield thread.url


def use_demo_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign with the key that the emulator knows."""
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", DEMO_ACCESS_KEY_ID)
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEMO_ACCESS_KEY_SECRET)


def at(url: str, *argv: str) -> Sequence[str]:
    """`ca-tui list` as JSON lines from there."""
    return ["list", "--endpoint", url, "--format", "jsonl", "--depth", "all", *argv]
