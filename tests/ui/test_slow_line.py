"""On a line that does not carry the frames the newest wins, and keys never wait."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from typing import Final

import pytest

from tests.bench.played import LOADED
from tests.bench.stage import Stage
from tests.seen import cells

VISIBLE: Final = 21
"""Rows on the screen."""

HALF_A_SECOND: Final = 8_000
"""Bytes, on a line that carries 16 kB a second."""

REDRAW: Final = "\x0c"

REFRESHES: Final = 41
"""Many times what a pty and Textual's queue hold; odd, so that all rows end failed."""


def unread_bytes() -> int:
    """What the kernel takes from a program whose terminal nobody reads."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(slave, False)
    taken = 0
    try:
        while True:
            taken += os.write(slave, b"x" * 256)
    except BlockingIOError:
        return taken
    finally:
        os.close(master)
        os.close(slave)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage((200, 50), diff=True) as stage:
        stage.order(f"loaded {LOADED}")
        stage.settled()
        yield stage


def unread(stage: Stage, order: str) -> None:
    """Give an order and wait for its end, while nobody reads the terminal."""
    stage.tell(order)
    stage.orders.settimeout(60)
    assert stage.orders.recv(64) == b"done\n"


def refresh(stage: Stage, count: int) -> None:
    """Rows change, and the explorer learns of it."""
    unread(stage, f"change 0 {count}")
    unread(stage, "refresh")


def test_frames_that_nobody_reads_are_skipped_and_the_newest_is_shown(
    stage: Stage,
) -> None:
    before = len(stage.session.raw)
    for _ in range(REFRESHES):
        refresh(stage, VISIBLE)
    stage.session.until(lambda: "✗ Failed" in stage.session.text(), "the newest")
    assert stage.settled() - before < unread_bytes() + HALF_A_SECOND
    assert stage.session.text().count("✗ Failed") >= VISIBLE
    expected = cells(stage.session.screen)
    stage.session.send(REDRAW)
    stage.settled()
    assert cells(stage.session.screen) == expected


def test_a_key_leaves_at_once_on_a_line_that_is_full(stage: Stage) -> None:
    for _ in range(REFRESHES):
        refresh(stage, VISIBLE)
    before = len(stage.session.raw)
    stage.session.send("q")
    assert stage.session.until_ended() == 0
    assert len(stage.session.raw) - before < unread_bytes() + HALF_A_SECOND


def test_a_line_for_five_rows_a_second_is_never_behind(stage: Stage) -> None:
    for _ in range(5):
        before = len(stage.session.raw)
        refresh(stage, 5)
        assert stage.settled() - before < HALF_A_SECOND
