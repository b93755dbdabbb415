"""A home of its own for every program that is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.stage import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Empty folders in the place of the operator's."""
    return Home(tmp_path)
