"""Whatever the order in which pages of a history come, the rows end up the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import Instance, Invocation, InvocationResult, Output, Page
from ca_tui.monitor.merging import combine_outputs, kept
from ca_tui.monitor.rows import Row, StoredOutput, View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START, result

FINISHED = st.sampled_from(["Success", "Failed", "Timeout", "Terminated"])


@st.composite
def lives(draw: st.DrawFn, number: int) -> list[InvocationResult]:
    """What the service says of one run as time passes: its output grows, then ends."""
    nothing = draw(st.sampled_from([b"", None]))
    waiting = result(number, "Pending", start=None, exit_code=None, output=nothing)
    chunks = draw(st.lists(st.binary(min_size=1, max_size=8), max_size=4))
    heads = list(accumulate(chunks, initial=b""))
    running = [result(number, "Running", output=head) for head in heads]
    dropped = draw(st.integers(0, 3))
    tail = draw(st.binary(max_size=8))
    ended = replace(
        result(number, draw(FINISHED), output=heads[-1] + tail, dropped=dropped),
        finished_time=START + timedelta(minutes=1),
    )
    bare = replace(ended, output=None, dropped=None, command_id="")
    return [waiting, *running, ended, draw(st.sampled_from([ended, bare]))]


@st.composite
def histories(draw: st.DrawFn) -> list[Page]:
    """Pages that anybody may have read at any time, and names."""
    results = [each for number in range(3) for each in draw(lives(number))]
    run = Invocation("ecs", "cn-hangzhou", "t-0001", command_name="backup")
    pages = [Page(results=(each,)) for each in results]
    pages.append(Page(invocations=(run,)))
    pages.append(Page(instances=(Instance("ecs", "cn-hangzhou", "i-1", "web"),)))
    return pages


def clock() -> datetime:
    return datetime(2025, 11, 20, tzinfo=UTC)


def outcome(pages: list[Page]) -> list[tuple[Row, StoredOutput | None]]:
    store = Store(clock=clock, zone=UTC)
    try:
        for page in pages:
            store.merge(page)
        rows = store.rows(store.ids(View()))
        return [(replace(row, id=0), store.output(row.id)) for row in rows]
    finally:
        store.close()


@settings(max_examples=60, deadline=None)
@given(pages=histories(), data=st.data())
def test_any_order_and_any_repetition_give_the_same_rows(
    pages: list[Page], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(pages), max_size=5))
    shuffled = data.draw(st.permutations([*pages, *again]))
    assert outcome(shuffled) == outcome(pages)


@settings(max_examples=60, deadline=None)
@given(pages=histories())
def test_how_rows_are_cut_into_pages_does_not_matter(pages: list[Page]) -> None:
    whole = Page(
        results=tuple(each for page in pages for each in page.results),
        invocations=tuple(each for page in pages for each in page.invocations),
        instances=tuple(each for page in pages for each in page.instances),
    )
    assert outcome([whole]) == outcome(pages)


@given(data=st.binary(max_size=40), cut=st.integers(0, 40), other=st.binary())
def test_a_head_is_always_a_beginning_of_what_is_kept(
    data: bytes, cut: int, other: bytes
) -> None:
    final = kept(Output(data), live=False)
    for live in (kept(Output(data[:cut]), live=True), kept(Output(other), live=True)):
        for both in (combine_outputs(live, final), combine_outputs(final, live)):
            assert both.load() == data
            assert both.head is None or data.startswith(live.load())
