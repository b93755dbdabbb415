"""Keys that arrive together do what they do one by one, through a real terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud import NOON, standing_cloud
from tests.pty_session import PtySession

ROOT = Path(__file__).parent.parent.parent

ESCAPE = "\x1b[27u"
"""As modern terminals send it: never the beginning of something else."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PtySession]:
    """An explorer for all tests here; starting one takes seconds."""
    home = str(tmp_path_factory.mktemp("home"))
    with (
        standing_cloud(results=400, now=NOON) as url,
        PtySession(
            [url],
            size=(120, 36),
            env={"HOME": home, "TMPDIR": home, "PYTHONPATH": str(ROOT)},
            program=("-m", "tests.ui.at_noon"),
        ) as session,
    ):
        session.until_text("changed")
        session.settle()
        yield session


@pytest.fixture
def session(running: PtySession) -> Iterator[PtySession]:
    """The explorer with all rows, which no letter that was typed may end."""
    yield running
    assert running.process.poll() is None
    for _ in range(4):
        running.send(ESCAPE)
        running.settle()
    assert " filter " not in running.text().rsplit("\n", 1)[0]


def test_letters_behind_a_slash_are_typed_into_the_filter(session: PtySession) -> None:
    """`q` would quit, `f` would show faults only, and `i` go to a run."""
    session.send("/quit fine")
    session.until_text("filter quit fine")
    session.send(ESCAPE)
    session.until(lambda: "quit fine" not in session.text(), "the filter gone")
    session.send("/status:failed\rz")
    session.until(lambda: "Places" not in session.text(), "the table alone")
    session.send("z")
    session.until_text("filter status:failed ")
    session.until(lambda: " 0 hidden" not in session.text(), "rows hidden")


def test_letters_behind_a_slash_in_the_text_are_searched_there(
    session: PtySession,
) -> None:
    session.send("3\t/quit")
    session.until_text("search quit")
    session.send(f"{ESCAPE}/ab/cd")
    session.until_text("search ab/cd")


def test_letters_behind_the_key_of_the_palette_are_typed_there(
    session: PtySession,
) -> None:
    session.send("\x10quit now")
    session.until_text("quit now")


def test_a_window_that_opens_takes_the_key_behind_the_one_that_opened_it(
    session: PtySession,
) -> None:
    """`q` closes the help, and what follows is for the screen below."""
    session.send("?q/web")
    session.until_text("filter web")


def test_what_is_taken_back_in_the_same_breath_never_filters(
    session: PtySession,
) -> None:
    before = session.text()
    session.send(f"/zzz{ESCAPE}")
    session.settle(0.5)
    assert session.text() == before
    session.send(f"/zzz{ESCAPE}jk/web\r")
    session.until_text("filter web")
    session.until(lambda: " 0 hidden" not in session.text(), "rows hidden")
