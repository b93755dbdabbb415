"""Cells and columns: what they say, and that they always fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ca_tui.output.text import clean
from ca_tui.ui.cells import moment, one_line, pad, shorten, shorten_middle, size, span
from ca_tui.ui.columns import COLUMNS, GUTTER, Column, Context, fit, gap, layout
from ca_tui.ui.glyphs import ASCII, UNICODE
from tests.ui.sample_rows import NOW, row

CONTEXT = Context(NOW, utc=True, glyphs=UNICODE)
BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}

wide_text = st.text(
    st.one_of(st.characters(), st.sampled_from("测试服务器ａ한\u0301‍👩🏽⏎")),
    max_size=40,
)


@given(text=wide_text, width=st.integers(0, 30), right=st.booleans())
def test_padded_text_has_exactly_the_width(text: str, width: int, right: bool) -> None:
    """In cells, whatever a server calls its things."""
    shown = pad(shorten(clean(text), width, UNICODE), width, right=right)
    assert width == cell_len(shown)


@given(text=wide_text, width=st.integers(0, 30))
def test_an_id_is_cut_in_the_middle_to_at_most_the_width(text: str, width: int) -> None:
    """In cells too."""
    assert cell_len(shorten_middle(clean(text), width, UNICODE)) <= width


def test_an_id_keeps_both_ends() -> None:
    """They tell ids apart."""
    assert shorten_middle("t-hz0jdfwd9f1k2m3d9f1", 13, UNICODE) == "t-hz0jdf⋯d9f1"
    assert shorten_middle("t-hz0jdfwd9f1k2m3d9f1", 13, ASCII) == "t-hz0jdf~d9f1"
    assert shorten_middle("i-1", 13, UNICODE) == "i-1"


def test_a_name_is_cut_at_its_end_between_wide_characters() -> None:
    """Half a character cannot be shown."""
    assert shorten("测试服务器", 6, UNICODE) == "测试⋯"
    assert shorten("测试服务器", 7, UNICODE) == "测试服⋯"


def test_a_huge_name_is_not_looked_at_whole() -> None:
    """Only its ends could be seen."""
    name = one_line("x" * 1_000_000 + "\x1b]0;pwned\x07")
    assert len(name) < 600
    assert "\x1b" not in name


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (None, "-"),
        (datetime(2025, 11, 20, 4, 5, 6, tzinfo=UTC), "04:05:06"),
        (datetime(2025, 11, 19, 14, 3, tzinfo=UTC), "11-19 14:03"),
        (datetime(2023, 11, 19, 14, 3, tzinfo=UTC), "2023-11-19"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01"),
        (datetime(2025, 11, 20, 4, 5, 6), "04:05:06?"),  # noqa: DTZ001 - it came so
        (
            datetime(2025, 11, 20, 12, 5, 6, tzinfo=timezone(timedelta(hours=8))),
            "04:05:06",
        ),
        (
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))),
            "0001-01-01?",
        ),
    ],
)
def test_moment(time: datetime | None, shown: str) -> None:
    """Short for today; marked where the zone is not known or not representable."""
    assert shown == moment(time, NOW, utc=True, glyphs=UNICODE)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-1.0, "-"),
        (0.0, "0s"),
        (0.2, "0.2s"),
        (12.0, "12s"),
        (12.7, "12s"),
        (64.0, "1m4s"),
        (7380.0, "2h03m"),
        (273600.0, "3d4h"),
        (86400.0 * 400, "400d"),
    ],
)
def test_span(seconds: float, shown: str) -> None:
    """At most six cells."""
    assert shown == span(timedelta(seconds=seconds), UNICODE)


def test_size_that_is_not_known() -> None:
    """Is no size, rather than 0."""
    assert size(None, UNICODE) == "-"
    assert size(0, UNICODE) == "0 B"
    assert size(24 * 1024, UNICODE) == "24.0 KB"


def test_names_fall_back_to_ids() -> None:
    """And ids are cut in the middle."""
    unnamed = row(instance_name="", command_name="")
    for key, shown in (("instance", "i-bp1f4x⋯r6t5y4"), ("command", "c-hz0jdf⋯k2m3")):
        column = BY_KEY[key]
        cell = column.render(unnamed, CONTEXT)
        assert cell.is_id
        width = cell_len(shown)
        assert cell_len(fit(cell, column, width, UNICODE)) == width
        assert fit(cell, column, width, UNICODE)[:4] == shown[:4]


@pytest.mark.parametrize(
    ("status", "shown"),
    [("Failed", "127"), ("Success", "127"), ("Timeout", "-"), ("Terminated", "-")],
)
def test_an_exit_code_that_is_not_the_commands_own_is_not_shown(
    status: str, shown: str
) -> None:
    """A timeout's 1 is made up by the service."""
    cell = BY_KEY["exit"].render(row(status=status, exit_code=127), CONTEXT)
    assert shown == cell.text


def test_the_age_of_a_running_result_is_that_of_the_moment() -> None:
    """It has no end; one that is waiting has no age either."""
    took = BY_KEY["took"].render
    assert took(row(status="Running", took=None), CONTEXT).text == "12s"
    since = NOW - timedelta(seconds=4, microseconds=200_000)
    running = row(status="Running", start_time=since, took=None)
    assert took(running, CONTEXT).text == "4s"
    assert took(row(status="Pending", took=None), CONTEXT).text == "-"
    assert took(row(), CONTEXT).text == "2s"


def test_times_with_and_without_zone_are_not_subtracted() -> None:
    """Nobody knows how far they are apart."""
    naive = datetime(2025, 11, 20, 14)  # noqa: DTZ001 - as it came
    running = row(status="Running", start_time=naive, took=None)
    assert BY_KEY["took"].render(running, CONTEXT).text == "-"


def test_missing_bytes_show_in_the_output_column() -> None:
    """With a glyph and a colour."""
    cell = BY_KEY["output"].render(row(output_size=24576, dropped=37324), CONTEXT)
    assert (cell.text, cell.style) == ("✂ 24.0 KB", "seam")
    plain = BY_KEY["output"].render(row(output_size=24576), CONTEXT)
    assert plain.text == "24.0 KB"


def test_a_status_nobody_knows_keeps_its_word() -> None:
    """And none at all says so."""
    status = BY_KEY["status"].render
    assert status(row(status="Sleeping"), CONTEXT).text == "? Sleeping"
    assert status(row(status=""), CONTEXT).text == "? unknown"


@given(width=st.integers(1, 400))
def test_columns_fit_and_a_wider_table_shows_no_fewer(width: int) -> None:
    """From 40 columns on nothing is cut; the status is always there."""
    chosen = layout(width)
    keys = [column.key for column, _ in chosen]
    needed = GUTTER + sum(w for _, w in chosen) + gap(width) * (len(chosen) - 1)
    assert "status" in keys
    assert set(keys) <= {column.key for column, _ in layout(width + 1)}
    if width >= 40:
        assert needed <= width
        assert all(w >= column.width for column, w in chosen)


def test_what_is_shown_at_usual_widths() -> None:
    """The important stays."""
    assert [column.key for column, _ in layout(118)] == [c.key for c in COLUMNS]
    assert [c.key for c, _ in layout(77)] == [
        "status",
        "instance",
        "command",
        "exit",
        "started",
        "output",
    ]
    assert [c.key for c, _ in layout(44)] == ["status", "instance", "command"]
    assert [c.key for c, _ in layout(38)] == ["status", "instance"]
