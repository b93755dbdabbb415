"""What the screen will be drawn on, and with which versions."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from ca_tui import __version__
from ca_tui.api.failures import one_line
from ca_tui.api.models import Json
from ca_tui.doctor.findings import Finding, State

SMALLEST: Final = (80, 24)

MANY_COLOURS: Final = ("kitty", "alacritty", "foot", "ghostty", "wezterm", "direct")
"""What names of terminals contain that have 16 million colours and may not say so."""

COPIES: Final = ("kitty", "alacritty", "foot", "ghostty", "wezterm", "contour")
"""Terminals that write the clipboard for OSC 52 unless told otherwise."""

COPIES_NOT: Final = frozenset({"apple_terminal", "linux", "dumb", "vt100", "vt220"})
"""Terminals that do not know OSC 52."""

DISTRIBUTIONS: Final = {"Textual": "textual", "httpx": "httpx"}


@dataclass(frozen=True, slots=True)
class Surface:
    """What is known of the terminal without asking it."""

    environ: Mapping[str, str]
    obstacle: str = ""
    """Why the explorer cannot be shown here; empty: it can."""
    size: tuple[int, int] | None = None
    """Columns and lines; None: not known."""

    @property
    def inside(self) -> str:
        """The multiplexer in between; empty where there is none."""
        if self.environ.get("TMUX"):
            return "tmux"
        return "screen" if self.environ.get("STY") else ""

    @property
    def utf8(self) -> bool:
        """Whether the locale says that it takes UTF-8."""
        names = (self.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        chosen = next((name for name in names if name), "")
        return "utf8" in chosen.casefold().replace("-", "")

    @property
    def colours(self) -> str:
        """How many colours it is likely to have."""
        term = self.environ.get("TERM", "").casefold()
        if self.environ.get("NO_COLOR"):
            return "no colours (NO_COLOR)"
        if self.environ.get("COLORTERM", "").casefold() in ("truecolor", "24bit"):
            return "16 million colours"
        if any(name in term for name in MANY_COLOURS):
            return "16 million colours"
        return "256 colours" if "256" in term else "16 colours"


def terminal(surface: Surface) -> Finding:
    """What the terminal shows."""
    term = one_line(surface.environ.get("TERM", ""), 40)
    size = surface.size
    says = [
        term or "TERM is not set",
        surface.colours,
        "UTF-8" if surface.utf8 else "not UTF-8",
        f"{size[0]}x{size[1]}" if size else "size not known",
    ]
    if surface.inside:
        says.append(f"in {surface.inside}")
    remedies = []
    if surface.obstacle:
        remedies.append(surface.obstacle)
    if not surface.utf8:
        remedies.append("Set LANG to a UTF-8 locale, or use --ascii.")
    if size and (size[0] < SMALLEST[0] or size[1] < SMALLEST[1]):
        remedies.append("The screen is made for 80x24 and more.")
    facts: dict[str, Json] = {
        "term": term,
        "colours": surface.colours,
        "utf8": surface.utf8,
        "size": list(size) if size else None,
        "inside": surface.inside or None,
        "explorer": not surface.obstacle,
    }
    state: State = "warning" if remedies else "ok"
    return Finding("terminal", state, ", ".join(says), " ".join(remedies), facts)


def clipboard(surface: Surface) -> Finding:
    """Whether copies are likely to reach the operator's clipboard (OSC 52)."""
    likely, says = _copies(surface)
    facts: dict[str, Json] = {"osc52": likely}
    return Finding("clipboard", "ok", f"OSC 52: {says}", facts=facts)


def _copies(surface: Surface) -> tuple[str, str]:
    """In a word for programs, and in a clause."""
    environ = surface.environ
    names = [environ.get(name, "") for name in ("TERM_PROGRAM", "TERM")]
    known = " ".join(names).casefold()
    if surface.inside == "tmux":
        return "unknown", "takes set -s set-clipboard on in tmux"
    if surface.inside == "screen" or known.endswith("screen"):
        return "unlikely", "unlikely, GNU screen does not pass it on"
    if environ.get("WT_SESSION") or any(name in known for name in COPIES):
        return "likely", "likely"
    if "iterm" in known:
        return "likely", "likely, if iTerm2's settings let programs use the clipboard"
    last = names[-1].casefold()
    if environ.get("VTE_VERSION") or {names[0].casefold(), last} & COPIES_NOT:
        return "unlikely", "unlikely in this terminal"
    return "unknown", "cannot be told from here"


def versions() -> Finding:
    """What runs."""
    found: dict[str, Json] = {
        "Python": platform.python_version(),
    }
    missing = []
    for name, distribution in DISTRIBUTIONS.items():
        try:
            found[name] = version(distribution)
        except PackageNotFoundError:
            found[name] = None
            missing.append(name)
    found["SQLite"] = sqlite3.sqlite_version
    says = ", ".join(f"{name} {number or 'missing'}" for name, number in found.items())
    remedy = "Install ca-tui again." if missing else ""
    state: State = "failed" if missing else "ok"
    facts: dict[str, Json] = {"ca-tui": __version__, **found}
    return Finding("versions", state, says, remedy, facts)
