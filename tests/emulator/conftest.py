"""What most tests of the emulator ask with."""

from __future__ import annotations

import pytest

from tests.emulator.asking import Asker


@pytest.fixture
def asker() -> Asker:
    """Asks a fresh endpoint of ECS."""
    return Asker()
