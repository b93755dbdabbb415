"""The real explorer shows the same with the frame diff and without, key for key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

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

Cells = list[list[object]]


def cells(session: PtySession) -> Cells:
    """What is shown, without the first line, which counts calls by the wall clock."""
    columns, lines = session.screen.columns, session.screen.lines
    return [
        [session.screen.buffer[y][x] for x in range(columns)] for y in range(1, lines)
    ]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(now=NOON) as url:
        yield url


def explorer(
    url: str, home: Path, *, diff: bool, env: Mapping[str, str] | None = None
) -> PtySession:
    """The program, after it read its results."""
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
    )
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
    ("keys", "env"),
    [
        ([*KEYS, *TYPED], {"COLORTERM": "truecolor"}),
        ([SYNC, *TYPED], {"NO_COLOR": "1"}),
    ],
    ids=["all colours", "no colours, frames at once"],
)
def test_both_show_the_same(
    url: str, tmp_path: Path, keys: Sequence[str], env: dict[str, str]
) -> None:
    with (
        explorer(url, tmp_path, diff=False, env=env) as plain,
        explorer(url, tmp_path, diff=True, env=env) as session,
    ):
        for key in keys:
            plain.send(key)
            session.send(key)
            until_same(plain, session, repr(key))
        assert len(session.raw) < len(plain.raw) / 2


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
