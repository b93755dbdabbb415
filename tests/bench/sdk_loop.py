"""The official SDK reads results page by page, as its users do: one after the other.

Prints the pages, the results and the seconds from the first request to the last reply,
of the clock and of the CPU: starting and importing are not counted.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Sequence

from tests.bench.cloud import KEYS, REGION

SIZE = 50


def loop(url: str, most: int) -> dict[str, float]:
    """At most so many pages; everything, where there are fewer."""
    config_of = importlib.import_module("alibabacloud_tea_openapi.models").Config
    client_of = importlib.import_module("alibabacloud_ecs20140526.client").Client
    models = importlib.import_module("alibabacloud_ecs20140526.models")
    key_id, key_secret, _ = KEYS.values()
    client = client_of(
        config_of(
            access_key_id=key_id,
            access_key_secret=key_secret,
            endpoint=url.removeprefix("http://"),
            protocol="http",
        )
    )
    began, used = time.perf_counter(), time.process_time()
    pages = results = 0
    total = 1
    while pages < most and pages * SIZE < total:
        pages += 1
        request = models.DescribeInvocationResultsRequest(
            region_id=REGION,
            page_number=pages,
            page_size=SIZE,
            content_encoding="Base64",
        )
        found = client.describe_invocation_results(request).body.invocation
        results += len(found.invocation_results.invocation_result)
        total = found.total_count
    return {
        "pages": pages,
        "results": results,
        "wall": time.perf_counter() - began,
        "cpu": time.process_time() - used,
    }


def run(arguments: Sequence[str]) -> int:
    """URL and how many pages."""
    url, most = arguments
    print(json.dumps(loop(url, int(most))))
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
