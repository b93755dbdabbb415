"""A defect in what goes on in the background is told, wherever that was started."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cloud import NOON, standing_cloud
from tests.ui.stage import Played, playing


async def broken() -> None:
    raise ValueError("a defect of ours")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(now=NOON) as found:
        yield found


@pytest.mark.parametrize("where", ["the app", "the screen", "a pane"])
async def test_it_is_told(url: str, where: str) -> None:
    async with playing(url) as (app, screen, pilot):
        node = {"the app": app, "the screen": screen, "a pane": screen.pane}[where]
        node.run_worker(broken(), name="counting", exit_on_error=False)
        await told((app, screen, pilot), "A defect in counting")


async def told(played: Played, words: str) -> None:
    app, _, pilot = played
    for _ in range(50):
        if any(words in notice.title for notice in app._notifications):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"never told: {words}")
