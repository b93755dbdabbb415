"""Ctrl+Z, fg and what else stops and continues a process."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Sequence

import pytest

from tests.pty_session import EXPLORER, PtySession
from tests.terminal.stage import (
    FIRST_WORDS,
    OPEN,
    Home,
    assert_given_back,
)

WHOLE_FRAMES = """
import sys
from ca_tui import cli
from ca_tui.ui import frame_diff
def unfamiliar(*args):
    raise frame_diff.Unfamiliar("as in another version of Textual")
frame_diff.find_updates = unfamiliar
sys.exit(cli.main())
"""


@pytest.mark.parametrize(
    "program", [EXPLORER, ("-c", WHOLE_FRAMES)], ids=["", "without frame diff"]
)
def test_ctrl_z_gives_the_terminal_back_and_continuing_paints_all(
    home: Home, program: Sequence[str]
) -> None:
    with PtySession(OPEN, env=home.env(), program=program) as session:
        session.until_text(FIRST_WORDS)
        session.settle()
        before = session.text()
        session.send("\x1a")
        session.until_state("T")
        session.settle(0.1)
        assert_given_back(session)
        session.screen.reset()
        session.kill(signal.SIGCONT)
        session.until(lambda: session.text() == before, "the whole screen again")
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)


@pytest.mark.parametrize("stop", [signal.SIGSTOP, None], ids=["stopped", "running"])
def test_continuing_without_ctrl_z_keeps_keys_and_terminal(
    home: Home, stop: signal.Signals | None
) -> None:
    with PtySession(OPEN, env=home.env()) as session:
        session.until_text(FIRST_WORDS)
        session.settle()
        before = session.text()
        if stop is not None:
            session.kill(stop)
            session.until_state("T")
        session.screen.reset()
        session.kill(signal.SIGCONT)
        session.until(lambda: session.text() == before, "the whole screen again")
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)


def test_a_signal_ends_the_stopped_explorer_as_soon_as_it_continues(
    home: Home,
) -> None:
    with PtySession(OPEN, env=home.env()) as session:
        session.until_text(FIRST_WORDS)
        session.send("\x1a")
        session.until_state("T")
        session.settle(0.1)
        drawn = len(session.raw)
        session.kill(signal.SIGTERM)
        session.kill(signal.SIGCONT)
        assert session.until_ended() == 143
        assert session.raw[drawn:] == b""
        assert_given_back(session)


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_a_shell_ends_the_stopped_explorer(home: Home) -> None:
    """It is in the background then, where touching the terminal would stop it again."""
    command = "import os; os.execlp('sh', 'sh', '-i')"
    env = home.env({"PS1": "ready> ", "ENV": ""})
    with PtySession([], env=env, program=("-c", command)) as session:
        session.until_text("ready>")
        session.send(f"{sys.executable} -m ca_tui {' '.join(OPEN)}\n")
        session.until_text(FIRST_WORDS)
        session.settle()
        session.send("\x1a")
        session.until_text("Stopped")
        session.send("bg\n")
        session.until_text("[1]")
        session.settle()
        session.screen.reset()
        session.send("kill %1; kill -CONT %1\n")
        alone = [session.process.pid]
        session.until(lambda: session.family() == alone, "the end of the explorer")
        assert_given_back(session)
