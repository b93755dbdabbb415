"""Where the bytes are missing of 100 KB, by who looked when: the agent's own cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ca_tui.api.models import ResultKey, Scope
from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.emulator.agent import Report
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.commands import BACKUP_SIZE
from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.serve import EmulatorThread
from ca_tui.emulator.states import output_of, report_of, state_of
from ca_tui.emulator.world import World
from ca_tui.monitor.collect import collect
from ca_tui.monitor.monitor import Monitor
from ca_tui.monitor.store import Store
from ca_tui.output.document import LineKind
from ca_tui.output.gap import HEAD_MAX, STREAM_LIMIT, Certainty, Gap
from ca_tui.output.sections import Document
from ca_tui.output.text import decode
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.documents import documents
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.stepping import Job, SharedClock, ecs_at, next_job, until

REGION = "cn-hangzhou"
SCOPE = Scope("ecs", REGION)
BEGINNING = 1_772_431_200.0
"""2026-03-02T06:00:00Z."""

WORLD = World(results=60)


@pytest.fixture
def clock() -> SharedClock:
    return SharedClock(BEGINNING)


@pytest.fixture
def url(clock: SharedClock) -> Iterator[str]:
    with EmulatorThread(Endpoint(WORLD, clock.epoch)) as thread:
        yield thread.url


@pytest.fixture
def store(clock: SharedClock) -> Iterator[Store]:
    found = Store(clock=clock.utc)
    yield found
    found.close()


def a_job(command: str) -> Job:
    """A run whose output is 100 KB and of which nobody has seen anything yet."""
    job = next_job(WORLD, REGION, command, BEGINNING + 10)
    assert job.row.run.command.size == BACKUP_SIZE
    return job


def key_of(job: Job) -> ResultKey:
    run = job.row.run
    server = job.row.server.instance_id
    return ResultKey("ecs", REGION, run.invoke_id, server, run.container_id)


def what_was_cut(job: Job) -> tuple[Report, bytes]:
    """What the agent kept and the service has, after the end."""
    state = state_of(job.row, job.end + 1)
    assert state.status == "Success"
    report = report_of(job.row.run, state, BACKUP_SIZE)
    assert report.head > 0
    assert report.head + report.dropped + report.tail == BACKUP_SIZE
    return report, output_of(job.row, state)


async def watch(url: str, clock: SharedClock, store: Store, until: float) -> None:
    """Live with a region for a while, as the explorer does while it shows it."""
    async with ecs_at(url, clock) as ecs:
        monitor = Monitor(
            {"ecs": ecs}, store, [SCOPE], clock=clock.utc, sleep=clock.sleep
        )
        monitor.watching = True
        async with aclosing(monitor.events()) as events:
            async for _ in events:
                if clock.now > until:
                    return


async def look(url: str, clock: SharedClock, store: Store, at: float) -> None:
    """Look once."""
    clock.now = at
    async with ecs_at(url, clock) as ecs:
        assert await collect({"ecs": ecs}, store, [SCOPE], depth=None) == ()


def row_of(store: Store, job: Job) -> int:
    row_id = store.find(key_of(job))
    assert row_id is not None
    return row_id


def shown(store: Store, job: Job) -> tuple[Document, Gap]:
    """What the output pane is given to show."""
    row_id = row_of(store, job)
    record, output = store.record(row_id), store.output(row_id)
    assert record is not None
    assert output is not None
    assert record.row.phase.finished
    document = documents(record, output, "output")
    assert document is not None
    assert document.gap is not None
    return document, document.gap


def has_seam(document: Document | None) -> bool:
    lines = () if document is None else document.lines
    return any(line.kind is LineKind.SEAM for line in lines)


def seam_of(document: Document) -> tuple[int, str]:
    """The line number of the only seam, and what it says."""
    ((index, line),) = [
        (index, line)
        for index, line in enumerate(document.lines)
        if line.kind is LineKind.SEAM
    ]
    return index, line.text


def lines_of(data: bytes) -> list[str]:
    return decode(data).text.removesuffix("\n").split("\n")


@pytest.mark.parametrize("command", ["nightly-backup", "dump-journal"])
async def test_watched_from_start_to_end_the_seam_is_where_the_agent_cut(
    command: str, url: str, clock: SharedClock, store: Store
) -> None:
    job = a_job(command)
    clock.now = job.row.run.created - 8
    await watch(url, clock, store, job.end + 10)
    report, kept = what_was_cut(job)
    document, gap = shown(store, job)
    assert gap == Gap(
        report.dropped, len(kept), report.head, report.head, Certainty.EXACT
    )
    seam, text = seam_of(document)
    assert text.startswith(f"{report.dropped:,} bytes missing here")
    assert text.endswith("place exact")
    texts = [line.text for line in document.lines]
    assert texts[:seam] == lines_of(kept[: report.head])
    assert texts[seam + 1 :] == lines_of(kept[report.head :])


async def test_whoever_first_looks_after_the_end_cannot_know(
    url: str, clock: SharedClock, store: Store
) -> None:
    job = a_job("nightly-backup")
    await look(url, clock, store, job.end + 1)
    report, kept = what_was_cut(job)
    document, gap = shown(store, job)
    assert gap == Gap(report.dropped, len(kept), 0, HEAD_MAX, Certainty.SOMEWHERE)
    assert gap.start <= report.head <= gap.end
    seam, text = seam_of(document)
    assert seam == 0
    assert text.startswith(
        f"{report.dropped:,} bytes missing somewhere in the first 8 KB"
    )
    assert [line.text for line in document.lines][1:] == lines_of(kept)


@pytest.mark.parametrize("seconds", [3.5, 6.5])
async def test_whoever_saw_only_a_part_of_the_head_knows_between(
    seconds: float, url: str, clock: SharedClock, store: Store
) -> None:
    job = a_job("nightly-backup")
    await look(url, clock, store, job.start + seconds)
    seen = store.output(row_of(store, job))
    assert seen is not None
    assert 0 < len(seen.data) <= STREAM_LIMIT
    await look(url, clock, store, job.end + 1)
    report, kept = what_was_cut(job)
    document, gap = shown(store, job)
    assert gap == Gap(
        report.dropped, len(kept), len(seen.data), HEAD_MAX, Certainty.BETWEEN
    )
    assert gap.start < report.head <= gap.end
    _, text = seam_of(document)
    assert f"missing between byte {len(seen.data):,} and 8,048" in text


async def test_the_empty_output_of_a_pending_run_is_the_beginning_of_what_follows(
    url: str, clock: SharedClock, store: Store
) -> None:
    job = a_job("nightly-backup")
    await look(url, clock, store, (job.row.run.created + job.start) / 2)
    row = store.row(row_of(store, job))
    assert row is not None
    assert (row.invocation_status, row.output_size) == ("Pending", 0)
    await look(url, clock, store, job.start + 10)
    await look(url, clock, store, job.end + 1)
    report, _ = what_was_cut(job)
    _, gap = shown(store, job)
    assert (gap.start, gap.certainty) == (report.head, Certainty.EXACT)


async def test_a_look_before_the_first_bytes_tells_nothing(
    url: str, clock: SharedClock, store: Store
) -> None:
    job = a_job("nightly-backup")
    await look(url, clock, store, job.start + 1)
    await look(url, clock, store, job.end + 1)
    _, gap = shown(store, job)
    assert gap.certainty is Certainty.SOMEWHERE


def source_at(url: str, clock: SharedClock) -> Connection:
    """What `ca-tui --endpoint URL --region cn-hangzhou` connects to."""
    environ = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": DEMO_ACCESS_KEY_SECRET,
    }
    config = Config(endpoint=url, regions=(REGION,), services=("ecs",))
    return Connection(config, environ, Path("/nonexistent"), clock=clock.utc)


async def watch_until(
    end: float, clock: SharedClock, screen: MainScreen, pilot: Pilot[int]
) -> None:
    """Refresh every 3 s of the shared clock."""
    await until(pilot, lambda: screen.replied, "the first reply")
    while clock.now <= end:
        clock.now += 3
        await pilot.press("r")
        await until(
            pilot,
            lambda: screen.reporter.updated_at == clock.utc(),
            "the refresh",
        )


async def test_the_table_marks_it_and_the_pane_shows_the_seam(
    url: str, clock: SharedClock, store: Store
) -> None:
    """Everything is watched through the app itself, one refresh every 3 s."""
    job = a_job("dump-journal")
    report, _ = what_was_cut(job)
    clock.now = job.row.run.created - 2
    app = CaTuiApp(source_at(url, clock), store, Look(interval=0), clock=clock.utc)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = app.screen
        assert isinstance(screen, MainScreen)
        await watch_until(job.end + 1, clock, screen, pilot)
        row_id = row_of(store, job)
        await pilot.press(*["j"] * list(screen.table.ids).index(row_id))
        await until(
            pilot,
            # the text of the row before stays until this one's is read
            lambda: (
                screen.pane.row_id == row_id and has_seam(screen.pane.view.document)
            ),
            "the output",
        )
        table, view = screen.table, screen.pane.view
        assert table.cursor_id == row_id
        line = table.render_line(1 + table.cursor - table.top).text
        assert "✂ 24.0 KB" in line
        assert "dump-journal" in line
        marked = [
            y for y in range(table.size.height) if "✂" in table.render_line(y).text
        ]
        assert len(marked) < table.size.height / 2
        assert view.document is not None
        seam, _ = seam_of(view.document)
        view.scroll_to_place((seam, 0))
        await pilot.pause()
        shown = [view.render_line(y).text for y in range(view.size.height)]
        (drawn,) = [each for each in shown if "bytes missing here" in each]
        assert f" {report.dropped:,} bytes missing here ⋅ 24.0 KB of 100.0 KB" in drawn
        assert "place exact" in drawn
