"""What leaves for the terminal's clipboard, byte for byte, and what is kept of it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Final

import pyte
import pytest

from tests.pty_session import PtySession
from tests.terminal.stage import SAVED, Home, until_whole

LIMIT: Final = 74_994

INSIDE: Final = {
    "nothing": {},
    "tmux": {"TMUX": "/tmp/tmux-0/default,1,0"},
    "screen": {"STY": "123.pts-0.bastion"},
}

SIZES: Final = {"1 B": 1, "24 KB": 24 * 1024, "the limit": LIMIT}


def text_of(size: int) -> bytes:
    """So many bytes of lines."""
    lines = b"".join(
        b"line %d of what was printed\n" % n for n in range(size // 26 + 1)
    )
    return lines[:size]


def saved(folder: Path, output: bytes) -> str:
    """A saved reply with one result that printed this."""
    reply = json.loads(SAVED.read_text())
    found = reply["Invocation"]["InvocationResults"]["InvocationResult"]
    del found[1:]
    found[0]["Output"] = base64.b64encode(output).decode()
    path = folder / "reply.json"
    path.write_text(json.dumps(reply))
    return str(path)


def osc_52(data: bytes) -> bytes:
    return b"\x1b]52;c;" + base64.b64encode(data) + b"\x07"


def expected(inside: str, data: bytes) -> bytes:
    plain = osc_52(data)
    if inside == "nothing":
        return plain
    if inside == "tmux":
        return plain + b"\x1bPtmux;\x1b" + plain + b"\x1b\\"
    chunks = [plain[start : start + 252] for start in range(0, len(plain), 252)]
    return b"".join(b"\x1bP" + chunk + b"\x1b\\" for chunk in chunks)


def copied(session: PtySession, home: Home) -> bytes:
    """Copy the output; what is kept in the file."""
    session.until_text("exit 0")
    session.settle()
    session.send("c")
    session.until_text("Selected lines")
    session.send("o")
    return kept(session, home)


def kept(session: PtySession, home: Home) -> bytes:
    path = home.folder / ".cache/ca-tui/clip.txt"
    session.until(path.exists, "the file")
    session.settle(0.3)
    assert "Copied" in told(session)
    return path.read_bytes()


def told(session: PtySession) -> str:
    """The screen without what the clipboard gets, which pyte does not know."""
    frames = re.sub(
        rb"\x1bP.*?\x1b\\|\x1b\]52;[^\x07]*\x07", b"", session.raw, flags=re.DOTALL
    )
    screen = pyte.Screen(session.screen.columns, session.screen.lines)
    pyte.ByteStream(screen).feed(frames)
    return "\n".join(screen.display)


@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_an_output_reaches_the_clipboard_whole(
    home: Home, inside: str, size: int
) -> None:
    data = text_of(size)
    argv = ["open", saved(home.folder, data)]
    with PtySession(argv, size=(120, 36), env=home.env(INSIDE[inside])) as session:
        assert copied(session, home) == data
        wanted = expected(inside, data)
        assert session.raw.count(wanted) == 1
        rest = session.raw.replace(wanted, b"")
        assert b"]52;" not in rest
        assert "it does not confirm" in told(session)
        session.send("q")
        assert session.until_ended() == 0


def test_more_than_the_limit_is_only_in_the_file(home: Home) -> None:
    data = text_of(LIMIT + 1)
    argv = ["open", saved(home.folder, data)]
    with PtySession(argv, size=(120, 36), env=home.env()) as session:
        assert copied(session, home) == data
        assert b"]52;" not in session.raw
        assert "too large" in session.text()
        assert "clip.txt" in session.text()


@pytest.mark.parametrize(("how", "is_kept"), [("file", True), ("off", False)])
def test_nothing_is_sent_where_that_was_asked_for(
    home: Home, how: str, is_kept: bool
) -> None:
    argv = ["open", "--clipboard", how, saved(home.folder, b"x\n")]
    with PtySession(argv, size=(120, 36), env=home.env()) as session:
        session.until_text("exit 0")
        session.settle()
        session.send("ci")
        session.until_text("Copied")
        assert b"]52;" not in session.raw
        assert (home.folder / ".cache/ca-tui/clip.txt").exists() == is_kept


def test_the_screen_is_whole_after_a_copy(home: Home) -> None:
    """The sequence stands between two frames, not in one."""
    argv = ["open", saved(home.folder, text_of(SIZES["24 KB"]))]
    with PtySession(argv, size=(120, 36), env=home.env()) as session:
        copied(session, home)
        place = session.raw.index(b"\x1b]52;")
        started = session.raw.rfind(b"\x1b[?2026h", 0, place)
        ended = session.raw.rfind(b"\x1b[?2026l", 0, place)
        assert started <= ended
        session.send("\x0c")
        until_whole(session)


def test_hostile_output_is_copied_without_its_controls(home: Home) -> None:
    hostile = b"a\x1b]0;title\x07b\x1b[201~rm -rf /\nc\x00\n"
    argv = ["open", saved(home.folder, hostile)]
    with PtySession(argv, size=(120, 36), env=home.env()) as session:
        shown = copied(session, home).decode()
        assert all(each.isprintable() or each == "\n" for each in shown)
        assert osc_52(shown.encode()) in session.raw
