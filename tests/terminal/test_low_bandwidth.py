"""`--low-bandwidth`: few bytes, and everything that is said can still be read."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from ca_tui.arguments import parse
from tests.pty_session import PtySession
from tests.terminal import tokens
from tests.terminal.stage import Home, press, write_many
from tests.terminal.test_looks import SIXTEEN_COLOURS

SIZES = ((120, 36), (80, 24))

RESTED = 0.5
"""Seconds without a byte after which nothing more comes."""

BORDERS = frozenset("─│╭╮╰╯▁▔▕▏┃━")


@pytest.mark.parametrize(
    ("argv", "files", "chosen"),
    [
        (["--low-bandwidth", "open", "x"], ("x",), "always"),
        (["open", "x", "--low-bandwidth"], ("x",), "always"),
        (["--low-bandwidth", "never", "open", "x"], ("x",), "never"),
        (["open", "--low-bandwidth=auto", "x"], ("x",), "auto"),
        (["open", "x"], ("x",), "auto"),
    ],
)
def test_the_option_may_stand_alone_before_a_command(
    argv: Sequence[str], files: tuple[str, ...], chosen: str
) -> None:
    config = parse(argv)
    assert (config.files, config.low_bandwidth) == (files, chosen)


@pytest.mark.parametrize("size", SIZES, ids=["120x36", "80x24"])
def test_no_borders_and_few_colours_but_titles_and_focus(
    home: Home, size: tuple[int, int]
) -> None:
    saved = write_many(home.folder / "many.json")
    argv = ["open", str(saved), "--low-bandwidth"]
    env = home.env({"COLORTERM": "truecolor"})
    with PtySession(argv, env=env, size=size) as session:
        session.until_text("✗ Failed")
        press([session], "jj")
        assert not BORDERS & set(session.text())
        assert "Results" in session.text()
        assert "60 ⋅" in session.text()
        before = _reversed(session)
        press([session], "\t")
        after = _reversed(session)
        session.send("q")
        assert session.until_ended() == 0
        raw = bytes(session.raw)
    assert "Results" in before
    assert "Results" not in after
    colours = tokens.sgr(raw)
    assert {
        each for each in colours if not re.fullmatch(SIXTEEN_COLOURS, each)
    } == set()


def _reversed(session: PtySession) -> str:
    """What stands out, as titles of the focused pane do."""
    buffer, screen = session.screen.buffer, session.screen
    return "".join(
        buffer[y][x].data
        for y in range(screen.lines)
        for x in range(screen.columns)
        if buffer[y][x].reverse
    )


def test_it_costs_less_to_open_and_to_move(home: Home) -> None:
    saved = write_many(home.folder / "many.json")
    costs = []
    for option in ("never", "always"):
        argv = ["open", str(saved), f"--low-bandwidth={option}"]
        with PtySession(argv, env=home.env(), size=SIZES[0]) as session:
            session.until_text("✗ Failed")
            session.until_text("15:30:01")
            session.settle(RESTED)
            opened = len(session.raw)
            session.send("\x1b[6~")
            session.settle(RESTED)
            costs.append((opened, len(session.raw) - opened))
    (opened, moved), (opened_low, moved_low) = costs
    assert opened_low < opened * 0.75
    assert moved_low < moved * 0.9
