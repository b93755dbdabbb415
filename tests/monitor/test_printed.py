"""Results read to be compared: only outputs that are wanted, each of them once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ca_tui.api.models import Instance, Page
from ca_tui.monitor import printed
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import result
from tests.monitor.stored import merge


def test_how_a_result_ended_and_what_it_printed(store: Store) -> None:
    failed = replace(
        result(
            1, "Failed", output=b"no\n", exit_code=127, dropped=3, instance_id="i-9"
        ),
        error_code="ExitCodeNonzero",
        container_name="nginx",
    )
    server = Instance("ecs", "cn-hangzhou", "i-9", "web-01")
    store.merge(Page(results=(failed,), instances=(server,)))
    (found,) = store.printed(store.ids(View()))
    assert found.name == "web-01/nginx"
    assert (found.status, found.exit_code) == ("Failed", 127)
    assert (found.error_code, found.dropped) == ("ExitCodeNonzero", 3)
    assert (found.data, found.size, found.live) == (b"no\n", 3, False)


def test_an_exit_code_that_is_not_the_commands_own_is_none(store: Store) -> None:
    merge(store, result(1, "Timeout", exit_code=1))
    (found,) = store.printed(store.ids(View()))
    assert found.exit_code is None


@pytest.mark.parametrize(
    ("status", "output", "live"),
    [
        ("Running", b"so far", True),
        ("Running", None, True),
        ("Pending", None, True),
        ("Pending", b"", True),
        ("Scheduled", b"of the last run", False),
        ("Success", None, False),
        ("Success", b"", False),
        ("Brewing", b"tea", False),
        ("Brewing", None, True),
    ],
)
def test_what_is_the_beginning_of_an_output_is_live(
    store: Store, status: str, output: bytes | None, live: bool
) -> None:
    merge(store, result(1, status, output=output))
    (found,) = store.printed(store.ids(View()))
    assert found.live is live


def test_each_output_is_read_once_and_only_if_it_is_wanted(store: Store) -> None:
    merge(store, *(result(n, output=b"same") for n in range(4)), result(9, output=b"b"))
    ids = store.ids(View())
    found = list(store.printed(ids))
    assert [each.data for each in found] == [b"same", None, None, None, b"b"]
    known = {found[0].digest}
    again = store.printed(ids, lambda digest: digest not in known)
    assert [each.data for each in again] == [None, None, None, None, b"b"]


def test_an_output_that_ended_is_read_though_one_that_runs_has_the_same(
    store: Store,
) -> None:
    merge(store, result(1, "Running", output=b"same"), result(2, output=b"same"))
    found = list(store.printed(store.ids(View())))
    assert [each.data for each in found] == [None, b"same"]


def test_rows_come_in_the_order_asked_for_whatever_is_asked(store: Store) -> None:
    count = printed.STEP + 7
    merge(store, *(result(n, output=b"%d" % n) for n in range(count)))
    ids = list(store.ids(View()))[::-1]
    found = list(store.printed([10**9, *ids, *ids]))
    assert [each.id for each in found] == ids
    assert all(each.data is not None for each in found)


def test_others_use_the_store_between_steps(store: Store) -> None:
    """A row changes after it was read and before the next step: no harm."""
    count = printed.STEP + 1
    merge(store, *(result(n, "Running", output=b"a") for n in range(count)))
    rows = store.printed(store.ids(View()))
    first = next(rows)
    merge(store, *(result(n, output=b"all") for n in range(count)))
    last = list(rows)[-1]
    assert (first.live, last.live, last.data) == (True, False, b"all")
