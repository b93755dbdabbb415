"""Where bytes are missing: the rules of the agent, told honestly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.gap import Certainty, Gap, locate
from ca_tui.output.sizes import human_size

EXACT, BETWEEN, SOMEWHERE = Certainty.EXACT, Certainty.BETWEEN, Certainty.SOMEWHERE


@pytest.mark.parametrize(
    ("kept", "dropped", "head_seen", "place"),
    [
        (24576, 37324, 6144, (6144, 6144, EXACT)),
        (24576, 37324, 8048, (8048, 8048, EXACT)),
        (24576, 37324, 6001, (6001, 6001, EXACT)),
        (24576, 37324, 6000, (6000, 8048, BETWEEN)),
        (24576, 37324, 2048, (2048, 8048, BETWEEN)),
        (24576, 37324, 1, (1, 8048, BETWEEN)),
        (7000, 5, 2048, (2048, 7000, BETWEEN)),
        (24576, 37324, None, (0, 8048, SOMEWHERE)),
        (24576, 37324, 0, (0, 8048, SOMEWHERE)),
        (24576, 37324, -5, (0, 8048, SOMEWHERE)),
        (5000, 5, None, (0, 5000, SOMEWHERE)),
        (5000, 5, 6144, (0, 5000, SOMEWHERE)),
        (0, 5, None, (0, 0, SOMEWHERE)),
    ],
)
def test_place_of_the_gap(
    kept: int,
    dropped: int,
    head_seen: int | None,
    place: tuple[int, int, Certainty],
) -> None:
    assert locate(kept, dropped, head_seen) == Gap(dropped, kept, *place)


@pytest.mark.parametrize("dropped", [0, -1])
def test_nothing_dropped_is_no_gap(dropped: int) -> None:
    assert locate(100, dropped, 6144) is None


@pytest.mark.parametrize(
    ("gap", "label"),
    [
        (
            Gap(37324, 24576, 6144, 6144, EXACT),
            "37,324 bytes missing here · 24.0 KB of 60.4 KB kept · place exact",
        ),
        (
            Gap(37324, 24576, 2048, 8048, BETWEEN),
            "37,324 bytes missing between byte 2,048 and 8,048"
            " · 24.0 KB of 60.4 KB kept",
        ),
        (
            Gap(1, 24576, 0, 8048, SOMEWHERE),
            "1 byte missing somewhere in the first 8 KB · 24.0 KB of 24.0 KB kept",
        ),
        (
            Gap(9, 5000, 0, 5000, SOMEWHERE),
            "9 bytes missing somewhere in what is kept · 4.9 KB of 4.9 KB kept",
        ),
        (Gap(9, 0, 0, 0, SOMEWHERE), "9 bytes missing here · 0 B of 9 B kept"),
    ],
)
def test_label_says_how_sure_we_are(gap: Gap, label: str) -> None:
    assert gap.label() == label
    assert gap.label(" - ") == label.replace(" · ", " - ")


@given(
    st.integers(0, 10**9), st.integers(1, 10**12), st.none() | st.integers(-9, 10**5)
)
def test_a_gap_lies_inside_what_is_kept(
    kept: int, dropped: int, head_seen: int | None
) -> None:
    gap = locate(kept, dropped, head_seen)
    assert gap is not None
    assert 0 <= gap.start <= gap.end <= kept
    assert 0 <= gap.percent < 100


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (41, "41 B"),
        (1023, "1023 B"),
        (1024, "1.0 KB"),
        (1229, "1.2 KB"),
        (24576, "24.0 KB"),
        (1024 * 1024 - 1, "1.0 MB"),
        (3565158, "3.4 MB"),
        (5 * 1024**4, "5.0 TB"),
        (3 * 1024**5, "3.0 PB"),
        (10**400, "1024.0 PB"),
    ],
)
def test_sizes_as_people_read_them(size: int, text: str) -> None:
    assert human_size(size) == text
