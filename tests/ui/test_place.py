"""The operator's place in a list that changes."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.ui.place import Place, arrivals, index_of, keep, runs

HEIGHT = 5


def test_at_the_top_it_follows_what_arrives_there() -> None:
    """The newest stays under the cursor."""
    assert Place(0, 0) == keep([3, 2, 1], [5, 4, 3, 2, 1], Place(0, 0), HEIGHT, 3)


def test_at_the_top_it_does_not_follow_older_rows() -> None:
    """A filter taken away is no arrival: the cursor stays on its row and line."""
    assert Place(2, 2) == keep([1], [3, 2, 1, *range(10, 20)], Place(), HEIGHT, 99)


def test_at_the_top_it_follows_a_row_that_changed_and_so_came_there() -> None:
    """What was waiting has started; or what was first has moved down."""
    assert keep([3, 2, 1], [2, 3, 1], Place(), HEIGHT, 3, (2,)) == Place()
    assert keep([3, 2, 1], [2, 3, 1], Place(), HEIGHT, 3, (3,)) == Place()
    assert keep([3, 2, 1], [2, 3, 1], Place(), 1, 3, (1,)) == Place(1, 1)


def test_elsewhere_rows_arriving_above_move_nothing_on_screen() -> None:
    """Cursor and first line go down with their rows."""
    old = list(range(20, 0, -1))
    new = [23, 22, 21, *old]
    assert Place(6, 4) == keep(old, new, Place(3, 1), HEIGHT, 20)
    assert arrivals(new, 4, 20) == 3


def test_a_cursor_out_of_sight_lets_the_first_visible_row_decide() -> None:
    """The operator reads what is visible."""
    old = list(range(20, 0, -1))
    new = [22, 21, *old]
    assert Place(2, 12) == keep(old, new, Place(0, 10), HEIGHT, 20)


def test_a_vanished_row_leaves_the_cursor_on_the_nearest() -> None:
    """The next below, else the next above."""
    assert Place(1, 0) == keep([4, 3, 2, 1], [4, 2], Place(1, 0), HEIGHT, 4)
    assert Place(0, 0) == keep([4, 3, 2, 1], [4], Place(3, 0), HEIGHT, 4)
    assert Place(0, 0) == keep([4, 3], [8, 7], Place(1, 0), HEIGHT, 4)
    assert Place(0, 0) == keep([4, 3], [], Place(1, 0), HEIGHT, 4)


lists = st.lists(st.integers(0, 60), unique=True, max_size=40)


@given(old=lists, new=lists, data=st.data(), height=st.integers(0, 12))
def test_the_cursor_stays_on_its_row(
    old: list[int], new: list[int], data: st.DataObject, height: int
) -> None:
    """Wherever it goes, and if it was visible it stays so."""
    cursor = data.draw(st.integers(0, max(0, len(old) - 1)))
    top = data.draw(st.integers(0, max(0, len(old) - height)))
    ids = array("q", new)
    place = keep(array("q", old), ids, Place(cursor, top), height, 60)
    assert 0 <= place.cursor < max(1, len(new))
    assert 0 <= place.top <= max(0, len(new) - height)
    if old and old[cursor] in new:
        assert old[cursor] == new[place.cursor]
    if new and old and top <= cursor < top + height:
        assert place.top <= place.cursor < place.top + height


def test_index_of_looks_at_the_hints_first() -> None:
    """They are where a row usually is."""
    ids = array("q", [5, 4, 3])
    assert index_of(ids, 4, 7, 1) == 1
    assert index_of(ids, 3, -1) == 2
    assert index_of(ids, 9, 0) is None


@pytest.mark.parametrize(
    ("lines", "joined"),
    [([], []), ([4], [(4, 1)]), ([0, 1, 2, 5, 7, 8], [(0, 3), (5, 1), (7, 2)])],
)
def test_neighbours_are_joined(lines: list[int], joined: list[tuple[int, int]]) -> None:
    """One region for lines that touch."""
    assert joined == list(runs(lines))
