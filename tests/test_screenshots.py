"""The pictures of the README are what the program draws today."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from tests.make_screenshots import DIRECTORY, DRAWN_WITH, versions
from tests.pictures.scenes import SCENES
from tests.pictures.svg import tidy

SCREENS = {name for scene in SCENES for name in (scene, f"{scene}-80x24")}

PICTURES = {f"{name}.svg" for name in SCREENS | {"side-by-side", "light", "ansi"}}

SAID = {
    "explorer": "client_max_body_size",
    "missing-bytes": "place exact",
    "failed-explained": "SIGKILL",
    "details": "Exit code",
    "command": "filled in from the parameters",
    "readable": "7 of 8 levels open",
    "search": "1 of ",
    "filter": "hidden",
    "runs": "did not end alike",
    "same-different": "4 groups, largest first",
    "difference": "kernel-5.10.134-13",
    "side-by-side": " | ",
    "copy": "Result as Markdown, for a ticket",
    "export": "One JSON object per result",
    "help": "The next result that failed",
    "palette": "Search for commands",
    "light": "Traceback",
}
"""What each picture is there for."""

ALONE = ("runs", "same-different", "difference", "side-by-side")
"""Screens without the status line."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures drawn now, on a machine that would have them otherwise."""
    directory = tmp_path_factory.mktemp("drawn")
    machine = {"TZ": "America/New_York", "NO_COLOR": "1", "COLUMNS": "33"}
    subprocess.run(
        [sys.executable, "-m", "tests.make_screenshots", str(directory)],
        cwd=DIRECTORY.parent,
        env=os.environ | machine,
        check=True,
        timeout=120,
    )
    return directory


def text_of(path: Path) -> str:
    """What a picture says."""
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", path.read_text("utf-8"))
    return unescape("".join(texts)).replace("\xa0", " ")


def test_the_pictures_are_up_to_date(drawn: Path) -> None:
    """`python -m tests.make_screenshots` brings them up to date."""
    assert {path.name for path in drawn.iterdir()} == PICTURES | {DRAWN_WITH}
    kept = (DIRECTORY / DRAWN_WITH).read_text("utf-8")
    if kept != versions():
        pytest.skip(f"the pictures were drawn with {', '.join(kept.splitlines())}")
    stale = [
        name
        for name in sorted(PICTURES)
        if (drawn / name).read_bytes() != (DIRECTORY / name).read_bytes()
    ]
    assert stale == [], "run python -m tests.make_screenshots"


def test_each_picture_shows_what_it_is_there_for(drawn: Path) -> None:
    said = {path.stem: text_of(path) for path in drawn.glob("*.svg")}
    for name, text in said.items():
        alone = name.removesuffix("-80x24") in ALONE
        assert alone or "14:30:14" in text, name
        assert "terminal-" not in (drawn / f"{name}.svg").read_text("utf-8")
    for name, words in SAID.items():
        assert words in said[name], name
    assert "Places" in said["explorer"]
    assert "Places" not in said["explorer-80x24"]


def test_wide_characters_stand_where_the_terminal_has_them() -> None:
    svg = (
        '<text class="terminal-12345-r1" x="20" y="7" textLength="50" a="b">'
        "a测试&amp;&#160;</text>"
    )
    head = '<text class="ca-tui-r1" x='
    assert tidy(svg) == (
        f'{head}"20" y="7" a="b">a</text>'
        f'{head}"30 50" y="7" a="b">测试</text>'
        f'{head}"70 80" y="7" a="b">&amp;&#160;</text>'
    )
    narrow = svg.replace("测试", "xy").replace("terminal-12345", "ca-tui")
    assert tidy(narrow) == narrow
