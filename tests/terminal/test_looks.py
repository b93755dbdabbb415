"""Fewer colours, plain characters, no mouse: what the operator asked for is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import ExitStack

from tests.cloud import standing_cloud
from tests.pty_session import PtySession
from tests.terminal import tokens
from tests.terminal.hostile import KEY
from tests.terminal.stage import QUIET, Home, modes, press, write_many

SHAPES = "[0-4]|7|9|2[247]"

DEFAULT_COLOURS = f"{SHAPES}|[34]9"

SIXTEEN_COLOURS = f"{DEFAULT_COLOURS}|[39][0-7]|4[0-7]|10[0-7]"

MOUSE = (1000, 1002, 1003, 1005, 1006, 1015)

EVERYWHERE = ("j", "f", "f", "\t", "3", "\x1b", "?", "?", "\x10", "the", "\x1b")
"""Rows, faults, tabs, keys, palette."""


def test_what_was_asked_for_is_kept_everywhere(home: Home) -> None:
    few, none, plain = _walk(
        home,
        (["--theme", "ansi"], {"COLORTERM": "truecolor"}),
        (["--theme", "light"], {"NO_COLOR": "1"}),
        (["--ascii", "--no-mouse"], {}),
    )
    for raw, allowed in ((few, SIXTEEN_COLOURS), (none, DEFAULT_COLOURS)):
        sent = tokens.sgr(raw)
        assert {found for found in sent if not re.fullmatch(allowed, found)} == set()
        shown = tokens.text(raw)
        for words in ("✗ Failed", "✓ Success", "exit 3"):
            assert words in shown
    assert _beyond_ascii(plain) == set()
    assert not set(modes(plain)) & set(MOUSE)
    shown = tokens.text(plain)
    for words in ("x Failed", "+ Success", "earch for commands", "Not everything"):
        assert words in shown


def test_ascii_places(home: Home) -> None:
    """Names are data, so letters of every writing may appear, and nothing else."""
    argv = ["--region", "cn-hangzhou", "--service", "ecs", "--status", "Invalid"]
    with (
        standing_cloud() as url,
        PtySession(
            ["--ascii", "--endpoint", url, "--interval", "0", *argv],
            size=(120, 36),
            env=home.env(KEY),
        ) as session,
    ):
        session.until_text("changed")
        session.until_text("cn-beijing")
        press([session], "\x1b[Z")
        session.send("gjl")
        session.until_text("job-001")
        session.send("\x11")
        assert session.until_ended() == 0
        odd = {char for char in _beyond_ascii(session.raw) if _is_mark(char)}
        assert odd == set()


def _walk(home: Home, *starts: tuple[list[str], Mapping[str, str]]) -> list[bytearray]:
    """Everything that is sent in a walk through all that there is."""
    saved = write_many(home.folder / "many.json")
    broken = home.folder / "broken.json"
    broken.write_text("{")
    with ExitStack() as stack:
        sessions = [
            stack.enter_context(
                PtySession(
                    ["open", *argv, str(saved), str(broken)],
                    size=(120, 36),
                    env=home.env(env),
                )
            )
            for argv, env in starts
        ]
        for session in sessions:
            session.until_text("Not everything")
            session.settle(QUIET)
        for session in sessions[:2]:
            assert _has_reversed_row(session), "the cursor is seen without colours"
        for keys in EVERYWHERE:
            press(sessions, keys)
        for session in sessions:
            session.send("\x11")
            assert session.until_ended() == 0
        return [session.raw for session in sessions]


def _has_reversed_row(session: PtySession) -> bool:
    cells = session.screen.buffer.values()
    return any(sum(cell.reverse for cell in row.values()) > 50 for row in cells)


def _beyond_ascii(raw: bytearray) -> set[str]:
    return {char for char in bytes(raw).decode() if not char.isascii()}


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) != "Lo"
