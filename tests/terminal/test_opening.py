"""The first frame, and what happens before the explorer is made behind it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.pty_session import PtySession
from tests.terminal.stage import ENDS, Home, assert_given_back, assert_nothing_left

HELD: Final = """
import os, sys
from ca_tui import cli
from ca_tui.monitor.schema import StoreError
from ca_tui.ui.opening import OpeningApp
path, make = sys.argv.pop(1), OpeningApp.make
def wait(self):
    with open(path) as told:
        word = told.read()
    if word == "fail":
        raise StoreError("nothing can be kept")
    if word == "break":
        raise LookupError("no such thing")
    return make(self)
OpeningApp.make = wait
sys.exit(cli.main())
"""
"""The live explorer, which is not made until somebody writes to a pipe."""

FIRST_WORDS: Final = ("ca-tui", "Places", "Results", "Command   Details", "╭", "+--")
"""What the first frame shows and nobody has to send again."""

SIZES: Final = ((120, 36), (80, 24))


class Held:
    """An explorer behind its first frame."""

    def __init__(self, session: PtySession, pipe: Path) -> None:
        self.session = session
        self._pipe = pipe

    def go_on(self, word: str = "go") -> int:
        """Let it be made; how many bytes it had sent before."""
        self.session.settle(0.1)
        before = len(self.session.raw)
        self._pipe.write_text(word)
        return before


@contextmanager
def held(home: Home, *argv: str, size: tuple[int, int] = (120, 36)) -> Iterator[Held]:
    """Its first frame is on screen."""
    pipe = home.folder / "pipe"
    os.mkfifo(pipe)
    with PtySession(
        [str(pipe), "--demo", *argv], env=home.env(), size=size, program=("-c", HELD)
    ) as session:
        session.until_text("Results")
        session.until_text("Output   Command")
        session.settle(0.1)
        yield Held(session, pipe)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("argv", [(), ("--ascii",)], ids=str)
def test_the_explorer_takes_its_place_without_drawing_a_border_again(
    home: Home, size: tuple[int, int], argv: tuple[str, ...]
) -> None:
    with held(home, *argv, size=size) as opening:
        session = opening.session
        first = session.screen.display[0]
        assert " ca-tui  demo" in first
        assert "connecting" in first
        before = opening.go_on()
        session.until_text("Started")
        session.until_text("q quit")
        sent = session.raw[before:].decode(errors="replace")
        again = [word for word in FIRST_WORDS if word in sent.partition("Started")[0]]
        assert again == []
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)
        assert_nothing_left(session, home)


def test_keys_that_were_typed_are_not_lost(home: Home) -> None:
    with held(home) as opening:
        opening.session.send("/quiet web")
        opening.go_on()
        opening.session.until_text("filter quiet web")


def test_a_key_alone_is_not_lost(home: Home) -> None:
    with held(home) as opening:
        opening.session.send("?")
        opening.go_on()
        opening.session.until_text("Keys")


@pytest.mark.parametrize("key", ["q", "\x03", "\x11"], ids=["q", "ctrl+c", "ctrl+q"])
def test_a_key_leaves(home: Home, key: str) -> None:
    with held(home) as opening:
        opening.session.send(key)
        opening.go_on()
        assert opening.session.until_ended() == 0
        assert_given_back(opening.session)
        assert_nothing_left(opening.session, home)


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_a_signal_ends_it_in_order(
    home: Home, number: signal.Signals, code: int
) -> None:
    with held(home) as opening:
        opening.session.kill(number)
        opening.go_on()
        assert opening.session.until_ended() == code
        assert_given_back(opening.session)
        assert_nothing_left(opening.session, home)
        assert b"Traceback" not in opening.session.raw


def test_a_terminal_that_is_closed_ends_it(home: Home) -> None:
    with held(home) as opening:
        opening.session.close_terminal()
        opening.go_on()
        assert opening.session.until_ended() == 129
        assert_nothing_left(opening.session, home)


def test_another_size_is_taken(home: Home) -> None:
    with held(home) as opening:
        session = opening.session
        session.resize(90, 30)
        opening.go_on()
        session.until_text("q quit")
        session.until_text("Started")
        assert session.screen.display[1][-1] == "╮"


def test_what_cannot_be_made_is_told_when_the_terminal_is_given_back(
    home: Home,
) -> None:
    with held(home) as opening:
        opening.go_on("fail")
        assert opening.session.until_ended() == 1
        said = bytes(opening.session.raw).rpartition(b"\x1b[?1049l")[2]
        assert b"ca-tui: nothing can be kept" in said
        assert b"Traceback" not in opening.session.raw
        assert_given_back(opening.session)
        assert_nothing_left(opening.session, home)


def test_a_defect_is_reported_when_the_terminal_is_given_back(home: Home) -> None:
    with held(home) as opening:
        opening.go_on("break")
        assert opening.session.until_ended() == 1
        said = bytes(opening.session.raw).rpartition(b"\x1b[?1049l")[2]
        assert b"LookupError: no such thing" in said
        assert_given_back(opening.session)
        assert_nothing_left(opening.session, home)


def test_keys_of_a_profile_that_is_not_there_are_missed_before_the_first_frame(
    home: Home,
) -> None:
    argv = ["--profile", "nobody"]
    with PtySession(argv, env=home.env()) as session:
        assert session.until_ended() == 1
        assert b"\x1b[?1049h" not in session.raw
        assert b"nobody" in session.raw
