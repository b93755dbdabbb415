"""Groups while results land in the store, one by one."""

from __future__ import annotations

from ca_tui.monitor.groups import Grouping, Groups
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import result
from tests.monitor.grouped import CaseBlind, Seen
from tests.monitor.stored import merge


def groups_of(store: Store, grouping: Grouping[Seen]) -> Groups:
    ids = sorted(store.ids(View()))
    return grouping.groups(store.printed(ids, grouping.unread))


def test_results_that_land_one_by_one_move_to_their_groups(store: Store) -> None:
    """The rest stays: same keys, same order, and no output is read twice."""
    reader = CaseBlind()
    grouping = Grouping(reader)
    merge(store, *(result(n, "Running", instance_id=f"i-{n}") for n in range(10)))
    seen: list[Groups] = [groups_of(store, grouping)]
    for n in range(10):
        output = b"odd\n" if n == 7 else b"ok\n"
        merge(store, result(n, output=output, instance_id=f"i-{n}"))
        seen.append(groups_of(store, grouping))
    assert [groups.live for groups in seen] == list(range(10, -1, -1))
    ok = seen[1].groups[0].key
    assert all(groups.groups[0].key == ok for groups in seen[1:])
    assert [groups.groups[0].count for groups in seen[1:]] == [
        1, 2, 3, 4, 5, 6, 7, 7, 8, 9,
    ]  # fmt: skip
    assert [groups.groups[-1].key.live for groups in seen] == [True] * 10 + [False]
    assert all(groups.groups[1].line == "odd" for groups in seen[8:])
    assert reader.reads == [b"ok\n", b"odd\n"]


def test_an_output_that_grows_is_not_read_before_it_ends(store: Store) -> None:
    reader = CaseBlind()
    grouping = Grouping(reader)
    for output in (b"a", b"ab", b"abc"):
        merge(store, result(1, "Running", output=output))
        (group,) = groups_of(store, grouping).groups
        assert (group.smallest, group.largest) == (len(output), len(output))
    assert reader.reads == []
    merge(store, result(1, output=b"abcd"))
    groups_of(store, grouping)
    assert reader.reads == [b"abcd"]
