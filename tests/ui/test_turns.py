"""Threads take shorter turns while the explorer is shown, and only then."""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest

from ca_tui.ui.turns import TURN, short_turns


def test_turns_are_short_until_it_is_left_however_that_is() -> None:
    before = sys.getswitchinterval()
    with suppress(ValueError), short_turns():
        assert sys.getswitchinterval() == pytest.approx(TURN)
        raise ValueError
    assert sys.getswitchinterval() == pytest.approx(before)
