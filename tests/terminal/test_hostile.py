"""A service that means harm changes nothing on the operator's terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from ca_tui.emulator.faults import Faults, Rule
from ca_tui.emulator.hostile import POISON
from tests.cloud import standing_cloud
from tests.emulator.asking import Asker
from tests.pty_session import EXPLORER, PtySession
from tests.terminal import tokens
from tests.terminal.hostile import (
    EVERYTHING,
    HONEST,
    KEY,
    ONLY_TEXTS,
    assert_harmless,
    assert_readable,
    refusing_service,
)
from tests.terminal.stage import Home, assert_given_back, press, until_whole

ASKED = ("--region", "cn-hangzhou", "--depth", "100", "--interval", "0")

WALK = (
    *("jj", "G", "g\t", "2", "3", "G", "g1/", "pwned", "\x1b", "\x1b[Z\x1b[Zgj"),
    *("l", "jj", "\r", "f", "ft", "?", "?\x10", "the", "\x1b"),
)
"""Rows, panes and tabs, the ends of a text, a search, a region opened and one of its
instances chosen, faults, the zone, the keys, the palette."""

LOGS_POISON = """
import logging, sys
from ca_tui import cli
from ca_tui.emulator.hostile import POISON
def log(*args):
    logging.getLogger("ca_tui.anything").warning("a server said %s", POISON)
    return 0
cli._list = log
sys.exit(cli.main())
"""


def test_walking_through_the_explorer(home: Home) -> None:
    """Whatever a service says, no other bytes leave than with one that is honest."""
    with ExitStack() as stack:
        sessions = []
        for rules in (HONEST, ONLY_TEXTS, EVERYTHING):
            url = stack.enter_context(standing_cloud(faults=Faults(rules)))
            argv = ["--endpoint", url, *ASKED]
            session = PtySession(argv, size=(120, 36), env=home.env(KEY))
            sessions.append(stack.enter_context(session))
        for session in sessions:
            session.until_text("changed")
            session.settle(0.3)
        for keys in WALK:
            press(sessions, keys)
        for session in sessions:
            until_whole(session)
            session.send("\x11")
            assert session.until_ended() == 0
            assert_harmless(session)
            assert_given_back(session)
        for session in sessions[1:]:
            assert_readable(tokens.text(session.raw))


def test_errors_in_hostile_words(home: Home) -> None:
    with (
        refusing_service() as url,
        PtySession(
            ["--endpoint", url, *ASKED], size=(120, 36), env=home.env(KEY)
        ) as session,
    ):
        session.until_text("Forbidden")
        session.until_text("▌")
        session.settle(0.5)
        assert "pwned" in session.text()
        session.send("\x11")
        assert session.until_ended() == 0
        assert_harmless(session)


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "md"])
@pytest.mark.parametrize("rules", [ONLY_TEXTS, EVERYTHING], ids=["texts", "everything"])
def test_lists_are_text(home: Home, form: str, rules: tuple[Rule, ...]) -> None:
    with standing_cloud(results=50, faults=Faults(rules)) as url:
        argv = ["list", "--endpoint", url, *ASKED[:4], "--format", form]
        ended = _run(argv, home)
    # outputs keep their tabs where a text is kept as it is
    tabs = {"\t"} if form in ("csv", "md") else set()
    assert {"\n"} <= tokens.forms(ended.stdout) <= {"\n"} | tabs
    assert tokens.forms(ended.stderr) <= {"\n"}
    shown = ended.stdout.decode()
    if form == "table":
        # cells are cut
        assert "pwned" in shown
    else:
        assert_readable(shown)


def test_refusals_of_a_list_are_text(home: Home) -> None:
    log = home.folder / "log"
    with refusing_service() as url:
        argv = ["list", "--endpoint", url, *ASKED[:4]]
        ended = _run(argv, home)
        logged = _run([*argv, "--log", str(log)], home)
    assert ended.returncode == 1
    assert ended.stderr == logged.stderr
    assert all(line.startswith(b"ca-tui: ") for line in ended.stderr.splitlines())
    for text in (ended.stderr, log.read_bytes()):
        assert tokens.forms(text) == {"\n"}
        assert_readable(text.decode())


def test_logs_are_text(home: Home) -> None:
    log = home.folder / "log"
    ended = _run(["list", "--log", str(log)], home, program=("-c", LOGS_POISON))
    assert ended.returncode == 0, ended.stderr
    assert tokens.forms(log.read_bytes()) == {"\n"}
    assert_readable(log.read_text())


def test_progress_of_a_list_is_one_line_drawn_again(home: Home) -> None:
    with standing_cloud(results=50, faults=Faults(EVERYTHING)) as url:
        argv = ["list", "--endpoint", url, "--depth", "50"]
        with PtySession(argv, env=home.env(KEY)) as session:
            session.until_ended()
            assert tokens.forms(session.raw) <= {"\r", "\n", "\x1b[K"}
            assert "pwned" in tokens.text(session.raw)


def test_a_saved_reply(home: Home, tmp_path: Path) -> None:
    asker = Asker(faults=Faults(EVERYTHING))
    asked = {"RegionId": "cn-hangzhou", "PageSize": "20", "ContentEncoding": "Base64"}
    reply = asker.raw("DescribeInvocationResults", asked)
    path = tmp_path / "\x1b]0;name\x07.json"
    path.write_bytes(reply.body)
    broken = tmp_path / "\x1b[2Jbroken.json"
    broken.write_text("{" + POISON)
    argv = ["open", str(path), str(broken)]
    with PtySession(argv, size=(120, 36), env=home.env()) as session:
        session.until_text("▌")
        for keys in ("j", "\t", "3", "G", "2", "1", "?", "q"):
            press([session], keys)
        until_whole(session)
        session.send("\x11")
        assert session.until_ended() == 0
        assert_harmless(session)
        assert_readable(tokens.text(session.raw))
    ended = _run(["list", str(broken)], home)
    assert ended.returncode == 1
    assert tokens.forms(ended.stderr) == {"\n"}
    assert b"broken.json" in ended.stderr


def _run(
    argv: list[str], home: Home, *, program: Sequence[str] = EXPLORER
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *program, *argv],
        env=home.env({**KEY, "PYTHONIOENCODING": "utf-8"}),
        capture_output=True,
        timeout=120,
        check=False,
    )
