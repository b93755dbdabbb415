"""Fewer colours, plain characters, no mouse: what the operator asked for is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cloud import standing_cloud
from tests.pty_session import PtySession
from tests.terminal import tokens
from tests.terminal.hostile import KEY
from tests.terminal.stage import Home, modes, write_many

SHAPES = "[0-4]|7|9"

DEFAULT_COLOURS = f"{SHAPES}|[34]9"

SIXTEEN_COLOURS = f"{DEFAULT_COLOURS}|[39][0-7]|4[0-7]|10[0-7]"

MOUSE = (1000, 1002, 1003, 1005, 1006, 1015)

EVERYWHERE = ("j", "f", "f", "\t", "3", "\x1b", "?", "?", "\x10", "the", "\x1b")
"""Rows, faults, tabs, keys, palette."""


@pytest.mark.parametrize(
    ("argv", "env", "allowed"),
    [
        (["--theme", "light"], {"NO_COLOR": "1"}, DEFAULT_COLOURS),
        (["--theme", "ansi"], {"COLORTERM": "truecolor"}, SIXTEEN_COLOURS),
    ],
    ids=["NO_COLOR", "ansi"],
)
def test_only_the_colours_that_were_asked_for(
    home: Home, argv: list[str], env: Mapping[str, str], allowed: str
) -> None:
    raw = _walk(argv, home, env)
    sent = tokens.sgr(raw)
    assert {found for found in sent if not re.fullmatch(allowed, found)} == set()
    assert {"1", "7"} & sent, "the cursor's row is marked without colour"
    shown = tokens.text(raw)
    for word in ("✗ Failed", "✓ Success", "exit 3"):
        assert word in shown


def test_ascii_and_no_mouse(home: Home) -> None:
    raw = _walk(["--ascii", "--no-mouse"], home, {})
    assert bytes(raw).decode().isascii(), _beyond_ascii(raw)
    assert not set(modes(raw)) & set(MOUSE)
    shown = tokens.text(raw)
    for word in ("x Failed", "+ Success", "earch for commands", "Not everything"):
        assert word in shown


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
        session.until_text("updated")
        session.until_text("cn-beijing")
        session.settle(0.3)
        session.send("\x1b[Z")
        session.settle(0.1)
        session.send("gjl")
        session.until_text("web-01")
        session.send("\x11")
        assert session.until_ended() == 0
        odd = {char for char in _beyond_ascii(session.raw) if _is_mark(char)}
        assert odd == set()


def _walk(argv: list[str], home: Home, env: Mapping[str, str]) -> bytearray:
    saved = write_many(home.folder / "many.json")
    broken = Path(home.folder / "broken.json")
    broken.write_text("{")
    words = ["open", *argv, str(saved), str(broken)]
    with PtySession(words, size=(120, 36), env=home.env(env)) as session:
        session.until_text("Not everything")
        session.settle(0.2)
        for keys in EVERYWHERE:
            session.send(keys)
            session.settle(0.15)
        session.send("\x11")
        assert session.until_ended() == 0
        return session.raw


def _beyond_ascii(raw: bytearray) -> set[str]:
    return {char for char in bytes(raw).decode() if not char.isascii()}


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) != "Lo"
