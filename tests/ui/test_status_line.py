"""The top line says how fresh the screen is, and stays readable when narrow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from textual.app import App, ComposeResult

from ca_tui.ui.status_line import Freshness, StatusLine
from ca_tui.ui.theme import THEMES

AT = datetime(2026, 11, 20, 14, 3, 22, tzinfo=UTC)


class Host(App[None]):
    """Nothing but a status line."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"

    def compose(self) -> ComposeResult:
        yield StatusLine()


async def shown(freshness: Freshness, width: int = 100, place: str = "cn-x") -> str:
    app = Host()
    async with app.run_test(size=(width, 5)) as pilot:
        line = app.query_one(StatusLine)
        line.source, line.place, line.utc = "demo", place, True
        line.freshness = freshness
        await pilot.pause()
        return line.render_line(0).text


@pytest.mark.parametrize(
    ("freshness", "words"),
    [
        (Freshness(), "connecting"),
        (Freshness().with_update(AT), "live ⋅ updated 14:03:22Z ⋅ 0 calls/min"),
        (Freshness(connecting=False, paused=True), "paused"),
        (Freshness(connecting=False, offline_since=AT), "offline since 14:03:22"),
        (Freshness(throttled_until=AT), "throttled until 14:03:22"),
        (Freshness(saved=True), "saved replies"),
    ],
)
async def test_the_state_in_words(freshness: Freshness, words: str) -> None:
    assert words in await shown(freshness)


async def test_what_is_here_is_left_and_fits() -> None:
    text = await shown(Freshness().with_update(AT), width=80)
    assert text.startswith(" ca-tui  demo ⋅ cn-x")
    assert len(text) == 80


async def test_a_narrow_terminal_keeps_the_state() -> None:
    text = await shown(Freshness().with_update(AT), width=30)
    assert "live" in text
    assert len(text) == 30


async def test_a_hostile_place_is_made_harmless() -> None:
    text = await shown(Freshness(), place="\x1b]0;owned\x07[/red]")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[/red]" in text
