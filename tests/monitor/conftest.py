"""A store and time for every test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from ca_tui.monitor.store import Store
from tests.monitor.fakes import Time


@pytest.fixture
async def time() -> Time:
    return Time()


@pytest.fixture
def store(time: Time, tmp_path: Path) -> Iterator[Store]:
    store = Store(clock=time.clock, directory=tmp_path, zone=UTC)
    yield store
    store.close()
