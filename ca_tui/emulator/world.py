"""The pretended account: fleets and what ran on them, a function of (seed, now)."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ca_tui.emulator import history, states
from ca_tui.emulator.fleet import Fleet, Server, build_fleet
from ca_tui.emulator.regions import REGIONS, Region, ServiceName
from ca_tui.emulator.runs import Row, Run
from ca_tui.emulator.states import State
from ca_tui.emulator.stream import Stream, Window

DEFAULT_SEED: Final = 7

DEFAULT_RESULTS: Final = 2000

DEFAULT_INSTANCES: Final = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs are asked for; empty: any."""

    invoke_id: str = ""
    instance_id: str = ""
    command_id: str = ""
    command_name: str = ""
    """`*` stands for any text."""
    command_type: str = ""
    repeat_mode: str = ""
    tags: tuple[tuple[str, str | None], ...] = field(default=())
    """All of them; None: any value."""

    def takes_run(self, run: Run) -> bool:
        """Whether a run is meant, whatever its instances."""
        command = run.command
        return (
            self.command_id in ("", run.command_id)
            and self.command_type in ("", command.kind)
            and self.repeat_mode in ("", run.repeat_mode)
            and matches(command.name, self.command_name)
            and all(_has_tag(run, key, value) for key, value in self.tags)
        )

    def takes_server(self, server: Server) -> bool:
        """Whether a result on this instance is meant."""
        return self.instance_id in ("", server.instance_id)

    @property
    def everything(self) -> bool:
        """Nothing is filtered."""
        return self == Wanted()


def _has_tag(run: Run, key: str, value: str | None) -> bool:
    return any(key == k and value in (None, v) for k, v in run.tags)


def matches(text: str, pattern: str) -> bool:
    """Whether a name matches; `*` is the only wildcard, and empty means any."""
    if "*" not in pattern:
        return pattern in ("", text)
    safe = pattern.replace("[", "[[]").replace("?", "[?]")
    return fnmatch.fnmatchcase(text, safe)


class World:
    """Everything the emulator knows.

    `results` are kept in the busiest region and `instances` live there; the other
    regions have their share of both. `output_size` is the bytes that every command
    prints; None: each what it is for. `begun` is when its first slot was, in epoch
    seconds: worlds of one seed are alike so long after each began.
    """

    def __init__(
        self,
        seed: int = DEFAULT_SEED,
        results: int = DEFAULT_RESULTS,
        instances: int = DEFAULT_INSTANCES,
        output_size: int | None = None,
        begun: float = 0.0,
    ) -> None:
        if results < 1 or instances < 1:
            raise ValueError("a world has at least one result and one instance")
        if output_size is not None and output_size < 1:
            raise ValueError("an output of a chosen size has at least one byte")
        self.seed = seed
        self._streams: dict[tuple[str, str], Stream] = {}
        for region in REGIONS:
            kept = max(region.floor, int(results * region.share))
            fleet = build_fleet(seed, region, instances)
            key = (region.service, region.region_id)
            self._streams[key] = Stream(seed, region, fleet, kept, output_size, begun)

    def regions(self, service: ServiceName) -> tuple[Region, ...]:
        """The regions of a service, busiest first."""
        return tuple(region for region in REGIONS if region.service == service)

    def stream(self, service: ServiceName, region_id: str) -> Stream | None:
        """A region's runs; None where the account has no such region."""
        return self._streams.get((service, region_id))

    def fleet(self, service: ServiceName, region_id: str) -> Fleet:
        """A region's servers; raises KeyError for an unknown region."""
        return self._streams[service, region_id].fleet


def state_of(row: Row, now: float) -> State:
    """What a result says at `now`; of a scheduled run, its latest execution."""
    if row.run.repeated:
        return history.latest(row, now)
    return states.state_of(row, now)


def states_of(run: Run, now: float) -> list[tuple[Row, State]]:
    """Every result of a run, and what it says at `now`."""
    rows = [Row(run, index) for index in range(len(run.targets))]
    return [(row, state_of(row, now)) for row in rows]


def is_timed(run: Run, found: Iterable[tuple[Row, State]]) -> bool:
    """Timed: it will run again by itself."""
    if run.repeat_mode not in ("Period", "NextRebootOnly", "EveryReboot"):
        return False
    status, _ = aggregate(state for _, state in found)
    return status in ("Pending", "Running", "Scheduled", "Stopping")


def runs_of(
    stream: Stream, window: Window, wanted: Wanted, below: int | None = None
) -> Iterator[Run]:
    """The wanted runs of a window, newest first; only slots under `below`."""
    top = window.newest if below is None else min(window.newest, below - 1)
    slots: Sequence[int] = range(top, window.oldest - 1, -1)
    if wanted.invoke_id:
        slot = stream.slot_of(wanted.invoke_id)
        slots = [slot] if slot in slots and slot is not None else []
    for slot in slots:
        run = stream.run(slot)
        if wanted.everything or (
            wanted.takes_run(run) and any(map(wanted.takes_server, run.targets))
        ):
            yield run


def rows_of(
    stream: Stream,
    window: Window,
    wanted: Wanted,
    after: tuple[int, int] | None = None,
) -> Iterator[Row]:
    """The wanted results of a window, newest first, behind the place `after`."""
    below = None if after is None else after[0] + 1
    for run in runs_of(stream, window, wanted, below):
        skip = after[1] + 1 if after is not None and run.slot == after[0] else 0
        for index in range(skip, len(run.targets)):
            if wanted.takes_server(run.targets[index]):
                yield Row(run, index)


def aggregate(found: Iterable[State]) -> tuple[str, str]:
    """InvocationStatus and InvokeStatus of a run, from those of its instances."""
    each = list(found)
    now = {state.status for state in each}
    for active in ("Pending", "Running", "Stopping", "Scheduled"):
        if active in now:
            return active, "Stopping" if active == "Stopping" else "Running"
    stopped = {"Cancelled", "Terminated"}
    if now <= stopped:
        return "Stopped", "Stopped"
    if now <= stopped | {"Success"}:
        return "Success", "Finished"
    if "Success" in now:
        return "PartialFailed", "PartialFailed"
    legacy = {state.legacy for state in each}
    return "Failed", "Finished" if legacy == {"Finished"} else "Failed"
