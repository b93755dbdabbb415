"""The bytes for a terminal's clipboard, and what the operator is told."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from ca_tui.export.clipboard import (
    MOST,
    SCREEN_CHUNK,
    Clipboard,
    clip_file,
    copy,
    sequence,
    ways,
)


def unscreened(text: str) -> str:
    """What GNU screen passes on: the insides of its strings, one after the other."""
    passed = ""
    while text:
        assert text.startswith("\x1bP")
        end = text.index("\x1b\\")
        assert end + 2 <= SCREEN_CHUNK
        passed += text[2:end]
        text = text[end + 2 :]
    return passed


def untmuxed(text: str) -> str:
    """What tmux passes on."""
    assert text.startswith("\x1bPtmux;")
    assert text.endswith("\x1b\\")
    inside = text.removeprefix("\x1bPtmux;").removesuffix("\x1b\\")
    assert inside.count("\x1b") == 2 * inside.count("\x1b\x1b")
    return inside.replace("\x1b\x1b", "\x1b")


@pytest.mark.parametrize("size", [0, 1, 185, 186, 187, 24 * 1024, MOST])
def test_every_way_carries_the_same_osc_52(size: int) -> None:
    data = os.urandom(size)
    plain = f"\x1b]52;c;{base64.b64encode(data).decode()}\a"
    assert sequence(data, ("raw",)) == plain
    assert untmuxed(sequence(data, ("tmux",))) == plain
    assert unscreened(sequence(data, ("screen",))) == plain
    assert sequence(data, ("raw", "tmux")).startswith(plain + "\x1bPtmux;")


@pytest.mark.parametrize(
    ("how", "environ", "expected"),
    [
        ("auto", {}, ("raw",)),
        ("auto", {"TMUX": "/tmp/tmux-0/default,1,0"}, ("raw", "tmux")),
        ("auto", {"STY": "1.pts-0"}, ("screen",)),
        ("auto", {"TMUX": "", "STY": ""}, ("raw",)),
        ("raw", {"TMUX": "x"}, ("raw",)),
        ("screen", {}, ("screen",)),
    ],
)
def test_the_environment_decides_unless_told(
    how: Clipboard, environ: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert ways(how, environ) == expected


def test_the_file_has_it_always_and_for_the_owner_alone(tmp_path: Path) -> None:
    for text in ("first", "第二\n"):
        copied = copy(text, "auto", {}, tmp_path)
        assert copied.sentence == (
            "Sent to the terminal's clipboard (it does not confirm);"
            " also in ~/.cache/ca-tui/clip.txt."
        )
        path = tmp_path / ".cache/ca-tui/clip.txt"
        assert path.read_bytes() == text.encode()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert os.listdir(path.parent) == ["clip.txt"]


def test_too_much_is_only_in_the_file(tmp_path: Path) -> None:
    copied = copy("x" * (MOST + 1), "auto", {}, tmp_path)
    assert copied.sequence == ""
    assert copied.sentence == (
        "74,995 bytes are too large for a terminal's clipboard:"
        " in ~/.cache/ca-tui/clip.txt."
    )
    assert (tmp_path / ".cache/ca-tui/clip.txt").stat().st_size == MOST + 1


def test_a_file_that_cannot_be_written_is_said_and_the_rest_is_done(
    tmp_path: Path,
) -> None:
    (tmp_path / ".cache").write_text("no folder")
    copied = copy("x", "raw", {}, tmp_path)
    assert copied.sequence == "\x1b]52;c;eA==\a"
    assert "clip.txt cannot be written" in copied.sentence


def test_off_keeps_nothing_and_file_sends_nothing(tmp_path: Path) -> None:
    assert copy("x", "off", {}, tmp_path).sequence == ""
    assert os.listdir(tmp_path) == []
    copied = copy("x", "file", {"TMUX": "x"}, tmp_path)
    assert (copied.sequence, copied.sentence) == ("", "In ~/.cache/ca-tui/clip.txt.")


def test_the_cache_is_where_the_environment_says(tmp_path: Path) -> None:
    named = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert clip_file(named, Path("/home/me")) == tmp_path / "cache/ca-tui/clip.txt"
    home = Path("/home/me/.cache/ca-tui/clip.txt")
    assert clip_file({"XDG_CACHE_HOME": "relative"}, Path("/home/me")) == home


def test_half_a_character_is_sent_as_a_question_mark(tmp_path: Path) -> None:
    copied = copy("a\ud800b", "raw", {}, tmp_path)
    assert copied.sequence == sequence(b"a?b", ("raw",))
