"""What the explorer costs when nothing happens."""

from __future__ import annotations

import time

from tests.cloud import standing_cloud
from tests.pty_session import PtySession
from tests.terminal.hostile import KEY
from tests.terminal.stage import Home

SECONDS = 3.0

BLINK = 0.8
"""Seconds in which a cursor that blinks shows it."""

SHARE = 0.02
"""Of one processor."""


def test_an_idle_screen_sends_nothing_and_hardly_runs(home: Home) -> None:
    argv = ["--region", "cn-hangzhou", "--interval", "0", "--depth", "100"]
    with (
        standing_cloud() as url,
        PtySession(["--endpoint", url, *argv], env=home.env(KEY)) as session,
    ):
        session.until_text("changed")
        session.settle(1.0)
        sent, used = len(session.raw), session.cpu_seconds()
        began = time.monotonic()
        session.settle(SECONDS)
        assert session.raw[sent:] == b""
        lasted = time.monotonic() - began
        assert session.cpu_seconds() - used <= SHARE * lasted
        for keys in ("/w", "\x10"):
            session.send(keys)
            session.settle(0.3)
            sent = len(session.raw)
            rested = time.monotonic() + BLINK
            while time.monotonic() < rested:
                session.read(0.1)
            assert session.raw[sent:] == b"", "a cursor blinks"
