"""Sorting, filtering and counting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from ca_tui.api.models import Instance, Invocation, Page, Scope
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.query import size_text, took_text
from ca_tui.monitor.rows import Counts, View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import HERE, START, Time, result


def order(store: Store, view: View) -> str:
    return "".join(row.key.invoke_id[-1] for row in store.rows(store.ids(view)))


@pytest.fixture
def store(time: Time, tmp_path: Path) -> Store:
    """Six results; the operator's clock is nine hours ahead."""
    zone = timezone(timedelta(hours=9))
    store = Store(clock=time.clock, directory=tmp_path, zone=zone)
    rows = (
        replace(result(0, "Running", exit_code=0, output=b"x"), start_time=START),
        result(1, "Failed", exit_code=127, output=b"not found"),
        replace(result(2, output=b"y" * 1500), tags=(("env", "prod"), ("a", "b"))),
        result(3, "Timeout", exit_code=1),
        result(4, "Pending", exit_code=None, start=None),
        result(5, exit_code=2, region_id="cn-beijing", output=b""),
    )
    took = (None, 0.2, 64, 60, None, 7)
    ended = [
        row
        if seconds is None or row.start_time is None
        else replace(row, finished_time=row.start_time + timedelta(seconds=seconds))
        for row, seconds in zip(rows, took, strict=True)
    ]
    runs = tuple(
        Invocation("ecs", "cn-hangzhou", f"t-000{n}", command_name=name)
        for n, name in enumerate(("Straße", "backup", "Backup-2", "update"))
    )
    servers = (
        Instance("ecs", "cn-hangzhou", "i-0", "测试服务器-02"),
        Instance("ecs", "cn-hangzhou", "i-1", "web-03"),
    )
    store.merge(Page(results=tuple(ended), invocations=runs, instances=servers))
    return store


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        ("started", "532104", "041235"),
        ("instance", "254103", "034125"),
        ("command", "125403", "304521"),
        ("exit", "251043", "152043"),
        ("took", "015324", "235104"),
        ("output", "501243", "210543"),
        ("status", "041325", "253140"),
    ],
)
def test_sorting(store: Store, sort: str, up: str, down: str) -> None:
    """Unknown values come last either way; equal ones by start, newest first."""
    assert order(store, View(sort=sort, descending=False)) == up
    assert order(store, View(sort=sort, descending=True)) == down


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", "041235"),
        ("running", "0"),
        ("FAIL", "1"),
        ("STRASSE", "0"),
        ("straße", "0"),
        ("测试服务器", "03"),
        ("web-03 backup", "1"),
        ("backup web-03", "1"),
        ("i-2", "25"),
        ("i-0", "03"),
        ("c-0", "05"),
        ("127", "1"),
        ("1m4s", "2"),
        ("0.2s", "1"),
        ("1.5", "2"),
        ("%", ""),
        ("backup not-there", ""),
        ("  failed \t ", "1"),
    ],
)
def test_every_word_occurs_in_some_visible_column(
    store: Store, text: str, left: str
) -> None:
    assert order(store, View(text=text)) == left


def test_a_word_does_not_reach_over_two_columns(store: Store) -> None:
    assert order(store, View(text="failed")) == "1"
    assert order(store, View(text="failed127")) == ""


def test_times_are_searched_as_they_are_shown(store: Store) -> None:
    assert order(store, View(text="21:00:00")) == "0"
    assert order(store, View(text="12:00:00")) == ""
    assert order(store, View(text="12:00:00", utc=True)) == "0"
    assert order(store, View(text="2025-11-20 20:57")) == "3"


def test_an_exit_code_that_is_not_the_commands_own_is_not_found(store: Store) -> None:
    """The timed out row says exit 1 and shows none."""
    found = order(store, View(text="1", scopes=(HERE,)))
    assert "3" in found
    assert order(store, View(text="timeout 1m0s")) == "3"
    store.merge(Page(results=(result(7, "Timeout", exit_code=4242),)))
    assert order(store, View(text="4242")) == ""


def test_counts_tell_what_the_filters_hide(store: Store) -> None:
    assert store.counts(View()) == Counts(6, 1, 2, 0)
    assert store.counts(View(text="backup")) == Counts(6, 1, 2, 4)
    assert store.counts(View(faults_only=True)) == Counts(6, 1, 2, 4)
    assert store.counts(View((HERE,), "zzz")) == Counts(5, 1, 2, 5)
    assert order(store, View(faults_only=True)) == "13"


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (HERE, "04123"),
        (replace(HERE, instance_id="i-0"), "03"),
        (replace(HERE, invoke_id="t-0002"), "2"),
        (replace(HERE, command_id="c-3"), "3"),
        (replace(HERE, status="timeout"), "3"),
        (replace(HERE, tags=(("env", "prod"),)), "2"),
        (replace(HERE, tags=(("a", "b"), ("env", "prod"))), "2"),
        (replace(HERE, tags=(("env", "pro"),)), ""),
        (replace(HERE, tags=(("nv", "prod"),)), ""),
        (Scope("swas", "cn-hangzhou"), ""),
    ],
)
def test_a_scope_narrows(store: Store, scope: Scope, left: str) -> None:
    assert order(store, View((scope,))) == left
    assert store.counts(View((scope,))).total == len(left)


def test_scopes_add_up(store: Store) -> None:
    beijing = Scope("ecs", "cn-beijing")
    assert order(store, View((beijing, replace(HERE, instance_id="i-0")))) == "035"


def test_a_very_long_filter_is_no_trouble(store: Store) -> None:
    words = " ".join(str(number) for number in range(100))
    assert order(store, View(text=words)) == ""
    with pytest.raises(FilterError, match="at most 100 terms"):
        store.ids(View(text=f"{words} one"))
    many = tuple(replace(HERE, instance_id=f"i-{n}") for n in range(200))
    assert order(store, View(many)) == "04123"


def test_rows_come_in_the_order_asked_for_and_as_often(store: Store) -> None:
    ids = list(store.ids(View()))
    wanted = [ids[2], ids[0], ids[2], 999]
    assert [row.id for row in store.rows(wanted)] == wanted[:3]
    assert store.row(999) is None
    assert store.record(999) is None
    assert store.output(999) is None
    assert store.find(replace(result(0).key, service="swas")) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.25, "0.2s"), (7, "7s"), (64, "1m4s"), (7380, "2h03m"), (273_600, "3d4h")],
)
def test_spans_in_words(seconds: float, words: str) -> None:
    assert took_text(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"), [(41, "41 B"), (1229, "1.2 KB"), (24_576, "24.0 KB")]
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_text(size) == words
