"""The real explorer shows the same with the frame diff and without, key for key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from pyte.screens import Char

from tests import seen
from tests.cloud import NOON, standing_cloud
from tests.pty_session import PtySession

ROOT: Final = Path(__file__).parent.parent.parent

SIZE: Final = (120, 36)

SYNC: Final = "\x1b[?2026;2$y"
"""What a terminal answers that draws frames at once."""

ESCAPE: Final = "\x1b[27u"
"""As modern terminals send it: never the beginning of something else."""

KEYS: Final = ["jj\x1b[6~", "\tj\x1b[6~zz", "tGg?", ESCAPE, "\x10", "theme", ESCAPE]
"""Cursor, pages, panes, a zoom, the other zone, the ends, a window, the palette."""

TYPED: Final = ["/", "web", f"{ESCAPE}b", "f"]
"""The filter line, the places, faults only."""

Cells = list[list[Char]]


def cells(session: PtySession) -> Cells:
    """What is shown, without the first line, which counts calls by the wall clock."""
    return seen.cells(session.screen)[1:]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(now=NOON) as url:
        yield url


def explorer(
    url: str,
    home: Path,
    *,
    diff: bool,
    env: Mapping[str, str] | None = None,
    repeats: bool = False,
) -> PtySession:
    """The program, after it read its results; `repeats` as of PtySession."""
    session = PtySession(
        [url],
        size=SIZE,
        program=("-m", "tests.ui.at_noon"),
        env={
            "HOME": str(home),
            "TMPDIR": str(home),
            "PYTHONPATH": str(ROOT),
            "CA_TUI_FRAME_DIFF": str(int(diff)),
            **(env or {}),
        },
        repeats=repeats,
    )
    if repeats:
        session.answer_by(session.send)
    session.until_text("changed")
    session.settle()
    return session


def until_same(plain: PtySession, session: PtySession, what: str) -> None:
    """Read both until they show the same and nothing more comes."""

    def same() -> bool:
        plain.settle()
        session.settle()
        return cells(plain) == cells(session)

    session.until(same, what)


@pytest.mark.parametrize(
    ("keys", "env", "repeats"),
    [
        ([*KEYS, *TYPED], {"COLORTERM": "truecolor"}, False),
        ([*KEYS, *TYPED], {"COLORTERM": "truecolor"}, True),
        ([SYNC, *TYPED], {"NO_COLOR": "1"}, False),
    ],
    ids=["all colours", "a terminal that repeats", "no colours, frames at once"],
)
def test_both_show_the_same(
    url: str, tmp_path: Path, keys: Sequence[str], env: dict[str, str], repeats: bool
) -> None:
    with (
        explorer(url, tmp_path, diff=False, env=env) as plain,
        explorer(url, tmp_path, diff=True, env=env, repeats=repeats) as session,
    ):
        for key in keys:
            plain.send(key)
            session.send(key)
            until_same(plain, session, repr(key))
        assert len(session.raw) < len(plain.raw) / 2
        repeated = re.findall(rb"\x1b\[[0-9]+b", session.raw)
        # two are a question
        assert (len(repeated) > 2) == repeats


def test_whoever_draws_next_has_a_plain_pen(url: str, tmp_path: Path) -> None:
    with explorer(url, tmp_path, diff=True) as session:
        plain = session.screen.default_char
        assert session.screen.cursor.attrs != plain
        session.send("q")
        assert session.until_ended() == 0
        assert session.screen.cursor.attrs == plain


def test_both_show_the_same_after_resizes(url: str, tmp_path: Path) -> None:
    with (
        explorer(url, tmp_path, diff=False) as plain,
        explorer(url, tmp_path, diff=True) as session,
    ):
        for size in ((80, 24), (81, 25), SIZE):
            for each in (plain, session):
                each.resize(*size)
            until_same(plain, session, str(size))


def test_a_redraw_cleans_up_and_a_key_without_effect_writes_nothing(
    url: str, tmp_path: Path
) -> None:
    with explorer(url, tmp_path, diff=True) as session:
        before = cells(session)
        session.screen.draw("Broadcast message from root")
        assert "Broadcast" in session.text()
        session.send("\x0c")
        session.until(lambda: "Broadcast" not in session.text(), "a clean screen")
        session.until(lambda: cells(session) == before, "the screen as it was")
        session.settle()
        drawn = len(session.raw)
        session.send(ESCAPE)
        session.settle()
        assert bytes(session.raw[drawn:]) == b""
