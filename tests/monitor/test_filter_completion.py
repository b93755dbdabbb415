"""What is offered while a filter is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ca_tui.api.models import Instance, Invocation, Page
from ca_tui.monitor.filter_completion import Completion, completions, quoted
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START, Time, result


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(clock=lambda: START, directory=tmp_path_factory.mktemp("offer"))
    rows = (
        replace(result(0, "Failed"), error_code="ClientNotOnline"),
        replace(result(1, "Brewing"), tags=(("owner", "ops"),)),
        replace(result(2), tags=(("owner", "ops"), ("env", "prod"))),
        replace(result(3), tags=(("owner", "db"),)),
        replace(result(4, region_id="cn-beijing"), command_id=""),
    )
    names = ("backup", "a|b", "c", "backup", "")
    runs = tuple(
        Invocation("ecs", "cn-hangzhou", f"t-000{number}", command_name=name)
        for number, name in enumerate(names)
    )
    servers = (
        Instance("ecs", "cn-hangzhou", "i-0", "web-01"),
        Instance("ecs", "cn-hangzhou", "i-1", "web-02"),
        Instance("ecs", "cn-hangzhou", "i-2", "Straße 1"),
    )
    store.merge(Page(results=rows, instances=servers, invocations=runs))
    yield store
    store.close()


def offered(store: Store, text: str, cursor: int | None = None) -> list[str]:
    at = len(text) if cursor is None else cursor
    found = completions(text, at, lambda column: store.values(View(), column))
    return [text[: each.start] + each.text + text[each.end :] for each in found]


@pytest.mark.parametrize(
    ("text", "first", "among"),
    [
        ("st", "status:", "started:"),
        ("failed !(inst", "failed !(instance:", "failed !(instance_id:"),
        ("status:f", "status:failed", "status:partialfailed"),
        ("status:b", "status:Brewing", "status:aborted"),
        ("phase:", "phase:waiting", "phase:failed"),
        ("exit:0 instance:w", "exit:0 instance:web-01", "exit:0 instance:web-02"),
        ("instance:!stra", 'instance:!"Straße 1"', ""),
        ('instance:"stra', 'instance:"Straße 1"', ""),
        ("command:", "command:backup", 'command:"a|b"'),
        ("tag:own", "tag:owner=ops", "tag:owner=db"),
        ("error:onl", "error:ClientNotOnline", ""),
        ("region:", "region:cn-hangzhou", "region:cn-beijing"),
        ("took:", "took:30s", "took:>5m"),
        ("exit_", "exit_code:", ""),
    ],
)
def test_columns_and_values_that_occur_are_offered(
    store: Store, text: str, first: str, among: str
) -> None:
    found = offered(store, text)
    assert found[0] == first
    assert not among or among in found


def test_completion_is_at_the_cursor(store: Store) -> None:
    assert offered(store, "region:b failed", 8) == ["region:cn-beijing failed"]
    assert offered(store, "nocolumn:") == []
    assert offered(store, "/st") == []
    assert offered(store, '"st') == []
    assert len(offered(store, "")) > 20
    found = completions("x st", 4, lambda _: (), limit=1)
    assert found == [Completion("status:", 2, 4, "InvocationStatus")]


def test_values_that_are_no_words_are_not_offered(time: Time, tmp_path: Path) -> None:
    store = Store(clock=time.clock, directory=tmp_path)
    for number, code in enumerate(("\x1b[31m", "a" * 81, "ok", "ok", "two\nlines")):
        store.merge(Page(results=(replace(result(number), error_code=code),)))
    assert store.values(View(), "error") == ["ok"]
    assert store.values(View(), "exit") == store.values(View(), "nothing") == []
    assert store.values(View(), "instance", limit=1) == ["i-0"]
    store.close()


@pytest.mark.parametrize(
    "value", ["a b", 'say "x"', "!a", "/a", "a|b", "*", "C:\\d", ""]
)
def test_a_quoted_value_means_itself(value: str, time: Time, tmp_path: Path) -> None:
    store = Store(clock=time.clock, directory=tmp_path)
    store.merge(Page(results=(replace(result(0), username=f"x{value}x"), result(1))))
    found = store.rows(store.ids(View(text=f"user:{quoted(value)}")))
    assert [row.key.invoke_id for row in found] == ["t-0000"]
    store.close()
