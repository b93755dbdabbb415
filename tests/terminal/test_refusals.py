"""Where no screen can be shown, one sentence says so and what to do instead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty_session import PtySession
from tests.terminal.stage import FIRST_WORDS, SAVED, Home, assert_given_back

HINT = "For plain text: ca-tui list"


@pytest.mark.parametrize("term", ["dumb", ""], ids=["dumb", "empty"])
def test_a_terminal_that_can_do_nothing(home: Home, term: str) -> None:
    with PtySession(["--demo"], env=home.env({"TERM": term})) as session:
        assert session.until_ended() == 2
        _assert_one_sentence(bytes(session.raw).decode(), f"TERM={term} cannot")


def test_standard_input_that_is_no_terminal(home: Home) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    with PtySession(["--demo"], env=home.env(), stdin=nothing) as session:
        os.close(nothing)
        assert session.until_ended() == 2
        said = bytes(session.raw).decode()
        _assert_one_sentence(said, "Standard input is not a terminal")


def test_standard_error_that_is_no_terminal(home: Home, tmp_path: Path) -> None:
    with (
        open(tmp_path / "errors", "w+b") as errors,
        PtySession(["--demo"], env=home.env(), stderr=errors.fileno()) as session,
    ):
        assert session.until_ended() == 2
        assert session.raw == b""
        errors.seek(0)
        said = errors.read().decode()
        _assert_one_sentence(said, "Standard error is not a terminal")
        assert "--log FILE" in said


def test_a_reply_through_a_pipe_leaves_the_keys_to_the_terminal(home: Home) -> None:
    with SAVED.open("rb") as reply:
        argv = ["open", "-"]
        with PtySession(argv, env=home.env(), stdin=reply.fileno()) as session:
            session.until_text(FIRST_WORDS)
            session.send("f")
            session.until_text("Faults")
            session.send("q")
            assert session.until_ended() == 0
            assert_given_back(session)


def test_a_closed_terminal_is_noticed_behind_a_pipe_too(home: Home) -> None:
    with SAVED.open("rb") as reply:
        argv = ["open", "-"]
        with PtySession(argv, env=home.env(), stdin=reply.fileno()) as session:
            session.until_text(FIRST_WORDS)
            session.close_terminal()
            assert session.until_ended() == 129


@pytest.mark.parametrize(
    ("closed", "file", "beginning"),
    [
        (0, "-", "- cannot be read: standard input is closed"),
        (1, str(SAVED), "Standard output is closed"),
        (None, str(SAVED), "Standard output cannot be written: No space left"),
    ],
    ids=["no input", "no output", "no room"],
)
def test_a_list_without_its_streams(
    home: Home, closed: int | None, file: str, beginning: str
) -> None:
    def close() -> None:
        if closed is not None:
            os.close(closed)

    with open("/dev/full" if closed is None else os.devnull, "wb") as out:
        ended = subprocess.run(
            [sys.executable, "-m", "ca_tui", "list", file],
            env=home.env(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            preexec_fn=close,
            timeout=120,
            check=False,
        )
    said = ended.stderr.decode()
    assert ended.returncode == 1
    assert said.startswith(f"ca-tui: {beginning}")
    assert len(said.splitlines()) == 1


def _assert_one_sentence(said: str, beginning: str) -> None:
    assert "\x1b" not in said
    lines = said.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"ca-tui: {beginning}")
    assert lines[0].endswith(HINT)
