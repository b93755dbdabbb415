"""What each kind of column does, on ten rows that are easy to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from ca_tui.api.models import Instance, Invocation, Output, Page
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START, Time, result

ROWS = (
    replace(result(0, "Running", exit_code=0), start_time=START - timedelta(0, 40)),
    replace(result(1, "Failed", exit_code=127), error_code="ExitCodeNonzero"),
    replace(result(2, "Failed", exit_code=1), error_code="ClientNotOnline"),
    replace(result(3, "Timeout", exit_code=1), error_info="over 60 s", dropped=512),
    replace(result(4, output=b"tar: No space left on device\n"), username="root"),
    replace(result(5, output=b"x" * 10_300), tags=(("owner", "ops"), ("env", "prod"))),
    replace(result(6, output=b"x" * 24_000, dropped=37_324), tags=(("owner", "db"),)),
    replace(result(7, "Pending", exit_code=None, start=None), creation_time=START),
    replace(result(8, "Stopped"), container_name="redis", repeats=3),
    result(9, "Brewing", exit_code=5, region_id="cn-beijing"),
)
"""Row n was started n minutes before now, which is 12:00 in UTC."""

TOOK = (None, 0.2, 5, 60, 64, 300, 330, None, 1, None)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The operator's clock is nine hours ahead: it is 21:00."""
    zone = timezone(timedelta(hours=9))
    directory = tmp_path_factory.mktemp("table")
    store = Store(clock=lambda: START, directory=directory, zone=zone)
    ended = tuple(
        row
        if row.start_time is None or seconds is None
        else replace(row, finished_time=row.start_time + timedelta(seconds=seconds))
        for row, seconds in zip(ROWS, TOOK, strict=True)
    )
    servers = (
        Instance("ecs", "cn-hangzhou", "i-0", "web-01"),
        Instance("ecs", "cn-hangzhou", "i-1", "web-02"),
        Instance("ecs", "cn-hangzhou", "i-2", "Straße 1"),
    )
    runs = tuple(
        Invocation(
            *("ecs", "cn-hangzhou", f"t-000{number}"),
            command_name=name,
            command_type="RunShellScript",
            timeout=60,
            repeat_mode="Period" if number == 8 else "Once",
        )
        for number, name in enumerate(("backup", "nightly-backup", "a|b", "update"))
    )
    store.merge(Page(results=ended, instances=servers, invocations=runs))
    yield store
    store.close()


def left(store: Store, text: str, *, utc: bool = False) -> str:
    rows = store.rows(store.ids(View(text=text, utc=utc, sort="started")))
    return "".join(sorted(row.key.invoke_id[-1] for row in rows))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("status:failed", "12"),
        ("status:FAIL", "12"),
        ("status:st", "8"),
        ("status:s", "4568"),
        ("status:*ed", "128"),
        ("status:brew", "9"),
        ("!status:success", "0123789"),
        ("phase:failed", "123"),
        ("phase:!failed", "0456789"),
        ("phase:/^(failed|active)$/", "0123"),
        ("exit:0", "456"),
        ("exit:!0", "12"),
        ("!exit:0", "0123789"),
        ("exit:>0", "12"),
        ("exit:1..127", "12"),
        ("exit:2..", "1"),
        ("exit:*", "12456"),
        ("instance:web", "013467"),
        ("instance:web-*", "013467"),
        ("instance:web-0?", "013467"),
        ("instance:web-0", "013467"),
        ("instance:=web-0", ""),
        ("instance:=WEB-01", "036"),
        ("instance:STRASSE", "258"),
        ("instance:i-2", "258"),
        ("instance_name:i-2", ""),
        ("command:backup", "01"),
        ("command:=backup", "0"),
        ('command:"a|b"', "2"),
        ("command:/^b|p$/", "01"),
        ("type:run*", "0123"),
        ("error:Client*", "2"),
        ("error:60", "3"),
        ("error:*", "123"),
        ("error:!Client*", "13"),
        ("tag:owner", "56"),
        ("tag:own", "56"),
        ("tag:owner=ops", "5"),
        ("tag:OWNER=OPS", "5"),
        ("tag:owner=op", ""),
        ("tag:owner=*", "56"),
        ("tag:o*r=d?", "6"),
        ("tag:!owner=ops", "6"),
        ("tag:/^env=/", "5"),
        ('output:"no space left"', "4"),
        ("output:*device", "4"),
        ("output:/left on \\w+$/", "4"),
        ("output:*", "456"),
        ("dropped:>0", "36"),
        ("dropped:512", "3"),
        ("dropped:>1k", "6"),
        ("size:>10k", "56"),
        ("size:10k", "5"),
        ("size:>=23.4KB", "6"),
        ("size:<1MB", "456"),
        ("took:>30s", "03456"),
        ("took:5m", "56"),
        ("took:=5m30s", "6"),
        ("took:<1", "1"),
        ("took:0.2s", "1"),
        ("started:<2m", "017"),
        ("started:>7m", "89"),
        ("started:3m..5m", "345"),
        ("started:20:55", "5"),
        ("started:>20:57", "0127"),
        ("started:2025-11-20", "0123456789"),
        ("started:>2025-11-20", ""),
        ("started:today", "0123456789"),
        ("started:<=yesterday", ""),
        ("started:2025-11-20T20:59..", "017"),
        ("started:>2025-11-20T11:57Z", "0127"),
        ("created:*", "7"),
        ("finished:<1m", "156"),
        ("timeout:1m", "0123"),
        ("user:root", "4"),
        ("container:redis", "8"),
        ("repeats:>1", "8"),
        ("region:beijing", "9"),
        ("service:ecs", "0123456789"),
        ("periodic:yes", ""),
        ("gone:no", "0123456789"),
        ("invoke:t-0004", "4"),
        ("id:c-4", "49"),
        ("id:/^i-1$/", "147"),
        ("failed | timeout", "123"),
        ("failed exit:127 | timeout", "13"),
        ("failed (exit:127 | timeout)", "1"),
        ("!(failed | timeout) web", "0467"),
        ("/exit/", "1"),
        ("client*", "2"),
        ('"a|b"', "2"),
        ("nightly-backup", "1"),
        ("*", "0123456789"),
    ],
)
def test_what_a_filter_leaves(store: Store, text: str, rows: str) -> None:
    assert left(store, text) == rows


def test_times_are_those_of_the_zone_that_is_shown(store: Store) -> None:
    assert left(store, "started:>20:57") == "0127"
    assert left(store, "started:>11:57", utc=True) == "0127"
    assert left(store, "started:>20:57", utc=True) == ""


def test_what_runs_took_the_time_until_now(store: Store) -> None:
    assert left(store, "status:running took:40s") == "0"


def test_a_mistake_in_a_view_is_raised(store: Store) -> None:
    for read in (store.ids, store.counts):
        with pytest.raises(FilterError, match="no column"):
            read(View(text="staus:failed"))
    assert left(store, "") == "0123456789"


def test_outputs_are_read_once_and_only_where_all_else_holds(
    time: Time, tmp_path: Path
) -> None:
    read: list[bytes] = []

    def readable(data: bytes) -> str:
        read.append(data)
        return data.decode()

    store = Store(clock=time.clock, directory=tmp_path, readable=readable)
    outputs = (b"needle one", b"hay", b"needle two", b"needle one")
    store.merge(Page(results=tuple(result(n, output=o) for n, o in enumerate(outputs))))
    view = View(text="output:needle !invoke:t-0002")
    assert left(store, view.text) == "03"
    assert sorted(read) == [b"hay", b"needle one"]
    assert store.counts(view).hidden == 2
    assert store.counts(View(text="invoke:t-0002 | output:needle")).hidden == 1
    assert len(read) == 2
    store.merge(Page(results=(result(4, output=b"a new needle"),)))
    assert left(store, view.text) == "034"
    assert len(read) == 3
    store.close()


def test_reading_outputs_tells_how_far_it_is(store: Store) -> None:
    told: list[tuple[int, int]] = []
    view = View(text="output:space !status:running")
    store.ids(view, lambda done, total: told.append((done, total)))
    assert told[-1] == (9, 9)
    assert not store.ids(view, lambda *_: None)[1:]


def test_a_needle_at_the_end_of_24_kb_is_found(time: Time, tmp_path: Path) -> None:
    store = Store(clock=time.clock, directory=tmp_path)
    data = b"ab" * 12_280 + b"\nneedle 7"
    store.merge(Page(results=(replace(result(0), output=Output(data)),)))
    for text in ("output:NEEDLE", "output:needle*", "output:/needle \\d$/"):
        assert left(store, text) == "0"
    assert left(store, "output:/b.*b.*c/") == ""
    assert left(store, "output:/a.*a.*c/") == ""
    assert left(store, "output:*a*b*a*b*a*b*a*c") == ""
    store.close()
