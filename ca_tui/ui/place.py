"""Where the operator is in a list that changes: by identity, never by index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The cursor and the first visible row, as indexes of the ids at the time."""

    cursor: int = 0
    top: int = 0


def index_of(ids: Sequence[int], row_id: int, *hints: int) -> int | None:
    """Where an id is; `hints` are where it would be if little had moved."""
    for hint in hints:
        if 0 <= hint < len(ids) and ids[hint] == row_id:
            return hint
    try:
        return ids.index(row_id)
    except ValueError:
        return None


def keep(
    old: Sequence[int],
    new: Sequence[int],
    place: Place,
    height: int,
    newest: int,
    changed: Collection[int] = (),
) -> Place:
    """The place in `new` that looks like `place` did in `old`.

    The cursor stays on the same id and on the same line of the screen. On the first
    row of a list scrolled to its top it stays on the first row when news put another
    one there: an id above `newest`, the greatest seen so far, or a `changed` row. A
    filter or another order are no news. If its row is gone it goes to the nearest one
    that is left.
    """
    if not old or not new:
        return Place()
    if place == Place() and (new[0] > newest or new[0] in changed or old[0] in changed):
        return Place()
    cursor = _follow(old, new, _outward(place.cursor, len(old)))
    if cursor is None:
        return Place()
    line = place.cursor - place.top
    if 0 <= line < height:
        top = cursor[1] - line
    else:
        anchor = _follow(old, new, range(place.top, len(old))) or cursor
        top = anchor[1] - (anchor[0] - place.top)
    return Place(cursor[1], max(0, min(top, len(new) - height)))


def in_sight(place: Place, height: int) -> int:
    """The first visible row with which the cursor is seen.

    Half a page on at the edges, so that walking does not repaint at each step; the
    cursor in the middle where it went far away.
    """
    half = max(1, height // 2)
    beyond = place.cursor - place.top - height + 1
    if beyond > half or place.top - place.cursor > half:
        return place.cursor - half
    if beyond > 0:
        return place.top + half
    return place.top - half if place.cursor < place.top else place.top


def arrivals(ids: Sequence[int], top: int, newest: int) -> int:
    """How many of the rows above `top` have ids above `newest`: they are new."""
    return sum(map(newest.__lt__, ids[:top]))


def runs(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbours joined: first line and how many."""
    first = count = 0
    for line in lines:
        if count and line == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = line, 1
    if count:
        yield first, count


def _outward(index: int, length: int) -> Iterator[int]:
    yield from range(index, length)
    yield from range(index - 1, -1, -1)


def _follow(
    old: Sequence[int], new: Sequence[int], indexes: Iterable[int]
) -> tuple[int, int] | None:
    """The first of the old indexes whose row is left, and its index now."""
    rest = iter(indexes)
    first = next(rest, None)
    if first is None:
        return None
    found = index_of(new, old[first], first, first + len(new) - len(old))
    if found is not None:
        return first, found
    left = {row_id: position for position, row_id in enumerate(new)}
    return next(((i, left[old[i]]) for i in rest if old[i] in left), None)
