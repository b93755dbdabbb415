"""The output in the operator's own pager, and back to the same screen."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.pty_session import PtySession
from tests.terminal.stage import (
    FIRST_WORDS,
    OPEN,
    Home,
    assert_given_back,
    assert_nothing_left,
    until_whole,
)

SHOWING = 'sh -c \'stat -c mode=%a "$0"; cat "$0"; echo now-paging; read key\''
"""A pager that waits for Enter."""


def opened(session: PtySession) -> None:
    session.until_text(FIRST_WORDS)
    session.settle()
    session.send("o")


def paging(session: PtySession) -> None:
    opened(session)
    session.until_text("now-paging")


def test_a_pager_has_the_terminal_and_gives_it_back(home: Home) -> None:
    with PtySession(OPEN, env=home.env({"PAGER": SHOWING})) as session:
        session.until_text(FIRST_WORDS)
        session.settle()
        before = session.text()
        session.send("o")
        session.until_text("now-paging")
        assert "mode=600" in session.text()
        assert session.attributes() == session.fresh_attributes
        assert os.listdir(home.temporary) != []
        session.send("\n")
        until_whole(session)
        session.settle()
        assert session.text() == before
        assert os.listdir(home.temporary) == []
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)


@pytest.mark.parametrize("frame_diff", ["1", "0"])
def test_nothing_is_drawn_over_the_pager(home: Home, frame_diff: str) -> None:
    """The live demo changes all the time."""
    argv = ["--demo", "--filter", "exit:0 size:>0"]
    env = home.env({"PAGER": SHOWING, "CA_TUI_FRAME_DIFF": frame_diff})
    with PtySession(argv, env=env) as session:
        session.until_text("exit 0")
        session.send("o")
        session.until_text("now-paging")
        mark = len(session.raw)
        session.resize(100, 30)
        session.settle(1.0)
        assert b"\x1b[" not in session.raw[mark:]
        session.send("\n")
        session.until_text("╭─ Places")


def test_a_pager_that_fails_is_told(home: Home) -> None:
    for command, words in (
        ("false", "false ended with code 1"),
        ("no-such-pager", "no-such-pager cannot show it"),
        ("unclosed 'quote", "$PAGER is no command"),
    ):
        env = home.env({"PAGER": command})
        with PtySession(OPEN, size=(100, 30), env=env) as session:
            opened(session)
            session.until_text(words)
            session.send("q")
            assert session.until_ended() == 0
            assert_nothing_left(session, home)


def test_ctrl_c_is_the_pagers(home: Home) -> None:
    with PtySession(OPEN, size=(100, 30), env=home.env({"PAGER": SHOWING})) as session:
        paging(session)
        session.send("\x03")
        session.until_text("ended")
        session.until_text(FIRST_WORDS)
        session.send("q")
        assert session.until_ended() == 0


def test_a_signal_while_paging_ends_both_in_order(home: Home) -> None:
    with PtySession(OPEN, env=home.env({"PAGER": SHOWING})) as session:
        paging(session)
        session.kill(signal.SIGTERM)
        assert session.until_ended() == 143
        assert_given_back(session)
        assert_nothing_left(session, home)
        assert b"Traceback" not in session.raw


def test_a_closed_terminal_while_paging_ends_both(home: Home) -> None:
    with PtySession(OPEN, env=home.env({"PAGER": SHOWING})) as session:
        paging(session)
        session.close_terminal()
        assert session.until_ended() == 129
        assert_nothing_left(session, home)


def test_the_editor_is_used_where_there_is_no_pager(home: Home, tmp_path: Path) -> None:
    copy = tmp_path / "seen.txt"
    env = home.env({"EDITOR": f"sh -c 'cp \"$0\" {copy}'"})
    with PtySession(OPEN, env=env) as session:
        opened(session)
        session.until(copy.exists, "the editor")
        until_whole(session)
        assert copy.read_text()
