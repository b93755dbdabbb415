"""A result's times on a line: in order, to scale, within 80 columns, in ASCII."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.monitor.rows import Record
from ca_tui.ui.documents import documents
from ca_tui.ui.timeline import CELLS, timeline
from tests.ui.samples import invocation, record, result

BASE = datetime(2023, 11, 19, 14, 0, tzinfo=UTC)

TIMES = st.none() | st.datetimes(
    timezones=st.none() | st.sampled_from([UTC, timezone(timedelta(hours=-14))])
)


def at(seconds: float | None) -> datetime | None:
    return None if seconds is None else BASE + timedelta(seconds=seconds)


def ran(
    status: str,
    created: float | None = None,
    started: float | None = None,
    finished: float | None = None,
    stopped: float | None = None,
) -> Record:
    """A result with these times, in seconds."""
    return record(
        replace(
            result(status, 0),
            creation_time=at(created),
            start_time=at(started),
            finished_time=at(finished),
            stop_time=at(stopped),
        ),
        run=invocation(),
    )


def drawn(of: Record) -> list[str]:
    return timeline(of, utc=True)


def test_a_timeout_shows_how_long_it_waited_and_ran() -> None:
    labels, line, clocks = drawn(ran("Timeout", 0, 2, 62))
    assert labels.split() == ["created", "started", "timed", "out"]
    assert clocks.split() == ["14:00:00", "14:00:02", "14:01:02"]
    assert [part.strip("-= ") for part in line.strip("|").split("|")] == ["2s", "1m0s"]
    waited, ran_for = line.strip("|").split("|")
    assert len(ran_for) > 2 * len(waited)
    assert "=" in ran_for
    assert "-" in waited


@pytest.mark.parametrize(
    ("of", "labels"),
    [
        (ran("Success", 0, 1, 3), "created started finished"),
        (ran("Terminated", 0, 1, 9, 8), "created started stop asked stopped"),
        (ran("Terminated", 0, 1, None, 8), "created started stopped"),
        (ran("Running", 0, 1), "created started times out"),
        (ran("Success", None, 1, 3), "started finished"),
    ],
)
def test_what_happened_is_named(of: Record, labels: str) -> None:
    assert " ".join(drawn(of)[0].split()) == labels


def test_what_is_to_come_is_dotted() -> None:
    assert drawn(ran("Running", 0, 1))[1].replace(".", "").endswith("| 1m0s |")


@pytest.mark.parametrize("of", [ran("Pending", 0), ran("Pending")])
def test_one_time_makes_no_line(of: Record) -> None:
    assert drawn(of) == []


def test_a_time_without_a_zone_is_not_compared() -> None:
    mixed = ran("Success", 0, 1, 3)
    naive = replace(mixed.result, finished_time=datetime(2023, 11, 19, 15))  # noqa: DTZ001
    assert drawn(replace(mixed, result=naive))[0].split() == ["created", "started"]


@given(st.lists(TIMES, min_size=4, max_size=4), st.sampled_from(["Running", "Timeout"]))
def test_any_times_fit_into_a_narrow_terminal(
    times: list[datetime | None], status: str
) -> None:
    """Each line is ASCII, and the words stand apart."""
    created, started, finished, stopped = times
    of = record(
        replace(
            result(status, 0),
            creation_time=created,
            start_time=started,
            finished_time=finished,
            stop_time=stopped,
        )
    )
    for utc in (True, False):
        lines = timeline(of, utc=utc)
        assert len(lines) in (0, 3)
        assert all(len(line) <= CELLS and line.isascii() for line in lines)


def test_the_line_stands_below_the_times() -> None:
    details = documents(ran("Timeout", 0, 2, 62), None, "details", utc=True)
    assert details is not None
    texts = [line.text for line in details.lines]
    first = texts.index("Times")
    section = texts[first : texts.index("", first)]
    assert "  Timed out after:  60 s" in section
    assert any("created" in text and "timed out" in text for text in texts)
