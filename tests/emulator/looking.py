"""The whole world at a moment, for the tests that look at all of it."""

from __future__ import annotations

from ca_tui.emulator.regions import REGIONS
from ca_tui.emulator.runs import Row
from ca_tui.emulator.states import State
from ca_tui.emulator.stream import Stream
from ca_tui.emulator.world import Wanted, World, rows_of, state_of
from tests.emulator.asking import NOON

WHOLE = World()

MOMENTS = [NOON, NOON + 37.7, NOON + 3_601, NOON + 86_400 * 9 + 0.5]


def busiest(world: World) -> Stream:
    """The runs of cn-hangzhou."""
    stream = world.stream("ecs", "cn-hangzhou")
    assert stream is not None
    return stream


def everything(world: World, now: float) -> list[tuple[Row, State]]:
    """Every result of every region."""
    found = []
    for region in REGIONS:
        stream = world.stream(region.service, region.region_id)
        assert stream is not None
        for row in rows_of(stream, stream.window(now), Wanted()):
            found.append((row, state_of(row, now)))
    return found
