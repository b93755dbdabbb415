"""Garbage is looked for when nobody waits for a key to be seen."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ca_tui.ui.tidying import AFTER, THRESHOLDS, Tidying, tidying


class Ring:
    """Garbage as soon as nobody has it."""

    def __init__(self) -> None:
        self.itself = self


@dataclass
class Plan:
    """Something that is to be done."""

    seconds: float
    act: Callable[[], object]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def plans() -> list[Plan]:
    return []


@pytest.fixture
def tidy(plans: list[Plan]) -> Tidying:
    def later(seconds: float, act: Callable[[], object]) -> Plan:
        plans.append(Plan(seconds, act))
        return plans[-1]

    return Tidying(later)


@pytest.fixture
def lost() -> Iterator[weakref.ref[Ring]]:
    """A ring that Python did not find yet, and does not look for by itself."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, *before[1:])
    yield weakref.ref(Ring())
    gc.set_threshold(*before)


def test_it_waits_until_the_last_key_was_seen(
    tidy: Tidying, plans: list[Plan], lost: weakref.ref[Ring]
) -> None:
    tidy.pressed()
    tidy.pressed()
    assert [plan.cancelled for plan in plans] == [True, False]
    assert plans[-1].seconds == AFTER
    assert lost() is not None
    plans[-1].act()
    assert lost() is None


def test_the_oldest_generation_that_is_due_is_looked_through(
    tidy: Tidying, plans: list[Plan]
) -> None:
    """So that none is when Python would look by itself, which is within a key."""
    found = []
    for _ in range(60):
        tidy.pressed()
        keep = [[] for _ in range(50)]  # type: ignore[var-annotated] # any lists do
        plans[-1].act()
        found.append(gc.get_count())
        del keep
    assert all(each[1] < THRESHOLDS[1] for each in found)
    assert all(each[2] < THRESHOLDS[2] for each in found)


def test_it_keeps_away_where_garbage_is_not_to_be_looked_for(
    tidy: Tidying, plans: list[Plan], lost: weakref.ref[Ring]
) -> None:
    gc.disable()
    try:
        tidy.pressed()
        plans[-1].act()
        assert lost() is not None
    finally:
        gc.enable()


async def test_python_looks_as_ever_when_the_explorer_is_left() -> None:
    before = gc.get_threshold()
    with tidying() as tidy:
        assert gc.get_threshold() == THRESHOLDS
        tidy.pressed()
    assert gc.get_threshold() == before
