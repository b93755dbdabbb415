"""The frame diff leaves the screen to Textual where it does not know its way."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

import pytest
import textual
from textual.drivers.headless_driver import HeadlessDriver

from ca_tui.ui.frame_diff import FrameDiffApp
from ca_tui.ui.textual_parts import Unfamiliar, find_parts
from tests.pty_session import PtySession
from tests.terminal.stage import FIRST_WORDS, OPEN, Home

SURPRISING: Final = """
import logging, sys
from rich.text import Text
from textual._compositor import LayoutUpdate
from ca_tui import cli
from ca_tui.ui import app
class Odd(LayoutUpdate):
    def __init__(self):
        pass
    def render_segments(self, console):
        return "\\x1b[1;1Hodd"
class Surprising(app.CaTuiApp):
    CSS_PATH = app.__file__.removesuffix("py") + "tcss"
    BINDINGS = [("x", "show('odd')"), ("y", "show('other')")]
    def action_show(self, what):
        self._display(self.screen, Odd() if what == "odd" else Text("another"))
app.CaTuiApp = Surprising
logging.basicConfig(filename=sys.argv.pop(1))
sys.exit(cli.main())
"""


def test_it_is_there_for_the_textual_it_was_written_for() -> None:
    app = FrameDiffApp()
    assert app.frame_diff is not None
    assert app.driver_class.__name__ == "CaTuiDriver"


def test_an_environment_variable_switches_it_off_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CA_TUI_FRAME_DIFF", "0")
    with caplog.at_level(logging.INFO, "ca_tui.ui"):
        assert FrameDiffApp().frame_diff is None
    assert "frame diff is off: CA_TUI_FRAME_DIFF=0" in caplog.text


def test_another_textual_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(textual, "__version__", "9.0.0")
    assert FrameDiffApp().frame_diff is None
    assert "Textual 9.0.0 is not known" in caplog.text


def test_an_app_without_a_part_is_not_trusted() -> None:
    app = FrameDiffApp()
    app.driver_class = type(app).get_driver_class(app)
    find_parts(app, {})
    del app._sync_available
    with pytest.raises(Unfamiliar, match="_sync_available"):
        find_parts(app, {})


def test_another_driver_is_not_trusted() -> None:
    app = FrameDiffApp()
    app.driver_class = HeadlessDriver
    with pytest.raises(Unfamiliar, match="HeadlessDriver is another driver"):
        find_parts(app, {})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("key", "seen", "said"),
    [("x", "odd", "frame diff is off"), ("y", "another", "unexpected Text")],
    ids=["another shape", "another kind"],
)
def test_a_surprise_is_drawn_by_textual_and_the_screen_comes_back(
    home: Home, key: str, seen: str, said: str
) -> None:
    log = home.folder / "log"
    argv, program = [str(log), *OPEN], ("-c", SURPRISING)
    with PtySession(argv, env=home.env(), program=program) as session:
        session.until_text(FIRST_WORDS)
        session.settle()
        before = session.text()
        session.send(key)
        session.until(lambda: seen.encode() in session.raw, seen)
        session.send("\x0c")
        session.until(lambda: session.text() == before, "the screen as it was")
        session.send("?")
        session.until_text("keys")
        session.send("\x11")
        session.until_ended()
    assert said in log.read_text()
