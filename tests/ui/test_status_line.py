"""The top line says how fresh the screen is, and stays readable when narrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from textual.app import App, ComposeResult

from ca_tui.ui.status_line import Freshness, StatusLine
from ca_tui.ui.theme import THEMES

AT = datetime(2026, 11, 20, 14, 3, 22, tzinfo=UTC)

LIVE = Freshness(connecting=False, changed_at=AT, calls_per_minute=7)

LOAD = replace(LIVE, loading="12,350 of 100,000", left="41 s left")


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
        (LIVE, "live ⋅ changed 14:03:22Z ⋅ 7 calls/min"),
        (Freshness().answered(), "live "),
        (Freshness(connecting=False, paused=True), "paused"),
        (Freshness(connecting=False, offline_since=AT), "offline since 14:03:22"),
        (Freshness(throttled_until=AT), "throttled until 14:03:22"),
        (Freshness(saved=True), "saved replies"),
    ],
)
async def test_the_state_in_words(freshness: Freshness, words: str) -> None:
    assert words in await shown(freshness)


async def test_what_is_here_is_left_and_fits() -> None:
    text = await shown(LIVE, width=80)
    assert text.startswith(" ca-tui  demo ⋅ cn-x")
    assert len(text) == 80


async def test_a_narrow_terminal_keeps_the_state() -> None:
    text = await shown(LIVE, width=30)
    assert "live" in text
    assert len(text) == 30


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (
            130,
            "live ⋅ 12,350 of 100,000 ⋅ 41 s left ⋅ space pauses, Esc stops ⋅ changed",
        ),
        (100, "live ⋅ 12,350 of 100,000 ⋅ 41 s left ⋅ space pauses, Esc stops "),
        (80, "live ⋅ 12,350 of 100,000 ⋅ 41 s left ⋅ Esc stops "),
        (65, "live ⋅ 12,350 of 100,000 ⋅ Esc stops "),
        (50, "live ⋅ 12,350 of 100,000 "),
    ],
)
async def test_a_load_says_how_far_it_is_and_which_keys_end_it(
    width: int, words: str
) -> None:
    """What is needed least goes first where there is no room."""
    assert words in await shown(LOAD, width)


async def test_a_load_that_stands_still_says_how_it_goes_on() -> None:
    paused = replace(LOAD, load_paused=True, paused=True)
    text = await shown(paused)
    assert "paused ⋅ 12,350 of 100,000 ⋅ space goes on, Esc stops" in text
    alone = await shown(replace(LOAD, paused=True), 130)
    assert "12,350 of 100,000 ⋅ 41 s left ⋅ Esc stops" in alone


async def test_a_hostile_place_is_made_harmless() -> None:
    text = await shown(Freshness(), place="\x1b]0;owned\x07[/red]")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[/red]" in text
