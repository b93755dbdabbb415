"""What a terminal is told to put on its clipboard (OSC 52), through tmux and screen.

A terminal answers nothing to it, and many are set not to listen: a file beside it is
the copy that can be relied on.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ca_tui.export.files import ExportError, write_file

Clipboard: TypeAlias = Literal["auto", "raw", "tmux", "screen", "file", "off"]

MOST: Final = 74_994
"""Bytes that are sent: in base64 they fill the 100,000 bytes which are the most that
terminals and other tools (Chromium's osc52.sh) take in one sequence."""

SCREEN_CHUNK: Final = 256
"""Bytes of one string that every GNU screen passes on: 256 until 4.0.3, 768 today."""

ESC: Final = "\x1b"
ST: Final = "\x1b\\"

FILE: Final = "clip.txt"


@dataclass(frozen=True, slots=True)
class Copied:
    """What is to be sent to the terminal, and what to tell the operator."""

    sequence: str
    """Empty: nothing."""
    sentence: str


def copy(text: str, how: Clipboard, environ: Mapping[str, str], home: Path) -> Copied:
    """Keep a text in the file, and say what to send.

    `how` other than auto sends as it says whatever the environment is; file sends
    nothing and off does not even keep it.
    """
    if how == "off":
        return Copied("", "Copying is switched off (--clipboard off).")
    data = text.encode("utf-8", "replace")
    path = clip_file(environ, home)
    try:
        _keep(path, data.decode())
        kept, why = _short(path, home), ""
    except ExportError as error:
        kept, why = "", str(error)
    if how == "file":
        return Copied("", f"In {kept}." if kept else why)
    if len(data) > MOST:
        too_large = f"{len(data):,} bytes are too large for a terminal's clipboard"
        return Copied("", f"{too_large}: in {kept}." if kept else f"{too_large}. {why}")
    also = f"; also in {kept}." if kept else f". {why}"
    told = f"Sent to the terminal's clipboard (it does not confirm){also}"
    return Copied(sequence(data, ways(how, environ)), told)


def ways(how: Clipboard, environ: Mapping[str, str]) -> tuple[Clipboard, ...]:
    """How it is sent. In tmux it depends on tmux's settings which of two is heard:
    set-clipboard takes the plain one, allow-passthrough the wrapped one."""
    if how != "auto":
        return (how,)
    if environ.get("TMUX"):
        return ("raw", "tmux")
    return ("screen",) if environ.get("STY") else ("raw",)


def sequence(data: bytes, how: tuple[Clipboard, ...]) -> str:
    """OSC 52 for `data`, once for each way; empty data clears the clipboard."""
    plain = f"{ESC}]52;c;{base64.b64encode(data).decode('ascii')}\a"
    wrapped = {"raw": plain, "tmux": _in_tmux(plain), "screen": _in_screen(plain)}
    return "".join(wrapped.get(each, "") for each in how)


def clip_file(environ: Mapping[str, str], home: Path) -> Path:
    """Where the last copy is kept."""
    cache = environ.get("XDG_CACHE_HOME", "")
    # the specification says to ignore a path that is not absolute
    base = Path(cache) if cache.startswith("/") else home / ".cache"
    return base / "ca-tui" / FILE


def _keep(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}. Nothing was left behind."
        ) from None
    write_file(path, lambda out: out.write(text), replace=True)


def _short(path: Path, home: Path) -> str:
    if home != Path("/") and path.is_relative_to(home):
        return f"~/{path.relative_to(home)}"
    return str(path)


def _in_tmux(text: str) -> str:
    return f"{ESC}Ptmux;{text.replace(ESC, ESC + ESC)}{ST}"


def _in_screen(text: str) -> str:
    """In strings which screen passes on one after the other."""
    room = SCREEN_CHUNK - len(f"{ESC}P{ST}")
    starts = range(0, len(text), room)
    return "".join(f"{ESC}P{text[start : start + room]}{ST}" for start in starts)
