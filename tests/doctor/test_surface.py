"""What is said of a terminal that is not asked."""

from __future__ import annotations

import pytest

from ca_tui.doctor.surface import Surface, clipboard, terminal, versions

GOOD = {"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"}


def test_a_good_terminal_is_ok() -> None:
    found = terminal(Surface(GOOD, size=(120, 36)))
    assert found.state == "ok"
    assert found.says == "xterm-256color, 256 colours, UTF-8, 120x36"


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"COLORTERM": "truecolor"}, "16 million colours"),
        ({"TERM": "xterm-kitty"}, "16 million colours"),
        ({"TERM": "linux"}, "16 colours"),
        ({"NO_COLOR": "1", "COLORTERM": "24bit"}, "no colours (NO_COLOR)"),
        ({"NO_COLOR": ""}, "256 colours"),
    ],
)
def test_colours(environ: dict[str, str], colours: str) -> None:
    assert Surface({**GOOD, **environ}).colours == colours


@pytest.mark.parametrize(
    ("environ", "size", "why", "remedy"),
    [
        ({"LC_ALL": "C"}, (80, 24), "", "--ascii"),
        ({"LANG": "zh_CN.GB18030"}, (80, 24), "", "--ascii"),
        ({}, (79, 24), "", "80x24"),
        ({}, (80, 23), "", "80x24"),
        ({}, None, "Standard input is not a terminal.", "Standard input"),
    ],
)
def test_what_spoils_the_screen_is_a_warning_with_a_remedy(
    environ: dict[str, str], size: tuple[int, int] | None, why: str, remedy: str
) -> None:
    found = terminal(Surface({**GOOD, **environ}, why, size))
    assert found.state == "warning"
    assert remedy in found.remedy


def test_the_first_of_the_locales_variables_counts() -> None:
    assert Surface({"LC_ALL": "en_US.utf8", "LANG": "C"}).utf8
    assert not Surface({"LC_CTYPE": "C", "LANG": "en_US.UTF-8"}).utf8
    assert not Surface({}).utf8


@pytest.mark.parametrize(
    ("environ", "likely"),
    [
        ({"TERM": "xterm-kitty"}, "likely"),
        ({"WT_SESSION": "1"}, "likely"),
        ({"TERM_PROGRAM": "iTerm.app"}, "likely"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "unlikely"),
        ({"TERM": "linux"}, "unlikely"),
        ({"VTE_VERSION": "7600"}, "unlikely"),
        ({"STY": "1.pts", "TERM": "screen.xterm-256color"}, "unlikely"),
        ({"TMUX": "/tmp/tmux,1,0", "TERM": "screen"}, "unknown"),
        ({"TERM": "xterm-256color"}, "unknown"),
    ],
)
def test_whether_copies_arrive_is_a_guess_and_says_so(
    environ: dict[str, str], likely: str
) -> None:
    found = clipboard(Surface(environ))
    assert found.facts["osc52"] == likely
    assert found.state == "ok"


def test_a_multiplexer_is_named() -> None:
    surface = Surface({**GOOD, "TMUX": "/tmp/tmux,1,0"}, size=(80, 24))
    assert "in tmux" in terminal(surface).says
    assert "set-clipboard" in clipboard(surface).says


def test_versions_are_of_what_runs() -> None:
    found = versions()
    assert found.state == "ok"
    assert set(found.facts) == {"ca-tui", "Python", "Textual", "httpx", "SQLite"}
    assert all(found.facts.values())
