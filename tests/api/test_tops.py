"""What looks at the top of a list prove about the pages that were read between them."""

from __future__ import annotations

import pytest

from ca_tui.api.tops import Tops
from ca_tui.api.windows import Window


def look(number: int, rows: range, total: int, known: int | None = None) -> Window:
    return Window(
        0, tuple(rows), len(rows), total, number, number if known is None else known
    )


def page(number: int, known: int) -> Window:
    return Window(50, (1, 2, 3), 3, 100, number, known)


def tops(*looks: Window) -> Tops:
    found = Tops()
    for each in looks:
        found.take(each)
    return found


def test_between_two_looks_that_show_a_row_at_one_place_nothing_was_deleted() -> None:
    found = tops(look(0, range(100, 90, -1), 100), look(5, range(100, 90, -1), 100))
    assert not found.moved
    assert found.fixed(page(3, 2), page(2, 1))


def test_rows_that_came_in_front_delete_nothing() -> None:
    found = tops(look(0, range(100, 90, -1), 100), look(5, range(104, 94, -1), 104))
    assert not found.moved
    assert found.fixed(page(3, 2), page(2, 1))


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(look(5, range(100, 90, -1), 99), id="behind its rows"),
        pytest.param(look(5, range(101, 91, -1), 100), id="while one came in front"),
    ],
)
def test_a_row_that_is_nearer_to_the_end_tells_of_a_deletion(later: Window) -> None:
    found = tops(look(0, range(100, 90, -1), 100), later)
    assert found.moved
    assert not found.fixed(page(3, 2), page(2, 1))


def test_a_deletion_is_none_of_the_pages_that_were_read_before_or_after_it() -> None:
    rows = range(100, 90, -1)
    found = tops(
        look(0, rows, 100), look(5, rows, 100), look(9, rows, 99), look(13, rows, 99)
    )
    assert found.fixed(page(3, 2), page(2, 1))
    assert not found.fixed(page(7, 6), page(8, 7))
    assert not found.fixed(page(3, 2), page(7, 6))
    assert found.fixed(page(11, 10), page(12, 11))


def test_a_page_that_was_under_way_during_the_only_look_is_not_proven() -> None:
    found = tops(look(0, range(100, 90, -1), 100), look(5, range(100, 90, -1), 100, 3))
    assert not found.fixed(page(4, 1), page(2, 1))
    assert found.fixed(page(1, 1), page(2, 1))


def test_a_look_that_shows_no_row_of_the_one_before_proves_nothing() -> None:
    found = tops(look(0, range(100, 90, -1), 100), look(5, range(120, 110, -1), 120))
    assert found.moved
    assert not found.fixed(page(3, 2), page(2, 1))


def test_a_look_with_rows_that_could_not_be_read_proves_nothing() -> None:
    unreadable = Window(0, tuple(range(100, 91, -1)), 10, 100, 5, 5)
    found = tops(look(0, range(100, 90, -1), 100), unreadable)
    assert not found.fixed(page(3, 2), page(2, 1))
