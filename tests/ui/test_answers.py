"""Answers of the terminal hold back frames, choose looks, and end nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

import pytest
from pyte.screens import Char

from ca_tui.ui.fence import ASK_FROM
from tests import seen
from tests.bench.played import LOADED
from tests.bench.stage import Stage
from tests.pty_session import PtySession
from tests.terminal.stage import FIRST_WORDS, OPEN, Home

QUESTION: Final = b"\x1b[6n"

LEFT: Final = b"\x1b[?1049l"
"""The terminal is the shell's again."""

SIZE: Final = (200, 50)

VISIBLE: Final = 21
"""Rows on the screen."""

REDRAW: Final = "\x0c"

REDRAWS: Final = 8
"""More than may be on the way."""

MOMENT: Final = 0.1
"""Seconds without a byte, short enough that answers are still waited for."""


class Held:
    """A terminal that reads everything, and answers when it is told."""

    def __init__(self, session: PtySession) -> None:
        self._session = session
        self._answers: list[str] = []
        self._holding = False
        session.answer_by(self._answer)

    def hold(self) -> None:
        """Answer nothing more."""
        self._holding = True

    def release(self) -> None:
        """Give the answers that were held back, and from now on all."""
        self._holding = False
        while self._answers:
            self._session.send(self._answers.pop(0))

    def _answer(self, answer: str) -> None:
        if self._holding:
            self._answers.append(answer)
        else:
            self._session.send(answer)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(SIZE, diff=True, answers=True) as stage:
        yield stage


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


def refresh(stage: Stage) -> None:
    """All visible rows change."""
    stage.order(f"change 0 {VISIBLE}")
    stage.order("refresh")


def shown(session: PtySession) -> list[list[Char]]:
    """Every cell."""
    return seen.cells(session.screen)


def test_what_is_not_answered_for_stays_on_the_canvas_and_the_newest_is_shown(
    stage: Stage,
) -> None:
    session = stage.session
    held = Held(session)
    stage.order(f"loaded {LOADED}")
    whole = stage.settled()
    held.hold()
    for _ in range(REDRAWS):
        session.send(REDRAW)
        drawn = stage.settled(MOMENT) - whole
    assert ASK_FROM < drawn < 3 * whole
    refresh(stage)
    assert stage.settled(MOMENT) - whole == drawn
    held.release()
    session.until(lambda: session.text().count("✗ Failed") >= VISIBLE, "the newest")
    assert stage.settled() - whole - drawn < 2 * whole
    expected = shown(session)
    session.send(REDRAW)
    stage.settled()
    assert shown(session) == expected


def test_a_mute_terminal_is_asked_once_and_gets_every_frame() -> None:
    with Stage(SIZE, diff=True) as stage:
        stage.order(f"loaded {LOADED}")
        for _ in range(3):
            refresh(stage)
            stage.settled()
        assert stage.session.raw.count(QUESTION) == 1
        assert stage.session.text().count("✗ Failed") >= VISIBLE


def test_an_idle_screen_asks_nothing(stage: Stage) -> None:
    stage.order(f"loaded {LOADED}")
    before = stage.settled()
    stage.listen(1)
    assert len(stage.session.raw) == before


def test_leaving_waits_for_what_was_asked_and_leaves_no_answer_to_the_shell(
    stage: Stage,
) -> None:
    session = stage.session
    held = Held(session)
    stage.order(f"loaded {LOADED}")
    stage.settled()
    held.hold()
    refresh(stage)
    stage.settled()
    session.send("q")
    session.settle(0.3)
    assert LEFT not in session.raw
    held.release()
    assert session.until_ended() == 0
    assert LEFT in session.raw
    os.set_blocking(session.slave, False)
    with pytest.raises(BlockingIOError):
        os.read(session.slave, 64)


def test_answers_are_no_keys(stage: Stage) -> None:
    session = stage.session
    stage.order(f"loaded {LOADED}")
    stage.settled()
    expected = shown(session)
    # row and column of one digit would be F3 with shift elsewhere
    for answer in ("\x1b[1;2R", "\x1b[49;120R", "\x1b[12;40R"):
        session.send(answer)
    stage.settled()
    assert shown(session) == expected


NEVER: Final = "--low-bandwidth=never"
"""On a machine that is busy an answer may be late."""


@pytest.mark.parametrize("cells", [2, 3])
def test_wide_borders_are_replaced_by_ascii(home: Home, cells: int) -> None:
    with PtySession([*OPEN, NEVER], env=home.env()) as session:
        session.answer_by(lambda _: session.send(f"\x1b[1;{cells + 2}R"))
        session.until_text(FIRST_WORDS)
        session.until(lambda: "│" not in session.text(), "borders in ASCII")
        session.settle()
        assert not {"─", "╭", "│", "✓", "▸"} & set(session.text())
        assert "|" in session.text()
        session.send("q")
        assert session.until_ended() == 0


def test_borders_of_one_cell_stay_and_the_question_leaves_no_trace(home: Home) -> None:
    with PtySession([*OPEN, NEVER], env=home.env()) as session:
        Held(session)
        session.until_text(FIRST_WORDS)
        session.settle()
        asked = shown(session)
        assert "│" in session.text()
    with PtySession([*OPEN, NEVER], env=home.env()) as session:
        session.until_text(FIRST_WORDS)
        session.settle()
        assert shown(session) == asked


@pytest.mark.parametrize(("option", "saves"), [((), True), ((NEVER,), False)])
def test_a_line_that_answers_late_is_spared_and_that_is_said(
    home: Home, option: tuple[str, ...], saves: bool
) -> None:
    with PtySession([*OPEN, *option], env=home.env(), size=(120, 36)) as session:
        held = Held(session)
        held.hold()
        session.until_text(FIRST_WORDS)
        session.settle(0.5)
        held.release()
        if saves:
            session.until_text(NEVER)
        session.settle(0.5)
        assert ("│" not in session.text()) == saves
        assert ("--low-bandwidth" in session.text()) == saves
        session.send("q")
        assert session.until_ended() == 0
