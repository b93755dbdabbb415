"""What the screen says: first, empty, refused, throttled, without names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ca_tui.emulator.faults import Faults, Rule
from ca_tui.ui.app import CaTuiApp
from tests.cloud import NOON, standing_cloud
from tests.ui.stage import playing, seen, until


def said(app: CaTuiApp) -> list[str]:
    """What the toasts say, unwrapped."""
    return [notice.message for notice in app._notifications]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=400, now=NOON) as address:
        yield address


async def test_the_first_screen_is_results_places_and_an_output(url: str) -> None:
    async with playing(url) as (app, screen, pilot):
        await until(pilot, lambda: "Reading the output" not in seen(app))
        shown = seen(app)
        assert "cn-beijing" in shown
        assert "▪ live" in shown
        assert screen.table.cursor == 0
        rows = app.explorer.store.rows(screen.table.ids[:1])
        assert rows[0].instance_name in shown


async def test_the_first_screen_before_any_reply_says_what_is_asked(url: str) -> None:
    async with playing(url, loaded=False) as (app, _, pilot):
        await pilot.pause()
        assert "ca-tui" in seen(app)
        assert "q quit" in seen(app)


async def test_an_empty_region_is_said_to_be_empty(url: str) -> None:
    async with playing(url, loaded=False, instance_id="i-nothing") as played:
        app, _, pilot = played
        await until(pilot, lambda: "Cloud Assistant keeps no results for" in seen(app))
        assert "i-nothing" in seen(app)


async def test_a_refused_list_says_what_with_the_request_id_and_what_to_do() -> None:
    rule = Rule(kind="denied", action="DescribeInvocationResults")
    with standing_cloud(results=100, now=NOON, faults=Faults([rule])) as url:
        async with playing(url, loaded=False) as (app, _, pilot):
            await until(pilot, lambda: "could not be read" in seen(app))
            shown = seen(app)
            assert "RequestId" in shown
            assert "ecs:DescribeInvocationResults" in shown
            assert "1 place fails" in shown


async def test_without_names_results_still_show() -> None:
    denied = [
        Rule(kind="denied", action=action)
        for action in ("DescribeInstances", "DescribeInvocations")
    ]
    with standing_cloud(results=100, now=NOON, faults=Faults(denied)) as url:
        async with playing(url, loaded=False) as (app, screen, pilot):
            await until(pilot, lambda: len(screen.table.ids) >= 50)
            row = app.explorer.store.rows(screen.table.ids[:1])[0]
            assert row.instance_name == ""
            assert row.command_name == ""
            await until(pilot, lambda: len(said(app)) >= 2)
            assert any("ecs:DescribeInstances is missing" in each for each in said(app))


async def test_throttling_is_said_and_waited_for() -> None:
    rule = Rule(
        kind="throttle",
        action="DescribeInvocationResults",
        times=1,
        retry_after_ms=1500,
    )
    with standing_cloud(results=100, now=NOON, faults=Faults([rule])) as url:
        async with playing(url, loaded=False) as (app, screen, pilot):
            await until(pilot, lambda: "throttled until" in seen(app))
            await until(pilot, lambda: screen.table.ids)
            await until(pilot, lambda: "▪ live" in seen(app))
