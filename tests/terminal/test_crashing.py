"""A defect of ours: a report that helps, and no secret in it."""

from __future__ import annotations

import subprocess
import sys

from tests.pty_session import PtySession
from tests.terminal import tokens
from tests.terminal.hostile import assert_readable
from tests.terminal.stage import (
    OPEN,
    SAVED,
    Home,
    assert_given_back,
    assert_nothing_left,
)

BROKEN = """
import sys
from ca_tui import cli
from ca_tui.api.signing import Credentials, Secret
from ca_tui.ui import app
def fail():
    secret = "".join(reversed("terces-niatnoc-I"))
    credentials = Credentials("an-id", Secret(secret))
    raise LookupError("no such \\x1b]0;pwned\\x07 thing \\x9b31m\\u202e")
ready = app.CaTuiApp.on_ready
def on_ready(self):
    ready(self)
    self.set_timer(0.01, fail)
app.CaTuiApp.on_ready = on_ready
sys.exit(cli.main())
"""

BROKEN_LIST = """
import sys
from ca_tui import cli
from ca_tui.emulator.hostile import POISON
def fail(*args):
    secret = "".join(reversed("terces-niatnoc-I"))
    raise LookupError(POISON)
cli._list = fail
sys.exit(cli.main())
"""


def test_a_crash_tells_where_and_nothing_secret(home: Home) -> None:
    program = ("-c", BROKEN)
    with PtySession(OPEN, env=home.env(), program=program, size=(120, 36)) as session:
        assert session.until_ended() == 1
        report = bytes(session.raw).rpartition(b"\x1b[?1049l")[2].decode()
        assert "LookupError: no such" in report
        assert "in fail" in report
        assert "I-contain-secret" not in report
        assert "credentials =" not in report
        assert "pwned" in report
        assert not {"\x07", "\x9b", "\u202e"} & set(report)
        assert "\x1b]" not in report
        assert_given_back(session)
        assert_nothing_left(session, home)


def test_a_crash_of_a_list_is_text(home: Home) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN_LIST, "list", str(SAVED)],
        env=home.env(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert tokens.forms(ended.stderr) == {"\n"}
    report = ended.stderr.decode()
    assert "LookupError: " in report
    assert "I-contain-secret" not in report
    assert_readable(report)
