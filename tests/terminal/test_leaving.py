"""However the explorer ends, the terminal is given back and nothing stays behind."""

from __future__ import annotations

import resource
import signal

import pytest

from tests.pty_session import PtySession
from tests.terminal.stage import (
    ENDS,
    FIRST_WORDS,
    OPEN,
    Home,
    assert_given_back,
    assert_nothing_left,
)

CPU_TO_LEAVE = 2.0
"""Seconds; an explorer that spins on a lost terminal takes all there are."""

STUCK_RESOLVER = """
import socket, sys, threading
from ca_tui import cli
from ca_tui.ui import terminal
terminal.GRACE = 0.1
def wait(*args, **kwargs):
    print("resolving", flush=True)
    threading.Event().wait()
socket.getaddrinfo = wait
sys.exit(cli.main())
"""

NEVER_LEAVES = """
import sys
from ca_tui import cli
from ca_tui.ui import app, terminal
terminal.GRACE = 0.1
app.CaTuiApp._leave = lambda self, code: None
sys.exit(cli.main())
"""

SIGNAL_IN_A_THREAD = """
import signal, sys, threading
from ca_tui import cli
from ca_tui.ui.main_screen import MainScreen
def end_itself():
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
# later, when the main thread sleeps again after the key
MainScreen.action_zone = lambda self: threading.Timer(0.3, end_itself).start()
sys.exit(cli.main())
"""


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_a_signal_ends_it_in_order(
    home: Home, number: signal.Signals, code: int
) -> None:
    with PtySession(OPEN, env=home.env()) as session:
        session.until_text(FIRST_WORDS)
        session.kill(number)
        assert session.until_ended() == code
        assert_given_back(session)
        assert_nothing_left(session, home)
        assert b"Traceback" not in session.raw


def test_a_signal_ends_the_live_demo_with_its_server(home: Home) -> None:
    with PtySession(["--demo"], env=home.env()) as session:
        session.until_text("changed")
        session.kill(signal.SIGTERM)
        assert session.until_ended() == 143
        assert_given_back(session)
        assert_nothing_left(session, home)


def test_a_signal_that_another_thread_takes(home: Home) -> None:
    """The kernel may choose any; the one that handles signals must wake up."""
    program = ("-c", SIGNAL_IN_A_THREAD)
    with PtySession(OPEN, env=home.env(), program=program) as session:
        session.until_text(FIRST_WORDS)
        session.settle()
        session.send("t")
        assert session.until_ended() == 143
        assert_given_back(session)


def test_a_signal_while_the_screen_is_being_made(home: Home) -> None:
    with PtySession(OPEN, env=home.env()) as session:
        session.until(lambda: b"\x1b[?1049h" in session.raw, "the alternate screen")
        session.kill(signal.SIGTERM)
        assert session.until_ended() == 143
        assert_given_back(session)
        assert b"Traceback" not in session.raw


@pytest.mark.parametrize("key", ["q", "\x03", "\x11"], ids=["q", "ctrl+c", "ctrl+q"])
def test_a_key_leaves(home: Home, key: str) -> None:
    with PtySession(OPEN, env=home.env()) as session:
        session.until_text(FIRST_WORDS)
        session.send(key)
        assert session.until_ended() == 0
        assert_given_back(session)
        assert_nothing_left(session, home)


def test_modes_of_a_modern_terminal_are_taken_back(home: Home) -> None:
    """One that reports its own resizes gets the mouse in pixels."""
    with PtySession(OPEN, env=home.env()) as session:
        session.until_text(FIRST_WORDS)
        session.send("\x1b[?2048;2$y")
        session.until(lambda: b"\x1b[?1016h" in session.raw, "the mouse in pixels")
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)


@pytest.mark.parametrize("ignored", [False, True], ids=["SIGHUP", "nohup"])
def test_a_closed_terminal_ends_it(home: Home, ignored: bool) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    preexec = ignore if ignored else None
    with PtySession(["--demo"], env=home.env(), preexec=preexec) as session:
        session.until_text("changed")
        others, used = _cpu_of_children(), session.cpu_seconds()
        session.close_terminal()
        assert session.until_ended() == 129
        assert _cpu_of_children() - others - used < CPU_TO_LEAVE
        assert_nothing_left(session, home)


def test_a_resolver_that_never_answers_does_not_hold_up_the_end(home: Home) -> None:
    key = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "id",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret",
    }
    argv = ["--region", "cn-hangzhou"]
    program = ("-c", STUCK_RESOLVER)
    with PtySession(argv, env=home.env(key), program=program) as session:
        session.until_text("connecting")
        session.settle()
        session.send("q")
        assert session.until_ended() == 0
        assert_given_back(session)


def test_the_last_resort_gives_the_terminal_back(home: Home) -> None:
    with PtySession(OPEN, env=home.env(), program=("-c", NEVER_LEAVES)) as session:
        session.until_text(FIRST_WORDS)
        session.kill(signal.SIGTERM)
        assert session.until_ended() == 143
        assert_given_back(session)


def _cpu_of_children() -> float:
    """What ended children used up, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
