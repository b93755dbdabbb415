"""Reading all results over a slow line with `ca-tui list`, in both ways of paging.

The baseline of page mode is the official SDK that reads page after page in the same
run; that of token mode, which cannot read side by side, is the latency itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench import cloud
from tests.bench.sdk_loop import SIZE
from tests.bench.table import Cell, Table

CONCURRENCY: Final = 8

PART: Final = 200
"""Pages that the SDK reads unless it is to read all: the others take as long."""

TIMES_SDK: Final = 6.0
"""How many times faster than the SDK page mode has to be."""

TIMES_FLOOR: Final = 1.15
"""How many times the pure latency token mode may take."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a way of reading took; seconds."""

    what: str
    requests: int
    results: int
    wall: float
    cpu: float
    megabytes: float | None = None

    def row(self, goal: str, ratio: float | None) -> list[Cell]:
        """A line of the table."""
        each = self.wall / self.requests * 1000
        return [
            self.what,
            self.requests,
            self.results,
            self.wall,
            self.cpu,
            self.megabytes and round(self.megabytes),
            each,
            goal,
            ratio,
        ]


def by_sdk(url: str, pages: int, part: int, folder: Path) -> Loaded:
    """The SDK's loop over a part of the pages, reckoned up to all."""
    output = folder / "sdk.json"
    cost = cloud.run(["tests.bench.sdk_loop", url, str(part)], output)
    assert cost.code == 0
    found: dict[str, float] = json.loads(output.read_text())
    read = int(found["pages"])
    times = max(1.0, pages / read)
    what = "SDK, page by page" + (f" ({read} pages read)" if times > 1 else "")
    results = round(found["results"] * times)
    return Loaded(
        what,
        round(read * times),
        results,
        found["wall"] * times,
        found["cpu"] * times,
        cost.megabytes,
    )


def by_list(url: str, paging: str, folder: Path) -> Loaded:
    """`ca-tui list --depth all`, from its start to its end."""
    output, log = folder / "list.txt", folder / f"{paging}.log"
    options = f"--service ecs --region {cloud.REGION} --depth all --format table"
    options += f" --paging {paging} --concurrency {CONCURRENCY}"
    place = ["--endpoint", url, "--log", str(log)]
    cost = cloud.run(["ca_tui", "list", *options.split(), *place], output)
    if cost.code:
        sys.exit(f"ca-tui list ended with {cost.code}")
    with output.open("rb") as file:
        rows = sum(1 for _ in file) - 1
    with log.open() as lines:
        requests = sum(" Describe" in line for line in lines)
    what = f"ca-tui list, {paging} mode"
    return Loaded(what, requests, rows, cost.wall, cost.cpu, cost.megabytes)


def table(
    results: int, latency: float, output_size: int | None, *, full: bool
) -> Table:
    """The SDK, page mode and token mode against one emulator."""
    pages = -(-results // SIZE)
    with (
        tempfile.TemporaryDirectory() as name,
        cloud.emulator(results, latency, output_size) as url,
    ):
        folder = Path(name)
        sdk = by_sdk(url, pages, pages if full else min(PART, pages), folder)
        page = by_list(url, "page", folder)
        token = by_list(url, "token", folder)
    floor = token.requests * latency
    ways: list[tuple[Loaded, str, float | None]] = [
        (sdk, "baseline", None),
        (page, f"SDK / it >= {TIMES_SDK:g}", sdk.wall / page.wall),
        (token, f"it / floor <= {TIMES_FLOOR:g}", floor and token.wall / floor),
    ]
    kind = "as commands print" if output_size is None else f"{output_size:,} bytes each"
    return Table(
        f"{results:,} results, outputs {kind}, latency {latency * 1000:g} ms",
        [
            "",
            "requests",
            "results",
            "seconds",
            "cpu s",
            "MB",
            "ms/request",
            "goal",
            "ratio",
        ],
        [way.row(goal, ratio) for way, goal, ratio in ways],
    )


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    add = parser.add_argument
    add("--results", type=int, default=100_000, metavar="N", help="100000")
    add("--latency", type=float, default=0.05, metavar="SECONDS", help="0.05")
    add("--output-size", type=int, default=1024, metavar="BYTES", help="1024")
    add("--full", action="store_true", help="the SDK reads everything too")
    add("--json", type=Path, metavar="FILE", help="the same as JSON")
    given = parser.parse_args(argv)
    found = table(given.results, given.latency, given.output_size, full=given.full)
    found.write(given.json)
    return 0
