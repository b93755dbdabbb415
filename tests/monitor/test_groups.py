"""Groups of results by what they printed and how they ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.status import Phase, phase_of
from ca_tui.monitor.groups import NO_OUTPUT, NOTHING_PRINTED, Groups
from ca_tui.monitor.printed import Printed
from tests.monitor.grouped import Told, grouped, members, one


def test_the_odd_ones_of_many_are_told_apart() -> None:
    many = [one(n, b"5.10.134-16\n") for n in range(1, 8)]
    groups = grouped(
        *many,
        one(8, b"5.10.134-13\n"),
        one(9, b"5.10.134-13\n"),
        one(10, b"sh: unamee: not found\n", "Failed", exit_code=127),
        one(11, None, "Failed", exit_code=None, error_code="ClientNotResponse"),
    )
    assert [
        (group.count, group.key.exit_code, group.line, " ".join(group.instances))
        for group in groups.groups
    ] == [
        (7, 0, "5.10.134-16", "web-[01-07]"),
        (2, 0, "5.10.134-13", "web-[08-09]"),
        (1, 127, "sh: unamee: not found", "web-10"),
        (1, None, NO_OUTPUT, "web-11"),
    ]
    assert groups.reference is groups.groups[0]
    assert (groups.results, groups.live) == (11, 0)


def test_what_makes_no_difference_to_the_reader_makes_none() -> None:
    assert members(grouped(one(1, b"OK"), one(2, b"ok")).groups) == [(1, 2)]


@pytest.mark.parametrize(
    "other",
    [
        one(2, status="Failed", exit_code=1),
        one(2, status="Timeout"),
        one(2, status="Brewing"),
        one(2, exit_code=None),
        one(2, error_code="ExecutionTimeout"),
        one(2, dropped=5),
        one(2, b"not ok\n"),
        one(2, b""),
        one(2, None),
        one(2, status="Running", live=True),
    ],
)
def test_those_that_ended_otherwise_are_not_in_the_group(other: Printed) -> None:
    assert len(grouped(one(1), other).groups) == 2


def test_the_same_output_with_another_end_has_no_different_line() -> None:
    groups = grouped(one(1), one(2), one(3, status="Failed", exit_code=1))
    assert groups.groups[1].difference is None
    assert groups.groups[1].line == "ok"


def test_a_line_that_is_missing_is_told_and_not_shown_as_its_own() -> None:
    groups = grouped(one(1, b"a\nb"), one(2, b"a\nb"), one(3, b"a"), one(4, b""))
    by_id = {group.ids[0]: group for group in groups.groups}
    assert by_id[3].line == "a"
    assert by_id[3].difference == Told("b", True, 1)
    assert by_id[4].line == NOTHING_PRINTED


def test_smallest_first_leaves_what_runs_at_the_end() -> None:
    groups = grouped(
        *(one(n) for n in range(3)),
        *(one(n, b"b") for n in range(3, 5)),
        one(5, b"c"),
        *(one(n, status="Running", live=True) for n in range(6, 20)),
    )
    largest = members(groups.groups)
    assert [len(ids) for ids in largest] == [3, 2, 1, 14]
    smallest = members(groups.smallest_first())
    assert [len(ids) for ids in smallest] == [1, 2, 3, 14]
    assert groups.live == 14


def test_of_two_groups_of_one_size_the_healthy_one_is_the_reference() -> None:
    groups = grouped(one(1, b"bad", "Failed", exit_code=1), one(2, b"good"))
    assert members(groups.groups) == [(2,), (1,)]
    assert groups.reference is groups.groups[0]


def test_the_reference_is_a_whole_output() -> None:
    cut = [one(n, b"cut", dropped=9) for n in range(3)]
    none = [one(n, None, "Invalid") for n in range(3, 8)]
    groups = grouped(*cut, *none, one(9, b"whole"))
    assert groups.reference is not None
    assert groups.reference.ids == (9,)
    only_cut = grouped(*cut, *none)
    assert only_cut.reference is not None
    assert only_cut.reference.ids == (0, 1, 2)
    assert grouped(*none).reference is None
    assert grouped() == Groups()


@pytest.mark.parametrize(
    ("results", "line"),
    [
        ([one(1, b"x" * 1229, "Running", live=True)], "running, 1.2 KB so far"),
        ([one(1, None, "Running", live=True)], "running, no output yet"),
        ([one(1, b"", "Running", live=True)], "running, no output yet"),
        ([one(1, None, "Pending", live=True)], "pending"),
        (
            [one(1, b"abc", "Running", live=True), one(2, b"a", "Running", live=True)],
            "running, 1 B to 3 B so far",
        ),
        ([one(1, None, "", live=True)], "unknown, no output yet"),
    ],
)
def test_what_has_not_ended_is_one_group_of_each_status(
    results: list[Printed], line: str
) -> None:
    (group,) = grouped(*results).groups
    assert group.line == line
    assert group.key.output is None


STATUSES = ["Success", "Failed", "Timeout", "Terminated", "Running", "Pending", "Odd"]

some = st.builds(
    lambda output, status, exit_code, dropped, name: (
        output,
        status,
        exit_code,
        dropped,
        name,
    ),
    st.sampled_from([None, b"", b"ok", b"OK", b"bad", b"bad\nworse"]),
    st.sampled_from(STATUSES),
    st.sampled_from([0, 1, None]),
    st.sampled_from([0, 0, 7, 8]),
    st.sampled_from(["web-01", "web-02", "a b", "[", ""]),
)


@st.composite
def fleets(draw: st.DrawFn) -> list[Printed]:
    return [
        one(
            row_id,
            output,
            status,
            exit_code=exit_code,
            dropped=dropped,
            name=name,
            live=phase_of(status) in (Phase.ACTIVE, Phase.WAITING),
        )
        for row_id, (output, status, exit_code, dropped, name) in enumerate(
            draw(st.lists(some, max_size=30))
        )
    ]


@given(fleets())
def test_every_result_is_in_one_group(fleet: list[Printed]) -> None:
    groups = grouped(*fleet)
    ids = [row_id for group in groups.groups for row_id in group.ids]
    assert sorted(ids) == [each.id for each in fleet]
    assert groups.results == len(fleet)
    sizes = [group.count for group in groups.groups if not group.key.live]
    assert sizes == sorted(sizes, reverse=True)
    assert sorted(members(groups.smallest_first())) == sorted(members(groups.groups))


@given(fleets())
def test_a_truncated_output_is_never_called_equal(fleet: list[Printed]) -> None:
    cut = {each.id for each in fleet if each.dropped and not each.live}
    for group in grouped(*fleet).groups:
        assert len(cut.intersection(group.ids)) in (0, group.count)
        assert group.key.truncated == bool(cut.intersection(group.ids))


@given(fleets())
def test_the_order_of_results_changes_no_group(fleet: list[Printed]) -> None:
    def told(groups: Groups) -> list[tuple[object, ...]]:
        return [
            (group.key, sorted(group.ids), group.instances, group.smallest)
            for group in groups.groups
        ]

    assert told(grouped(*fleet)) == told(grouped(*reversed(fleet)))
