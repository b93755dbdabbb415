"""A service in a process of its own that changes when it is told.

`python -m tests.bench.moving RESULTS BYTES` prints its URL. Then each line it reads is
an order, and it prints how many calls it has answered: `turn 10` makes the newest ten
results fail, or succeed again; `arrive 10` brings ten more.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from ca_tui.api.models import Json
from tests.bench import cloud
from tests.bench.counted import REGION, Params, Stage, server

FAULTS: Final = 20
"""One result in so many failed."""

MIX: Final = 40_503
"""Spreads numbers."""

TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass
class Moving(Stage):
    """A stage whose newest results may change their mind."""

    turned: int = 0
    """So many of the newest ended otherwise than at first."""
    begun: float = field(default_factory=time.time)
    """Epoch seconds, when the first of the newest started."""

    def _answer(self, action: str, params: Params) -> dict[str, Json]:
        if action == "DescribeRegions":
            return {"Regions": {"Region": [{"RegionId": REGION}]}}
        return super()._answer(action, params)

    def _times(self, number: int) -> dict[str, Json]:
        start = time.gmtime(self.begun + 7 * (number - self._newest))
        times = super()._times(number) | {"StartTime": time.strftime(TIME, start)}
        failed = (number % FAULTS == 0) is not (number > self.results - self.turned)
        if failed:
            times |= {"ExitCode": 1, "InvocationStatus": "Failed"}
            times |= {"ErrorCode": "ExitCodeNonzero"}
        return times

    def _result(self, number: int) -> dict[str, Json]:
        """No two neighbours in any order look the same."""
        mixed = number * MIX % 2**16
        found = super()._result(number)
        assert isinstance(found, dict)
        output = f"{found['Output']}"[: 4 * (self.output_size // 6 + mixed % 100)]
        return {
            **found,
            "Output": output,
            "InstanceId": server(mixed),
            "CommandId": f"c-hz0{mixed % 29:010}",
        }

    def _invocation(self, number: int) -> Json:
        mixed = number * MIX % 2**16
        found = super()._invocation(number)
        assert isinstance(found, dict)
        row = self._result(number)
        return {
            **found,
            "CommandId": row["CommandId"],
            "CommandName": f"log-{mixed % 29}",
            "InvokeInstances": {"InvokeInstance": [{**row, "Output": ""}]},
        }

    def obey(self, order: str, number: int) -> None:
        """Change."""
        match order:
            case "turn":
                self.turned = 0 if self.turned else number
            case "arrive":
                self.results += number


class Service:
    """Whoever gives the orders."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url = self._line()
        # without one the program would ask the vendor's hosts
        assert self.url.startswith("http://127.0.0.1:")

    def order(self, words: str) -> int:
        """How many calls were answered before it was obeyed."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def moving(results: int, size: int) -> Iterator[Service]:
    """The service, while it runs."""
    command = [sys.executable, "-m", "tests.bench.moving", str(results), str(size)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=cloud.ROOT,
    ) as process:
        try:
            yield Service(process)
        finally:
            process.terminate()


async def serve(results: int, size: int) -> None:
    """Until standard input ends."""
    stage = Moving(results, size)
    server = await stage.start()
    print(stage.url, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        order, *words = line.split()
        print(stage.calls.total(), flush=True)
        stage.obey(order, *map(int, words or "0"))
    await stage.end(server)


def run(arguments: Sequence[str]) -> None:
    """As told in the first words of this file."""
    asyncio.run(serve(int(arguments[0]), int(arguments[1])))


if __name__ == "__main__":
    run(sys.argv[1:])
