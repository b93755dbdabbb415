"""A disk that takes no more: outputs are left out, then rows; what is known stays."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from ca_tui.api.models import InvocationResult, Page
from ca_tui.monitor.events import Failing
from ca_tui.monitor.rows import Delta, View
from ca_tui.monitor.schema import NoRoom
from ca_tui.monitor.store import NO_OUTPUTS, NO_ROWS, Store
from tests.monitor.driving import fleet, shown, watching
from tests.monitor.fakes import HERE, Time, result
from tests.monitor.stored import merge

ROOM: Final = 2**20


def large(number: int) -> InvocationResult:
    return result(number, output=os.urandom(20_000))


@pytest.fixture
def small(time: Time, tmp_path: Path) -> Store:
    return Store(clock=time.clock, directory=tmp_path, room=ROOM)


def filled(store: Store) -> int:
    """Merge until an output is not kept; the first number for which it was so."""
    for number in range(1000):
        merge(store, large(number))
        if store.trouble:
            return number
    raise AssertionError("it takes more than it should")


def test_rows_are_kept_without_outputs_where_there_is_no_room(small: Store) -> None:
    assert small.trouble == ""
    last = filled(small)
    assert last > 20
    assert NO_OUTPUTS in small.trouble
    assert "full" in small.trouble
    assert len(small.ids(View())) == last + 1
    kept = [small.output(row_id) for row_id in sorted(small.ids(View()))]
    assert all(kept[:last])
    assert kept[last] is None
    small.close()


def test_what_is_no_news_but_for_its_output_is_taken_when_there_is_room(
    small: Store,
) -> None:
    last = filled(small)
    again = result(last, output=b"small enough")
    row_id = small.find(again.key) or 0
    assert merge(small, again).changed == (row_id,)
    output = small.output(row_id)
    assert output is not None
    assert output.data == b"small enough"
    assert small.trouble == ""
    small.close()


def exhaust(store: Store) -> int:
    """Merge until not even rows are kept; how many there were."""
    numbers = iter(range(10_000, 20_000))
    while NO_ROWS not in store.trouble:
        start = next(numbers) * 20
        with suppress(NoRoom):
            merge(store, *(result(start + n, output=b"x" * 9000) for n in range(20)))
    return len(store.ids(View()))


def test_where_there_is_no_room_for_rows_what_is_known_stays(small: Store) -> None:
    last = filled(small)
    known = exhaust(small)
    assert known > last
    assert len(small.rows(small.ids(View()))) == known
    with pytest.raises(NoRoom, match=NO_ROWS):
        merge(small, *(result(500_000 + n) for n in range(50)))
    assert len(small.ids(View())) == known
    # what was merged is followed, what was not is not
    shown = small.look(View(sort="exit"))
    assert small.follow(shown, (), ()) == small.look(View(sort="exit"))
    small.close()


class Cramped(Store):
    """A store whose disk is full for a while."""

    full = False

    def merge(self, page: Page) -> Delta:
        if self.full and page.results:
            raise NoRoom(NO_ROWS)
        return super().merge(page)


async def test_a_monitor_tells_it_and_goes_on(time: Time, tmp_path: Path) -> None:
    store = Cramped(clock=time.clock, directory=tmp_path)
    service = fleet(time, 3)
    async with watching(service, store, time) as watch:
        await time.settle()
        store.full = True
        service.rows.insert(0, result(900, "Failed"))
        await time.pass_(60)
        failing = watch.of(Failing)
        assert NO_ROWS in str(failing[-1].error)
        assert shown(store) == ["t-0000", "t-0001", "t-0002"]
        store.full = False
        watch.monitor.refresh()
        await watch.until(lambda: "t-0900" in shown(store))
    store.close()


def test_rows_that_left_stay_where_it_cannot_be_noted(small: Store) -> None:
    merge(small, *(result(n) for n in range(3000, 4000)))
    small.mark_gone(HERE, small.mark())
    filled(small)
    known = exhaust(small)
    small.forget_gone()
    assert len(small.ids(View())) in (known, known - 1000)
    small.close()


async def test_a_monitor_starts_where_nothing_can_be_kept(
    small: Store, time: Time
) -> None:
    filled(small)
    exhaust(small)
    service = fleet(time, 0)
    service.rows = [result(800_000 + n, output=b"x" * 99) for n in range(99)]
    service.page_size = 50
    async with watching(service, small, time) as watch:
        await watch.until(lambda: watch.of(Failing))
        assert NO_ROWS in str(watch.of(Failing)[0].error)
        calls = len(service.calls)
        await time.pass_(120)
        assert len(service.calls) > calls
    small.close()


LIMITED: Final = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from ca_tui.api.models import InvocationResult, Output, Page, ResultKey
from ca_tui.monitor.rows import View
from ca_tui.monitor.schema import NoRoom
from ca_tui.monitor.store import Store

dice = Random(1)

def result(number, size):
    key = ResultKey("ecs", "cn-hangzhou", f"t-{number:06}", "i-1")
    return InvocationResult(key, "Success", output=Output(dice.randbytes(size)))

now = datetime.now(UTC)
store = Store(clock=lambda: now, directory=Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))
number = 0
while not store.trouble:
    store.merge(Page(results=(result(number, 100_000),)))
    number += 1
ids = store.ids(View())
missing = [row_id for row_id in ids if store.output(row_id) is None]
print(number, len(ids), len(missing), store.trouble, sep="|")
try:
    for start in range(10**6, 10**6 + 100_000, 50):
        results = tuple(result(start + number, 10) for number in range(50))
        store.merge(Page(results=results))
except NoRoom as error:
    kept = len(store.ids(View()))
    whole = sum(store.record(row_id) is not None for row_id in store.ids(View()))
    print(start - 10**6 + len(ids), kept, whole, error, sep="|")
"""


def test_what_the_disk_refuses_is_told_and_nothing_else_is_lost(
    tmp_path: Path,
) -> None:
    """Where a file cannot grow the system says so in other words than for a disk."""
    told = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        timeout=60,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    merged, rows, missing, trouble = told[0].split("|")
    assert merged == rows
    assert missing == "1"
    assert NO_OUTPUTS in trouble
    expected, kept, whole, error = told[1].split("|")
    assert expected == kept == whole
    assert NO_ROWS in error
