"""Any size of terminal: nothing crashes, and what fits is whole."""

from __future__ import annotations

from tests.pty_session import PtySession
from tests.terminal.stage import Home, assert_given_back, until_whole

SIZES = ((200, 50), (60, 15), (30, 8), (10, 3), (1, 1), (10, 3), (200, 50))


def test_the_live_demo_in_every_size(home: Home) -> None:
    with PtySession(["--demo"], size=(120, 36), env=home.env()) as session:
        session.until_text("changed")
        for columns, lines in SIZES:
            session.resize(columns, lines)
            session.settle(0.1)
            assert session.process.poll() is None, session.text()
        until_whole(session)
        session.resize(80, 24)
        until_whole(session)
        session.until_text("hidden")
        session.until(lambda: "keys" in session.screen.display[-1], "the keys")
        shown = session.text()
        for words in ("ca-tui", "Results", "hidden", "Output   Command   Details"):
            assert words in shown
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)


def test_it_opens_whole_in_a_small_terminal(home: Home) -> None:
    with PtySession(["--demo"], size=(60, 15), env=home.env()) as session:
        session.until_text("live")
        until_whole(session)


def test_a_storm_of_sizes(home: Home) -> None:
    """As a window that is dragged: the last one counts."""
    with PtySession(["--demo"], env=home.env()) as session:
        session.until_text("changed")
        for step in range(25):
            session.resize(130 - 3 * step, 50 - step)
            session.settle(0)
        session.resize(100, 30)
        until_whole(session)
        session.send("q")
        assert session.until_ended() == 0
