"""Left in order and started again: the table is as it was."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

from tests.cloud import NOON, standing_cloud
from tests.pty_session import PtySession
from tests.terminal.stage import Home
from tests.ui.stage import KEY


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


def quits(session: PtySession) -> None:
    session.send("q")


def is_ended(session: PtySession) -> None:
    session.kill(signal.SIGTERM)


def hangs_up(session: PtySession) -> None:
    session.kill(signal.SIGHUP)


@pytest.mark.parametrize("leave", [quits, is_ended, hangs_up])
def test_filter_and_cursor_are_there_after_a_restart(
    home: Home, url: str, leave: Callable[[PtySession], None]
) -> None:
    state = home.folder / "state"
    env = home.env({**KEY, "XDG_STATE_HOME": str(state)})
    argv = ["--endpoint", url, "--region", "cn-hangzhou", "--utc", "--interval", "0"]

    def chosen(session: PtySession) -> str:
        """The line of the cursor."""
        found = [line for line in session.screen.display if "»" in line[:4]]
        return found[0][2:60] if found else ""

    with PtySession(argv, env=env, size=(90, 30)) as session:
        session.until_text("failed")
        session.send("/status:success\r")
        session.until(lambda: "Failed" not in session.text(), "the filtered rows")
        session.settle()
        first = chosen(session)
        session.send("jjjj")
        session.until(lambda: chosen(session) not in ("", first), "the cursor move")
        session.settle()
        left = chosen(session)
        leave(session)
        session.until_ended()
    assert (state / "ca-tui" / "state.json").stat().st_mode & 0o777 == 0o600
    with PtySession(argv, env=env, size=(90, 30)) as session:
        session.until_text("status:success")
        session.until(lambda: chosen(session) == left, "the cursor where it was")
        session.send("q")
        assert session.until_ended() == 0
