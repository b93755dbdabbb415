"""What costs bytes on the line and what does not, in a real terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.played import LOADED
from tests.bench.stage import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage((120, 36), diff=True) as stage:
        stage.order(f"loaded {LOADED}")
        stage.settled()
        yield stage


def cost(stage: Stage, *orders: str) -> int:
    """Bytes that came of some orders."""
    before = stage.settled()
    for order in orders:
        stage.order(order)
    return stage.settled() - before


def test_a_refresh_that_changes_nothing_writes_nothing(stage: Stage) -> None:
    assert cost(stage, "refresh") == 0


def test_a_row_below_what_is_visible_is_told_with_the_next_thing(stage: Stage) -> None:
    """How many there are, and when they came, waits until something else is painted."""
    assert f" {LOADED} ⋅" in stage.session.text()
    assert cost(stage, "arrive 45", "refresh") == 0
    assert f" {LOADED} ⋅" in stage.session.text()
    stage.order("press j")
    stage.session.until_text(f" {LOADED + 1} ⋅")


def test_a_row_below_that_failed_is_told_at_once(stage: Stage) -> None:
    stage.settled()
    assert " 0 failed" in stage.session.text()
    assert cost(stage, "change 40 1", "refresh") > 0
    assert " 1 failed" in stage.session.text()


def test_a_visible_change_is_painted_with_when_it_came(stage: Stage) -> None:
    assert 0 < cost(stage, "change 1 1", "refresh") <= 300
