"""What a page of 50 results costs each layer, in CPU time on the way from the socket to
the store.

The baseline is `json.loads` of the same bodies: less cannot be done with a page.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ca_tui.api.models import Json
from ca_tui.api.replies import read_page
from ca_tui.api.signing import Credentials, Secret, date
from ca_tui.api.walked import Walked
from ca_tui.api.wire import Call, build, read
from ca_tui.emulator.endpoint import Endpoint, Reply
from ca_tui.emulator.world import World
from ca_tui.monitor.store import Store
from tests.bench.cloud import REGION
from tests.bench.table import Cell, Table

NOW: Final = datetime(2025, 6, 12, 14, 3, 22, tzinfo=UTC)

KEY: Final = Credentials("demo-access-key-id", Secret("demo-access-key-secret"))

ACTIONS: Final = {
    "results of 1 KB": ("DescribeInvocationResults", 1024),
    "results of 24 KB": ("DescribeInvocationResults", 24_000),
    "invocations": ("DescribeInvocations", 1024),
}


class Meter:
    """CPU seconds by layer, of all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def layer(self, name: str) -> Iterator[None]:
        """What happens within counts for it."""
        began = time.process_time()
        yield
        used = time.process_time() - began
        self.seconds[name] = self.seconds.get(name, 0.0) + used


def measure(action: str, size: int, pages: int) -> tuple[Meter, float]:
    """So many pages through all layers; the meter, and kB of a page."""
    endpoint = Endpoint(World(results=pages * 60, output_size=size), NOW.timestamp)
    meter, walked, store = Meter(), Walked(action), Store(clock=lambda: NOW)
    total = 0
    try:
        for number in range(1, pages + 1):
            total += _page(meter, endpoint, walked, store, _call(action, number))
    finally:
        store.close()
    return meter, total / pages / 1000


def _call(action: str, number: int) -> Call:
    params = {"RegionId": REGION, "ContentEncoding": "Base64"}
    paging = {"PageNumber": str(number), "PageSize": "50"}
    place = "127.0.0.1:9"
    return Call(action, "2014-05-26", place, {**params, **paging}, REGION, secure=False)


def _page(
    meter: Meter, endpoint: Endpoint, walked: Walked, store: Store, call: Call
) -> int:
    nonce = f"{call.action}{call.params['PageNumber']}"
    with meter.layer("signing"):
        request = build(call, KEY, date(NOW), nonce)
    with meter.layer("(the emulator)"):
        reply = _answered(endpoint, request.url, request.headers)
    with meter.layer("json.loads alone"):
        tree: Json = json.loads(reply.body)
    with meter.layer("wire: the reply"):
        tree = read(reply.status, reply.headers, reply.body, call)
    with meter.layer("replies: models"):
        rows = call.action == "DescribeInvocationResults"
        page = read_page(tree, service="ecs", region_id=REGION, rows=rows)
    with meter.layer("walked: what is new"):
        page = walked.take(page)
    with meter.layer("store: merge"):
        store.merge(page)
    return len(reply.body)


def _answered(endpoint: Endpoint, url: str, headers: Mapping[str, str]) -> Reply:
    parts = urlsplit(url)
    sent = {**headers, "host": parts.netloc}
    return endpoint.handle("POST", f"{parts.path}?{parts.query}", sent)


def table(pages: int) -> Table:
    """Every kind of page, layer by layer."""
    found = {
        what: measure(action, size, pages) for what, (action, size) in ACTIONS.items()
    }
    size: list[Cell] = ["kB of a page", *(kb for _, kb in found.values())]
    rows: list[list[Cell]] = [size]
    for layer in next(iter(found.values()))[0].seconds:
        cells = [meter.seconds[layer] / pages * 1000 for meter, _ in found.values()]
        rows.append([layer, *cells])
    return Table(f"CPU time of a page of 50, in ms ({pages} pages)", ["", *found], rows)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="layers", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, metavar="N", help="200")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same as JSON")
    given = parser.parse_args(argv)
    table(given.pages).write(given.json)
    return 0
