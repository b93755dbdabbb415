"""Pages taken in: what is no news is seen without reading it, names come in steps."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import Instance, Output, Page
from ca_tui.monitor import outputs, views
from ca_tui.monitor.rows import Delta, Row, StoredOutput
from ca_tui.monitor.schema import TABLES, StoreError
from ca_tui.monitor.spreading import STEP
from ca_tui.monitor.taking import Taker
from tests.monitor.fakes import START, result
from tests.monitor.stored import RUN, SERVER
from tests.monitor.test_orders import histories

MANY = 3 * STEP


@dataclass
class Tables:
    """The tables in memory, a taker, and what happens before each transaction."""

    before: Callable[[sqlite3.Connection], object] = lambda _: None
    written: list[int] = field(default_factory=list)
    """Rows of each transaction."""

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.executescript(TABLES)
        self.taker = Taker(self.using, lambda *_: None, lambda: START, UTC)
        self.written.clear()

    @contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        with self.connection:
            self.before(self.connection)
            changes = self.connection.total_changes
            yield self.connection
            self.written.append(self.connection.total_changes - changes)

    def filled(self) -> Tables:
        """With many results of one instance."""
        rows = tuple(result(n, instance_id="i-0") for n in range(MANY))
        self.taker.take(Page(results=rows))
        self.written.clear()
        return self

    def names(self) -> set[str]:
        found = self.connection.execute("SELECT instance_name FROM results")
        return {name for (name,) in found}

    def outcome(self) -> list[tuple[Row, StoredOutput | None]]:
        found = self.connection.execute("SELECT id FROM results ORDER BY key")
        rows = views.rows(self.connection, [row_id for (row_id,) in found])
        return [(row, outputs.stored(self.connection, row.id)) for row in rows]


def forget(connection: sqlite3.Connection) -> None:
    """So that every reply is compared with what is known, field by field."""
    connection.execute("UPDATE results SET reply = NULL")


PERIODIC = replace(RUN, invoke_id="t-0001", repeat_mode="Period")


WILD = st.one_of(
    st.builds(
        lambda row, output, repeats, days: Page(
            results=(
                replace(
                    row,
                    output=output,
                    repeats=repeats,
                    start_time=None if days is None else START + timedelta(days=days),
                ),
            )
        ),
        st.builds(
            result,
            st.just(1),
            st.sampled_from(["Pending", "Running", "Scheduled", "Success", "Odd", ""]),
            execution=st.sampled_from(["", "", "a", "b"]),
            exit_code=st.sampled_from([None, 0, 1]),
        ),
        st.sampled_from([None, b"", b"a", b"ab", b"b"]).map(
            lambda data: None if data is None else Output(data)
        ),
        st.sampled_from([None, 0, 1, 2]),
        st.sampled_from([None, 0, 1, 2]),
    ),
    st.sampled_from([PERIODIC, replace(PERIODIC, repeat_mode="Once")]).map(
        lambda run: Page(invocations=(run,))
    ),
)
"""One task and its executions, in any state at any time."""


@settings(max_examples=60, deadline=None)
@given(pages=histories(), data=st.data())
def test_a_reply_that_is_known_is_passed_over_only_if_it_changes_nothing(
    pages: list[Page], data: st.DataObject
) -> None:
    pages.append(Page(invocations=(PERIODIC,)))
    again = data.draw(st.lists(st.sampled_from(pages), max_size=12))
    quick, thorough = Tables(), Tables(before=forget)
    for page in [*data.draw(st.permutations([*pages, *again])), *again]:
        one, other = quick.taker.take(page), thorough.taker.take(page)
        assert (one, one.unsettled) == (other, other.unsettled)
    assert quick.outcome() == thorough.outcome()


@settings(max_examples=60, deadline=None)
@given(pages=st.lists(WILD, max_size=12), data=st.data())
def test_so_it_is_whatever_a_service_says(
    pages: list[Page], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(pages), max_size=12)) if pages else []
    quick, thorough = Tables(), Tables(before=forget)
    for page in [*pages, *again]:
        one, other = quick.taker.take(page), thorough.taker.take(page)
        assert (one, one.unsettled) == (other, other.unsettled)
    assert quick.outcome() == thorough.outcome()


def test_what_is_no_news_is_written_nowhere_but_where_it_was_seen_last() -> None:
    tables = Tables()
    page = Page(results=tuple(result(n, output=b"out") for n in range(50)))
    tables.taker.take(page)
    tables.taker.take(page)
    assert tables.written[1:] == [50]


def test_a_reply_that_tells_less_is_known_the_second_time() -> None:
    tables = Tables()
    whole = replace(result(0, output=b"out"), username="root")
    for each in (whole, replace(whole, username=""), whole):
        tables.taker.take(Page(results=(each,)))
    tables.taker.take(Page(invocations=(RUN,)))
    poor = replace(whole, username="")
    for _ in range(2):
        assert not tables.taker.take(Page(results=(poor,)))
    # touched, and once remembered that it is no news
    assert tables.written[-2:] == [2, 1]


def test_names_come_in_steps_and_every_row_that_changed_is_told() -> None:
    tables = Tables().filled()
    delta = tables.taker.take(Page(instances=(SERVER,)))
    assert len(delta.changed) == MANY
    assert tables.names() == {"web-01"}
    assert len(tables.written) >= MANY / STEP
    assert max(tables.written) <= STEP + 1


def test_commands_come_in_steps_too() -> None:
    tables = Tables().filled()
    runs = tuple(replace(RUN, invoke_id=f"t-{n:04}") for n in range(MANY))
    delta = tables.taker.take(Page(invocations=runs))
    assert len(delta.changed) == MANY
    # all of what is known of them comes first
    assert tables.written[0] == MANY + STEP
    assert max(tables.written[1:]) <= STEP


def test_a_name_that_comes_between_two_steps_wins() -> None:
    tables = Tables().filled()
    later = Page(instances=(replace(SERVER, instance_name="web-01-new"),))
    deltas: list[Delta] = []

    def rename(_: sqlite3.Connection) -> None:
        if len(tables.written) == 2:
            tables.before = lambda _: None
            deltas.append(tables.taker.take(later))

    tables.before = rename
    tables.taker.take(Page(instances=(SERVER,)))
    assert len(deltas) == 1
    assert tables.names() == {"web-01-new"}


def test_rows_that_come_between_two_steps_have_their_names() -> None:
    tables = Tables().filled()
    row = result(MANY, instance_id="i-0")

    def arrive(_: sqlite3.Connection) -> None:
        if len(tables.written) == 2:
            tables.before = lambda _: None
            tables.taker.take(Page(results=(row,)))

    tables.before = arrive
    tables.taker.take(Page(instances=(SERVER,)))
    assert tables.names() == {"web-01"}
    assert len(tables.outcome()) == MANY + 1


def test_names_that_a_full_disk_kept_back_come_with_the_next_page() -> None:
    tables = Tables().filled()

    def fail(_: sqlite3.Connection) -> None:
        if len(tables.written) == 2:
            raise StoreError("disk full")

    tables.before = fail
    with pytest.raises(StoreError):
        tables.taker.take(Page(instances=(SERVER,)))
    assert tables.names() == {"", "web-01"}
    tables.before = lambda _: None
    assert len(tables.taker.take(Page()).changed) == MANY - 2 * STEP
    assert tables.names() == {"web-01"}
    tables.written.clear()
    assert not tables.taker.take(Page())
    assert tables.written == [0]


def test_a_task_that_turns_out_to_run_again_is_looked_at_anew() -> None:
    tables = Tables()
    first = replace(result(1, "Scheduled", output=b"monday"), repeats=None)
    second = replace(first, start_time=START + timedelta(days=1), output=None)
    tables.taker.take(Page(results=(first,)))
    tables.taker.take(Page(results=(second,)))
    tables.taker.take(Page(invocations=(PERIODIC,)))
    assert tables.outcome()[0][0].periodic
    found = tables.connection.execute("SELECT reply FROM results").fetchall()
    assert found == [(None,)]


def test_instances_of_one_id_in_two_regions_keep_their_names() -> None:
    tables = Tables()
    rows = (result(0), result(0, region_id="cn-beijing"))
    tables.taker.take(Page(results=rows))
    other = Instance("ecs", "cn-beijing", "i-0", "db-01")
    tables.taker.take(Page(instances=(SERVER, other)))
    found = {row.key.region_id: row.instance_name for row, _ in tables.outcome()}
    assert found == {"cn-hangzhou": "web-01", "cn-beijing": "db-01"}
